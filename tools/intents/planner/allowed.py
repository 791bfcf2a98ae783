"""Which changes an owner's text may lead to: those it plainly orders, as the tools' frames and the gate
hear them.

What a tool has read cannot add to this. So a text inside an order, a name or a chat, whatever it
says, never makes the model propose a kind of change that its reader has not ordered.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tools.intents.answers import Question
from tools.intents.frame import ActionFrame, Spoken, merge
from tools.intents.gate import Mood, is_quoted, mood_of
from tools.intents.imperative import action_frames, read_slots
from tools.intents.language.tokens import Token, end_of
from tools.intents.sentence import Sentence, parse
from tools.intents.slots.slot import Problem, Reading

#: No day is worked out here, so any will do.
SOME_DAY = date(2000, 1, 3)
#: A text with more places where a further order may begin is taken as one order.
MOST_CUTS = 20
#: Marks of words before the order that say it is somebody else's, or nothing for us to do.
_NOT_OURS = ("reports", "to_myself")
_PAUSES = frozenset({",", ";", "."})


def beyond_rules(question: Question, text: str) -> bool:
    """Whether the planner may know more than the rules: they did not understand the sentence, or only
    how a change is ordered that it plainly orders. What lacks something is asked for instead."""
    several = len(parts_of(parse_said(text))) > 1  # the rules read one order
    return not question.understood or (
        (several or not question.missing) and bool(allowed_actions(text))
    )


def allowed_actions(text: str) -> frozenset[str]:
    """The names of the actions that the text orders; none where any part of it asks, doubts, negates,
    tells or supposes."""
    head, _, message = text.partition(":")  # in the words of a message anything may be
    sentence = drop_politeness(parse_said(head))
    if sentence is None or "?" in sentence.text + message or is_quoted(text):
        return frozenset()
    found = [find_orders(part) for part in parts_of(sentence)]
    return frozenset[str]().union(*(tools or () for tools in found if None not in found))


def parse_said(text: str) -> Sentence:
    """The text as a sentence of which nobody asks when it was said."""
    return parse(text, today=SOME_DAY, language="en")


def parts_of(sentence: Sentence) -> list[Sentence]:
    """The sentence cut where a further order begins with its verb: "hide P-101 and", "show P-102"."""
    tokens = sentence.tokens
    opening = {
        verb.groups[0]
        for frame in action_frames().values()
        for verb in (*frame.verbs, *frame.further)
    }
    places = [
        at
        for at in range(1, len(tokens))
        if _joins(tokens[at - 1]) and any(map(tokens[at].has, opening))
    ]
    parts: list[Sentence] = []
    end = len(sentence.text)
    for at in reversed(places[: MOST_CUTS + 1] if len(places) <= MOST_CUTS else ()):
        part = sentence.cut(tokens[at].start, end)
        if any(begins_order(frame, part) for frame in action_frames().values()):
            parts.insert(0, part)
            end = tokens[at].start
    return [sentence.cut(0, end), *parts]


def begins_order(frame: ActionFrame, sentence: Sentence) -> bool:
    """Whether the first word of the sentence is the verb of an order."""
    spoken = frame.spoken(sentence, further=True)
    return spoken is not None and 0 in spoken.tokens


def find_orders(sentence: Sentence) -> frozenset[str] | None:
    """The actions that one part of a text orders; None where it takes back what other parts order."""
    spoken = {
        tool: found
        for tool, frame in action_frames().items()
        if (found := frame.spoken(sentence)) is not None
    }
    ordered = frozenset(
        tool
        for tool, found in spoken.items()
        if is_ordered(action_frames()[tool], sentence, found)
    )
    plain = bool(ordered) if spoken else mood_of(sentence) is Mood.ORDERED
    return ordered if plain else None


def is_ordered(frame: ActionFrame, sentence: Sentence, spoken: Spoken) -> bool:
    """Whether what is spoken of is ordered, now, by the one who says it."""
    has_verb = any(verb.groups[0] in spoken.verbs and not verb.bare for verb in frame.verbs)
    reading = read(frame, sentence, spoken)
    mood = mood_of(sentence, reading.used, verb=reading.verb, dated=frame.dated)
    if not has_verb or mood is not Mood.ORDERED or reading.doubted or reading.put_off:
        return False
    tokens = sentence.tokens
    before = range(max(spoken.tokens))
    if any(end_of(tokens, at, mark) > at for at in before for mark in _NOT_OURS):
        return False
    left = [tokens[at] for at in reading.left]
    waits = not frame.dated and any("hour" in token.groups for token in left)
    return not waits and not any("unsettles" in token.marks for token in left)


def read(frame: ActionFrame, sentence: Sentence, spoken: Spoken) -> Reading:
    """The sentence with every slot of the frame read."""
    reading = Reading(sentence, verb=spoken.tokens, verbs=spoken.verbs)
    reading.values, _ = merge(spoken.values)
    read_slots(frame, reading)
    return reading


def drop_politeness(sentence: Sentence) -> Sentence | None:
    """ "Can you flag OB-1003?" as "flag OB-1003", and what does not begin so as it is; None where it
    only asks what we can do: "can you flag orders?"."""
    tokens = sentence.tokens
    begin = _skip_pleas(tokens, 0)
    end = end_of(tokens, begin, "polite_opening")
    if end == begin:
        return sentence
    verb = _skip_pleas(tokens, end)
    if verb == len(tokens) or sentence.at("unsettles"):
        return None
    order = sentence.cut(tokens[verb].start).without_question_mark()
    pleads = bool(sentence.at("plea"))
    first = parts_of(order)[0]
    polite = any(
        begins_order(frame, first) and (pleads or names_something(frame, first))
        for frame in action_frames().values()
    )
    return order if polite else None


def names_something(frame: ActionFrame, sentence: Sentence) -> bool:
    """Whether the sentence says which things the change is about."""
    spoken = frame.spoken(sentence)
    if spoken is None:
        return False
    reading = Reading(sentence, verb=spoken.tokens, verbs=spoken.verbs)
    found = [slot.reader.read(reading) for slot in frame.slots if slot.is_scope]
    return any(values and not isinstance(values, Problem) for values in found)


def _skip_pleas(tokens: Sequence[Token], at: int) -> int:
    while at < len(tokens) and (tokens[at].kind == "sign" or tokens[at].has("plea")):
        at += 1
    return at


def _joins(token: Token) -> bool:
    """Whether a further order may begin behind it."""
    return token.low in _PAUSES or token.has("further")
