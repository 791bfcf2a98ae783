"""Calendar periods in a sentence: "last 7 days", "this week", "Q3", "октябрь", "за неделю"."""

from __future__ import annotations

import calendar
import math
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

from tools.intents.language.words import MONTHS, get_value
from tools.intents.values.day import (
    COUNTED,
    MONTHS_OF_A_YEAR,
    MOST_DAYS,
    POINTED,
    Day,
    Reason,
    UnusablePeriod,
    Window,
)
from tools.intents.values.named_span import NamedSpanReader, Span, start_of
from tools.intents.values.reading import UNIT_DAYS

#: "Those two days" point to days said before; "these 30 days" are the last ones.
_FEW_DAYS = 3
#: Units that have begun, by the mark of their short names: "MTD".
TO_DATE = {
    "week_to_date": "week", "month_to_date": "month", "quarter_to_date": "quarter", "year_to_date": "year",
}  # fmt: skip


class SpanReader(NamedSpanReader):
    """Reads named periods; each method reads at one place and gives None if none is there."""

    def span(self, at: int) -> Span | None:
        """Read "last 7 days", "this week", "за неделю", "October 2026"; gives where it ends."""
        readers = (
            self.named_span,
            self._to_date,
            self._since_begin,
            self._counted,
            self._fortnight,
            self._unclear,
        )
        found = next((hit for read in readers if (hit := read(at)) is not None), None)
        if found is not None:
            return found
        if self.count(at)[0] is not None:
            return None
        return self._calendar(at) or self._months(at) or self._bare(at)

    def _unclear(self, at: int) -> Span | None:
        """Read what has not come yet or names no days: "tomorrow", "the evening".

        "Good evening" is none.
        """
        if self.end_of(at, "half_dozen") > at:
            return None
        greeted = self.has(at, "greeting") or (at == 0 and self.has(1, "filler"))  # "morning! how"
        if (self.has(at, "vague") and greeted) or not self.tokens[at].groups & {"future", "vague"}:
            return None
        reason: Reason = "future" if self.has(at, "future") else "vague"
        return UnusablePeriod(reason, self.low(at)), at + 1

    def _counted(self, at: int) -> Span | None:
        """Read "7 days", "две недели", "полтора месяца", "дней десять"."""
        found = self.length(at)
        if found is None:
            return None
        number, unit, then = found
        if unit == "quarter":  # "3 квартала" may also mean the third one
            return UnusablePeriod("vague", self.said(at, then)), then
        window = self._rolling(number, unit, at, then)
        few = unit == "day" and number <= _FEW_DAYS
        if few and self.has(at - 1, "points_back") and isinstance(window, Window):
            return replace(window, unit=POINTED), then
        return self._up_to(window, then) or (window, then)

    def _fortnight(self, at: int) -> Span | None:
        """Read "the last fortnight": it is no week of the calendar, so it ends today."""
        unit_at = at + (self.has(at, "previous") or self.has(at, "this") or self.has(at, "last"))
        if self.unit(unit_at) != "fortnight":
            return None
        window = self._rolling(Fraction(1), "fortnight", at, unit_at + 1)
        return self._up_to(window, unit_at + 1) or (window, unit_at + 1)

    def _up_to(self, window: Window | UnusablePeriod, at: int) -> Span | None:
        """Move a window that ends today to the day said: "14 days up to November 15".

        "За 14 дней до 15 ноября".
        """
        if (led := self._find_ending(at)) < 0:
            at += self.has(at, "up")
            led = at if self.has(at, "up_to") else -1
        found = self.day(self.past(led + 1, "the")) if led >= 0 else None
        if found is None or isinstance(window, UnusablePeriod):
            return None
        day, then = found
        end = day if isinstance(day, UnusablePeriod) else self.resolve(day, self.said(at, then))
        if isinstance(end, UnusablePeriod):
            return end, then
        return Window(end - (window.end - window.start), end, unit=COUNTED), then

    def _find_ending(self, at: int) -> int:
        """Return the place of "ending" a few words on: "two weeks of sales ending Saturday"; or -1."""
        return next((place for place in range(at, at + 4) if self.has(place, "ends_on")), -1)

    def _to_date(self, at: int) -> Span | None:
        """Read "MTD", "year to date"."""
        short = next((unit for mark, unit in TO_DATE.items() if self.has(at, mark)), "")
        if short:
            return self.this(short), at + 1
        unit, then = self.unit(at), self.end_of(at + 1, "to_date")
        return (self.this(unit), then) if unit and then > at + 1 else None

    def _rolling(self, count: Fraction, unit: str, at: int, then: int) -> Window | UnusablePeriod:
        days = count * UNIT_DAYS[unit]
        if unit == "year" and days.denominator != 1:  # half a year is six months
            days = count * MONTHS_OF_A_YEAR * UNIT_DAYS["month"]
        if not 1 <= days <= MOST_DAYS:
            return UnusablePeriod("count", self.said(at, then))
        if days.denominator != 1:  # "a week and a half": ten days or eleven
            both = (self._last_days(math.floor(days)), self._last_days(math.ceil(days)))
            return UnusablePeriod("vague", self.said(at, then), both)
        return self._last_days(int(days))

    def _last_days(self, days: int) -> Window:
        return Window(self.today - timedelta(days=days - 1), self.today, days=days)

    def _since_begin(self, at: int) -> Span | None:
        """Read "с начала года", "the beginning of this month", "since the start of November"."""
        if not self.has(at, "begin"):
            return None
        then = self.past(at + 1, "of_this")
        if unit := self.unit(then):
            return self.this(unit), then + 1
        found = self.whole_month_at(then)
        if found is None:
            return None
        first, after = found
        back = at - self.has(at - 1, "the")
        if self.has(back - 1, "opens_span"):
            return Window(first, self.today), after
        week, half = (min(first.replace(day=day), self.today) for day in (7, 15))
        both = (Window(first, week), Window(first, half))
        return UnusablePeriod("vague", self.said(at, after), both), after

    def _calendar(self, at: int) -> Span | None:
        """Read "this week", "прошлый месяц", "позапрошлую неделю"."""
        unit = self.unit(at + 1)
        if not unit or self.has(at + 1, "units_many"):
            return None
        if self.has(at, "before_previous"):
            end = self.previous(unit).start - timedelta(days=1)
            return Window(start_of(unit, end), end, unit=unit), at + 2
        if self.has(at, "previous"):
            return self._last_unit(at, unit), at + 2
        if self.has(at, "this") and unit != "day":
            return self.this(unit), at + 2
        return None

    def _last_unit(self, at: int, unit: str) -> Window | UnusablePeriod:
        """Read "last week", "in the last week", and "of the last week", which may be either."""
        if self.follows(at, "within"):
            return self._rolling(Fraction(1), unit, at, at + 2)
        if self.follows(at, "of_the"):
            both = (self.previous(unit), self._last_days(UNIT_DAYS[unit]))
            return UnusablePeriod("vague", self.said(at, at + 2), both)
        return self.previous(unit)

    def _months(self, at: int) -> Span | None:
        """Read "October", "за октябрь месяц", "July to September", "since September"."""
        found = self._whole_month(at)
        if found is None:
            return None
        first, then = found
        if isinstance(first, UnusablePeriod):
            return found
        if self.has(then, "closes_span") and not self.has(then, "joins"):
            last = self._whole_month(then + 1)
            if last is not None and isinstance(last[0], Window) and last[0].start > first.start:
                return Window(first.start, last[0].end), last[1]
        if self.has(at - 1, "since") and self.has(at, "since_month"):
            return Window(first.start, self.today), then
        return first, then

    def _whole_month(self, at: int) -> Span | None:
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

    def _bare(self, at: int) -> Span | None:
        """Read "за неделю", "past month", "week": so many days up to today.

        "That month" points to one that was said before.
        """
        unit = self.unit(at)
        if not unit or self.has(at, "never_bare"):
            return None
        if unit == "day" and not (self.has(at - 1, "rolling") or self.has(at - 1, "last")):
            return None
        if self.has(at, "daily"):  # "day by day"
            return None
        window = self._rolling(Fraction(1), unit, at, at + 1)
        unit = POINTED if self.has(at - 1, "points_unit") else unit
        return (replace(window, unit=unit) if isinstance(window, Window) else window), at + 1
