"""What may stand around an order that is surely one: anything that does not take it back or put it off."""

from __future__ import annotations

from collections.abc import Collection

from tools.intents.gate import is_conditional, is_later, is_reported, is_time_first
from tools.intents.language.tokens import Token
from tools.intents.leniency.aside import is_premise
from tools.intents.leniency.beside import (
    is_introducing,
    is_negated,
    is_request,
    may_stand_after,
    may_stand_before,
    skip_scraps,
)
from tools.intents.sentence import Sentence, find_once_in

#: Marks of words with which an order is taken back, or only thought of.
_TURNS = ("doubts", "unsettles", "supposes")
#: Kinds of tokens that name a day or a person.
_DATED = frozenset({"phone", "iso", "dotted", "slashed"})


@find_once_in
def may_stand_before_surely(sentence: Sentence, clause: range) -> bool:
    """Return whether the clause may stand before an order of which there is no doubt."""
    return may_stand_before(sentence, clause) or not (
        is_introducing(sentence.tokens, clause)
        or is_taking_back(sentence, clause, before=True)
        or _is_asking_more(sentence, clause)
    )


@find_once_in
def may_stand_after_surely(sentence: Sentence, clause: range) -> bool:
    """Return whether the clause may stand after an order of which there is no doubt."""
    return may_stand_after(sentence, clause) or not (
        sentence.tokens[clause.start].has("joint")  # "... and have a look at the others"
        or is_taking_back(sentence, clause, before=False)
        or _is_asking_more(sentence, clause)
    )


def _is_asking_more(sentence: Sentence, clause: range) -> bool:
    """Return whether the clause asks something, may say which ones or how much is meant, or is a request itself."""
    tokens = [sentence.tokens[at] for at in clause]
    return (
        any(token.kind in _DATED or token.has("demands") for token in tokens)
        or any(token.has("hesitates") for token in tokens)
        or _is_question(sentence, clause)
        or is_request(sentence.said(clause.start, clause.stop))
    )


def _is_question(sentence: Sentence, clause: range) -> bool:
    """Return whether the clause asks or only thinks: "did you ...", "... почему ...", "я думал ..."."""
    tokens, begin = sentence.tokens, skip_scraps(sentence.tokens, clause)
    subject = any(tokens[at].has("person_word") for at in range(clause.start, begin))
    return any(
        _is_asking_word(tokens[at])
        and (
            (at == begin and not subject)  # "it's had its day" tells
            or tokens[at].has("interrogates")
            or tokens[at].has("decides")
        )
        and not any(after.has("dash") for after in tokens[at + 1 : at + 2])  # "почему-то"
        for at in range(begin, clause.stop)
    )


def _is_asking_word(token: Token) -> bool:
    """Return whether the word asks; "before", "что" and "which" may only join."""
    asks = "asks" in token.groups or token.has("interrogates")
    return asks and not (token.has("begins_clause") or token.has("relative"))


def is_taking_back(
    sentence: Sentence, clause: range, *, before: bool, read: Collection[int] = ()
) -> bool:
    """Return whether the clause, said before or after an order, denies it, makes it depend, or puts it off.

    Also if somebody else may have said what follows. `read` are places whose days belong to the order.
    """
    tokens = [sentence.tokens[at] for at in clause]
    premise = is_premise(sentence, clause)
    timed = tokens[0].has("time_link")  # "before it has spent a hundred, ..."
    waits = (
        timed
        or is_time_first(tokens)
        or any(
            is_later(sentence.tokens, at) or "hour" in sentence.tokens[at].groups
            for at in clause
            if at not in read
        )
    )
    return (
        waits
        or any(token.has(mark) for token in tokens for mark in _TURNS)
        or any(is_conditional(sentence.tokens, at) for at in clause)
        or (before and is_reported(tokens) and not premise)
        or is_negated(tokens, premise=premise)
    )
