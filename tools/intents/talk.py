"""What is neither a question we know nor an order: talk, hints, and what cannot be done yet."""

from __future__ import annotations

from tools.contracts import Words
from tools.intents.answers import Question
from tools.intents.sentence import Sentence

PAYING_BACK = Words("Paying money back", "Возврат денег")
#: Subjects the bot has no tool for yet, each with the words that name it; the first one is named.
NOT_YET: tuple[tuple[tuple[str, ...], Words], ...] = (
    (("notify",), Words("Messages to others than the team", "Сообщения не команде")),
    (("promo",), Words("Promotions", "Акции")),
    (("rate",), Words("Exchange rates", "Курсы валют")),
    (("campaign",), Words("Figures of campaigns", "Показатели кампаний")),
    (("undo",), PAYING_BACK),
    (("change",), Words("Such a change", "Такое изменение")),
)


#: Subjects of orders that a sentence speaks of without being one, each with the text that helps on.
HINTS: tuple[tuple[str, str, str], ...] = (
    ("undo", "not_undone", ""),
    ("price", "not_priced", "adjust_price"),
    ("discount", "not_discounted", "set_discount"),
    ("hide", "not_published", "publish_product"),
    ("publish", "not_published", "publish_product"),
)


#: What has prices and discounts too, and is no product.
OTHERS = ("coupon", "campaign", "promo", "rate", "notify", "order_id")


def hint(sentence: Sentence) -> Question | None:
    """How such an order is written; None where the sentence is about something else."""
    worth = sentence.at("percent") or sentence.at("money_unit")
    if sentence.at("coupon") and worth:  # "купон MINUS5 на 5 евро": what of it?
        return sentence.asker.ask("coupon_verb", about="create_coupon")
    if any(map(sentence.at, OTHERS)):
        return None
    way, amount = ("price_up", "price_down"), ("percent", "money_unit")
    if any(map(sentence.at, way)) and any(map(sentence.at, amount)):
        return sentence.asker.ask("not_priced", about="adjust_price")
    money = sentence.at("sales")  # "give the money back" undoes nothing
    money = sentence.at("sales")  # "give the money back" undoes nothing
    compared = any(
        "price" in one.groups and one.groups & {"price_up", "price_down"}
        for one in sentence.tokens
    )
    if compared and not sentence.at("price_set"):  # "orders dearer than 100 euro"
        return None
    found = next(
        (
            (key, tool)
            for group, key, tool in HINTS
            if sentence.at(group) and not (money and key == "not_undone")
        ),
        None,
    )
    return sentence.asker.ask(found[0], about=found[1]) if found else None


def not_yet(sentence: Sentence) -> Words | None:
    """The subject of the sentence that there is no tool for yet."""
    if sentence.at("refund") and any(token.kind == "order" for token in sentence.tokens):
        return PAYING_BACK
    return next((topic for groups, topic in NOT_YET if any(map(sentence.at, groups))), None)


#: Talk around a question, each kind with the text that answers it; the first one said counts.
_TALK: tuple[tuple[str, str], ...] = (
    ("decision", "decide"),
    ("thanks", "welcome"),
    ("assent", "decide"),
    ("help", "able"),
    ("filler", "hello"),
)


def small_talk(sentence: Sentence) -> str:
    """The key of the text that answers a sentence of nothing but talk; "" for any other sentence."""
    known = {group for group, _ in _TALK}
    words = [token for token in sentence.tokens if token.kind != "sign"]
    if not all(token.groups & known for token in words):
        return ""
    return next(key for group, key in _TALK if sentence.at(group))
