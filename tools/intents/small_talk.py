"""Sentences that are no known question and no order: small talk, hints, and missing tools."""

from __future__ import annotations

from tools.intents.answers import Question
from tools.intents.imperative import list_action_frames
from tools.intents.language.runs import find_marks
from tools.intents.ranking.ranker import rank_intents
from tools.intents.sentence import Sentence
from tools.intents.slots.product_scope import NO_PRODUCT
from tools.texts import Text
from tools.topics import TOPICS, Topic

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


#: A sentence that means a tool with such a score only mentions the topic.
_SURE = 0.25
_TOPIC_MARKS = frozenset(topic.mark for topic in TOPICS)


def find_topic(sentence: Sentence) -> Topic | None:
    """Find what the sentence asks for and no tool serves; None: nothing that is known as such."""
    said: set[str] = set()
    tokens = sentence.tokens
    for at in range(len(tokens)):
        said |= find_marks(tokens, at, _TOPIC_MARKS)[1]
    if not said:
        return None
    around = {name for token in tokens for name in (*token.groups, token.kind)}
    return next(
        (
            topic
            for topic in TOPICS
            if topic.mark in said and (not topic.beside or around.intersection(topic.beside))
        ),
        None,
    )


def answer_topic(sentence: Sentence) -> Question | None:
    """Say what cannot be told or done, and what comes nearest; None: there is no such topic."""
    likeliest = rank_intents(sentence.text)[0]
    if likeliest.tool and likeliest.score > _SURE:  # it is said beside what is asked
        return None
    topic = find_topic(sentence)
    return sentence.writer.ask(topic.text, offers=topic.offers) if topic else None


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
    return next(key for group, key in _TALK if sentence.at(group))
