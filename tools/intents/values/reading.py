"""Reading at one place of a sentence: counts, ordinals, years and units of time.

Each method reads at one place and says where it ends; it gives None if nothing is there.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from tools.intents.language.tokens import Token, find_end
from tools.intents.language.words import CARDINALS, ORDINALS, get_value

YEAR_DIGITS = 4
#: The days of a unit that is counted back from today: "2 months" are 60 days.
UNIT_DAYS = {"day": 1, "week": 7, "fortnight": 14, "month": 30, "quarter": 90, "year": 365}
_UNITS = frozenset(UNIT_DAYS)
_HALF = Fraction(1, 2)
#: Words that are half a unit by themselves, "полгода", by their mark.
HALF_UNITS = {
    "half_day": "day", "half_week": "week", "half_month": "month", "half_quarter": "quarter",
    "half_year": "year",
}  # fmt: skip
_TENS = range(20, 100, 10)
_MOST_ONES = 9


class PlaceReader:
    """Reads tokens on the shop's day `today`."""

    def __init__(self, tokens: Sequence[Token], today: date) -> None:
        self.tokens = tokens
        self.today = today

    def low(self, at: int) -> str:
        return self.tokens[at].low if 0 <= at < len(self.tokens) else ""

    def kind(self, at: int) -> str:
        return self.tokens[at].kind if 0 <= at < len(self.tokens) else ""

    def has(self, at: int, name: str) -> bool:
        """Return whether the token at `at` is in that group or has that mark."""
        return 0 <= at < len(self.tokens) and self.tokens[at].has(name)

    def end_of(self, at: int, name: str) -> int:
        """Return where the words with that mark end; `at` itself if none begin there."""
        return find_end(self.tokens, at, name)

    def follows(self, at: int, name: str) -> bool:
        """Return whether words with that mark stand right before `at`."""
        return any(self.end_of(at - back, name) == at for back in (1, 2, 3))

    def past(self, at: int, name: str) -> int:
        """Skip words with that mark, such as "of" and "the"; return the next place."""
        while self.has(at, name):
            at += 1
        return at

    def said(self, start: int, end: int) -> str:
        return " ".join(token.low for token in self.tokens[start:end])

    def unit(self, at: int) -> str:
        """Return the unit of time at `at`, such as "week"; "" if there is none."""
        if not 0 <= at < len(self.tokens) or _UNITS.isdisjoint(self.tokens[at].names):
            return ""
        return next(unit for unit in UNIT_DAYS if unit in self.tokens[at].names)

    def count(self, at: int) -> tuple[int | None, int]:
        """Read a number in digits or in words, and where it ends; "-5" is negative."""
        if self.kind(at) == "number":
            glued = self.low(at - 1) == "-" and self.tokens[at - 1].end == self.tokens[at].start
            count = self.tokens[at].number
            return (-count if glued else count), at + 1
        value = get_value(CARDINALS, self.low(at))
        if value is not None and value in _TENS:
            return self._compound(value, at + 1)
        if value is None and (end := self.end_of(at, "pair")) > at:
            return 2, self.past(end, "of")
        return value, at + (value is not None)

    def _compound(self, tens: int, at: int) -> tuple[int, int]:
        """Read the ones after the tens: "twenty-one", "тридцать пять"."""
        ones_at = at + (self.low(at) == "-")
        ones = get_value(CARDINALS, self.low(ones_at))
        if ones is not None and 1 <= ones <= _MOST_ONES:
            return tens + ones, ones_at + 1
        return tens, at

    def length(self, at: int) -> tuple[Fraction, str, int] | None:
        """Read a number of units, also a broken one: "7 days", "полторы недели", "half a year".

        Gives the number, the unit, and where it ends.
        """
        if (found := self._broken(at)) is not None:
            return found
        count, then = self.count(at)
        if count is None:
            return self._about(at)
        number = Fraction(count)
        if (half_end := self.end_of(then, "and_half")) > then:
            number, then = number + _HALF, half_end
        then = self.past(then, "between_count")
        unit = self.unit(then)
        if not unit or self._is_apart(at, count, then):
            return None
        if (half_end := self.end_of(then + 1, "and_half")) > then + 1:  # "two weeks and a half"
            return number + _HALF, unit, half_end
        return number, unit, then + 1

    def _is_apart(self, at: int, count: int, unit_at: int) -> bool:
        """Return whether the unit does not belong to the number: "топ 20 месяц"."""
        return count % 10 != 1 and self.kind(at) == "number" and self.has(unit_at, "one_only")

    def _broken(self, at: int) -> tuple[Fraction, str, int] | None:
        """Read "полтора месяца", "half a year", "полгода", "a week and a half"."""
        then = self.end_of(at, "one_and_half")
        if then > at and (unit := self.unit(then)):
            return 1 + _HALF, unit, then + 1
        then = self.end_of(at, "half")
        then += then > at and self.has(then, "a")
        if then > at and (unit := self.unit(then)):
            return _HALF, unit, then + 1
        glued = next((unit for mark, unit in HALF_UNITS.items() if self.has(at, mark)), "")
        if glued:
            return _HALF, glued, at + 1
        unit_at = at + self.has(at, "a")
        unit = self.unit(unit_at)
        end = self.end_of(unit_at + 1, "and_half") if unit else 0
        return (1 + _HALF, unit, end) if unit and end > unit_at + 1 else None

    def _about(self, at: int) -> tuple[Fraction, str, int] | None:
        """Read a number behind its unit, which makes it a rough one: "дней десять", "недели на две"."""
        unit = self.unit(at) if self.has(at, "units_behind") else ""
        if not unit:
            return None
        count_at = at + 1 + self.has(at + 1, "within_about")
        count, then = self.count(count_at)
        # "за 5 дней 10 товаров" are 5 days: the unit was read with the number in front of it
        return None if count is None or self.unit(then) else (Fraction(count), unit, then)

    def day_number(self, at: int) -> tuple[int | None, int]:
        """Read the number of a day, and where it ends: "5", "5th", "пятое"."""
        if self.kind(at) != "number":
            return self._ordinal(at)
        then = at + 1
        if self.low(then) == "-" and self.has(then + 1, "nth"):
            return self.tokens[at].number, then + 2
        return self.tokens[at].number, then + self.has(then, "nth")

    def _ordinal(self, at: int) -> tuple[int | None, int]:
        """Read an ordinal in words: "пятое", "двадцать второго", "twenty-second"."""
        tens = get_value(CARDINALS, self.low(at))
        ones_at = at + 1 + (self.low(at + 1) == "-")
        nth = get_value(ORDINALS, self.low(ones_at)) if tens in {20, 30} else None
        if tens is not None and nth is not None and nth <= _MOST_ONES:
            return tens + nth, ones_at + 1
        nth = get_value(ORDINALS, self.low(at))
        return nth, at if nth is None else at + 1

    def year(self, at: int) -> tuple[int | None, int]:
        """Read a year, and where it ends: "2026", "2026 года", "last year"."""
        then = at + 1 if self.low(at) == "," else at
        if self.kind(then) == "number" and len(self.low(then)) == YEAR_DIGITS:
            year = self.tokens[then].number
            then += 1
            return year, then + (1 if self.has(then, "year") else 0)
        if self.has(at, "previous") and self.has(at + 1, "year"):
            return self.today.year - 1, at + 2
        return None, at
