"""Calendar periods in a sentence: "last 7 days", "this week", "Q3", "октябрь", "за неделю"."""

from __future__ import annotations

import calendar
from dataclasses import replace
from datetime import date, timedelta

from tools.intents.language.words import MONTHS, ORDINALS, get_value
from tools.intents.values.day import (
    MOST_DAYS,
    OLDEST_YEAR,
    UNIT_DAYS,
    Day,
    DayReader,
    Reason,
    UnusablePeriod,
    Window,
    build_day,
)

_LOOK_BACK = 183
QUARTERS = 4
_SATURDAY = 5
_TO_DATE = {
    "week_to_date": "week", "month_to_date": "month", "quarter_to_date": "quarter", "year_to_date": "year",
}  # fmt: skip


class SpanReader(DayReader):
    """Reads named periods; each method reads at one place and gives None if none is there."""

    def span(self, at: int) -> tuple[Window | UnusablePeriod, int] | None:
        """Read "last 7 days", "this week", "за неделю", "October 2026"; gives where it ends."""
        readers = (
            self._unclear, self._weekend, self._whole_year, self._quarter, self._to_date,
            self._since_begin,
        )  # fmt: skip
        found = next((hit for read in readers if (hit := read(at)) is not None), None)
        if found is not None:
            return found
        if self.count(at)[0] is not None:
            return self._counted(at)
        return self._calendar(at) or self._whole_month(at) or self._bare(at)

    def _unclear(self, at: int) -> tuple[Window | UnusablePeriod, int] | None:
        """Read what has not come yet or names no days: "tomorrow", "the evening".

        "Good evening" is none.
        """
        greeted = self.has(at, "greeting") or (at == 0 and self.has(1, "filler"))  # "morning! how"
        if (self.has(at, "vague") and greeted) or not self.tokens[at].groups & {"future", "vague"}:
            return None
        reason: Reason = "future" if self.has(at, "future") else "vague"
        return UnusablePeriod(reason, self.low(at)), at + 1

    def _weekend(self, at: int) -> tuple[Window | UnusablePeriod, int] | None:
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

    def _counted(self, at: int) -> tuple[Window | UnusablePeriod, int] | None:
        """Read "7 days", "две недели"."""
        count, then = self.count(at)
        unit = self.unit(then)
        if count is None or not unit:
            return None
        if unit == "quarter":  # "3 квартала" may also mean the third one
            return UnusablePeriod("vague", self.said(at, then + 1)), then + 1
        window = self._rolling(count, unit, at, then + 1)
        return self._up_to(window, then + 1) or (window, then + 1)

    def _up_to(
        self, window: Window | UnusablePeriod, at: int
    ) -> tuple[Window | UnusablePeriod, int] | None:
        """Move a window that ends today to the day said: "14 days up to November 15".

        "За 14 дней до 15 ноября".
        """
        at += self.has(at, "up")
        found = self.day(at + 1) if self.has(at, "up_to") else None
        if found is None or isinstance(window, UnusablePeriod):
            return None
        day, then = found
        end = day if isinstance(day, UnusablePeriod) else self.resolve(day, self.said(at, then))
        if isinstance(end, UnusablePeriod):
            return end, then
        return Window(end - (window.end - window.start), end), then

    def _whole_year(self, at: int) -> tuple[Window | UnusablePeriod, int] | None:
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

    def _quarter(self, at: int) -> tuple[Window | UnusablePeriod, int] | None:
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

    def _to_date(self, at: int) -> tuple[Window | UnusablePeriod, int] | None:
        """Read "MTD", "year to date"."""
        short = next((unit for mark, unit in _TO_DATE.items() if self.has(at, mark)), "")
        if short:
            return self._this(short), at + 1
        unit, then = self.unit(at), self.end_of(at + 1, "to_date")
        return (self._this(unit), then) if unit and then > at + 1 else None

    def _rolling(self, count: int, unit: str, at: int, then: int) -> Window | UnusablePeriod:
        days = count * UNIT_DAYS[unit]
        if not 1 <= days <= MOST_DAYS:
            return UnusablePeriod("count", self.said(at, then))
        return Window(self.today - timedelta(days=days - 1), self.today, days=days)

    def _since_begin(self, at: int) -> tuple[Window | UnusablePeriod, int] | None:
        """Read "с начала года", "the beginning of this month"."""
        then = self.past(at + 1, "of_this")
        unit = self.unit(then) if self.has(at, "begin") else ""
        return (self._this(unit), then + 1) if unit else None

    def _calendar(self, at: int) -> tuple[Window | UnusablePeriod, int] | None:
        """Read "this week", "прошлый месяц", "позапрошлую неделю"."""
        unit = self.unit(at + 1)
        if not unit or self.has(at + 1, "units_many"):
            return None
        if self.has(at, "before_previous"):
            end = self._previous(unit).start - timedelta(days=1)
            return Window(_start_of(unit, end), end, unit=unit), at + 2
        if self.has(at, "previous"):
            if self.follows(at, "within"):
                return self._rolling(1, unit, at, at + 2), at + 2  # "in the last week"
            return self._previous(unit), at + 2
        if self.has(at, "this") and unit != "day":
            return self._this(unit), at + 2
        return None

    def _this(self, unit: str) -> Window:
        return Window(_start_of(unit, self.today), self.today, unit=unit)

    def _previous(self, unit: str) -> Window:
        end = _start_of(unit, self.today) - timedelta(days=1)
        return Window(_start_of(unit, end), end, unit=unit)

    def _whole_month(self, at: int) -> tuple[Window | UnusablePeriod, int] | None:
        month = get_value(MONTHS, self.low(at))
        # "may" and "march" are also ordinary words
        if month is None or (
            self.has(at, "no_month_alone") and not self.has(at - 1, "before_month")
        ):
            return None
        year, then = self.year(at + 1)
        then += self.has(then, "month_itself")  # "за октябрь месяц"
        first = self.resolve(Day(1, month, year), self.said(at, then))
        if isinstance(first, UnusablePeriod):
            return first, then
        end = first.replace(day=calendar.monthrange(first.year, first.month)[1])
        return Window(first, min(end, self.today), unit="month"), then

    def _bare(self, at: int) -> tuple[Window | UnusablePeriod, int] | None:
        """Read "за неделю", "past month", "week": so many days up to today."""
        unit = self.unit(at)
        if not unit or self.has(at, "never_bare"):
            return None
        if unit == "day" and not (self.has(at - 1, "rolling") or self.has(at - 1, "last")):
            return None
        window = self._rolling(1, unit, at, at + 1)
        return (replace(window, unit=unit) if isinstance(window, Window) else window), at + 1

    def resolve(self, day: Day, said: str, latest: date | None = None) -> date | UnusablePeriod:
        """Find the date of the day; if its year is open, the last such day up to `latest`."""
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


def _start_of(unit: str, day: date) -> date:
    if unit == "week":
        return day - timedelta(days=day.weekday())
    if unit == "month":
        return day.replace(day=1)
    if unit == "quarter":
        return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
    return day.replace(month=1, day=1) if unit == "year" else day
