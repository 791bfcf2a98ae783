"""Days in a sentence ("вчера", "5 October", "22.11.2026"), and what may be wrong with one."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from tools.intents.language.tokens import get_value_at
from tools.intents.language.words import (
    MONTHS,
    NEAR_DAYS,
    ORDINALS,
    WEEKDAYS,
    get_value,
)
from tools.intents.values.holiday import HOLIDAYS, find_around
from tools.intents.values.reading import UNIT_DAYS, YEAR_DIGITS, PlaceReader

__all__ = ["UNIT_DAYS"]

OLDEST_YEAR = 2000
MOST_DAYS = 365
MOST_DAYS_AGO = 3650
LAST_DAY = 31
MONTHS_OF_A_YEAR = 12
CENTURY = 2000
SHORT_YEAR_DIGITS = 2
_YEAR_PART = 2
#: The unit of a window that only points to days said before: "those two days".
POINTED = "pointed"
#: The unit of so many days that end on a day that is said: "two weeks ending Saturday".
COUNTED = "counted"

Reason = Literal[
    "no_such_day", "future", "count", "vague", "ambiguous", "backwards", "open", "old"
]


@dataclass(frozen=True)
class UnusablePeriod:
    """A period that cannot be used: why, and the words that say it."""

    reason: Reason
    said: str
    #: What may be meant: periods that are offered as buttons.
    choices: tuple[Window, ...] = ()


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
    #: A day that may be meant where the fixed one has not come: last year's Black Friday.
    before: date | None = None


class DayReader(PlaceReader):
    """Reads days out of tokens; each method reads at one place and gives None if none is there."""

    def day(self, at: int) -> tuple[Day | UnusablePeriod, int] | None:
        """Read a day at that place, and where it ends."""
        readers: tuple[Callable[[int], tuple[Day | UnusablePeriod, int] | None], ...] = (
            self._written, self._near, self._ago, self._holiday, self._weekday, self._named,
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
            return _parse_slashed(low, self.today), at + 1
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
        if weekday is None and self._is_short_day(at, skip):
            weekday = get_value("short_weekdays", self.low(at + skip))
        if weekday is None:
            return None
        if self.has(at + skip, "weekdays_many"):  # "on Saturdays" are all of them
            return UnusablePeriod("vague", self.low(at + skip)), at + skip + 1
        if not skip and (dated := self._dated_weekday(at + 1, weekday)) is not None:
            return dated
        back = (self.today.weekday() - weekday) % 7
        if skip and self.has(at, "previous"):
            back = back or 7
        return replace(self._fixed(back), weekly=not skip), at + skip + 1

    def _is_short_day(self, at: int, skip: int) -> bool:
        """Return whether a word that is also another one stands for a day here: "on Sat", "sat and sun", "mon-sun"."""
        led = self.has(at - 1, "before_nth") or self.has(at - 1, "opens_span")
        ranged = self.low(at - 1) == "-" and get_value(WEEKDAYS, self.low(at - 2)) is not None
        return bool(skip) or led or ranged or self.has(at - 1, "joins_periods")

    def _dated_weekday(self, at: int, weekday: int) -> tuple[Day, int] | None:
        """Read the date behind a day of the week: "Friday the 20th", "субботу, 21 ноября".

        None: there is none, or it falls on another day of the week.
        """
        at += self.low(at) == ","
        at += self.has(at, "the")
        found = self._written(at) or self._named(at)
        if found is not None:
            day, then = found
            if isinstance(day, UnusablePeriod):
                return None
            years = [day.year] if day.year else [self.today.year, self.today.year - 1]
            dates = [build_day(year, day.month or 0, day.day) for year in years]
            fits = any(built and built.weekday() == weekday for built in dates)
            return (day, then) if fits else None
        number, then = self.day_number(at)
        ordinal = self.has(then - 1, "nth") or self.has(then - 1, "nth_genitive")
        if number is None or not (ordinal or self.has(then, "day_of_month")):
            return None
        then += self.has(then, "day_of_month")
        near = (
            self.today + timedelta(days=step) for ahead in range(31) for step in (-ahead, ahead)
        )
        built = next((day for day in near if day.day == number and day.weekday() == weekday), None)
        return None if built is None else (Day(number, built.month, built.year, built), then)

    def _holiday(self, at: int) -> tuple[Day | UnusablePeriod, int] | None:
        """Read a day that has a name: "Black Friday", "Black Friday 2025"."""
        name = next((name for name in HOLIDAYS if self.end_of(at, name) > at), "")
        if not name:
            return None
        year, then = self.year(self.end_of(at, name))
        if year is not None:
            day = HOLIDAYS[name](year)
            return Day(day.day, day.month, day.year), then
        day, before = find_around(name, self.today)
        return Day(day.day, day.month, day.year, day, before=before), then

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

    def _fixed(self, back: int) -> Day:
        day = self.today - timedelta(days=back)
        return Day(day.day, day.month, day.year, day)


def _parse_slashed(low: str, today: date) -> Day | UnusablePeriod:
    """Parse "24/11/2026" and "11/24"; ambiguous unless only one of the two can be the month."""
    first, second, *years = (int(part) for part in low.split("/"))
    short = bool(years) and years[0] < 10**SHORT_YEAR_DIGITS
    year = years[0] + CENTURY * short if years else None
    if first == second <= MONTHS_OF_A_YEAR:
        return Day(first, second, year)
    if (first > MONTHS_OF_A_YEAR) == (second > MONTHS_OF_A_YEAR):
        both = (
            build_day(year or today.year, month, day)
            for day, month in ((first, second), (second, first))
        )
        days = [day for day in both if day is not None and day <= today]
        return UnusablePeriod("ambiguous", low, tuple(Window(day, day) for day in days))
    return Day(max(first, second), min(first, second), year)


def build_day(year: int, month: int, day: int) -> date | None:
    """Build the date; None if there is no such day."""
    try:
        return date(year, month, day)
    except (ValueError, OverflowError):
        return None
