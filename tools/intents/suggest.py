"""The three buttons of a sentence that was not understood: the likeliest tools, with what was said.

The ranker chooses the tools and the slots read their arguments; a button only calls what its label
says, and a change is previewed after it like any other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tools import registry
from tools.contracts import Suggestion
from tools.intents.answers import WAY, Question, ToolCall
from tools.intents.describe import describe_call
from tools.intents.frame import ActionFrame, ReadFrame
from tools.intents.gate import Mood, find_mood
from tools.intents.imperative import drop_defaults, find_missing, read_slots, start_reading
from tools.intents.language.spelling import respell
from tools.intents.leniency.aside import drop_courtesies, is_aside, list_runs, list_versions
from tools.intents.leniency.clauses import list_clauses
from tools.intents.match import find_telling, find_unexplained, list_supposed_readings
from tools.intents.ranking.ranker import Intent, rank_intents
from tools.intents.sentence import Sentence
from tools.intents.slips import correct_slips
from tools.intents.slots.slot import Reading, Values

#: How many buttons a question has.
MOST_BUTTONS = 3
#: So many of the likeliest intents are tried, if they are at all likely; a change must be more so.
_MOST_TRIED, _LEAST_SCORE, _LEAST_CHANGE = 6, -1.3, -0.9
#: So many of the likeliest intents come before another reading of the likeliest tool.
_MOST_TOOLS = 2
#: Of more clauses than these only runs of these lengths are tried, not all.
_FEW_CLAUSES, _LENGTHS = 4, frozenset({1, 2, 3})
#: Moods in which a change may still be wanted.
_OPEN = frozenset({Mood.ORDERED, Mood.ASKED})
#: "..., no, please don't" has so many words.
_LONGEST_DENIAL = 3
#: A call that may be meant, with how many words it explains, and how many it leaves out, negative.
_Supposed = tuple[int, int, ToolCall]


def fill_buttons(question: Question, sentence: Sentence) -> Question:
    """Put the likeliest calls on the buttons of the question; what it offered fills the rest.

    Where it knows the tool and asks about an argument, what it offers for that comes first. Where an
    argument is missing, nothing else is offered than calls of that tool.
    """
    own, asks = list(question.suggestions), bool(question.tool) and question.understood
    if asks and question.missing and own:
        return question
    offered = [
        Suggestion(
            label=describe_call(call, sentence.writer), tool=call.tool, payload=call.payload
        )
        for call in (
            _list_said_calls(sentence, question.tool or "")
            if question.missing
            else list_likely_calls(sentence)
        )
    ]
    first, then = (own, offered) if asks else (offered, own)
    known = [(button.tool, button.payload) for button in first]
    rest = [button for button in then if (button.tool, button.payload) not in known]
    return replace(question, suggestions=tuple((first + rest)[:MOST_BUTTONS]))


def list_likely_calls(sentence: Sentence) -> list[ToolCall]:
    """List complete calls of the likeliest intents, the likeliest first."""
    spellings = [*map(sentence.rewritten, respell(sentence.text)[:1]), sentence]
    first: list[ToolCall] = []
    others: list[ToolCall] = []
    for spelling in spellings:
        corrected = correct_slips(spelling)
        parts = list(_list_parts(drop_courtesies(corrected)))
        for intent in rank_intents(corrected.spoken)[:_MOST_TRIED]:
            least = _LEAST_CHANGE if registry.is_action(intent.tool) else _LEAST_SCORE
            calls = _read_supposed(intent, parts) if intent.score > least else []
            first += [call for call in calls[:1] if call not in first]
            others += [call for call in calls[1:] if call not in others]
    second = [call for call in others if call not in first and call.tool == first[0].tool][:1]
    return [*first[:_MOST_TOOLS], *second, *first[_MOST_TOOLS:]][:MOST_BUTTONS]


def _list_said_calls(sentence: Sentence, tool: str) -> list[ToolCall]:
    """Return the complete call of that tool which the words alone say, in a list; empty: they say none."""
    parts = list(_list_parts(drop_courtesies(correct_slips(sentence))))
    return _read_supposed(Intent(tool, {}, 0.0), parts)[:1]


def _list_parts(sentence: Sentence) -> Iterator[Sentence]:
    """Yield the sentence, the sentence without its asides, and its runs of clauses."""
    yield from list_versions(sentence, is_aside)
    clauses = len(list_clauses(sentence))
    for part, left_out in list_runs(sentence, lambda *_: True, _is_no_denial):
        if clauses - len(left_out) in _LENGTHS or clauses <= _FEW_CLAUSES:
            yield part


def _is_no_denial(sentence: Sentence, clause: range) -> bool:
    """Return whether the clause does not take back what is said beside it: "..., no, don't"."""
    denied = any("not" in sentence.tokens[at].groups for at in clause)
    return not denied or len(clause) > _LONGEST_DENIAL


def _read_supposed(intent: Intent, parts: list[Sentence]) -> list[ToolCall]:
    """Read what this intent may mean in the parts, what says the most first.

    Empty: an argument is missing or wrong in each of them.
    """
    found = registry.get(intent.tool)
    frame = found.understands if found is not None else None
    read = [call for part in parts for call in _list_supposed(intent, frame, part)]
    return [call for *_, call in sorted(read, key=lambda supposed: supposed[:2], reverse=True)]


def _list_supposed(intent: Intent, frame: object, part: Sentence) -> Iterator[_Supposed]:
    if isinstance(frame, ReadFrame):
        yield from _list_supposed_ways(intent, frame, part)
    elif isinstance(frame, ActionFrame):
        yield from _list_supposed_orders(intent, frame, part)


def _list_supposed_ways(intent: Intent, frame: ReadFrame, part: Sentence) -> Iterator[_Supposed]:
    for told, left, payload in part.find_once(
        ("supposed", intent.tool), lambda: _weigh_readings(frame, part)
    ):
        yield told, left, ToolCall(intent.tool, {**intent.arguments, **payload})


def _weigh_readings(frame: ReadFrame, part: Sentence) -> list[tuple[int, int, Values]]:
    """Read the part in every way: how many words that explains, how many it leaves out, the arguments."""
    return [
        (
            len(find_telling(part, way, used)),
            -len(find_unexplained(part, way, used)),
            payload,
        )
        for way, payload, used in list_supposed_readings(frame, part)
    ]


def _list_supposed_orders(
    intent: Intent, frame: ActionFrame, part: Sentence
) -> Iterator[_Supposed]:
    """Yield the order that the part gives, as if its verb were said if it is not.

    Words that are handed on begin behind a verb: of the parts that give some, the one in which it comes
    first says most.
    """
    spoken = frame.spoken(part)
    hands_on = any(slot.free and slot.required for slot in frame.slots)
    if spoken is None and hands_on:
        return
    if spoken is not None:
        reading, contrary = start_reading(part, spoken)
    else:
        verbs = next((verb.groups for verb in frame.verbs), ())
        reading, contrary = Reading(part, verbs=verbs), False
    reading.values = {**intent.arguments, **reading.values}
    problems = list(read_slots(frame, reading).values())
    mood = find_mood(part, reading.used, verb=reading.verb, dated=frame.dated)
    if contrary or mood not in _OPEN or reading.doubted or reading.put_off:
        return
    # Of several products that may be meant, each has its call.
    choices = [values for _, values in problems[0].choices] if len(problems) == 1 else []
    said = reading.values
    for chosen in choices or [{}]:
        reading.values = {**said, **chosen}
        if find_missing(frame, reading.values) is not None or _is_unsettled(frame, reading):
            continue
        reading.values.pop(WAY, None)
        call = ToolCall(intent.tool, drop_defaults(frame, reading.values))
        if problems and not choices:
            return
        if hands_on:
            yield -min(reading.verb, default=0), len(reading.used), call
        else:
            yield len(reading.used | reading.verb), -len(reading.left), call


def _is_unsettled(frame: ActionFrame, reading: Reading) -> bool:
    return frame.settle is not None and frame.settle(reading) is not None
