"""Days in a sentence ("вчера", "5 October", "22.11.2026"), and what may be wrong with one."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from tools.intents.language.tokens import Token, find_end, get_value_at
from tools.intents.language.words import (
    CARDINALS,
    MONTHS,
    NEAR_DAYS,
    ORDINALS,
    WEEKDAYS,
    get_value,
)

OLDEST_YEAR = 2000
MOST_DAYS = 365
MOST_DAYS_AGO = 3650
LAST_DAY = 31
MONTHS_OF_A_YEAR = 12
CENTURY = 2000
YEAR_DIGITS = 4
SHORT_YEAR_DIGITS = 2
_YEAR_PART = 2
UNIT_DAYS = {"day": 1, "week": 7, "month": 30, "quarter": 90, "year": 365}

Reason = Literal[
    "no_such_day", "future", "count", "vague", "ambiguous", "backwards", "open", "old"
]


@dataclass(frozen=True)
class UnusablePeriod:
    """A period that cannot be used: why, and the words that say it."""

    reason: Reason
    said: str


@dataclass(frozen=True)
class Window:
    """The days from `start` to `end`, both included; `used` are the tokens that say it.

    `days` is set if a number of days up to today was meant ("last 7 days"), `unit` if a calendar
    unit was named ("this month").
    """

    start: date
    end: date
    used: frozenset[int] = frozenset()
    days: int | None = None
    unit: str = ""


@dataclass(frozen=True)
class Day:
    """A day as it was said. The year may be open, and within a range the month too."""

    day: int
    month: int | None = None
    year: int | None = None
    #: The date, if the words leave nothing open: "yesterday".
    fixed: date | None = None
    #: Whether it is a day of the week without "last": it may also be the one seven days earlier.
    weekly: bool = False


class DayReader:
    """Reads days out of tokens; each method reads at one place and gives None if none is there."""

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
        return any(self.end_of(at - back, name) == at for back in (1, 2))

    def past(self, at: int, name: str) -> int:
        """Skip words with that mark, such as "of" and "the"; return the next place."""
        while self.has(at, name):
            at += 1
        return at

    def said(self, start: int, end: int) -> str:
        return " ".join(token.low for token in self.tokens[start:end])

    def day(self, at: int) -> tuple[Day | UnusablePeriod, int] | None:
        """Read a day at that place, and where it ends."""
        readers: tuple[Callable[[int], tuple[Day | UnusablePeriod, int] | None], ...] = (
            self._written, self._near, self._ago, self._weekday, self._named,
        )  # fmt: skip
        for read in readers:
            found = read(at)
            if found is not None:
                return found
        return None

    def _written(self, at: int) -> tuple[Day | UnusablePeriod, int] | None:
        kind, low = self.kind(at), self.low(at)
        if kind == "iso" or (kind == "slashed" and re.match(r"[0-9]{4}/[0-9]+/", low)):
            written = [int(part) for part in re.split("[-/]", low)]
            return Day(written[2], written[1], written[0]), at + 1
        if kind == "slashed":
            return _parse_slashed(low), at + 1
        if kind != "dotted":
            return None
        parts = low.split(".")
        if any(len(part) > YEAR_DIGITS for part in parts):
            return UnusablePeriod("no_such_day", low), at + 1
        if any(self.has(at + 1, unit) for unit in (*UNIT_DAYS, "hour")):
            return UnusablePeriod("count", low), at + 2
        year = int(parts[_YEAR_PART]) if len(parts) > _YEAR_PART else None
        if year is not None and len(parts[_YEAR_PART]) <= SHORT_YEAR_DIGITS:
            year += CENTURY
        return Day(int(parts[0]), int(parts[1]), year), at + 1

    def _near(self, at: int) -> tuple[Day | UnusablePeriod, int] | None:
        back, then = get_value_at(self.tokens, at, NEAR_DAYS)
        if back is None:
            return None
        described = self.has(at, "near_adjective") and self.has(then, "day")  # "вчерашнего дня"
        return self._fixed(back), then + described

    def _ago(self, at: int) -> tuple[Day | UnusablePeriod, int] | None:
        count, then = self.count(at)
        if count is None and (nth := get_value(ORDINALS, self.low(at))) is not None:
            count, then = nth, at + 1
        elif count is None and self.has(at, "a"):
            count, then = 1, at + 1
        elif count is None:
            count, then = 1, at
        unit = self.unit(then)
        if not unit or not self.has(then + 1, "ago"):
            return None
        back = count * UNIT_DAYS[unit]
        if not 1 <= back <= MOST_DAYS_AGO:
            return UnusablePeriod("count", self.said(at, then + 2)), then + 2
        return self._fixed(back), then + 2

    def _weekday(self, at: int) -> tuple[Day | UnusablePeriod, int] | None:
        skip = 1 if self.has(at, "previous") or self.has(at, "this") else 0
        weekday = get_value(WEEKDAYS, self.low(at + skip))
        if weekday is None:
            return None
        if self.has(at + skip, "weekdays_many"):  # "on Saturdays" are all of them
            return UnusablePeriod("vague", self.low(at + skip)), at + skip + 1
        back = (self.today.weekday() - weekday) % 7
        if skip and self.has(at, "previous"):
            back = back or 7
        return replace(self._fixed(back), weekly=not skip), at + skip + 1

    def _named(self, at: int) -> tuple[Day | UnusablePeriod, int] | None:
        """Read "5 October", "5th of October 2026", "October 5", "5 октября 2026 года"."""
        number, then = self.day_number(at)
        if number is not None:
            then += self.has(then, "of")
            month = get_value(MONTHS, self.low(then))
            if month is None:
                return None
            then += 1
        else:
            month = get_value(MONTHS, self.low(at))
            if month is None:
                return None
            number, then = self.day_number(at + 1)
            if number is None or number > LAST_DAY:
                return None
        year, then = self.year(then)
        return Day(number, month, year), then

    def day_number(self, at: int) -> tuple[int | None, int]:
        """Read the number of a day, and where it ends: "5", "5th", "пятое"."""
        if self.kind(at) != "number":
            return self._ordinal(at)
        then = at + 1
        if self.low(then) == "-" and self.has(then + 1, "nth"):
            return self.tokens[at].number, then + 2
        return self.tokens[at].number, then + self.has(then, "nth")

    def _ordinal(self, at: int) -> tuple[int | None, int]:
        """Read an ordinal in words: "пятое", "двадцать второго", "twenty second"."""
        tens = get_value(CARDINALS, self.low(at))
        nth = get_value(ORDINALS, self.low(at + 1)) if tens in {20, 30} else None
        if tens is not None and nth is not None and nth < 10:  # noqa: PLR2004 -- tens and ones
            return tens + nth, at + 2
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

    def _fixed(self, back: int) -> Day:
        day = self.today - timedelta(days=back)
        return Day(day.day, day.month, day.year, day)

    def count(self, at: int) -> tuple[int | None, int]:
        """Read a number in digits or as a word, and where it ends; "-5" is negative."""
        if self.kind(at) == "number":
            glued = self.low(at - 1) == "-" and self.tokens[at - 1].end == self.tokens[at].start
            count = self.tokens[at].number
            return (-count if glued else count), at + 1
        value = get_value(CARDINALS, self.low(at))
        return value, at + (1 if value is not None else 0)

    def unit(self, at: int) -> str:
        """Return the unit of time at `at`, such as "week"; "" if there is none."""
        return next((unit for unit in UNIT_DAYS if self.has(at, unit)), "")


def _parse_slashed(low: str) -> Day | UnusablePeriod:
    """Parse "24/11/2026" and "11/24"; ambiguous unless only one of the two can be the month."""
    first, second, *year = (int(part) for part in low.split("/"))
    if (first > MONTHS_OF_A_YEAR) == (second > MONTHS_OF_A_YEAR):
        return UnusablePeriod("ambiguous", low)
    day, month = max(first, second), min(first, second)
    short = bool(year) and year[0] < 10**SHORT_YEAR_DIGITS
    return Day(day, month, year[0] + CENTURY * short if year else None)


def build_day(year: int, month: int, day: int) -> date | None:
    """Build the date; None if there is no such day."""
    try:
        return date(year, month, day)
    except (ValueError, OverflowError):
        return None
