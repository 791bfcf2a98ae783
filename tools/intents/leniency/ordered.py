"""Whether a text, or a part of it, orders a change of one kind."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tools.intents.frame import ActionFrame, ActionMatch
from tools.intents.gate import (
    Mood,
    find_mood,
    is_inside_quotes,
    is_reported,
    is_time_first,
    is_unsettling,
)
from tools.intents.imperative import read_slots, start_reading
from tools.intents.sentence import Sentence, parse
from tools.intents.slots.slot import Reading
from tools.intents.values.product_name import NO_PRODUCTS, Catalogue

#: Days are not worked out here, so any will do as today.
SOME_DAY = date(2000, 1, 3)


def parse_said(text: str, catalogue: Catalogue = NO_PRODUCTS) -> Sentence:
    """Parse a text whose days do not matter."""
    return parse(text, today=SOME_DAY, language="en", catalogue=catalogue)


def is_ordered(frame: ActionFrame, sentence: Sentence) -> bool:
    """Return whether the sentence orders the change with a verb, now, and on its owner's behalf."""
    reading = read_said(frame, sentence)
    if not any(verb.groups[0] in reading.verbs and not verb.bare for verb in frame.verbs):
        return False
    if any(is_inside_quotes(sentence.text, sentence.tokens[at].start) for at in reading.verb):
        return False
    mood = find_mood(sentence, reading.used, verb=reading.verb, dated=frame.dated)
    if mood is not Mood.ORDERED or reading.doubted or reading.put_off:
        return False
    if is_time_first(sentence.words) and 0 not in reading.used:
        return (
            False  # "next week we'll make a coupon"; "from Friday create ..." says when it begins
        )
    tokens = sentence.tokens
    if is_reported(tokens[: max(reading.verb)]):
        return False
    # A reason does not count as an argument here: "flag OB-1003 wrong address, or not" is no order.
    slots = tuple(slot for slot in frame.slots if slot.required or not slot.free)
    left = read_said(replace(frame, slots=slots), sentence).left
    return not any(is_unsettling(tokens, at, dated=frame.dated) for at in left)


def is_saying_more(frame: ActionFrame, sentence: Sentence) -> bool:
    """Return whether more is said than what the change is about: "campaign C-1" orders nothing."""
    reading = read_said(frame, sentence)
    verbs = {verb.groups[0] for verb in frame.verbs if not verb.bare}
    return not verbs.isdisjoint(reading.verbs) or any(
        sentence.tokens[at].groups.isdisjoint({*frame.about, "filler"}) for at in reading.left
    )


def read_said(frame: ActionFrame, sentence: Sentence) -> Reading:
    """Read every slot of the frame in the sentence."""
    spoken = frame.spoken(sentence) or ActionMatch(frozenset(), ())
    reading, _ = start_reading(sentence, spoken)
    read_slots(frame, reading)
    return reading
