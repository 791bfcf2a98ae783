"""Orders of few words among many: "the boss doesn't like it, so undo what you just did".

Such an order is found in one clause of the sentence, of which every word must belong to it. The
other clauses may explain it; none may ask, set a condition, put it off or take it back.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from tools.intents.gate import has_quotes, is_later
from tools.intents.language.runs import find_marks, find_meant_in_run, find_meant_mark
from tools.intents.language.tokens import Token
from tools.intents.language.words import find_meant, get_groups
from tools.intents.sentence import Sentence

#: A longer text is no order of few words.
MOST_WORDS = 80
#: Marks of every such order: courtesy, words that add nothing, and what begins a new clause.
_SCRAP = 3
#: Among how many words at the beginning a "not" is about the order, where a slip follows.
_OPENING = 4
#: A time at the beginning of a clause of so many words puts the order off: "at midnight, ...".
_LONGEST_TIME = 4
_COMMON = frozenset({"pleads", "fluff", "therefore"})
#: Marks of words beside the order that unsettle it, or explain it.
_WATCHED = frozenset(
    {"conditional", "depends", "when", "whenever", "purpose", "orders_else", "doubts", "undo_slip"}
)
_BOUNDS = frozenset({",", ";", ":", ".", "?", "-"})
#: What only an order of something else names.
_ELSE = frozenset({"order", "product", "number", "iso", "dotted", "slashed", "phone"})


@dataclass(frozen=True)
class SaidWord:
    """A word of a clause, or several that mean one thing; `names`: its groups and marks."""

    names: frozenset[str]
    #: The marks among those that the order knows.
    known: frozenset[str]
    token: Token


@dataclass(frozen=True)
class OrderWords:
    """The words of an order: the marks and groups that its clause may have, and what makes it."""

    marks: frozenset[str]
    groups: frozenset[str]
    #: Whether the words of a clause, without courtesy and fluff, are the order. The second argument
    #: are the words of the other clauses.
    is_order: Callable[[Sequence[SaidWord], Sequence[SaidWord]], bool]


def find_order(sentence: Sentence, words: OrderWords) -> list[SaidWord]:
    """Return the words of the clause that is the order; empty: there is none, or not plainly."""
    if len(sentence.words) > MOST_WORDS or has_quotes(sentence.text):
        return []
    if any(token.kind in _ELSE or "percent" in token.groups for token in sentence.tokens):
        return []
    clauses = _read_clauses(sentence, words.marks)
    if not clauses or _is_doubted_first(clauses):
        return []
    found: list[tuple[range, list[SaidWord]]] = []
    for places in _list_spans(clauses):
        others = [said for at, other in enumerate(clauses) if at not in places for said in other]
        clause = [said for at in places for said in clauses[at]]
        if (order := _read_order(clause, words)) and words.is_order(order, others):
            found.append((places, order))
    if not found:
        return []
    places, order = max(found, key=lambda pair: (pair[0].stop, len(pair[0])))
    within = {at for span, _ in found for at in span}
    polite = any("pleads" in said.known for at in within for said in clauses[at])
    doubted = (
        places.start
        and all(
            "doubts" in said.names or said.known & _COMMON for said in clauses[places.start - 1]
        )
        and any("doubts" in said.names for said in clauses[places.start - 1])
    )
    unsettled = any(
        _is_unsettled(clause, after=at >= places.stop)
        for at, clause in enumerate(clauses)
        if at not in within
    )
    asked = "?" in sentence.text and not polite
    return [] if asked or doubted or unsettled else order


def _is_doubted_first(clauses: Sequence[Sequence[SaidWord]]) -> bool:
    """Return whether the text begins with a "not", "maybe", or "what if", not set apart."""
    begun = clauses[1:] if len(clauses[0]) == 1 and len(clauses) > 1 else clauses
    clause = [said for said in begun[0] if not said.known & {"pleads", "fluff"}]
    if not clause:
        return False
    exempt = {"undo_slip", "undo_which", "undo_what", "source_left", "retry_missed", "retry_light"}
    interrupted = any("undo_slip" in said.names for said in begun[0])  # "we should not oops, undo"
    return any(
        said.names & {"not", "asks", "doubts", "conditional", "depends"}
        and not (said.known if at else said.known & exempt)
        for at, said in enumerate(clause[: _OPENING if interrupted else 1])
    )


def _list_spans(clauses: Sequence[Sequence[SaidWord]]) -> list[range]:
    """List the clauses, and those that only courtesy stands between: "undo, please, that"."""
    spans = [range(at, at + 1) for at in range(len(clauses))]
    spans += [
        range(at - 1, at + 2)
        for at in range(1, len(clauses) - 1)
        if all(said.known & {"pleads", "fluff"} for said in clauses[at])
    ]
    return spans


def _read_clauses(sentence: Sentence, marks: frozenset[str]) -> list[list[SaidWord]]:
    names = marks | _COMMON
    clauses: list[list[SaidWord]] = [[]]
    tokens = [_correct(token, names) for token in sentence.tokens]
    at = 0
    while at < len(tokens):
        token = tokens[at]
        end, found = find_marks(tokens, at, names | _WATCHED)
        known = found - _WATCHED
        if end > at + 1:
            said = SaidWord(found, known, token)
        else:
            groups = token.groups
            if not known and not groups and token.kind == "word":
                known = find_meant_mark(token.low, names)
                groups = get_groups(find_meant(token.low)) if not known else groups
            said = SaidWord(groups | token.marks | found | known, known, token)
        if token.kind == "sign" and end <= at + 1:
            if token.low in _BOUNDS and clauses[-1] and not _is_inside_word(tokens, at):
                clauses.append([])
        else:
            if "therefore" in known and clauses[-1]:
                clauses.append([])
            clauses[-1].append(said)
        at = max(end, at + 1)
    return [clause for clause in clauses if clause]


def _correct(token: Token, names: frozenset[str]) -> Token:
    """Write a word that is known only beside others as it was meant: "не поулчил"."""
    if token.kind != "word" or token.groups or token.marks & names:
        return token
    meant = "" if find_meant_mark(token.low, names) else find_meant_in_run(token.low, names)
    return replace(token, low=meant, groups=get_groups(meant)) if meant else token


def _is_inside_word(tokens: Sequence[Token], at: int) -> bool:
    """Return whether the sign joins two words: "un-do"."""
    return 0 < at < len(tokens) - 1 and (
        tokens[at - 1].end == tokens[at].start and tokens[at].end == tokens[at + 1].start
    )


def _read_order(clause: Sequence[SaidWord], words: OrderWords) -> list[SaidWord]:
    """Return the words of the clause that are not courtesy or fluff; empty: it has others."""
    order = [said for said in clause if not said.known & _COMMON or said.known - _COMMON]
    order = [said for said in order if not _is_scrap(said)]
    for said in order:
        if said.known:
            continue
        if said.names & {"asks", "not"} or is_later([said.token], 0):
            return []
        if not said.names & words.groups:
            return []
    return order


def _is_scrap(said: SaidWord) -> bool:
    """Return whether it is a short word that adds nothing, its letters swapped: "teh"."""
    low = said.token.low
    if said.names or len(low) != _SCRAP:
        return False
    swapped = (low[1] + low[0] + low[2], low[0] + low[2] + low[1])
    return any("filler" in get_groups(word) for word in swapped)


def _is_unsettled(clause: Sequence[SaidWord], *, after: bool) -> bool:
    """Return whether a clause beside the order asks, sets a condition or takes it back."""
    said = [word for word in clause if not word.known]
    if any(word.names & {"supposes", "conditional", "depends"} for word in said) or _is_dated(
        clause
    ):
        return True
    first = clause[0]
    begun = next((word for word in clause if not word.known & _COMMON), first)
    if begun.names & {"shows", "orders_else"} and len(clause) > 1:
        return True
    if not after:
        return False
    bare = [word for word in clause if "not" in word.names or word.known - _COMMON]
    if bare and all("not" in word.names for word in bare):
        return True  # "..., please don't", "..., не надо"
    return not clause[0].names & {"therefore", "purpose"} and any(
        word.names & {"asks", "not", "hesitates"} or _is_taking_back(word) for word in said
    )


def _is_taking_back(word: SaidWord) -> bool:
    """Return whether the word puts an order off, or takes it back: "later", "just kidding"."""
    back = "unsettles" in word.names and "begins_clause" not in word.names  # "but only to Anna"
    return back or is_later([word.token], 0)


def _is_dated(clause: Sequence[SaidWord]) -> bool:
    """Return whether the clause begins with the time at which the order is wanted."""
    first = clause[0]
    soon = "when" in first.names and len(clause) <= _LONGEST_TIME
    return soon or is_later([first.token], 0) or "whenever" in first.names


def has_slips(sentence: Sentence, words: OrderWords) -> bool:
    """Return whether a word of the sentence is one of the order's, written wrongly."""
    return len(sentence.words) <= MOST_WORDS and any(
        find_meant_mark(token.low, words.marks)
        for token in sentence.words
        if token.kind == "word" and not token.groups and not token.marks
    )
