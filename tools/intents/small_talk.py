"""Sentences that are no known question and no order: small talk, hints, and missing tools."""

from __future__ import annotations

from tools.intents.answers import Question
from tools.intents.imperative import list_action_frames
from tools.intents.sentence import Sentence
from tools.intents.slots.product_scope import NO_PRODUCT
from tools.texts import Text

COUPON_VERB = Text(
    "I changed nothing; to create a coupon, write for example: create coupon AUTUMN10 for 10%."
)
PAYING_BACK = Text("Paying money back")
#: Subjects without a tool, each with the groups that name it; the first one said counts.
NOT_YET: tuple[tuple[tuple[str, ...], Text], ...] = (
    (("notify",), Text("Messages to others than the team")),
    (("promo",), Text("Promotions")),
    (("rate",), Text("Exchange rates")),
    (("campaign",), Text("Figures of campaigns")),
    (("undo",), PAYING_BACK),
    (("change",), Text("Such a change")),
)


def find_hint(sentence: Sentence) -> Question | None:
    """Say how to write the order that the sentence speaks of without giving it.

    None: the sentence speaks of no order.
    """
    worth = sentence.at("percent") or sentence.at("money_unit")
    if sentence.at("coupon") and worth:  # "купон MINUS5 на 5 евро": what of it?
        return sentence.writer.ask(COUPON_VERB, about="create_coupon")
    if any(map(sentence.at, NO_PRODUCT)):
        return None
    frames = list_action_frames()
    moved = any(map(sentence.at, ("price_up", "price_down"))) and worth
    if moved and "adjust_price" in frames:
        return sentence.writer.ask(frames["adjust_price"].not_ordered, about="adjust_price")
    compared = any(
        "price" in token.groups and token.groups & {"price_up", "price_down"}
        for token in sentence.tokens
    )
    if compared and not sentence.at("price_set"):  # "orders dearer than 100 euro"
        return None
    for tool, frame in sorted(frames.items(), key=lambda named: named[1].hint_rank):
        if any(map(sentence.at, frame.hints)) and not any(map(sentence.at, frame.never_hinted)):
            return sentence.writer.ask(frame.not_ordered, about=tool)
    return None


def find_not_yet(sentence: Sentence) -> Text | None:
    """Find a subject in the sentence that there is no tool for yet; None: there is none."""
    if sentence.at("refund") and any(token.kind == "order" for token in sentence.tokens):
        return PAYING_BACK
    return next((topic for groups, topic in NOT_YET if any(map(sentence.at, groups))), None)


#: Groups of small talk, each with the key of the text that answers it; the first one said counts.
_TALK: tuple[tuple[str, str], ...] = (
    ("decision", "decide"),
    ("thanks", "welcome"),
    ("assent", "decide"),
    ("help", "able"),
    ("filler", "hello"),
)


def classify_talk(sentence: Sentence) -> str:
    """Return the key of the text that answers small talk; "" for any other sentence."""
    known = {group for group, _ in _TALK}
    words = [token for token in sentence.tokens if token.kind != "sign"]
    if not all(token.groups & known for token in words):
        return ""
    return next((key for group, key in _TALK if sentence.at(group)), "")
