"""What may stand beside an order and changes nothing of it: "the potter came, so ...", "..., mate"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from tools.intents.frame import ActionFrame
from tools.intents.gate import has_quotes, is_later
from tools.intents.imperative import read_slots
from tools.intents.language.morphology import is_helping
from tools.intents.language.runs import find_marks
from tools.intents.language.tokens import Token, find_end
from tools.intents.leniency.aside import IDS, is_cause, is_settled_aside, list_runs, list_versions
from tools.intents.ranking.ranker import rank_intents
from tools.intents.sentence import Sentence
from tools.intents.slots.slot import Reading

#: Marks of words that say nothing about the order, or only that it is one.
_SCRAPS = frozenset({
    "scrap", "do_it", "nothing_else", "fluff", "pleads", "joint", "greets", "courteous", "talk_praise",
    "talk_thanks", "talk_hello", "talk_laugh", "talk_sigh",
})  # fmt: skip
#: Groups and marks with which a clause is no mere statement: it supposes, doubts or hands on.
_OPEN = frozenset(
    {"supposes", "conditional", "doubts", "reports", "to_myself", "demands", "percent"}
)
#: Words after the order with which it is taken back, or another one is meant.
_TURNS = frozenset({"unsettles", "hesitates", "may_i"})
#: Marks of words that join a clause and are no subject of it.
_LINKS = frozenset({"joint", "begins_clause", "explains", "greets", "scrap", "fluff"})
#: A clause that likely asks for something itself has such a score.
_MOST_SCORE = 0.15


def list_order_parts(sentence: Sentence, frame: ActionFrame) -> Iterator[Sentence]:
    """Yield the sentence, and the parts beside which nothing stands that changes such an order.

    Only the whole sentence, if it hands on words that may be anything.
    """
    yield sentence
    if _is_handing_on(sentence, frame):
        return
    yield from list_versions(sentence, is_settled_aside)[1:]
    yield from list_runs(
        sentence,
        lambda said, clause: may_stand_before(said, clause, frame),
        lambda said, clause: may_stand_after(said, clause, frame),
    )


def _is_handing_on(sentence: Sentence, frame: ActionFrame) -> bool:
    """Return whether there are words in it that are not the order's own, and may be anything.

    'A text message says "create coupon ...", spam'; "tell the team this: the lorry is here".
    """
    worded = any(slot.free and slot.required for slot in frame.slots)
    return has_quotes(sentence.text) or (worded and ":" in sentence.text)


def may_stand_before(sentence: Sentence, clause: range, frame: ActionFrame) -> bool:
    """Return whether the clause, said before an order, leaves it as it is."""
    if _is_introducing(sentence.tokens, clause):
        return _is_scrap(sentence.tokens, clause)
    return is_settled_aside(sentence, clause) or _is_harmless(sentence, clause, frame)


def may_stand_after(sentence: Sentence, clause: range, frame: ActionFrame) -> bool:
    """Return whether the clause, said after an order, neither takes it back nor adds to it."""
    tokens = [sentence.tokens[at] for at in clause]
    if any(not _TURNS.isdisjoint(token.groups | token.marks) for token in tokens):
        return is_cause(sentence, clause)
    return is_settled_aside(sentence, clause) or _is_harmless(sentence, clause, frame)


def _is_harmless(sentence: Sentence, clause: range, frame: ActionFrame) -> bool:
    """Return whether the clause says nothing about the order, or tells why it is given."""
    tokens = sentence.tokens
    begin = _skip_scraps(tokens, clause)
    if begin == clause.stop:
        return True
    told = [tokens[at] for at in range(begin, clause.stop)]
    circumstance = find_end(tokens, begin, "background") > begin
    related = clause.start > 0 and tokens[clause.start].has("relates")
    described = circumstance or related
    names = frozenset[str]().union(*(token.groups | token.marks for token in told))
    return (
        (described or _is_statement(told))
        and not names & _OPEN
        and not any(token.kind in IDS for token in told)
        and not ("asks" in told[0].groups and not related)
        and (described or not (_is_negated(told) or any(map(_is_wondering, told))))
        and not told[-1].has("to")  # "I was thinking to ..."
        and not (circumstance and _is_dated(told))
        and not _is_request(sentence.said(begin, clause.stop))
        and not _is_saying_argument(sentence, range(begin, clause.stop), frame)
    )


def _is_introducing(tokens: Sequence[Token], clause: range) -> bool:
    """Return whether a colon follows: what comes next may be somebody else's words."""
    return clause.stop < len(tokens) and tokens[clause.stop].low == ":"


def _is_scrap(tokens: Sequence[Token], clause: range) -> bool:
    """Return whether every word of the clause only fills: "brilliant", "do it now", "nothing else"."""
    return _skip_scraps(tokens, clause) == clause.stop


def _skip_scraps(tokens: Sequence[Token], clause: range) -> int:
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
        is_helping(token.low) or (at > 0 and token.has("finite")) for at, token in enumerate(told)
    )


def _is_wondering(token: Token) -> bool:
    """Return whether what follows is asked or only thought of: "tell me how to", "I was thinking"."""
    return token.has("interrogates") or ("asks" in token.groups and not token.has("finite"))


def _is_negated(told: Sequence[Token]) -> bool:
    """Return whether a "not" may be about the order: "don't", "I do not want it".

    "The margin won't bear it" is not: somebody or something else does not do it.
    """
    denied = [at for at, token in enumerate(told) if "not" in token.groups]
    if not denied:
        return False
    subject = [token for token in told[: denied[0]] if not _LINKS & token.marks]
    ours = any(token.has("i") or token.has("you") or token.has("teller") for token in subject[-2:])
    return not subject or ours


def _is_dated(told: Sequence[Token]) -> bool:
    """Return whether a time to come is named, which may put the order off."""
    days = {place for at in range(len(told)) for place in range(at, find_end(told, at, "event"))}
    return any(is_later(told, at) for at in range(len(told)) if at not in days)


def _is_request(text: str) -> bool:
    """Return whether the text likely asks for something itself."""
    likeliest = rank_intents(text)[0]
    return bool(likeliest.tool) and likeliest.score > _MOST_SCORE


def _is_saying_argument(sentence: Sentence, clause: range, frame: ActionFrame) -> bool:
    """Return whether an argument of the order is said in the clause: "it ends on Friday"."""
    tokens = sentence.tokens
    reading = Reading(sentence.cut(tokens[clause.start].start, tokens[clause.stop - 1].end))
    fixed = replace(frame, slots=tuple(slot for slot in frame.slots if not slot.free))
    return bool(read_slots(fixed, reading) or reading.values)
