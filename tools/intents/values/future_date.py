"""Days to come in a sentence: "from 1 December", "until tomorrow", "до конца месяца".

A day that has passed or cannot be meant is asked about and never replaced by another one.
"""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from tools.intents.language.tokens import Token
from tools.intents.language.words import MONTHS, get_value
from tools.intents.values.day import LAST_DAY, Day, DayReader, UnusablePeriod, build_day

#: A day without a year that is further away than this is taken as a past one.
FURTHEST = timedelta(days=300)


@dataclass(frozen=True)
class PastDate:
    """A day that has passed, as it was said."""

    said: str


@dataclass(frozen=True)
class FutureDate:
    """The first and the last day that are said, None if not, and the tokens that say them."""

    start: date | None
    end: date | None
    used: frozenset[int]


Found = tuple[date | UnusablePeriod | PastDate, int]


class AheadReader(DayReader):
    """Reads days from today on; each method reads at one place and gives None if none is there."""

    def ahead(self, at: int) -> Found | None:
        """Read a day to come, and where it ends."""
        if self.has(at, "tomorrow"):
            return self.today + timedelta(days=1), at + 1
        if (ended := self._end_of(at)) is not None:
            return ended
        found = self.day(at)
        if found is None:
            return self._nth(at)
        day, then = found
        return (
            day if isinstance(day, UnusablePeriod) else self.resolved(day, self.said(at, then))
        ), then

    def _nth(self, at: int) -> Found | None:
        """Read a day without its month: "the 24th", "27-го", "28 числа": the next such day."""
        number, then = self.day_number(self.past(at, "the"))
        if number is None or not 1 <= number <= LAST_DAY:
            return None
        if self.has(then, "day_of_month"):
            then += 1
        elif not self.has(then - 1, "nth") and not self.has(then - 1, "nth_genitive"):
            return None
        months = self.today.year * 12 + self.today.month - 1
        ahead = (build_day((months + by) // 12, (months + by) % 12 + 1, number) for by in range(3))
        coming = next((day for day in ahead if day is not None and day >= self.today), None)
        return None if coming is None else (coming, then)

    def both(self, at: int) -> tuple[Found, Found] | None:
        """Read "1 по 31 декабря": the month of both days is said with the last one."""
        number, then = self.day_number(at)
        last = self.day(then + 1) if number is not None and self.has(then, "till_day") else None
        if number is None or last is None:
            return None
        day, after = last
        if isinstance(day, UnusablePeriod) or day.month is None or day.fixed is not None:
            return None
        first, said = replace(day, day=number), self.said(at, after)
        return (self.resolved(first, said), after), (self.resolved(day, said), after)

    def resolved(self, day: Day, said: str) -> date | UnusablePeriod | PastDate:
        """Find the date of the day; if its year is open, the next such day."""
        if day.fixed is not None:
            if day.weekly:  # "until Friday"
                return day.fixed + timedelta(days=7)
            return day.fixed if day.fixed >= self.today else PastDate(said)
        years = [self.today.year, self.today.year + 1] if day.year is None else [day.year]
        found = [built for year in years if (built := build_day(year, day.month or 0, day.day))]
        if not found:
            return UnusablePeriod("no_such_day", said)
        coming = next((built for built in found if built >= self.today), None)
        if coming is None or (day.year is None and coming - self.today > FURTHEST):
            return PastDate(said)
        return coming

    def _last_of(self, month: int) -> Day:
        """Return the last day of the next such month that has not ended."""
        year = self.today.year + (month < self.today.month)
        return Day(calendar.monthrange(year, month)[1], month, year)

    def _end_of(self, at: int) -> Found | None:
        """Read "the end of the month", "конца года"."""
        then = at + self.has(at, "the")
        if not self.has(then, "end"):
            return None
        then = self.past(then + 1, "of_this")
        month = get_value(MONTHS, self.low(then))
        if month is not None:
            day = self._last_of(month)
            return self.resolved(day, self.said(at, then + 1)), then + 1
        match self.unit(then):
            case "week":
                return self.today + timedelta(days=6 - self.today.weekday()), then + 1
            case "month":
                last = calendar.monthrange(self.today.year, self.today.month)[1]
                return self.today.replace(day=last), then + 1
            case "year":
                return date(self.today.year, 12, 31), then + 1
        return None


def find_ahead(tokens: Sequence[Token], today: date) -> FutureDate | UnusablePeriod | PastDate:
    """Find the days to come after "from" and "until", or the first one that cannot be used."""
    reader = AheadReader(tokens, today)
    days: dict[str, date] = {}
    used: set[int] = set()
    at = 0
    while at < len(tokens):
        hits = _collect_hits(reader, at)
        then = at + 1
        for key, (day, after) in hits.items():
            if not isinstance(day, date):
                return day
            if key in days:
                return UnusablePeriod("vague", reader.said(at, after))
            days[key], then = day, after
        if hits:
            used.update(range(at, then))
        at = then
    start, end = days.get("start"), days.get("end")
    if start is not None and end is not None and start > end:
        return UnusablePeriod("backwards", reader.said(min(used), max(used) + 1))
    return FutureDate(start, end, frozenset(used))


def find_day(
    tokens: Sequence[Token], today: date
) -> FutureDate | UnusablePeriod | PastDate | None:
    """Find the last day in tokens that name nothing but a day: "31 December"; else None."""
    found = AheadReader(tokens, today).ahead(0)
    if found is None or found[1] != len(tokens):
        return None
    day = found[0]
    return FutureDate(None, day, frozenset(range(len(tokens)))) if isinstance(day, date) else day


def _collect_hits(reader: AheadReader, at: int) -> dict[str, Found]:
    begins = reader.has(at, "begins")
    if begins and (pair := reader.both(at + 1)) is not None:
        return {"start": pair[0], "end": pair[1]}
    key = "start" if begins else "end" if reader.has(at, "till_day") else ""
    found = reader.ahead(at + 1) if key else None
    return {} if found is None else {key: found}
