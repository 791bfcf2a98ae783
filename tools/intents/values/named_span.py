"""Periods with a name of their own: a weekend, a quarter, a year, half a month, the week of a day."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from tools.intents.language.words import MONTHS, ORDINALS, get_value
from tools.intents.values.day import (
    LAST_DAY,
    OLDEST_YEAR,
    Day,
    DayReader,
    UnusablePeriod,
    Window,
    build_day,
)
from tools.intents.values.reading import UNIT_DAYS

Span = tuple[Window | UnusablePeriod, int]

QUARTERS = 4
_LOOK_BACK = 183
_SATURDAY = 5
_MIDDLE = 15
_HALVES = 2


class NamedSpanReader(DayReader):
    """Reads periods with a name; each method gives None if there is none at that place."""

    def named_span(self, at: int) -> Span | None:
        """Read the weekend, a quarter, a year, half a month or the week of a day."""
        readers = (
            self._weekend, self._week_of, self._half_of, self._half_year, self._edge_of,
            self._before_last, self._whole_year, self._quarter,
        )  # fmt: skip
        return next((hit for read in readers if (hit := read(at)) is not None), None)

    def _weekend(self, at: int) -> Span | None:
        """Read "the weekend", "прошлые выходные": the last Saturday and Sunday that have begun."""
        then = at + (self.has(at, "previous") or self.has(at, "this"))
        if not self.has(then, "weekend"):
            return None
        saturday = self.today - timedelta(days=(self.today.weekday() - _SATURDAY) % 7)
        going = self.today.weekday() >= _SATURDAY
        if self.has(at, "previous"):
            saturday -= timedelta(days=7 * going)
        elif then > at and not going:
            return UnusablePeriod("future", self.said(at, then + 1)), then + 1
        sunday = min(saturday + timedelta(days=1), self.today)
        return Window(saturday, sunday, unit="weekend"), then + 1

    def _week_of(self, at: int) -> Span | None:
        """Read "w/c 9 Nov", "the week of the 9th", "week ending 15 November"."""
        then = self.end_of(at, "week_from")
        from_day = then > at
        if not from_day:
            then = self.end_of(at, "week_until")
        if then == at:
            return None
        found = self._past_day(self.past(then, "the"))
        if found is None:
            return None
        day, then = found
        if self.has(then, "closes_span"):  # "the week from the 2nd to the 8th"
            return None
        if isinstance(day, UnusablePeriod):
            return day, then
        if from_day:
            start = start_of("week", day)
            return Window(start, min(start + timedelta(days=6), self.today), unit="week"), then
        return Window(day - timedelta(days=6), day, unit="week"), then

    def _past_day(self, at: int) -> tuple[date | UnusablePeriod, int] | None:
        """Read a day that has come, also one without its month: the last such day."""
        found = self.day(at)
        if found is not None:
            day, then = found
            said = self.said(at, then)
            return (day if isinstance(day, UnusablePeriod) else self.resolve(day, said)), then
        number, then = self.day_number(at)
        if number is None or not 1 <= number <= LAST_DAY:
            return None
        return self.last_such_day(number) or UnusablePeriod(
            "no_such_day", self.said(at, then)
        ), then

    def last_such_day(self, number: int) -> date | None:
        """Return the last day with that number in its month, up to today; None: there is none."""
        months = self.today.year * 12 + self.today.month - 1
        built = (
            build_day((months - back) // 12, (months - back) % 12 + 1, number) for back in range(3)
        )
        return next((day for day in built if day is not None and day <= self.today), None)

    def _half_of(self, at: int) -> Span | None:
        """Read "the first half of November", "вторая половина месяца"."""
        nth = get_value(ORDINALS, self.low(at))
        if nth is None and self.has(at, "last"):
            nth = _HALVES
        if nth is None or nth > _HALVES or not self.has(at + 1, "half"):
            return None
        then = self.past(at + 2, "of_this")
        month = self.whole_month_at(then)
        if month is None:
            return None
        first, after = month
        said = self.said(at, after)
        begins = first if nth == 1 else first.replace(day=_MIDDLE + 1)
        last = calendar.monthrange(first.year, first.month)[1]
        ends = first.replace(day=_MIDDLE if nth == 1 else last)
        if begins > self.today:
            return UnusablePeriod("future", said), after
        return Window(begins, min(ends, self.today)), after

    def _half_year(self, at: int) -> Span | None:
        """Read "the first half of 2026", "H1", "первое полугодие": the last one that has begun."""
        nth = 1 if self.has(at, "half_year_1") else 2 if self.has(at, "half_year_2") else None
        then = at + 1
        if nth is None:
            nth = get_value(ORDINALS, self.low(at))
            if nth is None or nth > _HALVES:
                return None
            if self.has(at + 1, "half_year_noun"):
                then = at + 2
            elif self.has(at + 1, "half"):
                then = self.past(at + 2, "of_this")
                if self.unit(then) != "year" and self.year(then)[0] is None:
                    return None
                then += self.unit(then) == "year"
            else:
                return None
        year, then = self.year(then + self.has(then, "of"))
        first = date(year or self.today.year, 6 * nth - 5, 1)
        if first > self.today and year is None:
            first = first.replace(year=first.year - 1)
        if first > self.today:
            return UnusablePeriod("future", self.said(at, then)), then
        month = 6 * nth
        last = date(first.year, month, calendar.monthrange(first.year, month)[1])
        return Window(first, min(last, self.today)), then

    def _edge_of(self, at: int) -> Span | None:
        """Read "the first ten days of November", "last week of October"."""
        from_start = get_value(ORDINALS, self.low(at)) == 1
        if not from_start and not self.has(at, "last") and not self.has(at, "previous"):
            return None
        count, then = self.count(at + 1)
        unit = self.unit(then)
        month_at = self.past(then + 1, "of_this")
        month = self.whole_month_at(month_at) if unit in {"day", "week"} else None
        if month is None or (
            then + 1 == month_at and get_value(MONTHS, self.low(month_at)) is None
        ):
            return None
        first, after = month
        days = (count or 1) * UNIT_DAYS[unit]
        end = first.replace(day=calendar.monthrange(first.year, first.month)[1])
        step = timedelta(days=days - 1)
        window = Window(first, first + step) if from_start else Window(end - step, end)
        said = self.said(at, after)
        if days > end.day:
            return UnusablePeriod("count", said), after
        if window.end > self.today:
            return UnusablePeriod("future", said), after
        if unit == "week" and count is None:  # the seven days, or a week of the calendar?
            whole = self._week_within(first, end, from_start=from_start)
            if whole.start != window.start and whole.end <= self.today:
                return UnusablePeriod("vague", said, (window, whole)), after
        return window, after

    def _week_within(self, first: date, last: date, *, from_start: bool) -> Window:
        """Return the first or the last week from Monday to Sunday that lies within the days."""
        monday = first + timedelta(days=-first.weekday() % 7)
        sunday = last - timedelta(days=(last.weekday() + 1) % 7)
        start = monday if from_start else sunday - timedelta(days=6)
        return Window(start, start + timedelta(days=6))

    def whole_month_at(self, at: int) -> tuple[date, int] | None:
        """Read a month for its first day: "November", "this month", "прошлого месяца", "the month"."""
        month = get_value(MONTHS, self.low(at))
        if month is not None:
            year, then = self.year(at + 1)
            first = date(year or self.today.year, month, 1)
            if year is None and first > self.today:
                first = first.replace(year=first.year - 1)
            return first, then
        then = at + (self.has(at, "previous") or self.has(at, "this"))
        if self.unit(then) != "month":
            return None
        found = self.previous("month") if self.has(at, "previous") else self.this("month")
        return found.start, then + 1

    def _before_last(self, at: int) -> Span | None:
        """Read "the week before last", "the month before the last one"."""
        unit = self.unit(at)
        then = self.end_of(at + 1, "before_last") if unit else at
        if then <= at + 1 or unit == "day":
            return None
        end = self.previous(unit).start - timedelta(days=1)
        return Window(start_of(unit, end), end, unit=unit), then

    def _whole_year(self, at: int) -> Span | None:
        """Read "in 2025", "за 2025 год"."""
        if self.kind(at) != "number":
            return None
        named = self.unit(at + 1) == "year"
        year = self.tokens[at].number
        if not OLDEST_YEAR <= year < OLDEST_YEAR + 100:
            return None
        if not named and not self.has(at - 1, "before_year"):
            return None
        then = at + (2 if named else 1)
        if year > self.today.year:
            return UnusablePeriod("future", self.said(at, then)), then
        return Window(date(year, 1, 1), min(date(year, 12, 31), self.today), unit="year"), then

    def _quarter(self, at: int) -> Span | None:
        """Read "Q3", "3 квартал", "the third quarter of 2025".

        Without a year, the last one that has begun.
        """
        named, nth = (get_value(table, self.low(at)) for table in ("quarters", ORDINALS))
        then = at + 1
        if named is not None:
            nth = named
        elif self.kind(at) == "number":
            nth, then = self.day_number(at)
            ordinal = then > at + 1  # "3 квартала" may also mean three of them
            numbered = self.has(then, "quarter_numbered")
            if not numbered and not (ordinal and self.has(then, "quarter_of_nth")):
                return None
            then += 1
        elif nth is not None and self.unit(then) == "quarter":
            then += 1
        else:
            return None
        year, then = self.year(then + self.has(then, "of"))
        if nth is None or not 1 <= nth <= QUARTERS:
            return UnusablePeriod("vague", self.said(at, then)), then
        first = date(year or self.today.year, 3 * nth - 2, 1)
        if first > self.today and year is None:
            first = first.replace(year=first.year - 1)
        if first > self.today or first.year < OLDEST_YEAR:
            return UnusablePeriod(
                "future" if first > self.today else "old", self.said(at, then)
            ), then
        end = first.replace(month=3 * nth, day=calendar.monthrange(first.year, 3 * nth)[1])
        return Window(first, min(end, self.today), unit="quarter"), then

    def this(self, unit: str) -> Window:
        """Return the days so far of the week, month, quarter or year that is going on."""
        return Window(start_of(unit, self.today), self.today, unit=unit)

    def previous(self, unit: str) -> Window:
        """Return the whole unit before the one that is going on."""
        end = start_of(unit, self.today) - timedelta(days=1)
        return Window(start_of(unit, end), end, unit=unit)

    def resolve(self, day: Day, said: str, latest: date | None = None) -> date | UnusablePeriod:
        """Find the date of the day; if its year is open, the last such day up to `latest`."""
        if day.fixed is not None and day.fixed > self.today:
            choices = (Window(day.before, day.before),) if day.before else ()
            return UnusablePeriod("future", said, choices)
        if day.fixed is not None:
            return day.fixed
        if day.year is None:
            return self._nearest(day.day, day.month or 0, said, latest or self.today)
        found = build_day(day.year, day.month or 0, day.day)
        if found is None:
            return UnusablePeriod("no_such_day", said)
        if found > self.today:
            return UnusablePeriod("future", said)
        return found if found.year >= OLDEST_YEAR else UnusablePeriod("old", said)

    def _nearest(self, day: int, month: int, said: str, latest: date) -> date | UnusablePeriod:
        this_year = build_day(latest.year, month, day)
        if this_year is not None and this_year <= latest:
            return this_year
        if this_year is not None and (this_year - latest).days < _LOOK_BACK:
            return UnusablePeriod("future", said)
        return build_day(latest.year - 1, month, day) or UnusablePeriod("no_such_day", said)


def start_of(unit: str, day: date) -> date:
    """Return the first day of the week, month, quarter or year of that day."""
    if unit == "week":
        return day - timedelta(days=day.weekday())
    if unit == "month":
        return day.replace(day=1)
    if unit == "quarter":
        return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
    return day.replace(month=1, day=1) if unit == "year" else day
