"""Understand plain words by the frames of the tools: a call, or one helpful sentence back."""

from __future__ import annotations

from dataclasses import replace

from tools import registry
from tools.intents.answers import OneAnswer, Question, ToolCall, is_understood
from tools.intents.imperative import read_imperatives
from tools.intents.language.spelling import is_transliterated, respell
from tools.intents.language.words import find_meant, get_groups
from tools.intents.lenient import understand_leniently
from tools.intents.match import match
from tools.intents.sentence import Sentence, merge_tokens
from tools.intents.small_talk import answer_topic, classify_talk, find_hint, find_not_yet
from tools.intents.suggest import fill_buttons
from tools.languages import LANGUAGES

#: A sentence with more slips than these is not corrected.
MOST_SLIPS = 6


def understand_words(sentence: Sentence, *, strictly: bool = False) -> OneAnswer:
    """Find what the words ask for or order. `strictly`: no word may be left out."""
    if not sentence.words:
        return sentence.writer.ask("unknown")
    found = None if strictly else _understand_respelt(sentence)
    found = found or _understand(sentence, strictly=strictly)
    if not strictly and isinstance(found, Question) and not found.understood:
        found = fill_buttons(found, sentence)
    return found


def _understand_respelt(sentence: Sentence) -> OneAnswer | None:
    """Understand what was typed on another keyboard or in other letters; None: it was not."""
    for text in respell(sentence.text):
        written = sentence.text if is_transliterated(sentence.text, text) else ""
        found = _understand(sentence.rewritten(text, written=written))
        if is_understood(found):
            return found
    return None


def correct_slips(sentence: Sentence) -> Sentence:
    """Correct slips of the pen. Only for questions: an order must not depend on a guess."""
    odd = [
        (at, token.low)
        for at, token in enumerate(sentence.tokens)
        if token.kind == "word" and not token.groups and not _is_capital(sentence, at)
    ]
    slips = {at: meant for at, low in odd[: MOST_SLIPS + 1] if (meant := find_meant(low))}
    if not 1 <= len(slips) <= MOST_SLIPS:
        return sentence
    tokens = tuple(
        replace(token, low=slips[at], groups=get_groups(slips[at])) if at in slips else token
        for at, token in enumerate(sentence.tokens)
    )
    return replace(sentence, tokens=merge_tokens(tokens))


def _is_capital(sentence: Sentence, at: int) -> bool:
    """Return whether the word is capitalised like a name; not in a sentence all in capitals."""
    begins = sentence.text[sentence.tokens[at].start].isupper()
    return begins and at > 0 and sentence.text != sentence.text.upper()


def _understand(sentence: Sentence, *, strictly: bool = False) -> OneAnswer:
    writer = sentence.writer
    ordered = read_imperatives(sentence)
    if isinstance(ordered, ToolCall):
        return ordered
    if ordered is not None:
        lenient = None if strictly else understand_leniently(sentence)
        if isinstance(lenient, ToolCall):
            return lenient
        asked = isinstance(ordered, Question) and bool(ordered.missing)
        return ordered if asked else answer_topic(sentence) or ordered
    corrected = correct_slips(sentence)
    found = match(corrected)
    if not isinstance(found, ToolCall):
        found = _match_example(sentence) or found
    if not strictly and (found is None or not is_understood(found)):
        found = understand_leniently(corrected) or found
    if isinstance(found, ToolCall):
        return found
    if found is None and (talk := classify_talk(sentence)):
        return writer.ask(talk)
    topic = find_not_yet(sentence)
    return (
        answer_topic(sentence)
        or find_hint(sentence)
        or (writer.not_yet(topic) if topic is not None else None)
        or found
        or writer.ask("unknown")
    )


def _match_example(sentence: Sentence) -> ToolCall | None:
    """Find the read whose own example the sentence is, so that /tools works without frames too.

    None if it names a period or a number: only a frame can read those.
    """
    if sentence.windows() or any(token.kind == "number" for token in sentence.tokens):
        return None
    said = " ".join(sentence.text.casefold().split()).rstrip(".!?")
    for tool in registry.list_tools():
        open_to_all = not any(field.is_required() for field in tool.Payload.model_fields.values())
        examples = {tool.examples.to(language).casefold() for language in LANGUAGES}
        if tool.kind == "read" and open_to_all and said in examples:
            return ToolCall(tool.name, {})
    return None
