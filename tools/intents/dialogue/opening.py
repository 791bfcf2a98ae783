"""How a follow-up begins: "and ...", "what about ...", "the same for ..."."""

from __future__ import annotations

from dataclasses import dataclass

from tools.intents.language.tokens import Token
from tools.intents.sentence import Sentence


@dataclass(frozen=True)
class Opening:
    """The first words of a sentence that leans on the card before it."""

    #: Where in the text they end and the new words begin.
    end: int = 0
    #: Whether there are such words.
    opens: bool = False
    #: "The same for ...".
    same: bool = False
    #: "And for ...".
    led_by_for: bool = False
    #: "What about ...", "only ...": after an action these order nothing.
    muses: bool = False


def find_opening(sentence: Sentence) -> Opening:
    """Find the opening of the sentence; an empty one if it has none."""
    words = sentence.words
    return _read_same(words) or _read_opening(words) or Opening()


def _read_same(words: list[Token]) -> Opening | None:
    at = 0
    while at < len(words) and words[at].has("same_lead"):
        at += 1
    if at < len(words) and words[at].has("same_article"):
        at += 1
    if at >= len(words) or not words[at].has("the_same"):
        return None
    at += 1
    while at < len(words) and words[at].has("same_rest"):
        at += 1
    if at >= len(words) - 1 or not words[at].has("same_for"):
        return None
    return Opening(words[at + 1].start, opens=True, same=True)


def _read_opening(words: list[Token]) -> Opening | None:
    if not words:
        return None
    at, muses = 0, False
    about = len(words) > 1 and words[0].has("what_how") and words[1].has("about_it")
    what = len(words) > 1 and words[0].has("contrast") and words[1].has("what_ru")
    if about or what:
        at, muses = 2, True
    elif words[0].has("opens"):
        at, muses = 1, words[0].has("only")
    if not at or at >= len(words):
        return None
    if words[at].has("if_of") and at + 1 < len(words):
        at += 1
    led = words[at].has("for_whom") and at + 1 < len(words)
    at += led
    if words[at].has("by_ru") and at + 1 < len(words):
        at += 1
    return Opening(words[at].start, opens=True, led_by_for=led, muses=muses)
