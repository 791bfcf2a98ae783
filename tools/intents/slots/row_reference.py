"""Words that point at rows of a card.

"The second one", "первые три", "the first and the third", "их".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from tools.intents.language.tokens import Token, split_tokens
from tools.intents.language.words import CARDINALS, MONTHS, ORDINALS, WEEKDAYS, get_value

_FIRST, _LAST = 1, -1
#: The mark of words that may stand beside them and add nothing.
_FILLS = "beside_rows"
_TIME = frozenset({"day", "week", "month", "quarter", "year", "hour", "period"})
_JOINS = "joins_rows"
#: The highest place that is read: "the 2nd", but not "the 1003rd".
_MOST_PLACE = 99


@dataclass(frozen=True)
class Rows:
    """The rows that a text points at; the words that do stand from `begin` to `end`."""

    begin: int
    end: int
    #: The places of the rows, counted from 1, or from the end with a minus; empty: all rows.
    places: tuple[int, ...] = ()
    #: How many rows there must be: 1 for "it", 2 for "both"; 0: any number.
    exactly: int = 0

    def of(self, items: Sequence[str]) -> list[str] | None:
        """Return the ids of the rows that are meant; None if the card has not so many rows."""
        if self.exactly:
            return list(items) if len(items) == self.exactly else None
        if any(abs(place) > len(items) for place in self.places):
            return None
        chosen = [items[place - 1 if place > 0 else place] for place in self.places]
        return list(dict.fromkeys(chosen)) if self.places else list(items)


@dataclass(frozen=True)
class _Core:
    """Words that point at rows by themselves; they end before the token `then`."""

    then: int
    places: tuple[int, ...] = ()
    exactly: int = 0


def find_rows(tokens: Sequence[Token]) -> Rows | None:
    """Find the first words that point at rows; None if there are none."""
    for at in range(len(tokens)):
        core = _find_core(tokens, at)
        if core is not None:
            return _extend_rows(tokens, at, core)
    return None


def is_only_pointing(text: str) -> bool:
    """Return whether the text does nothing but point at rows: not "open the second one"."""
    rows = find_rows(split_tokens(text))
    rest = f"{text[: rows.begin]} {text[rows.end :]}" if rows else text
    return rows is not None and not any(sign.isalnum() for sign in rest)


def _extend_rows(tokens: Sequence[Token], at: int, core: _Core) -> Rows:
    """Add the rows that are joined by "and", and the words around that add nothing."""
    first, places = at, core.places
    while first and tokens[first - 1].has(_FILLS):
        first -= 1
    then = _skip_fillers(tokens, core.then)
    while places and then < len(tokens) and tokens[then].has(_JOINS):
        step = then + 1
        while step < len(tokens) and (tokens[step].has(_FILLS) or tokens[step].has(_JOINS)):
            step += 1
        further = _find_core(tokens, step) if step < len(tokens) else None
        if further is None or not further.places:
            break
        then, places = _skip_fillers(tokens, further.then), places + further.places
    return Rows(tokens[first].start, tokens[then - 1].end, places, core.exactly)


def _skip_fillers(tokens: Sequence[Token], then: int) -> int:
    while then < len(tokens) and tokens[then].has(_FILLS):
        then += 1
    return then


def _find_core(tokens: Sequence[Token], at: int) -> _Core | None:
    exactly = get_value("wholes", tokens[at].low)
    if exactly is not None:
        return _Core(at + 1, exactly=exactly)
    place, then = _read_place(tokens, at)
    count = _count(tokens, then) if place in {_FIRST, _LAST} else 0
    after = then + bool(count)
    if not place or _is_time(tokens[then : then + 2]) or _is_time(tokens[after : after + 1]):
        return None
    if not count:
        return _Core(then, (place,))
    return _Core(after, tuple(range(1, count + 1)) if place > 0 else tuple(range(-count, 0)))


def _read_place(tokens: Sequence[Token], at: int) -> tuple[int, int]:
    """Read a place at `at`, and where it ends: -1 is the last one, 0: there is none."""
    token = tokens[at]
    if token.kind == "word":
        if token.has("last_row"):
            return _LAST, at + 1
        return get_value(ORDINALS, token.low) or 0, at + 1
    if token.kind == "number" and 1 <= token.number <= _MOST_PLACE:
        after = tokens[at + 1 : at + 3]
        ending = 1 if after and after[0].low == "-" else 0
        joined = all(
            first.start == before.end for before, first in pairwise((token, *after[: ending + 1]))
        )
        if joined and after[ending:] and after[ending].has("nth_row"):
            return token.number, at + 2 + ending
    return 0, at + 1


def _count(tokens: Sequence[Token], at: int) -> int:
    if at >= len(tokens) or tokens[at].has(_FILLS):
        return 0
    if tokens[at].kind == "number":
        return tokens[at].number if tokens[at].number <= _MOST_PLACE else 0
    return get_value(CARDINALS, tokens[at].low) or 0


def _is_time(tokens: Sequence[Token]) -> bool:
    """Return whether the words are about time: "the first of november", "last week"."""
    return any(
        token.groups & _TIME
        or get_value(MONTHS, token.low) is not None
        or get_value(WEEKDAYS, token.low) is not None
        for token in tokens
    )
