"""Understand plain words by the frames of the tools: a call, or one helpful sentence back."""

from __future__ import annotations

from tools import registry
from tools.intents.answers import OneAnswer, Question, ToolCall, is_understood
from tools.intents.chatter import TALK, TALK_FIRST
from tools.intents.imperative import read_imperatives
from tools.intents.language.spelling import is_transliterated, respell
from tools.intents.leniency.lenient import SURE_ORDER, understand_leniently
from tools.intents.match import match
from tools.intents.ranking.ranker import find_likeliest
from tools.intents.sentence import Sentence
from tools.intents.slips import correct_slips
from tools.intents.small_talk import (
    answer_topic,
    classify_talk,
    find_hint,
    find_not_yet,
    find_topic,
)
from tools.intents.suggest import fill_buttons
from tools.languages import LANGUAGES

#: Of a longer text nothing likely is read; below it stand the buttons of the question itself.
_MOST_WORDS = 100


def understand_words(sentence: Sentence, *, strictly: bool = False) -> OneAnswer:
    """Find what the words ask for or order. `strictly`: no word may be left out."""
    if not sentence.words:
        return sentence.writer.ask(classify_talk(sentence) or "unknown")
    if "?" not in sentence.text and (talk := classify_talk(sentence)) in TALK_FIRST:
        return sentence.writer.ask(talk)
    found = None if strictly else _understand_respelt(sentence)
    return found or _understand(sentence, strictly=strictly)


def fill_open_buttons(question: Question, sentence: Sentence) -> Question:
    """Put the likeliest calls below a question, unless it only answers small talk."""
    if question.key in TALK or not 0 < len(sentence.words) <= _MOST_WORDS:
        return question
    return fill_buttons(question, sentence)


def _understand_respelt(sentence: Sentence) -> OneAnswer | None:
    """Understand what was typed on another keyboard or in other letters; None: it was not."""
    for text in respell(sentence.text):
        written = sentence.text if is_transliterated(sentence.text, text) else ""
        found = _understand(sentence.rewritten(text, written=written))
        if is_understood(found):
            return found
    return None


def _understand(sentence: Sentence, *, strictly: bool = False) -> OneAnswer:
    talk = classify_talk(sentence)
    ordered = read_imperatives(sentence)
    if isinstance(ordered, ToolCall):
        return ordered
    corrected = correct_slips(sentence)
    if ordered is not None:
        lenient = None if strictly else understand_leniently(corrected)
        return lenient if isinstance(lenient, ToolCall) else _refuse(sentence, ordered, talk)
    found = match(corrected)
    if not isinstance(found, ToolCall):
        found = _match_example(sentence) or found
    if not strictly and (found is None or not is_understood(found)):
        lenient = understand_leniently(corrected)
        found = lenient if lenient and not _is_beside_topic(sentence) else found
    return found if isinstance(found, ToolCall) else _say_what_is_lacking(sentence, found, talk)


def _refuse(sentence: Sentence, ordered: Question, talk: str) -> OneAnswer:
    """Answer an order that is not carried out: by what is asked about it, else by what it may be."""
    if ordered.missing:
        return ordered
    return sentence.writer.ask(talk) if talk else answer_topic(sentence) or ordered


def _say_what_is_lacking(sentence: Sentence, found: Question | None, talk: str) -> OneAnswer:
    """Answer what is no call: small talk, what no tool serves, how to order it, or the question."""
    writer = sentence.writer
    if talk:
        return writer.ask(talk)
    topic = find_not_yet(sentence)
    return (
        answer_topic(sentence)
        or find_hint(sentence)
        or (writer.not_yet(topic) if topic is not None else None)
        or found
        or writer.ask("unknown")
    )


def _is_beside_topic(sentence: Sentence) -> bool:
    """Return whether something is said that no tool serves, and no tool is plainly meant."""
    return find_likeliest(sentence.text)[1] < SURE_ORDER and find_topic(sentence) is not None


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
