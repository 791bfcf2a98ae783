"""What may stand beside an order and changes nothing of it: "the potter came, so ...", "..., mate"."""

from __future__ import annotations

from collections.abc import Sequence

from tools.intents.gate import is_conditional, is_later
from tools.intents.language.morphology import is_helping
from tools.intents.language.runs import find_marks
from tools.intents.language.tokens import Token, find_end
from tools.intents.leniency.aside import (
    IDS,
    PREMISE_SCORE,
    is_cause,
    is_premise,
    is_settled_aside,
)
from tools.intents.ranking.ranker import rank_intents
from tools.intents.sentence import Sentence, find_once_in

#: Marks of words that say nothing about the order, or only that it is one.
_SCRAPS = frozenset({
    "scrap", "do_it", "nothing_else", "fluff", "pleads", "joint", "greets", "courteous", "talk_praise",
    "talk_thanks", "talk_hello", "talk_laugh", "talk_sigh",
})  # fmt: skip
#: Groups and marks with which a clause is no mere statement: it supposes, doubts or hands on.
_OPEN = frozenset(
    {"supposes", "conditional", "doubts", "reports", "to_myself", "demands", "percent"}
)
#: The owner and the shop, and whom they speak to.
_OURSELVES = frozenset({"i", "you", "teller", "ourselves"})
#: With these a clause that says something again may still change it.
_CHANGING = _OPEN - {"percent"} | {"not"}
#: Kinds of tokens that name a day or a person; other arguments are compared with the order's.
_DATED = IDS - {"order", "product"}
#: Words after the order with which it is taken back, or another one is meant.
_TURNS = frozenset({"unsettles", "hesitates", "may_i"})
#: A clause of so many words that names a time is nothing else: "вечером, переключи".
_LONGEST_TIME = 1
#: Marks of words that join a clause and are no subject of it.
_LINKS = frozenset({"joint", "begins_clause", "explains", "greets", "scrap", "fluff"})


@find_once_in
def may_stand_before(sentence: Sentence, clause: range) -> bool:
    """Return whether the clause, said before an order, leaves it as it is."""
    if is_introducing(sentence.tokens, clause):
        return is_scrap(sentence.tokens, clause)
    return is_settled_aside(sentence, clause) or _is_harmless(sentence, clause)


@find_once_in
def may_lead_up(sentence: Sentence, clause: range) -> bool:
    """Return whether the clause tells of ourselves or why, and names nothing that "it" may be.

    "I made a hash of it, roll it back", not "the mug arrived, put it back".
    """
    tokens = [sentence.tokens[at] for at in clause]
    fits = (
        is_scrap(sentence.tokens, clause)
        or is_premise(sentence, clause)
        or is_cause(sentence, clause)
        or any(not _OURSELVES.isdisjoint(token.names) for token in tokens)
    )
    return fits and may_stand_before(sentence, clause)


@find_once_in
def may_stand_after(sentence: Sentence, clause: range) -> bool:
    """Return whether the clause, said after an order, neither takes it back nor adds to it."""
    tokens = [sentence.tokens[at] for at in clause]
    concluding = find_end(sentence.tokens, clause.start, "concludes") > clause.start
    if concluding and not _is_aim(sentence.tokens, clause):
        return False  # "..., so I ask"
    if any(not _TURNS.isdisjoint(token.names) for token in tokens):
        return is_cause(sentence, clause) or _is_repeating(sentence, clause)
    return is_settled_aside(sentence, clause) or _is_harmless(sentence, clause)


def _is_harmless(sentence: Sentence, clause: range) -> bool:
    """Return whether the clause tells nothing that the order does not say, or why it is given.

    What it says of the order's arguments is compared with the order.
    """
    if _is_repeating(sentence, clause):
        return True
    tokens = sentence.tokens
    begin = skip_scraps(tokens, clause)
    if begin == clause.stop:
        return True
    told = [tokens[at] for at in range(begin, clause.stop)]
    circumstance = find_end(tokens, begin, "background") > begin or _is_aim(tokens, clause)
    related = clause.start > 0 and tokens[clause.start].has("relates")
    premise = is_premise(sentence, clause)
    described = circumstance or related
    names = frozenset[str]().union(*(token.names for token in told))
    return (
        (described or premise or _is_statement(told))
        and not names & _OPEN
        and not any(is_conditional(tokens, at) for at in clause)
        and not any(token.kind in _DATED for token in told)
        and not ("asks" in told[0].groups and not related)
        and (described or not any(map(_is_wondering, told)))
        and (described or not is_negated(told, premise=premise))
        and not told[-1].has("to")  # "I was thinking to ..."
        and not ((circumstance or len(told) <= _LONGEST_TIME) and _is_dated(told))
        and not is_request(sentence.said(begin, clause.stop))
    )


def _is_aim(tokens: Sequence[Token], clause: range) -> bool:
    """Return whether the clause says what the order is for: "so nobody buys it"."""
    return find_end(tokens, clause.start, "aims") > clause.start


def _is_repeating(sentence: Sentence, clause: range) -> bool:
    """Return whether the clause only says again what is said elsewhere: "yes P-101", "да, пять"."""
    tokens = sentence.tokens
    said = {token.low for at, token in enumerate(tokens) if at not in clause}
    again = [tokens[at] for at in range(skip_scraps(tokens, clause), clause.stop)]
    return bool(again) and all(
        (token.low in said or token.groups == {"filler"}) and _CHANGING.isdisjoint(token.names)
        for token in again
    )


def is_introducing(tokens: Sequence[Token], clause: range) -> bool:
    """Return whether a colon follows: what comes next may be somebody else's words."""
    return clause.stop < len(tokens) and tokens[clause.stop].low == ":"


def is_scrap(tokens: Sequence[Token], clause: range) -> bool:
    """Return whether every word of the clause only fills: "brilliant", "do it now", "nothing else"."""
    return skip_scraps(tokens, clause) == clause.stop


def skip_scraps(tokens: Sequence[Token], clause: range) -> int:
    """Return the place of the first word of the clause that is no scrap; its end: all are."""
    at = clause.start
    while at < clause.stop:
        end, _ = find_marks(tokens, at, _SCRAPS)
        plain = tokens[at].kind == "sign" or tokens[at].groups == {"filler"}
        if end > clause.stop or (end == at and not plain):
            break
        at = max(end, at + 1)
    return at


def _is_statement(told: Sequence[Token]) -> bool:
    """Return whether something is told: "the label is wrong", "снег выпал"; no order is."""
    return any(
        (is_helping(token.low) and not any(after.has("things") for after in told[at + 1 : at + 2]))
        or (at > 0 and token.has("finite"))
        for at, token in enumerate(told)
    )


def _is_wondering(token: Token) -> bool:
    """Return whether what follows is asked or only thought of: "tell me how to", "I was thinking"."""
    return token.has("interrogates") or ("asks" in token.groups and not token.has("finite"))


def is_negated(told: Sequence[Token], *, premise: bool) -> bool:
    """Return whether a "not" may be about the order: "don't", "I do not want it".

    "The margin won't bear it" is not: somebody or something else does not do it. Of a premise only
    what has not been decided or allowed is: "I'm not sure, so ...".
    """
    denied = [at for at, token in enumerate(told) if "not" in token.groups]
    if not denied:
        return False
    subject = [token for token in told[: denied[0]] if not _LINKS & token.marks]
    if not subject or any(token.has("decides") for token in told):
        return True
    ours = any(not _OURSELVES.isdisjoint(token.names) for token in subject[-2:])
    return ours and not premise


def _is_dated(told: Sequence[Token]) -> bool:
    """Return whether a time to come is named, which may put the order off."""
    days = {place for at in range(len(told)) for place in range(at, find_end(told, at, "event"))}
    return any(is_later(told, at) for at in range(len(told)) if at not in days)


def is_request(text: str) -> bool:
    """Return whether the text likely asks for something itself."""
    likeliest = rank_intents(text)[0]
    return bool(likeliest.tool) and likeliest.score > PREMISE_SCORE
