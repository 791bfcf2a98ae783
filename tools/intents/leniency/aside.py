"""Asides: clauses of a sentence that tell something beside what it asks for or orders."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from tools.intents.gate import is_conditional, is_later, is_unsettling
from tools.intents.language.morphology import is_helping
from tools.intents.language.tokens import Token, find_end
from tools.intents.language.words import is_named
from tools.intents.leniency.clauses import is_told_clause, list_clauses
from tools.intents.ranking.ranker import rank_intents
from tools.intents.sentence import Sentence, find_once_in
from tools.intents.values.written_id import BARE_ID

#: Kinds of tokens that say which ones; a clause with one of these is no aside.
IDS = frozenset({"order", "product", "phone", "iso", "dotted", "slashed"})
#: Groups whose words make a question of a clause that begins with them, and those that do anywhere.
_QUESTIONS, _DENIALS = frozenset({"asks"}), frozenset({"may_i", "not"})
_TIMES = frozenset({
    "day", "week", "month", "quarter", "year", "hour", "weekend", "last", "this",
})  # fmt: skip
#: A clause that says why has at least so many words: "as suspicious" is none.
_SHORTEST_CAUSE = 3
#: A clause of so many words is an aside if it is about no tool, whatever its build.
_LONG_CLAUSE = 4
#: A clause whose likeliest tool scores more asks for that tool; one from which something follows,
#: or beside an order, may sound more like it.
_MOST_SCORE, PREMISE_SCORE = -0.3, 0.15
#: A longer sentence is read as a whole.
_MOST_CLAUSES = 24
#: Of a sentence of more clauses no runs of clauses are tried.
_MOST_RUN = 10

#: Tells whether a clause of the sentence may be left out.
LeftOut = Callable[[Sentence, range], bool]


def list_versions(sentence: Sentence, is_left_out: LeftOut) -> list[Sentence]:
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


def list_runs(
    sentence: Sentence, before: LeftOut, after: LeftOut
) -> list[tuple[Sentence, list[range]]]:
    """Return each run of neighbouring clauses, the widest first, with all clauses that it leaves out.

    `before` and `after` tell whether a clause may be left out there. A long sentence has no runs.
    """
    clauses = list_clauses(sentence)
    if not 1 < len(clauses) <= _MOST_RUN:
        return []
    first_kept = next(
        (at for at, clause in enumerate(clauses) if not before(sentence, clause)), len(clauses)
    )
    last_kept = next(
        (at for at in range(len(clauses) - 1, -1, -1) if not after(sentence, clauses[at])), -1
    )
    spans = [
        (first, last)
        for first in range(min(first_kept + 1, len(clauses)))
        for last in range(max(first, last_kept) + 1, len(clauses) + 1)
        if last - first < len(clauses)
    ]
    spans.sort(key=lambda span: span[0] - span[1])
    return [
        (
            _cut_run(sentence, clauses[first].start, clauses[last - 1].stop),
            [*clauses[:first], *clauses[last:]],
        )
        for first, last in spans
    ]


def _cut_run(sentence: Sentence, begin: int, stop: int) -> Sentence:
    """Cut out the clauses between these places, with the question mark that ends them."""
    tokens = sentence.tokens
    asked = stop < len(tokens) and tokens[stop].low == "?"
    return sentence.cut(tokens[begin].start, tokens[stop if asked else stop - 1].end)


@find_once_in
def is_aside(sentence: Sentence, clause: range) -> bool:
    """Return whether the clause tells something beside the question."""
    tokens = [sentence.tokens[at] for at in clause]
    told = any(is_helping(token.low) for token in tokens)
    if _is_picking(sentence, tokens, told=told):
        return False
    dated = _is_dating(tokens)
    if dated and _is_meant_later(sentence, clause):
        return False
    premise = is_premise(sentence, clause) and not (
        dated and not _is_dated_later(sentence, clause)
    )
    likeliest = rank_intents(sentence.said(clause.start, clause.stop))[0]
    if likeliest.tool and likeliest.score > (PREMISE_SCORE if premise else _MOST_SCORE):
        return False
    counts = any(token.kind == "number" or is_named(token.low) for token in tokens)
    long = len(clause) >= _LONG_CLAUSE and not likeliest.tool and not counts
    return premise or (
        not ((counts or dated) and _is_asking_for(sentence, clause, told=told))
        and (long or is_told_clause(tokens, somebody=counts))
    )


def _is_picking(sentence: Sentence, tokens: Sequence[Token], *, told: bool) -> bool:
    """Return whether the words may say which ones are meant: by an id, a name, "only", "except"."""
    return bool(sentence.catalogue.named(tokens)) or any(
        token.kind in IDS or BARE_ID in token.groups or _is_restricting(token, told=told)
        for token in tokens
    )


def _is_meant_later(sentence: Sentence, clause: range) -> bool:
    """Return whether the days of the clause are meant later: "the last ten days ..., any of them odd?"."""
    windows = sentence.windows()
    named = isinstance(windows, tuple) and any(window.used & {*clause} for window in windows)
    points = any(token.has("far_back") for token in sentence.tokens[clause.stop :])
    return named and points and not _is_dated_later(sentence, clause)


def _is_asking_for(sentence: Sentence, clause: range, *, told: bool) -> bool:
    """Return whether the number or the day in the clause belongs to what is asked for.

    "Today only please", "I just want the first ten", "so, the last 5 days".
    """
    begun = clause.start >= _SHORTEST_CAUSE  # "okay so" only begins
    concluding = begun and find_end(sentence.tokens, clause.start, "concludes") > clause.start
    return not told or concluding or any(sentence.tokens[at].has("demands") for at in clause)


def _is_dated_later(sentence: Sentence, clause: range) -> bool:
    """Return whether a period is said after the clause, so that its own days are not what is meant."""
    return bool(sentence.windows(frozenset(range(clause.stop))))


def _is_dating(tokens: Sequence[Token]) -> bool:
    """Return whether a day or a longer time is named."""
    return any(token.groups & _TIMES or is_later(tokens, at) for at, token in enumerate(tokens))


def _is_restricting(token: Token, *, told: bool) -> bool:
    """Return whether the word may say which ones; a "not" of a clause that tells something does not.

    "I do not see it in the report", "никто не верит".
    """
    return token.has("restricts") and not (told and "not" in token.groups)


@find_once_in
def is_premise(sentence: Sentence, clause: range) -> bool:
    """Return whether what is said later is concluded from the clause: "bad label, so ..."."""
    tokens = sentence.tokens
    return any(
        find_end(tokens, after.start, "concludes") > after.start
        for after in list_clauses(sentence)
        if after.start >= clause.stop
    )


@find_once_in
def is_settled_aside(sentence: Sentence, clause: range) -> bool:
    """Return whether the clause tells something beside an order, and does not unsettle it.

    "Since the coupon was a mistake" gives the reason, whatever is in it; "if" and "when" do not.
    """
    if is_cause(sentence, clause):
        return True
    tokens = sentence.tokens
    return (
        not _is_listed(tokens, clause)
        and is_aside(sentence, clause)
        and not any(tokens[at].groups & _QUESTIONS for at in clause[:2])
        and not any(
            tokens[at].has(name) for at in clause for name in ("interrogates", "conditional")
        )
        and not any(
            is_unsettling(tokens, at, dated=False) or tokens[at].groups & _DENIALS for at in clause
        )
    )


def _is_listed(tokens: Sequence[Token], clause: range) -> bool:
    """Return whether the clause names more of what is ordered: "OB-1003 and the stuck ones"."""
    begin = clause.start
    return (
        begin > 0
        and tokens[begin].has("joint")
        and tokens[begin - 1].kind in IDS
        and not any(tokens[at].has("finite") or tokens[at].has("person_word") for at in clause)
    )


@find_once_in
def is_cause(sentence: Sentence, clause: range) -> bool:
    """Return whether the clause begins the sentence, or follows a sign, and says why."""
    tokens, begin = sentence.tokens, clause.start
    opens = begin == 0 or tokens[begin - 1].kind == "sign" or tokens[begin - 1].has("greets")
    timed = find_end(tokens, begin, "no_prelude") > begin or is_conditional(tokens, begin)
    led = not timed and find_end(tokens, begin, "causes") > begin
    named = any(tokens[at].kind in IDS or tokens[at].has("restricts") for at in clause)
    said = [tokens[at] for at in clause]
    told = any(is_helping(token.low) or token.has("finite") for token in said)
    dated = _is_dating(said) and not told  # "since the 15th of November"
    return opens and led and not named and not dated and len(clause) >= _SHORTEST_CAUSE


def is_referring(version: Sentence) -> bool:
    """Return whether what is left refers to days that were named in an aside."""
    tokens = version.tokens
    return any(find_end(tokens, at, "refers_back") > at for at in range(len(tokens)))


def drop_courtesies(sentence: Sentence) -> Sentence:
    """Leave out the politeness around a request, with the question mark that belongs to it.

    The mark belongs to a courtesy that asks and stands before it: "could you hide P-101?".
    """
    tokens = sentence.tokens
    runs = [(at, find_end(tokens, at, "courteous")) for at in range(len(tokens))]
    polite = {place for at, end in runs for place in range(at, end)}
    if not polite:
        return sentence
    asking = min((at for at, end in runs if end > at), default=len(tokens))
    kept = tuple(
        token
        for at, token in enumerate(tokens)
        if at not in polite and not (token.low == "?" and at > asking)
    )
    return replace(sentence, tokens=kept) if kept else sentence
