"""The answer to a question of ours: the one argument that was missing, read by the readers of orders.

An answer is put into an order that says the rest, and that order is read as any other. So what is no
order number, and what negates or doubts, is refused here for the same reasons as there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from tools import registry
from tools.contracts import Language, Words
from tools.intents.answers import LONGEST_QUOTE, WAY, Answer, Asker, Question, ToolCall
from tools.intents.catalogue import NO_GOODS, Catalogue
from tools.intents.forms import is_helping_russian
from tools.intents.resolve import resolve
from tools.intents.tokens import clean, tokenize

#: What ends a question without an answer, as the whole text.
LEAVES = frozenset(
    {
        "отмена", "отменить", "отмени", "отбой", "стоп", "хватит", "не надо", "не нужно", "неважно",
        "не важно", "забудь", "передумал", "передумала", "выход", "назад",
        "cancel", "stop", "quit", "exit", "leave", "leave it", "back", "abort", "forget it",
        "never mind", "nevermind", "no need", "don't", "do not", "nothing", "no", "nope", "not now", "none",
        "i changed my mind", "changed my mind", "forget about it", "drop it", "scrap that",
        "ничего", "нет", "никакой", "никому", "никого", "я передумал", "я передумала", "забей", "не сейчас",
        "потом", "отставить", "проехали", "ладно не надо", "нет не надо",
    }
)  # fmt: skip
#: So many words are a sentence, whatever they mean.
SHORTEST_SENTENCE = 5
#: So few words after an order can only say why.
SHORTEST_REASON = 2
#: Words of an answer that ask to see something, and such that leave open how much.
_SHOWS = frozenset(
    """show open see display view list check look покажи покажите открой откройте глянь посмотри выведи проверь
    дай сколько""".split()  # noqa: SIM905 -- reads better as a text
)
_IDS = frozenset({"order_ids", "order_id", "product_ids", "campaign_id", "max_uses"})
_AMOUNTS = frozenset({"percent", "money_unit"})
_UNTIL = frozenset("until till before до по пока".split())  # noqa: SIM905
_HESITATES = frozenset(
    """maybe около примерно about up skip forget help yes sec wait ask позже минутку шучу другой другая""".split()  # noqa: SIM905
)
#: Questions that answer mere talk ("all").
TALK = ("hello", "welcome", "decide", "able")


@dataclass(frozen=True)
class Blank:
    """An argument that can be asked for: orders with a place for the answer, the first that is
    understood counts, each with the arguments that it says only to be whole."""

    orders: tuple[tuple[str, *tuple[str, ...]], ...]
    #: The text that asks for it once more; empty: the one that asked first.
    key: str = ""
    #: An order that an answer may fill with all that is missing: "P-101 by 5%".
    whole: str = ""
    #: Whether a number without its unit is an answer.
    bare: bool = True


@dataclass(frozen=True)
class Open:
    """A question that waits for its answer: its text, and what is known so far."""

    tool: str
    missing: str
    known: Mapping[str, Any]
    text: str


@dataclass(frozen=True)
class Unfit:
    """The text is no answer; `why` says what is wrong with it, where its reader knows."""

    why: str = ""


_WORTH = Blank(
    (
        ("create coupon XX1 for {said}", "code"),
        ("create coupon XX1 for {said}%", "code"),
    ),
    key="coupon_worth",
)
_PRICE = Blank(
    (
        ("set the price of P-1 to {said}", "product_ids"),
        ("change the price of P-1 by {said}", "product_ids"),
    ),
    key="how_much_price",
    bare=False,
)

#: Arguments that are whatever is written.
FREE_WORDS = frozenset({"message", "reason", "query"})
BLANKS: dict[tuple[str, str], Blank] = {
    ("flag_order", "order_ids"): Blank((("flag {said}",),), key="which_order_to_flag"),
    ("flag_order", "reason"): Blank((("flag OB-1 reason {said}", "order_ids"),)),
    ("order_detail", "order_id"): Blank((("order {said}",),), key="which_order"),
    ("orders_search", "query"): Blank((("orders of customer {said}",),), key="whose_orders"),
    ("orders_search", "limit"): Blank((("last {said} orders",), ("last {said}",))),
    ("chats_unanswered", "limit"): Blank((("last {said} chats",), ("last {said}",))),
    ("notify_team", "message"): Blank((("/notify {said}",),), key="what_to_tell"),
    ("create_coupon", "code"): Blank(
        (("create coupon {said}",), ("create coupon {upper} for 10%", "percent_off")),
        key="coupon_code",
    ),
    ("create_coupon", "percent_off"): _WORTH,
    ("create_coupon", "amount_off"): _WORTH,
    ("create_coupon", "max_uses"): Blank(
        (
            ("create coupon XX1 for 10% {said} uses", "code", "percent_off"),
            ("create coupon XX1 for 10% {said}", "code", "percent_off"),
        )
    ),
    ("create_coupon", "ends_at"): Blank(
        (
            ("create coupon XX1 for 10% until {said}", "code", "percent_off"),
            ("create coupon XX1 for 10% {said}", "code", "percent_off"),
        ),
        key="coupon_until",
    ),
    ("disable_coupon", "code"): Blank((("disable coupon {upper}",),), key="coupon_which"),
    ("pause_campaign", "campaign_id"): Blank(
        (("pause campaign {said}", "paused"), ("pause campaign C-{said}", "paused")),
        key="which_campaign",
    ),
    ("set_discount", "percent"): Blank(
        (("discount {said} on P-1", "product_ids"), ("discount {said}% on P-1", "product_ids")),
        key="how_much_discount",
    ),
    ("set_discount", "product_ids"): Blank(
        (("discount 10% on {said}", "percent"), ("discount 10% on category {said}", "percent")),
        key="which_discount",
        whole="discount on {said}",
    ),
    ("adjust_price", "product_ids"): Blank(
        (
            ("raise the price of {said} by 1%", "percent"),
            ("raise the price of category {said} by 1%", "percent"),
        ),
        key="which_price",
        whole="{verb} the price of {said}",
    ),
    ("adjust_price", "percent"): _PRICE,
    ("adjust_price", "set_to"): _PRICE,
    ("adjust_price", "raise_by"): Blank(
        (("raise the price of P-1 by {said}", "product_ids"),), key="price_by"
    ),
    ("adjust_price", "lower_by"): Blank(
        (("lower the price of P-1 by {said}", "product_ids"),), key="price_by"
    ),
    ("publish_product", "product_ids"): Blank(
        (("hide {said}",), ("publish {said}",)),
        key="which_publish",
    ),
    ("revenue_trend", "days"): Blank((("/trend {said}",),)),
    ("demand_forecast", "horizon_days"): Blank(
        (("forecast for {said} days",), ("forecast for {said}",))
    ),
    ("top_products", "days"): Blank(
        (("best sellers for {said} days", "direction"), ("best sellers for {said}", "direction"))
    ),
    ("top_products", "limit"): Blank((("top {said} products", "direction"),)),
    ("kpi_snapshot", "compare_to"): Blank((("{said} over {said}",), ("{said} к {said}",))),
}

#: What each tool cannot do without: any one of these arguments, else this is asked for by that name.
NEEDS: dict[str, tuple[tuple[tuple[str, ...], str, str], ...]] = {
    "flag_order": ((("order_ids", "preset"), "which_order_to_flag", "order_ids"),),
    "order_detail": ((("order_id",), "which_order", "order_id"),),
    "notify_team": ((("message",), "what_to_tell", "message"),),
    "create_coupon": (
        (("code",), "coupon_code", "code"),
        (("percent_off", "amount_off"), "coupon_worth", "percent_off"),
    ),
    "disable_coupon": ((("code",), "coupon_which", "code"),),
    "pause_campaign": ((("campaign_id",), "which_campaign", "campaign_id"),),
    "adjust_price": (
        (("product_ids", "category", "all"), "which_price", "product_ids"),
        (("percent", "amount", "set_to"), "how_much_price", "percent"),
    ),
    "set_discount": (
        (("product_ids", "category", "stock_at_most", "all"), "which_discount", "product_ids"),
        (("percent",), "how_much_discount", "percent"),
    ),
    "publish_product": ((("product_ids", "stock_at_most"), "which_publish", "product_ids"),),
}
#: The arguments that say which products.
SCOPE = frozenset({"product_ids", "category", "stock_at_most", "all"})
#: And those that say how much, by which name ever it is asked for.
AMOUNT = frozenset({"percent", "amount", "set_to"})
#: How the amount is asked for where its direction has been said, and the verb that says it.
_VERBS = {"raise_by": "raise", "lower_by": "lower"}


def leaves(text: str) -> bool:
    """Whether the whole text only says to leave it."""
    words = [token.low for token in tokenize(clean(text)) if token.kind != "sign"]
    return " ".join(words) in LEAVES


def may_answer(wanted: Answer) -> bool:
    """Whether a text that comes to this may be an answer to a question of ours; all others are
    questions or orders by themselves, also where they lack something. "OB-1003" alone asks for that
    order, unless we have asked for one."""
    if wanted.tool == "order_detail" or (isinstance(wanted, ToolCall) and wanted.ignoring):
        return True
    return isinstance(wanted, Question) and (not wanted.understood or wanted.key in TALK)


def can_be_answered(question: Question) -> bool:
    """Whether the next text may be the argument that the question asks for."""
    return (question.tool, question.missing) in BLANKS


def complete(call: ToolCall, *, today: date, language: Language) -> Answer:
    """The call, or the question for what it lacks."""
    said = {name: value for name, value in call.payload.items() if name != WAY}
    way = call.payload.get(WAY, "")
    for arguments, key, missing in NEEDS.get(call.tool, ()):
        if any(name in said for name in arguments):
            continue
        asks = Asker(today, language).ask
        if way and missing == "percent":
            return asks("price_by", about=call.tool, tool=call.tool, missing=way, known=said)
        return asks(key, about=call.tool, tool=call.tool, missing=missing, known=call.payload)
    return replace(call, payload=said)


def fill(
    blank: Open, text: str, *, today: date, language: Language, catalogue: Catalogue = NO_GOODS
) -> Answer | Unfit:
    """The call with the argument that the text gives it, or the question for what is missing yet.

    Whoever is asked by how much may say of which products instead, and the other way round."""
    found = _filled(blank, text, today=today, language=language, catalogue=catalogue)
    other = _other(blank)
    if isinstance(found, Unfit) and other is not None:
        instead = _filled(other, text, today=today, language=language, catalogue=catalogue)
        return found if isinstance(instead, Unfit) else instead
    return found


def _other(blank: Open) -> Open | None:
    """The question about a change of products that the answer may be meant for instead."""
    if (blank.tool, "product_ids") not in BLANKS or (blank.tool, "percent") not in BLANKS:
        return None
    if blank.missing == "product_ids":
        said = blank.known.keys() & AMOUNT
        return None if said else replace(blank, missing=blank.known.get(WAY, "percent"))
    known = {name: value for name, value in blank.known.items() if name not in SCOPE}
    way = {WAY: blank.missing} if blank.missing in _VERBS else {}
    return replace(blank, missing="product_ids", known={**known, **way})


def _orders(blank: Open) -> tuple[tuple[str, *tuple[str, ...]], ...]:
    """The orders into which an answer is put, each with what it says only to be whole."""
    how = BLANKS[blank.tool, blank.missing]
    if not how.whole or blank.known.keys() & AMOUNT:
        return how.orders
    return (*how.orders, (how.whole,))


def _filled(
    blank: Open, text: str, *, today: date, language: Language, catalogue: Catalogue
) -> Answer | Unfit:
    said = clean(text).strip()
    how = BLANKS[blank.tool, blank.missing]
    verb = _VERBS.get(blank.known.get(WAY, ""), "change")
    free = blank.missing in FREE_WORDS
    if (not how.bare and said.isdecimal()) or (not free and _says_more(blank, said)):
        return Unfit()
    why = ""
    money = any("money_unit" in token.groups for token in tokenize(said))
    for order, *filler in _orders(blank):
        if money and "{said}%" in order:
            continue
        found = resolve(
            order.format(said=said, upper=said.upper(), verb=verb),
            today=today,
            language=language,
            catalogue=catalogue,
            strictly=True,
        )
        if isinstance(found, Question):
            names_it = f"“{said}”" in found.text or f"«{said}»" in found.text
            helps = names_it and found.tool == blank.tool and found.understood
            why = why or (found.text if helps else "")
        elif found.tool == blank.tool and _agrees(found, blank) and _is_sold(found, catalogue):
            given = {name: one for name, one in found.payload.items() if name not in filler}
            if "reason" in given and not free and not _may_give_reason(blank, said):
                return Unfit()  # "OB-1003 stays flagged" is no order to be flagged
            call = ToolCall(blank.tool, {**blank.known, **given})
            return complete(call, today=today, language=language)
    return Unfit(why)


def _is_sold(found: ToolCall, catalogue: Catalogue) -> bool:
    """Whether a category that was said is one of the shop's; where they are not known, any may be."""
    said = found.payload.get("category")
    sold = {one.category for one in catalogue.goods}
    return said is None or not sold or said in sold


def _says_more(blank: Open, said: str) -> bool:
    """Whether an answer to what a change lacks refuses it, doubts it, bounds it or asks for something
    else: "OB-1003 not yet", "at most 3%", "show the second"."""
    tool = registry.get(blank.tool)
    if tool is None or tool.kind == "read" or said.startswith("/"):
        return False
    tokens = tokenize(said)
    amounts = any(token.groups & _AMOUNTS for token in tokens)
    if amounts and blank.missing in _IDS and not BLANKS[blank.tool, blank.missing].whole:
        return True  # "100%" is no order
    until = _UNTIL if blank.missing == "ends_at" else frozenset[str]()
    return any(
        token.low in _SHOWS | _HESITATES
        or (token.groups & {"not", "asks", "bound"} and token.low not in until)
        for token in tokens
    )


def _may_give_reason(blank: Open, said: str) -> bool:
    """Whether more than the orders were written to say why: "OB-1003 rain", not "OB-1003 can wait"."""
    tokens = tokenize(said)
    if any(token.groups & {"reason", "as"} or token.low == ":" for token in tokens):
        return True
    words = [token for token in tokens if token.kind == "word"]
    tells = any(is_helping_russian(token.low) for token in words)
    return blank.known.get("flagged") is not False and len(words) <= SHORTEST_REASON and not tells


def is_sentence(text: str) -> bool:
    """Whether a text that is no answer is rather a sentence by itself than an answer gone wrong."""
    words = sum(token.kind != "sign" for token in tokenize(clean(text)))
    return words >= SHORTEST_SENTENCE or "?" in text


def _agrees(found: ToolCall, blank: Open) -> bool:
    """Whether an order shows what is to be shown, and hides what is to be hidden."""
    return found.payload.get("published") == blank.known.get("published")


def ask_again(
    blank: Open, text: str, result: Unfit | None, *, today: date, language: Language
) -> Question:
    """The same question once more, with what was wrong with the text; None: it came too late."""
    how = BLANKS[blank.tool, blank.missing]
    asker = Asker(today, language)
    question = asker.ask(how.key, about=blank.tool).text if how.key else blank.text
    said = " ".join(clean(text).split())[:LONGEST_QUOTE]
    if result is None:
        question = EXPIRED.to(language).format(question=question)
    elif result.why:
        question = result.why
    else:
        question = UNFIT.to(language).format(said=said, question=question)
    return Question(
        text=question,
        suggestions=(),
        missing=blank.missing,
        tool=blank.tool,
        known=blank.known,
        key="again",
    )


#: What is said before a question that is asked once more.
UNFIT = Words("“{said}” does not fit. {question}", "«{said}» не подходит. {question}")
EXPIRED = Words(
    "That question had expired, so I did nothing. Once more: {question}",
    "Тот вопрос уже устарел, я ничего не сделал. Ещё раз: {question}",
)
