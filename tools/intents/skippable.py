"""Unknown words of a question that pick nothing out: it can be answered without them."""

from __future__ import annotations

from tools.intents.language.morphology import is_guessed, is_helping
from tools.intents.language.words import is_named
from tools.intents.sentence import Sentence

_SHORTEST = 3


def is_aside(sentence: Sentence, at: int) -> bool:
    """Whether the question may be answered without that word: a verb or an adverb, not what is asked about."""
    token = sentence.tokens[at]
    if token.kind != "word" or token.groups or len(token.low) < _SHORTEST:
        return False
    if token.has("changes_meaning") or is_named(token.low):
        return False
    return is_helping(token.low) or (is_guessed(token.low) and _is_aside_by_place(sentence, at))


def _is_aside_by_place(sentence: Sentence, at: int) -> bool:
    """By its place, where there is no dictionary: no name, not after a preposition or an article, and not
    before a word that it may describe."""
    token = sentence.tokens[at]
    before = sentence.tokens[at - 1] if at else None
    after = sentence.tokens[at + 1] if at + 1 < len(sentence.tokens) else None
    named = before is not None and sentence.text[token.start].isupper()
    led = before is not None and (before.has("leads") or not before.groups)
    describes = after is not None and after.kind != "sign" and "filler" not in after.groups
    return not (named or led or describes)
