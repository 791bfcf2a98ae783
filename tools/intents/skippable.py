"""Unknown words of a question that it can be answered without, because they pick nothing out."""

from __future__ import annotations

from tools.intents.language.morphology import is_guessed, is_helping
from tools.intents.language.words import is_named
from tools.intents.sentence import Sentence

_SHORTEST = 3


def is_aside(sentence: Sentence, at: int) -> bool:
    """Return whether the word may be left out of a question.

    It may if it is a verb or an adverb, and not what is asked about.
    """
    token = sentence.tokens[at]
    if token.kind != "word" or token.groups or len(token.low) < _SHORTEST:
        return False
    if token.has("changes_meaning") or is_named(token.low):
        return False
    return is_helping(token.low) or (is_guessed(token.low) and _is_aside_by_place(sentence, at))


def _is_aside_by_place(sentence: Sentence, at: int) -> bool:
    """Return whether a word of a language without a dictionary may be left out, by its place.

    It may if it is no name, does not follow a preposition or an article, and does not stand before
    a word that it may describe.
    """
    token = sentence.tokens[at]
    before = sentence.tokens[at - 1] if at else None
    after = sentence.tokens[at + 1] if at + 1 < len(sentence.tokens) else None
    named = before is not None and sentence.text[token.start].isupper()
    led = before is not None and (before.has("leads") or not before.groups)
    describes = after is not None and after.kind != "sign" and "filler" not in after.groups
    return not (named or led or describes)
