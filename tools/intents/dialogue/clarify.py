"""Answers to a question of the bot: the missing argument is read by its own slot.

The other slots of the tool are read as well, because an answer may say more ("AUTUMN10 for 20%"),
or something that has not been asked for yet. A text that negates, doubts or sets a condition is no
answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tools.intents.answers import (
    LONGEST_QUOTE,
    TOPIC,
    WAY,
    Answer,
    OneAnswer,
    Question,
    Requests,
    ToolCall,
)
from tools.intents.chatter import TALK
from tools.intents.dialogue.change import take_apart
from tools.intents.frame import ActionFrame, Frame, get_frame
from tools.intents.gate import Mood, find_mood
from tools.intents.imperative import complete_values, find_strange, read_slots
from tools.intents.language.tokens import find_end
from tools.intents.sentence import Sentence
from tools.intents.slots.slot import Problem, Reading, Slot
from tools.texts import Text

#: A text of so many words is a sentence, whatever it means.
SHORTEST_SENTENCE = 5
#: Marks of words that put an answer off, or ask to see something.
_NO_ANSWER = ("hesitates", "shows")

UNFIT = Text("“{said}” does not fit. {question}")
EXPIRED = Text("That question had expired, so I did nothing. Once more: {question}")


@dataclass(frozen=True)
class PendingQuestion:
    """A question that waits for its answer: its text, and the arguments known so far."""

    tool: str
    missing: str
    known: Mapping[str, Any]
    text: str

    @property
    def frame(self) -> Frame:
        frame = get_frame(self.tool)
        if frame is None:
            raise ValueError(f"{self.tool} understands nothing")
        return frame

    @property
    def slot(self) -> Slot:
        slot = self.frame.slot(self.missing)
        if slot is None:
            raise ValueError(f"{self.tool} has no slot for {self.missing}")
        return slot


@dataclass(frozen=True)
class Mismatch:
    """The text is no answer; `why` says what is wrong with it, "" if the slot cannot tell."""

    why: str = ""


def is_leave_taking(sentence: Sentence) -> bool:
    """Return whether the whole text only says to drop it: "never mind", "no, don't, thanks"."""
    words, at, leaves = sentence.words, 0, False
    while at < len(words):
        end = find_end(words, at, "leaves")
        leaves = leaves or end > at
        end = max(end, find_end(words, at, "leaves_with"))
        if end == at:
            return False
        at = end
    return leaves


def is_going_ahead(sentence: Sentence) -> bool:
    """Return whether the whole text only says to go ahead: "yes please", "давай, жми"."""
    words, at, goes = sentence.words, 0, False
    while at < len(words):
        end = find_end(words, at, "goes_ahead")
        goes = goes or end > at
        end = max(end, find_end(words, at, "leaves_with"))
        if end == at:
            return False
        at = end
    return goes


def may_answer(wanted: Answer) -> bool:
    """Return whether a text that means `wanted` by itself may be an answer to the bot's question.

    Any other text is a question or an order by itself, even if it lacks something. "OB-1003" alone
    asks for that order, unless the bot has asked for one.
    """
    if isinstance(wanted, Requests):
        return False
    if wanted.tool == "order_detail" or (isinstance(wanted, ToolCall) and wanted.loose):
        return True
    return isinstance(wanted, Question) and (not wanted.understood or wanted.key in {*TALK, TOPIC})


def can_be_answered(question: Question) -> bool:
    """Return whether the next text may be the argument that the question asks for."""
    frame = get_frame(question.tool or "")
    return (
        frame is not None and bool(question.missing) and frame.slot(question.missing) is not None
    )


def is_free(pending: PendingQuestion) -> bool:
    """Return whether any text is an answer."""
    return pending.slot.free


def fill(pending: PendingQuestion, sentence: Sentence) -> OneAnswer | Mismatch:
    """Read the answer to a question.

    Gives the call that it completes, or the question for what is still missing, or a mismatch.
    """
    found = _fill(pending, sentence)
    change = take_apart(sentence)
    negated = change.drops or any("not" in token.groups for token in sentence.tokens)
    if isinstance(found, Mismatch) and change.corrects and change.rest.words and not negated:
        again = _fill(pending, change.rest)
        return found if isinstance(again, Mismatch) else again
    return found


def _fill(pending: PendingQuestion, sentence: Sentence) -> OneAnswer | Mismatch:
    slot, frame = pending.slot, pending.frame
    reading = Reading(sentence, asked=pending.missing, is_answer=True, known=pending.known)
    if slot.free:
        found = slot.reader.read(reading)
    else:
        problems = read_slots(frame, reading)
        wrong = problems.get(slot)
        found = wrong if wrong is not None and not wrong.is_gap else reading.values
        reading.values.pop(WAY, None)
        if not isinstance(found, Problem) and _is_refused(frame, reading):
            return Mismatch()
    if isinstance(found, Problem):
        return Mismatch(_describe_problem(found, sentence))
    if not found:
        return Mismatch()
    given = _choose_given(pending, found)
    if not given:
        return Mismatch()
    replaced = {
        name
        for other in frame.slots
        if set(other.arguments) & given.keys()
        for name in other.arguments
    }
    known = {name: value for name, value in pending.known.items() if name not in replaced}
    if pending.missing in slot.asked_as and not set(slot.arguments) & given.keys():
        known[WAY] = pending.missing
    return complete_values(pending.tool, frame, {**known, **given}, sentence)


def _choose_given(pending: PendingQuestion, found: Mapping[str, Any]) -> dict[str, Any]:
    """Choose the arguments to take from the answer.

    Arguments known before are replaced only if the answer also gives the one that was asked for.
    """
    if set(pending.slot.arguments) & found.keys():
        return dict(found)
    taken = {
        name
        for slot in pending.frame.slots
        if set(slot.arguments) & pending.known.keys() and not slot.is_scope
        for name in slot.arguments
    }
    return {name: value for name, value in found.items() if name not in taken}


def _is_refused(frame: Frame, reading: Reading) -> bool:
    """Return whether the text negates, doubts, sets a bound, or has words that nothing explains."""
    sentence = reading.sentence
    left = [sentence.tokens[at] for at in reading.left]
    if any(token.has(mark) for token in left for mark in (*_NO_ANSWER, "bound")):
        return True
    if find_mood(sentence, reading.used) is not Mood.ORDERED or reading.doubted or reading.put_off:
        return True
    if isinstance(frame, ActionFrame):
        return find_strange(frame, reading) is not None
    return any(not token.groups & {"filler", "kindly", "order"} for token in left)


def _describe_problem(problem: Problem, sentence: Sentence) -> str:
    """Say what is wrong, if the problem quotes words; else ""."""
    if problem.text is None or not problem.said:
        return ""
    return sentence.writer.ask(problem.text, said=problem.said, **problem.details).text


def is_sentence(sentence: Sentence) -> bool:
    """Return whether a text that is no answer is a sentence by itself, not an answer gone wrong."""
    return len(sentence.words) >= SHORTEST_SENTENCE or "?" in sentence.text


def ask_again(pending: PendingQuestion, sentence: Sentence, found: Mismatch | None) -> Question:
    """Ask the same question again, saying what was wrong with the text.

    `found` is None if the answer came too late.
    """
    language = sentence.writer.language
    words = pending.slot.question_for(pending.missing)
    question = words.to(language) if words is not None else pending.text
    if found is None:
        text = EXPIRED.fill(language, question=question)
    elif found.why:
        text = found.why
    else:
        said = " ".join(sentence.text.split())[:LONGEST_QUOTE]
        text = UNFIT.fill(language, said=said, question=question)
    return Question(
        text=text,
        suggestions=(),
        missing=pending.missing,
        tool=pending.tool,
        known=pending.known,
        key="again",
    )


def complete_call(call: ToolCall, sentence: Sentence) -> OneAnswer:
    """Return the call, or the question for a required argument that it lacks."""
    frame = get_frame(call.tool)
    if frame is None:
        return call
    return complete_values(call.tool, frame, call.payload, sentence)
