"""The three buttons of a sentence that was not understood: the likeliest tools, with what was said.

The ranker chooses the tools and the slots read their arguments; a button only calls what its label
says, and a change is previewed after it like any other.
"""

from __future__ import annotations

from dataclasses import replace

from tools import registry
from tools.contracts import Suggestion
from tools.intents.answers import Question, ToolCall
from tools.intents.describe import describe_call
from tools.intents.frame import ActionFrame, ReadFrame, merge
from tools.intents.gate import Mood, find_mood
from tools.intents.imperative import drop_defaults, find_missing, read_slots
from tools.intents.leniency.aside import is_aside, list_versions
from tools.intents.match import find_unexplained, list_supposed_readings
from tools.intents.ranking.ranker import Intent, rank_intents
from tools.intents.sentence import Sentence
from tools.intents.slots.slot import Reading

#: How many buttons a question has.
MOST_BUTTONS = 3
#: So many of the likeliest intents are tried, if they are at all likely; a change must be more so.
_MOST_TRIED, _LEAST_SCORE, _LEAST_CHANGE = 6, -0.9, -0.5
#: Moods in which a change may still be wanted.
_OPEN = frozenset({Mood.ORDERED, Mood.ASKED})


def fill_buttons(question: Question, sentence: Sentence) -> Question:
    """Put the likeliest calls on the buttons of the question; what it offered fills the rest."""
    offered = [
        Suggestion(
            label=describe_call(call, sentence.writer), tool=call.tool, payload=call.payload
        )
        for call in list_likely_calls(sentence)
    ]
    known = [(button.tool, button.payload) for button in offered]
    rest = [
        button for button in question.suggestions if (button.tool, button.payload) not in known
    ]
    return replace(question, suggestions=tuple((offered + rest)[:MOST_BUTTONS]))


def list_likely_calls(sentence: Sentence) -> list[ToolCall]:
    """List complete calls of the likeliest intents, the likeliest first."""
    version = list_versions(sentence, is_aside)[-1]
    found: list[ToolCall] = []
    for intent in rank_intents(sentence.text)[:_MOST_TRIED]:
        least = _LEAST_CHANGE if registry.is_action(intent.tool) else _LEAST_SCORE
        call = read_supposed(intent, version) if intent.score > least else None
        if call is not None and call not in found:
            found.append(call)
    return found[:MOST_BUTTONS]


def read_supposed(intent: Intent, sentence: Sentence) -> ToolCall | None:
    """Read the sentence as one that means this; None: an argument is missing or wrong."""
    found = registry.get(intent.tool)
    frame = found.understands if found is not None else None
    if isinstance(frame, ReadFrame):
        return _read_supposed_way(intent, frame, sentence)
    return (
        _read_supposed_order(intent, frame, sentence) if isinstance(frame, ActionFrame) else None
    )


def _read_supposed_way(intent: Intent, frame: ReadFrame, version: Sentence) -> ToolCall | None:
    """Read the way that leaves out the fewest words."""
    best: tuple[int, ToolCall] | None = None
    for way, payload, used in list_supposed_readings(frame, version):
        left = len(find_unexplained(version, way, used))
        if best is None or left < best[0]:
            best = left, ToolCall(intent.tool, {**intent.arguments, **payload})
    return best[1] if best else None


def _read_supposed_order(intent: Intent, frame: ActionFrame, version: Sentence) -> ToolCall | None:
    """Read the order, as if its verb were said if it is not."""
    spoken = frame.spoken(version)
    if spoken is not None:
        reading = Reading(version, verb=spoken.tokens, verbs=spoken.verbs)
        reading.values, contrary = merge(spoken.values)
    else:
        verbs = next((verb.groups for verb in frame.verbs), ())
        reading, contrary = Reading(version, verbs=verbs), False
    reading.values = {**intent.arguments, **reading.values}
    problems = read_slots(frame, reading)
    mood = find_mood(version, reading.used, verb=reading.verb, dated=frame.dated)
    if contrary or problems or mood not in _OPEN or reading.doubted or reading.put_off:
        return None
    if find_missing(frame, reading.values) is not None or _is_unsettled(frame, reading):
        return None
    return ToolCall(intent.tool, drop_defaults(frame, reading.values))


def _is_unsettled(frame: ActionFrame, reading: Reading) -> bool:
    return frame.settle is not None and frame.settle(reading) is not None
