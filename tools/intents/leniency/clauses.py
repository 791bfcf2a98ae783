"""Clauses: a sentence is cut where another thing begins to be said, to tell asides from requests."""

from __future__ import annotations

from collections.abc import Sequence

from tools.intents.language.morphology import is_helping
from tools.intents.language.tokens import Token, find_end
from tools.intents.sentence import Sentence, find_once

_BREAKS = frozenset({",", ";", ".", "?", ":", "!", "(", ")"})


@find_once
def list_clauses(sentence: Sentence) -> list[range]:
    """List the clauses as runs of token places, in order; signs between them belong to none.

    A clause ends at punctuation, at a dash between spaces, and before a word such as "because".
    """
    tokens = sentence.tokens
    clauses: list[range] = []
    begin = 0
    for at, token in enumerate(tokens):
        breaks = token.low in _BREAKS or _is_spaced_dash(sentence, at)
        opens = token.has("begins_clause") and at > begin and not _is_inside_run(tokens, at)
        if breaks or opens:
            clauses.append(range(begin, at))
            begin = at + 1 if breaks else at
    clauses.append(range(begin, len(tokens)))
    return [clause for clause in clauses if clause]


def _is_inside_run(tokens: Sequence[Token], at: int) -> bool:
    """Return whether the word belongs to those before it: the last ones of "as soon as" and "ещё раз"."""
    return any(
        find_end(tokens, at - back, name) > at
        for back in (1, 2)
        for name in ("depends", "retry_again")
    )


def is_told_clause(tokens: Sequence[Token], *, somebody: bool = False) -> bool:
    """Return whether the words make a clause of their own: somebody does something in it.

    "I have a meeting at noon", "бухгалтер спрашивает"; not "in Berlin", "only shipped".
    `somebody`: a verb alone is not enough.
    """
    return any(
        token.has("explains")
        or token.has("person_word")
        or (not somebody and is_helping(token.low))
        for token in tokens
        if token.kind == "word"
    )


def _is_spaced_dash(sentence: Sentence, at: int) -> bool:
    token, text = sentence.tokens[at], sentence.text
    return (
        token.kind == "sign"
        and token.low == "-"
        and text[token.start - 1 : token.start].isspace()
        and text[token.end : token.end + 1].isspace()
    )
