"""Days and periods in a sentence, in the shop's calendar.

A period that cannot be meant ("32.13.2026", tomorrow, 99999 days) comes back as `UnusablePeriod`:
it is asked about, and never quietly replaced by another one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from tools.intents.language.tokens import Token
from tools.intents.language.words import NEAR_DAYS, get_value
from tools.intents.values.day import LAST_DAY, Day, UnusablePeriod, Window, build_day
from tools.intents.values.period import SpanReader

#: Every day of a month, also the 31st, occurs in one of so many months in a row.
MONTHS_BACK = 3


class _Reader(SpanReader):
    """Reads periods from one day to another."""

    def range(self, at: int) -> tuple[Window | UnusablePeriod, int] | None:
        """Read one day, "from .. to ..", or "since .."; gives the window and where it ends."""
        opened = self.has(at, "opens_span")
        first_at = self._past_article(at + 1) if opened else at
        first = self.day(first_at)
        if first is None:
            number, then = self.day_number(first_at)
            if number is None:
                return None
            first = Day(number), then
        start, then = first
        if isinstance(start, UnusablePeriod):
            return start, then
        last = self._range_end(then, start, opened=opened)
        if last is None and start.month is None:
            return self._of_month(start, at, then, opened=opened)
        if last is None:
            return self._single(start, at, then, opened=opened)
        end, after = last
        if isinstance(end, UnusablePeriod):
            return end, after
        return self._between(start, end, self.said(first_at, after)), after

    def _of_month(
        self, day: Day, at: int, then: int, *, opened: bool
    ) -> tuple[Window | UnusablePeriod, int] | None:
        """Read a day without its month, "пятнадцатого", "15-го", "15 числа": the last such day."""
        if self.has(then, "day_of_month"):
            then += 1
        elif not self.has(then - 1, "nth_genitive"):
            return None
        for back in range(MONTHS_BACK):
            months = self.today.year * 12 + self.today.month - 1 - back
            found = build_day(months // 12, months % 12 + 1, day.day)
            if found is not None and found <= self.today:
                said = Day(found.day, found.month, found.year)
                return self._single(said, at, then, opened=opened)
        return UnusablePeriod("no_such_day", self.said(at, then)), then

    def _range_end(
        self, at: int, start: Day, *, opened: bool
    ) -> tuple[Day | UnusablePeriod, int] | None:
        if not self.has(at, "closes_span") or (self.has(at, "joins") and not opened):
            return None
        day_at = self._past_article(at + 1)
        last = self.day(day_at)
        if last is not None:
            return last
        number, after = self.day_number(day_at)
        if number is None or number > LAST_DAY or start.month is None or self.unit(after):
            return None
        return Day(number, start.month, start.year), after

    def _past_article(self, at: int) -> int:
        return at + self.has(at, "the")

    def _single(
        self, day: Day, at: int, then: int, *, opened: bool
    ) -> tuple[Window | UnusablePeriod, int]:
        found = self.resolve(day, self.said(at, then))
        if isinstance(found, UnusablePeriod):
            return found, then
        if self.follows(at, "left_open"):
            return UnusablePeriod("open", self.said(at - 1, then)), then
        if self.has(at, "between"):
            return UnusablePeriod("open", self.said(at, then)), then
        # "orders from yesterday" and "от 5 октября" name one day, "from 5 October" a beginning
        near = get_value(NEAR_DAYS, self.low(at + 1)) is not None
        dated = self.has(at, "dated") or (self.has(at, "dated_near") and near)
        return Window(found, self.today if opened and not dated else found), then

    def _between(self, start: Day, end: Day, said: str) -> Window | UnusablePeriod:
        last = self.resolve(end, said)
        if isinstance(last, UnusablePeriod):
            return last
        if start.month is None or (start.year is None and end.month == start.month):
            start = replace(start, month=end.month, year=last.year)
        first = self.resolve(start, said, latest=last)
        if isinstance(first, UnusablePeriod):
            return first if first.reason != "future" else UnusablePeriod("backwards", said)
        if start.weekly and first > last:
            first -= timedelta(days=7)
        return Window(first, last) if first <= last else UnusablePeriod("backwards", said)


def find_windows(tokens: Sequence[Token], today: date) -> tuple[Window, ...] | UnusablePeriod:
    """Find every period of the sentence in order, or the first one that cannot be used."""
    reader = _Reader(tokens, today)
    found: list[Window] = []
    at = 0
    while at < len(tokens):
        hit = reader.range(at) or reader.span(at)
        if hit is None:
            at += 1
            continue
        window, then = hit
        if isinstance(window, UnusablePeriod):
            return window
        found.append(replace(window, used=frozenset(range(at, then))))
        at = then
    return tuple(found)


def find_hours(
    tokens: Sequence[Token], today: date
) -> tuple[int, frozenset[int]] | UnusablePeriod | None:
    """Find a number of hours ("4 hours", "2 дня", "сутки") and the tokens that say it.

    None: there is none.
    """
    reader = _Reader(tokens, today)
    for at in range(len(tokens)):
        count, then = reader.count(at)
        if count is None:
            if not reader.has(at, "one_unit"):
                continue
            count, then = 1, at
        per_unit = {"hour": 1, "day": 24, "week": 168}
        unit = next((name for name in per_unit if reader.has(then, name)), "")
        if not unit:
            continue
        if reader.has(then + 1, "ago") or not 0 < count * per_unit[unit] < 10**6:
            return UnusablePeriod("count", reader.said(at, then + 1))
        return count * per_unit[unit], frozenset(range(at, then + 1))
    return None
