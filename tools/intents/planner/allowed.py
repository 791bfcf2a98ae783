"""Which changes an owner's text allows: those it plainly orders, by frames and sentence gate.

What a tool reads cannot add to this. So a text inside an order, a name or a chat, whatever it says,
never makes the model propose a kind of change that the owner has not ordered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from tools.intents.answers import Question
from tools.intents.frame import ActionFrame, ActionMatch
from tools.intents.gate import (
    Mood,
    find_mood,
    is_inside_quotes,
    is_quoted,
    is_reported,
    is_time_first,
    is_unsettling,
)
from tools.intents.imperative import list_action_frames, read_slots, start_reading
from tools.intents.language.morphology import is_helping
from tools.intents.language.spelling import respell
from tools.intents.language.tokens import Token, find_end
from tools.intents.leniency.aside import drop_courtesies
from tools.intents.leniency.lenient import LEAST_LEAD
from tools.intents.leniency.order_parts import list_order_parts
from tools.intents.ranking.ranker import find_likeliest
from tools.intents.sentence import Sentence, parse
from tools.intents.slips import correct_slips
from tools.intents.slots.slot import Reading
from tools.intents.values.product_name import NO_PRODUCTS, Catalogue

#: Days are not worked out here, so any will do as today.
SOME_DAY = date(2000, 1, 3)
#: A text with more places than this where another order may begin is taken as one order.
MOST_CUTS = 20
#: The ranker must find an order so likely where no frame knows its words.
LEAST_SCORE = 0.0
#: Signs after which another order may begin.
_PAUSES = frozenset({",", ";", "."})


def is_beyond_rules(question: Question, text: str) -> bool:
    """Return whether the planner may understand more than the rules did.

    It may if they did not understand the sentence, or if it plainly orders a change and they could
    only say how such a change is ordered. A missing argument is asked for without the planner.
    """
    several = len(split_orders(parse_said(text))) > 1  # the rules read one order
    return not question.understood or (
        (several or not question.missing) and bool(list_allowed_actions(text))
    )


def list_allowed_actions(text: str) -> frozenset[str]:
    """List the names of the actions that the text orders.

    None of them if any part of the text asks, doubts, negates, tells or supposes.
    """
    head, _, message = text.partition(":")  # in the words of a message anything may be
    sentence = drop_politeness(parse_said(head))
    if sentence is None or "?" in sentence.text + message or is_quoted(text):
        return frozenset()
    allowed = frozenset[str]()
    for part in split_orders(sentence):
        ordered = find_orders(part)
        if ordered is None:
            return _find_likely(text)
        allowed |= ordered
        if any(map(_has_free_words, ordered)):
            break  # what follows are the words
    return allowed or _find_likely(text)


def _find_likely(text: str) -> frozenset[str]:
    """Find the action that the ranker takes the text for, if it is ordered in words of its own.

    "Delist the door mat": no frame knows the verb, yet nothing in the text asks, doubts or tells, nor in
    what it says in other letters.
    """
    spellings = [_find_likely_as(spelling) for spelling in (text, *respell(text)[:1])]
    return frozenset.intersection(*spellings)


def _find_likely_as(text: str) -> frozenset[str]:
    sentence = drop_courtesies(correct_slips(parse_said(text)))
    intent, lead = find_likeliest(sentence.spoken)
    frame = list_action_frames().get(intent.tool)
    if frame is None or intent.score < LEAST_SCORE or lead < LEAST_LEAD:
        return frozenset()
    if any(known.spoken(sentence, further=True) for known in list_action_frames().values()):
        return frozenset()  # then its frame has said whether it is ordered
    parts = list_order_parts(sentence, frame)
    plain = any(_is_plain(frame, part.sentence) for part in parts if not part.beside)
    return frozenset({intent.tool}) if plain else frozenset()


def _is_plain(frame: ActionFrame, sentence: Sentence) -> bool:
    """Return whether the sentence neither asks, doubts, tells nor puts off, whatever its verb."""
    reading = _read(frame, sentence)
    tokens, left = sentence.tokens, reading.left
    worded = any(not tokens[at].groups.intersection(frame.about) for at in left)
    if is_time_first(sentence.words) or not (reading.verbs or worded):
        return False
    mood = find_mood(sentence, reading.used, verb=reading.verb, dated=frame.dated)
    return not (
        mood is not Mood.ORDERED
        or reading.doubted
        or reading.put_off
        or is_reported(tokens)
        or any(is_unsettling(tokens, at, dated=frame.dated) for at in left)
        or any(tokens[at].has("clock") for at in left)
        or any(is_helping(tokens[at].low) and not tokens[at].groups for at in left)
        or any(is_inside_quotes(sentence.text, tokens[at].start) for at in reading.verb)
    )


def parse_said(text: str, catalogue: Catalogue = NO_PRODUCTS) -> Sentence:
    """Parse a text whose days do not matter."""
    return parse(text, today=SOME_DAY, language="en", catalogue=catalogue)


def split_orders(sentence: Sentence) -> list[Sentence]:
    """Split the sentence where another order begins: "hide P-101 and", "show P-102"."""
    frames, tokens = list_action_frames().values(), sentence.tokens
    verbs = {verb.groups[0] for frame in frames for verb in (*frame.verbs, *frame.further)}
    places = [
        at
        for at in range(1, len(tokens))
        if (tokens[at - 1].low in _PAUSES or tokens[at - 1].has("further"))
        and any(map(tokens[at].has, verbs))
    ]
    parts: list[Sentence] = []
    end = len(sentence.text)
    for at in reversed(places if len(places) <= MOST_CUTS else ()):
        part = sentence.cut(tokens[at].start, end)
        if any(_is_order_first(frame, part) for frame in frames):
            parts.insert(0, part)
            end = tokens[at].start
    return [sentence.cut(0, end), *parts]


def find_orders(sentence: Sentence) -> frozenset[str] | None:
    """Find the actions that one part of a text orders; None if it takes back what others order."""
    spoken = [tool for tool, frame in list_action_frames().items() if frame.spoken(sentence)]
    ordered = frozenset(
        tool for tool in spoken if is_ordered(list_action_frames()[tool], sentence)
    )
    if not ordered and (spoken or find_mood(sentence) is not Mood.ORDERED):
        return None
    if any(token.has("doubts") for token in sentence.tokens):
        return None  # "still pondering, disable SUMMER5 or not"
    return frozenset(filter(_has_free_words, ordered)) or ordered


def is_ordered(frame: ActionFrame, sentence: Sentence) -> bool:
    """Return whether the sentence orders the change with a verb, now, and on its owner's behalf."""
    reading = _read(frame, sentence)
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
    left = _read(replace(frame, slots=slots), sentence).left
    return not any(is_unsettling(tokens, at, dated=frame.dated) for at in left)


def drop_politeness(sentence: Sentence) -> Sentence | None:
    """Drop "can you" and the like: "can you flag OB-1003?" becomes "flag OB-1003".

    A sentence that does not begin so comes back as it is. None: it only asks what the bot can do,
    "can you flag orders?".
    """
    tokens = sentence.tokens
    begin = _skip_pleas(tokens, 0)
    end = find_end(tokens, begin, "polite_opening")
    if end == begin:
        return sentence
    verb = _skip_pleas(tokens, end)
    if verb == len(tokens) or sentence.at("unsettles"):
        return None
    order = sentence.cut(tokens[verb].start).without_question_mark()
    first = split_orders(order)[0]
    for frame in list_action_frames().values():
        names_something = not _read(frame, first).values.keys().isdisjoint(frame.scopes)
        if _is_order_first(frame, first) and (names_something or sentence.at("plea")):
            return order
    return None


def _is_order_first(frame: ActionFrame, sentence: Sentence) -> bool:
    """Return whether the first word of the sentence is the verb of an order."""
    spoken = frame.spoken(sentence, further=True)
    return spoken is not None and 0 in spoken.tokens


def _read(frame: ActionFrame, sentence: Sentence) -> Reading:
    """Read every slot of the frame in the sentence."""
    spoken = frame.spoken(sentence) or ActionMatch(frozenset(), ())
    reading, _ = start_reading(sentence, spoken)
    read_slots(frame, reading)
    return reading


def _has_free_words(tool: str) -> bool:
    """Return whether the action hands on the owner's words, which may be anything."""
    return any(slot.free and slot.required for slot in list_action_frames()[tool].slots)


def _skip_pleas(tokens: Sequence[Token], at: int) -> int:
    """Skip signs and words such as "please"; return the next place."""
    while at < len(tokens) and (tokens[at].kind == "sign" or tokens[at].has("plea")):
        at += 1
    return at
