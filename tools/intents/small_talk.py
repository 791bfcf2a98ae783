"""Sentences that are no known question and no order: small talk, hints, and missing tools."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

from tools.intents.answers import HINT, TOPIC, Question
from tools.intents.chatter import TALK_EMOJIS, TALK_KINDS, TALK_SMILEYS
from tools.intents.imperative import list_action_frames
from tools.intents.language.runs import find_marks, find_meant_mark
from tools.intents.language.tokens import Token
from tools.intents.language.words import get_groups, get_marks
from tools.intents.leniency.aside import is_aside, list_versions
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
    frames = list_action_frames()
    worth = sentence.at("percent") or sentence.at("money_unit")
    if sentence.at("coupon") and worth:  # "купон MINUS5 на 5 евро": what of it?
        return replace(sentence.writer.ask(COUPON_VERB, about="create_coupon"), key=HINT)
    if sentence.at("coupon") and sentence.at("coupon_off"):  # "don't disable coupon SHIP5"
        tool = "disable_coupon"
    elif any(map(sentence.at, NO_PRODUCT)):
        tool = ""
    elif any(map(sentence.at, ("price_up", "price_down"))) and worth:
        tool = "adjust_price"
    else:
        tool = _find_hinted(sentence)
    if tool not in frames:
        return None
    return replace(sentence.writer.ask(frames[tool].not_ordered, about=tool), key=HINT)


def _find_hinted(sentence: Sentence) -> str:
    """Find the tool whose hints are said; "": none, or prices are only compared."""
    compared = any(
        "price" in token.groups and token.groups & {"price_up", "price_down"}
        for token in sentence.tokens
    )
    if compared and not sentence.at("price_set"):  # "orders dearer than 100 euro"
        return ""
    ranked = sorted(list_action_frames().items(), key=lambda named: named[1].hint_rank)
    return next(
        (
            tool
            for tool, frame in ranked
            if any(map(sentence.at, frame.hints)) and not any(map(sentence.at, frame.never_hinted))
        ),
        "",
    )


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
    tokens = list_versions(sentence, is_aside)[-1].tokens  # "before the accountant calls, ..."
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
    if topic is None:
        return None
    return replace(sentence.writer.ask(topic.text, offers=topic.offers), key=TOPIC)


#: Marks and groups that may be said in small talk; those beside the kinds add nothing.
_KINDS = frozenset(name for name, _ in TALK_KINDS)
_SAID = _KINDS | {"talk_with"}
#: No misspelt word is taken for an insult.
_MISSPELT = _KINDS - {"talk_insult"}
#: A longer text is no small talk.
_LONGEST_TALK = 14
_DRAWN_OUT = re.compile(r"(.)\1{2,}")
_SMILEYS = tuple((re.compile(pattern), key) for pattern, key in TALK_SMILEYS)


def classify_talk(sentence: Sentence) -> str:
    """Return the key of the text that answers small talk; "" for any other sentence.

    Words that only fill a sentence may stand beside small talk, but are none by themselves.
    """
    if not sentence.words:
        return _classify_signs(sentence.text)
    if len(sentence.words) > _LONGEST_TALK:
        return ""
    words = [_cut_repeats(token) for token in sentence.words]
    at, said = 0, set[str]()
    while at < len(words):
        word = words[at]
        end, marks = find_marks(words, at, _SAID)
        names = marks if end > at + 1 else marks | (word.groups & _SAID) or _find_misspelt(word)
        if not names and "filler" not in word.groups:
            return ""
        said |= names
        at = max(end, at + 1)
    return next((key for name, key in TALK_KINDS if name in said), "")


def _classify_signs(text: str) -> str:
    """Return the key of the text that answers emojis or a smiley without words; "": neither."""
    signs = "".join(text.split())
    for pattern, key in _SMILEYS:
        if pattern.fullmatch(signs):
            return key
    for emojis, key in TALK_EMOJIS:
        if signs[:1] and signs[0] in emojis:
            return key
    return "no_words" if any(unicodedata.category(sign) == "So" for sign in signs) else ""


def _cut_repeats(token: Token) -> Token:
    """Return a drawn-out word as it is usually written: "hmmmm", "cooool"; others as they are."""
    if token.kind != "word" or not _DRAWN_OUT.search(token.low):
        return token
    for times in ("\\1\\1", "\\1"):
        low = _DRAWN_OUT.sub(times, token.low)
        if get_marks(low) & _SAID:
            break
    return replace(token, low=low, groups=get_groups(low))


def _find_misspelt(word: Token) -> frozenset[str]:
    return find_meant_mark(word.low, _MISSPELT) if word.kind == "word" else frozenset()
