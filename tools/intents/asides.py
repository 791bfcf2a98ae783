"""Asides: clauses of a sentence that tell something beside what it asks for or orders."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tools.intents.clauses import is_told_clause, list_clauses
from tools.intents.gate import is_unsettling
from tools.intents.language.words import is_named
from tools.intents.ranking.ranker import rank_intents
from tools.intents.sentence import Sentence

#: Kinds of tokens that say which ones; a clause with one of these is no aside.
_IDS = frozenset({"order", "product", "phone", "iso", "dotted", "slashed"})
#: Groups whose words make a question or a condition of what follows.
_QUESTIONING = frozenset({"asks", "may_i", "not"})
#: A clause of so many words is an aside if it is about no tool, whatever its build.
_LONG_CLAUSE = 4
#: A clause whose likeliest tool scores more asks for that tool.
_MOST_SCORE = -0.3
#: A longer sentence is read as a whole.
_MOST_CLAUSES = 24


def list_versions(
    sentence: Sentence, is_left_out: Callable[[Sentence, range], bool]
) -> list[Sentence]:
    """Return the sentence, and the sentence without the clauses that are asides."""
    clauses = list_clauses(sentence)
    if not 1 < len(clauses) <= _MOST_CLAUSES:
        return [sentence]
    asides = [clause for clause in clauses if is_left_out(sentence, clause)]
    if not asides or len(asides) == len(clauses):
        return [sentence]
    dropped = {at for clause in asides for at in clause}
    kept = tuple(token for at, token in enumerate(sentence.tokens) if at not in dropped)
    return [sentence, replace(sentence, tokens=kept)]


def is_aside(sentence: Sentence, clause: range) -> bool:
    """Return whether the clause tells something beside the question."""
    tokens = [sentence.tokens[at] for at in clause]
    if any(token.has("restricts") or token.kind in _IDS for token in tokens):
        return False
    likeliest = rank_intents(sentence.said(clause.start, clause.stop))[0]
    if likeliest.tool and likeliest.score > _MOST_SCORE:
        return False
    if is_told_clause(tokens):
        return True
    counts = any(token.kind == "number" or is_named(token.low) for token in tokens)
    return len(clause) >= _LONG_CLAUSE and not likeliest.tool and not counts


def is_settled_aside(sentence: Sentence, clause: range) -> bool:
    """Return whether the clause tells something beside an order, and does not unsettle it."""
    return is_aside(sentence, clause) and not any(
        is_unsettling(sentence.tokens, at, dated=False)
        or sentence.tokens[at].groups & _QUESTIONING
        for at in clause
    )
