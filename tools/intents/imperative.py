"""Orders: how an action's frame turns a sentence into a call of its tool, or a question back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from tools import registry
from tools.contracts import Suggestion
from tools.intents.answers import OF_WHICH, REFUSED, WAY, OneAnswer, Question, ToolCall
from tools.intents.frame import ActionFrame, ActionMatch, Frame, merge
from tools.intents.gate import Mood, find_mood, is_relative
from tools.intents.sentence import Sentence
from tools.intents.slots.slot import Problem, Reading, Slot, Values
from tools.intents.values.product_name import WHICH_OF
from tools.texts import Text

#: Groups of words that may stand in any order and add nothing.
_LINKS = frozenset({"kindly"})

PUT_OFF = Text(
    "I change things at once or not at all, so I did nothing; say it again when it is time."
)


def read_imperative(tool: str, frame: ActionFrame, sentence: Sentence) -> OneAnswer | None:
    """Read the call that the sentence orders of that tool, or the question it raises.

    None: the sentence is not about this change.
    """
    spoken = frame.spoken(sentence)
    if spoken is None:
        return None
    reading, contrary = start_reading(sentence, spoken)
    return _read(tool, frame, reading, contrary=contrary)


def start_reading(sentence: Sentence, spoken: ActionMatch) -> tuple[Reading, bool]:
    """Begin to read an order with what its verbs say; True: two of them contradict each other."""
    reading = Reading(sentence, verb=spoken.tokens, verbs=spoken.verbs)
    reading.values, contrary = merge(spoken.values)
    return reading, contrary


def _read(tool: str, frame: ActionFrame, reading: Reading, *, contrary: bool = False) -> OneAnswer:
    """Read all slots, and return the call, or the question the sentence raises."""
    sentence = reading.sentence
    problems = read_slots(frame, reading)
    refused = refuse(tool, frame, reading)
    if refused is not None:
        return refused
    strange = find_strange(frame, reading)
    asked: Question | None
    if contrary:
        asked = sentence.writer.ask(frame.contrary_verbs or frame.not_ordered, about=tool)
    else:
        asked = _ask_for_missing(tool, frame, reading, problems)
    if strange is not None and not (frame.asks_first and asked is not None):
        said = sentence.said(strange)
        return sentence.writer.ask("strange", tool=tool, said=said)
    if asked is not None:
        return asked
    if frame.settle is not None and (question := frame.settle(reading)) is not None:
        return question
    reading.values.pop(WAY, None)
    return ToolCall(tool, drop_defaults(frame, reading.values))


def read_imperatives(sentence: Sentence) -> OneAnswer | None:
    """Read what the sentence orders; None: nothing.

    If several changes may be meant, the one whose words come first is tried first.
    """
    found = [
        (min(spoken.tokens), -len(spoken.tokens), tool)
        for tool, frame in list_action_frames().items()
        if (spoken := frame.spoken(sentence)) is not None
    ]
    for _, _, tool in sorted(found):
        answer = read_imperative(tool, list_action_frames()[tool], sentence)
        if answer is not None:
            return answer
    return None


def list_action_frames() -> Mapping[str, ActionFrame]:
    """Return the frame of every action, by the tool's name."""
    return _collect_frames(registry.list_tools())


@lru_cache(maxsize=8)
def _collect_frames(tools: tuple[registry.AnyTool, ...]) -> Mapping[str, ActionFrame]:
    return {
        tool.name: tool.understands for tool in tools if isinstance(tool.understands, ActionFrame)
    }


def read_command(tool: str, frame: ActionFrame, sentence: Sentence) -> OneAnswer:
    """Read a command of an action: its name is the verb, the sentence is what follows it."""
    reading = Reading(sentence, verbs=frame.verbs[0].groups if frame.verbs else ())
    return _read(tool, frame, reading)


def read_slots(frame: Frame, reading: Reading) -> dict[Slot, Problem]:
    """Read every slot into `reading`; return the problems of those that were said wrongly."""
    problems: dict[Slot, Problem] = {}
    asked = reading.asked
    for slot in sorted(frame.slots, key=lambda slot: slot.reader.greedy):
        reading.asked = asked if asked in slot.names else ""
        found = slot.reader.read(reading)
        if isinstance(found, Problem):
            problems[slot] = found
        elif found:
            reading.values.update(found)
    reading.asked = asked
    return problems


def refuse(tool: str, frame: ActionFrame, reading: Reading) -> Question | None:
    """Return the answer to a sentence that does not plainly order the change now; None: it does."""
    text = _find_refusal(frame, reading)
    if text is None:
        return None
    return replace(reading.sentence.writer.ask(text, about=tool), key=REFUSED)


def _find_refusal(frame: ActionFrame, reading: Reading) -> Text | None:
    sentence = reading.sentence
    if frame.judges_mood and len(reading.verb) == len(sentence.tokens):
        return frame.not_ordered if reading.doubted else None
    mood = find_mood(sentence, reading.used, verb=reading.verb, dated=frame.dated)
    if mood is Mood.PUT_OFF or (reading.put_off and mood is Mood.ORDERED):
        return PUT_OFF
    return frame.not_ordered if mood is not Mood.ORDERED or reading.doubted else None


def drop_defaults(frame: ActionFrame, values: Values) -> dict[str, Any]:
    """Drop the arguments that have the value which the tool takes by itself."""
    return {
        name: value
        for name, value in values.items()
        if name not in frame.defaults or frame.defaults[name] != value
    }


def find_strange(frame: ActionFrame, reading: Reading) -> int | None:
    """Find the place of the first word that neither the order nor its arguments explain.

    None: every word is explained.
    """
    tokens = reading.sentence.tokens
    known = _LINKS | frame.helps
    return next(
        (
            at
            for at in reading.left
            if not any(map(tokens[at].has, known)) and not is_relative(tokens, at, reading.verb)
        ),
        None,
    )


def _ask_for_missing(
    tool: str, frame: ActionFrame, reading: Reading, problems: Mapping[Slot, Problem]
) -> Question | None:
    """Ask for the first argument that is wrong, else for the first that is missing; None: none."""
    for slot in frame.slots:
        if slot in problems and not problems[slot].is_gap:
            return ask_about(tool, slot, problems[slot], reading)
    for slot in frame.slots:
        if slot in problems:
            return ask_about(tool, slot, problems[slot], reading)
        if slot.required and not any(name in reading.values for name in slot.arguments):
            asked = ask_for(tool, slot, reading.values, reading.sentence)
            return _ask_in_plural(frame, slot, asked, reading)
    return None


def _ask_in_plural(frame: ActionFrame, slot: Slot, asked: Question, reading: Reading) -> Question:
    """Ask which ones are meant, if a plural was said that may mean all; else return `asked`.

    If nothing but this slot is missing, the key says so: see `Question.so_far`.
    """
    if slot.plural is None or not reading.sentence.at(slot.plural[0]):
        return asked
    text = slot.plural[1].to(reading.sentence.writer.language)
    whole = all(
        other is slot
        or not other.required
        or any(name in reading.values for name in other.arguments)
        for other in frame.slots
    )
    return replace(asked, text=text, key=OF_WHICH) if whole else asked


def ask_about(tool: str, slot: Slot, problem: Problem, reading: Reading) -> Question:
    """Ask for an argument by saying what is wrong with it.

    If several things may be meant, each gets a button.
    """
    known = dict(reading.values)
    question = reading.sentence.writer.ask(
        problem.text or _get_question(tool, slot),
        tool=tool,
        missing=problem.missing or slot.arguments[0],
        known=known,
        **({"said": problem.said} if problem.said else {}),
        **problem.details,
    )
    if not problem.choices:
        return question
    offered = tuple(
        Suggestion(label=label, tool=tool, payload={**values, **known})
        for label, values in problem.choices
    )
    return replace(question, suggestions=offered, key=WHICH_OF)


def ask_for(tool: str, slot: Slot, known: Values, sentence: Sentence) -> Question:
    """Ask the slot's own question."""
    question = _get_question(tool, slot)
    return sentence.writer.ask(question, tool=tool, missing=slot.arguments[0], known=known)


def _get_question(tool: str, slot: Slot) -> Text:
    if slot.question is None:
        raise ValueError(f"nothing asks for {slot.arguments[0]} of {tool}")
    return slot.question


def find_missing(frame: Frame, values: Values) -> Slot | None:
    """Return the first required slot without a value; None: nothing is missing."""
    return next(
        (
            slot
            for slot in frame.slots
            if slot.required and not any(name in values for name in slot.arguments)
        ),
        None,
    )


def complete_values(tool: str, frame: Frame, values: Values, sentence: Sentence) -> OneAnswer:
    """Return the call with these arguments, or the question for the first one that it lacks."""
    known = {name: value for name, value in values.items() if name != WAY}
    slot = find_missing(frame, values)
    if slot is None:
        return ToolCall(tool, known)
    asked = ask_for(tool, slot, values, sentence)
    way = str(values.get(WAY, ""))
    if way not in slot.asked_as:
        return asked
    text = slot.asked_as[way].to(sentence.writer.language)
    return replace(asked, text=text, missing=way, known=known)
