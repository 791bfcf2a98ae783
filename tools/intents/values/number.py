"""Numbers in words, as people say amounts: "twenty-five", "полтора", "two and a half", "thirty four ninety"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from tools.intents.language.tokens import Token, find_end, get_value_at
from tools.intents.language.words import CARDINALS

_TEN, _HUNDRED = 10, 100
_HALF = Decimal("0.5")


@dataclass(frozen=True)
class SpokenNumber:
    """A number in words, and the place after its last token."""

    value: Decimal
    end: int
    #: Whether it was said as a price is: "eight fifty" is 8.50.
    is_price: bool = False


def read_spoken(tokens: Sequence[Token], at: int) -> SpokenNumber | None:
    """Read the number in words that begins at `at`; None: none does."""
    half = find_end(tokens, at, "one_and_half")
    if half > at:
        return SpokenNumber(Decimal("1.5"), half)
    whole, end = read_whole(tokens, at)
    if whole is None:
        return None
    half = find_end(tokens, end, "and_half")
    if half > end:
        return SpokenNumber(whole + _HALF, half)
    cents, after = read_whole(tokens, end)
    if cents is not None and whole < _HUNDRED and _TEN <= cents < _HUNDRED:
        return SpokenNumber(whole + Decimal(cents) / _HUNDRED, after, is_price=True)
    return SpokenNumber(Decimal(whole), end)


def read_count(tokens: Sequence[Token], at: int) -> tuple[int | None, int]:
    """Read the whole number at `at`, in digits or in words, and where it ends; None: none."""
    if tokens[at].kind == "number":
        return tokens[at].number, at + 1
    return read_whole(tokens, at)


def read_whole(tokens: Sequence[Token], at: int) -> tuple[int | None, int]:
    """Read a whole number in words below 1,000, and where it ends; None: there is none."""
    value, end = get_value_at(tokens, at, CARDINALS)
    if value is None:
        return None, at
    if value < _TEN and end < len(tokens) and tokens[end].has("counts_hundreds"):
        value, end = value * _HUNDRED, end + 1
    while value % _TEN == 0:
        then = end + (end < len(tokens) and _is_hyphen(tokens, end))
        more, after = get_value_at(tokens, then, CARDINALS)
        room = _HUNDRED if value % _HUNDRED == 0 else _TEN
        if more is None or more >= room:
            break
        value, end = value + more, after
    return value, end


def _is_hyphen(tokens: Sequence[Token], at: int) -> bool:
    """Return whether the dash at `at` joins two words: "twenty-five"."""
    joined = 0 < at < len(tokens) - 1 and tokens[at].low == "-"
    return (
        joined
        and tokens[at - 1].end == tokens[at].start
        and tokens[at].end == tokens[at + 1].start
    )
