"""From a sentence or a command to a call of a tool, or to one helpful sentence back.

It needs no database and no network, takes any text, and never raises.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from tools import registry
from tools.intents.answers import Answer, Question, ToolCall
from tools.intents.dialogue.clarify import Mismatch, PendingQuestion, fill
from tools.intents.frame import ActionFrame, ReadFrame
from tools.intents.imperative import ask_for, read_command, read_imperatives
from tools.intents.language.words import groups_of, meant_by
from tools.intents.match import match, match_frame, match_loosely, read_argument
from tools.intents.sentence import Sentence, joined, parse
from tools.intents.slots.product_name import NO_GOODS, Catalogue
from tools.intents.talk import find_hint, not_yet, small_talk
from tools.languages import LANGUAGES, Language, written_in

__all__ = ["Answer", "Question", "ToolCall", "language_of", "resolve", "understand"]

#: A sentence with more slips than these is not put right.
MOST_SLIPS = 2


def language_of(text: str, default: Language) -> Language:
    """The language whose letters the text is written in, where it is not English's; else the default."""
    return written_in(text, default)


def resolve(
    text: str, *, today: date, language: Language, catalogue: Catalogue = NO_GOODS
) -> Answer:
    """What the text asks for, on the shop's day `today`, of the products of `catalogue`; questions
    are in `language`."""
    return understand(parse(text, today=today, language=language, catalogue=catalogue))


def understand(sentence: Sentence, *, strictly: bool = False) -> Answer:
    """What the sentence asks for or orders. `strictly`: every word counts, none is left out."""
    if sentence.text.startswith("/"):
        return understand_command(sentence) or sentence.asker.ask("unknown")
    if not sentence.words:
        return sentence.asker.ask("unknown")
    found = _understand_words(sentence)
    if strictly and isinstance(found, ToolCall) and found.ignoring:
        return sentence.asker.ask(
            "strange", about=found.tool, tool=found.tool, said=found.ignoring
        )
    return found


def understand_command(sentence: Sentence) -> Answer | None:
    """What a text that begins with a slash asks for; None: there is no such command."""
    head, *_ = sentence.text[1:].split(None, 1) or [""]
    name = head.partition("@")[0].lower()
    rest = sentence.rewritten(sentence.text[1 + len(head) :].strip())
    for tool in registry.all_tools():
        frame = tool.understands
        if isinstance(frame, ActionFrame) and name in frame.commands:
            return read_command(tool.name, frame, rest)
        if isinstance(frame, ReadFrame) and name in frame.commands:
            return _ask_by_command(tool.name, frame, frozenset(frame.commands[name]), rest)
    return None


def _ask_by_command(
    tool: str, frame: ReadFrame, subject: frozenset[str], rest: Sentence
) -> Answer:
    """A command that means its subject, followed by what else is written."""
    if not subject:
        return ToolCall(tool, {})
    slot = frame.slot(frame.command_asks)
    if slot is not None and (rest.words or slot.required):
        answer = fill(PendingQuestion(tool, frame.command_asks, {}, ""), rest)
        return ask_for(tool, slot, {}, rest) if isinstance(answer, Mismatch) else answer
    found = match_frame(tool, frame, _corrected(rest), subject)
    found = found or read_argument(tool, frame, rest)
    return found or rest.asker.ask("unknown", about=tool, tool=tool)


def _corrected(sentence: Sentence) -> Sentence:
    """The sentence with slips of the pen put right. For questions only: no order hangs on a guess."""
    odd = [
        (at, token.low)
        for at, token in enumerate(sentence.tokens)
        if token.kind == "word" and not token.groups and not _is_capital(sentence, at)
    ]
    slips = {at: meant for at, low in odd[: MOST_SLIPS + 1] if (meant := meant_by(low))}
    if not 1 <= len(slips) <= MOST_SLIPS:
        return sentence
    tokens = tuple(
        replace(token, low=slips[at], groups=groups_of(slips[at])) if at in slips else token
        for at, token in enumerate(sentence.tokens)
    )
    return replace(sentence, tokens=joined(tokens))


def _is_capital(sentence: Sentence, at: int) -> bool:
    """Whether it is written as a name is; a whole sentence in capitals names nobody."""
    begins = sentence.text[sentence.tokens[at].start].isupper()
    return begins and at > 0 and sentence.text != sentence.text.upper()


def _understand_words(sentence: Sentence) -> Answer:
    asker = sentence.asker
    ordered = read_imperatives(sentence)
    if ordered is not None:
        return ordered
    corrected = _corrected(sentence)
    found = match(corrected)
    if not isinstance(found, ToolCall):
        found = _match_example(sentence) or found
    if found is None or (isinstance(found, Question) and not found.understood):
        as_written = match_loosely(sentence) if corrected is not sentence else None
        found = match_loosely(corrected) or as_written or found
    if isinstance(found, ToolCall):
        return found
    if found is None and (talk := small_talk(sentence)):
        return asker.ask(talk)
    if hint := find_hint(sentence):
        return hint
    topic = not_yet(sentence)
    if topic is not None:
        return asker.not_yet(topic)
    return found or asker.ask("unknown")


def _match_example(sentence: Sentence) -> ToolCall | None:
    """The read whose own example the sentence is: what /tools offers works without a frame, too.

    Not where it names a period or a number: only a frame could read those."""
    if sentence.windows() or any(token.kind == "number" for token in sentence.tokens):
        return None
    said = " ".join(sentence.text.casefold().split()).rstrip(".!?")
    for tool in registry.all_tools():
        open_to_all = not any(field.is_required() for field in tool.Payload.model_fields.values())
        examples = {tool.examples.to(language).casefold() for language in LANGUAGES}
        if tool.kind == "read" and open_to_all and said in examples:
            return ToolCall(tool.name, {})
    return None
