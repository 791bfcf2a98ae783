"""Turn a sentence or a command into a call of a tool, or into one helpful sentence back.

It needs no database and no network, takes any text, and never raises.
"""

from __future__ import annotations

from datetime import date

from tools import registry
from tools.intents.answers import Answer, OneAnswer, Question, Requests, ToolCall
from tools.intents.dialogue.clarify import Mismatch, PendingQuestion, fill
from tools.intents.frame import ActionFrame, ReadFrame
from tools.intents.imperative import ask_for, read_command
from tools.intents.language.detection import find_language
from tools.intents.match import match_frame, read_argument
from tools.intents.sentence import Sentence, parse
from tools.intents.several.requests import understand_sentence
from tools.intents.slips import correct_slips
from tools.intents.values.product_name import NO_PRODUCTS, Catalogue
from tools.languages import Language

__all__ = [
    "Answer",
    "OneAnswer",
    "Question",
    "Requests",
    "ToolCall",
    "detect_language",
    "resolve",
    "understand",
]


def detect_language(text: str, default: Language) -> Language:
    """Return the language of the text's words; the default if it has none."""
    return find_language(text, default) or default


def resolve(
    text: str, *, today: date, language: Language, catalogue: Catalogue = NO_PRODUCTS
) -> Answer:
    """Find what the text asks for or orders, on the shop's day `today`.

    It may name the products of `catalogue`; questions back are in `language`.
    """
    return understand(parse(text, today=today, language=language, catalogue=catalogue))


def understand(sentence: Sentence) -> Answer:
    """Find what the sentence or the command asks for or orders."""
    if sentence.text.startswith("/"):
        return understand_command(sentence) or sentence.writer.ask("unknown")
    return understand_sentence(sentence)


def understand_command(sentence: Sentence) -> OneAnswer | None:
    """Find what a text that begins with a slash asks for; None: there is no such command."""
    head, *_ = sentence.text[1:].split(None, 1) or [""]
    name = head.partition("@")[0].lower()
    rest = sentence.rewritten(sentence.text[1 + len(head) :].strip())
    for tool in registry.list_tools():
        frame = tool.understands
        for command in frame.commands if frame is not None else ():
            if command.name == name and isinstance(frame, ActionFrame):
                return read_command(tool.name, frame, rest)
            if command.name == name and isinstance(frame, ReadFrame):
                return _ask_by_command(tool.name, frame, frozenset(command.groups), rest)
    return None


def _ask_by_command(
    tool: str, frame: ReadFrame, subject: frozenset[str], rest: Sentence
) -> OneAnswer:
    """Understand a command of a read: its subject, with the text that follows it."""
    if not subject:
        return ToolCall(tool, {})
    slot = frame.slot(frame.command_asks)
    if slot is not None and (rest.words or slot.required):
        answer = fill(PendingQuestion(tool, frame.command_asks, {}, ""), rest)
        return ask_for(tool, slot, {}, rest) if isinstance(answer, Mismatch) else answer
    found = match_frame(tool, frame, correct_slips(rest), subject)
    found = found or read_argument(tool, frame, rest)
    return found or rest.writer.ask("unknown", tool=tool)
