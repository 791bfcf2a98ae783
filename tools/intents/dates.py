"""Days and periods in a sentence, in the shop's calendar.

A period that cannot be meant ("32.13.2026", tomorrow, 99999 days) comes back as `Wrong`: it is
asked about and never quietly replaced by another one.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from tools.intents.days import (
    LAST_DAY,
    MOST_DAYS,
    OLDEST_YEAR,
    UNIT_DAYS,
    Day,
    DayReader,
    Reason,
    Window,
    Wrong,
)
from tools.intents.lexicon.calendar import MONTHS, NEAR_DAYS, ORDINALS
from tools.intents.tokens import Token
from tools.intents.words import value_in

_FROM = re.compile(r"с|со|from|since|between|от|starting")
_TO = re.compile(r"по|до|to|till|until|thru|through|and|и|-|–|—")
_ROLLING = frozenset({"за", "past", "for", "a", "per", "during"})
_LOOK_BACK = 183
QUARTERS = 4
_THIRD = frozenset({"квартала", "квартале"})


class _Reader(DayReader):
    """Reads periods out of tokens."""

    def span(self, at: int) -> tuple[Window | Wrong, int] | None:
        """ "last 7 days", "this week", "за неделю", "October 2026"."""
        if self.has(at, "greeting"):
            return None
        if self.has(at, "future") or self.has(at, "vague"):
            reason: Reason = "future" if self.has(at, "future") else "vague"
            return Wrong(reason, self.low(at)), at + 1
        if self.kind(at) == "number" and (year := self._whole_year(at)):
            return year
        if (quarter := self._quarter(at) or self._to_date(at)) is not None:
            return quarter
        count, then = self.count(at)
        if count is not None:
            unit = self.unit(then)
            if unit == "quarter":  # "3 квартала" is also said of the third one
                return Wrong("vague", self.said(at, then + 1)), then + 1
            return (self._rolling(count, unit, at, then + 1), then + 1) if unit else None
        return self._calendar(at) or self._whole_month(at) or self._bare(at)

    def _whole_year(self, at: int) -> tuple[Window | Wrong, int] | None:
        """ "in 2025", "за 2025 год"."""
        named = self.unit(at + 1) == "year"
        year = self.tokens[at].number
        if not OLDEST_YEAR <= year < OLDEST_YEAR + 100:
            return None
        if not named and self.low(at - 1) not in {"in", "for", "за", "в"}:
            return None
        then = at + (2 if named else 1)
        if year > self.today.year:
            return Wrong("future", self.said(at, then)), then
        return Window(date(year, 1, 1), min(date(year, 12, 31), self.today), unit="year"), then

    def _quarter(self, at: int) -> tuple[Window | Wrong, int] | None:
        """ "Q3", "3 квартал", "the third quarter of 2025": the last one that has begun."""
        low, nth, then = self.low(at), value_in(ORDINALS, self.low(at)), at + 1
        if re.fullmatch("q[1-4]", low):
            nth = int(low[1])
        elif self.kind(at) == "number":
            nth, then = self.day_number(at)
            plain = then == at + 1
            if self.low(then) not in {"quarter", "кв", "квартал"} | (set() if plain else _THIRD):
                return None
            then += 1
        elif nth is not None and self.unit(then) == "quarter":
            then += 1
        else:
            return None
        year, then = self.year(then + 1 if self.low(then) == "of" else then)
        if nth is None or not 1 <= nth <= QUARTERS:
            return Wrong("vague", self.said(at, then)), then
        first = date(year or self.today.year, 3 * nth - 2, 1)
        if first > self.today and year is None:
            first = first.replace(year=first.year - 1)
        if first > self.today or first.year < OLDEST_YEAR:
            return Wrong("future" if first > self.today else "old", self.said(at, then)), then
        end = first.replace(month=3 * nth, day=calendar.monthrange(first.year, 3 * nth)[1])
        return Window(first, min(end, self.today), unit="quarter"), then

    def _to_date(self, at: int) -> tuple[Window | Wrong, int] | None:
        """ "MTD", "year to date"."""
        short = {"wtd": "week", "mtd": "month", "qtd": "quarter", "ytd": "year"}.get(self.low(at))
        if short:
            return self._this(short), at + 1
        unit = self.unit(at)
        if unit and (self.low(at + 1), self.low(at + 2)) == ("to", "date"):
            return self._this(unit), at + 3
        return None

    def _rolling(self, count: int, unit: str, at: int, then: int) -> Window | Wrong:
        days = count * UNIT_DAYS[unit]
        if not 1 <= days <= MOST_DAYS:
            return Wrong("count", self.said(at, then))
        return Window(self.today - timedelta(days=days - 1), self.today, days=days)

    def _calendar(self, at: int) -> tuple[Window | Wrong, int] | None:
        """ "this week", "прошлый месяц", "с начала года"."""
        if self.has(at, "begin"):
            then = at + 1
            while self.low(then) in {"of", "the", "this", "этого", "этой"}:
                then += 1
            unit = self.unit(then)
            return (self._this(unit), then + 1) if unit else None
        unit = self.unit(at + 1)
        if not unit or self.low(at + 1) in {"days", "weeks", "months", "дней", "дни"}:
            return None
        if self.has(at, "previous"):
            before = (self.low(at - 2), self.low(at - 1))
            if before in {("in", "the"), ("over", "the"), ("during", "the"), ("for", "the")}:
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

    def _whole_month(self, at: int) -> tuple[Window | Wrong, int] | None:
        month = value_in(MONTHS, self.low(at))
        # "may" and "march" are also ordinary words
        if month is None or (
            self.low(at) in {"may", "march", "mar"}
            and self.low(at - 1) not in {"in", "for", "of", "last"}
        ):
            return None
        year, then = self.year(at + 1)
        then += 1 if self.low(then) == "месяц" else 0  # "за октябрь месяц"
        first = self.resolve(Day(1, month, year), self.said(at, then))
        if isinstance(first, Wrong):
            return first, then
        end = first.replace(day=calendar.monthrange(first.year, first.month)[1])
        return Window(first, min(end, self.today), unit="month"), then

    def _bare(self, at: int) -> tuple[Window | Wrong, int] | None:
        """ "за неделю", "past month", "week": so many days up to today."""
        unit = self.unit(at)
        if not unit or self.low(at) in {"days", "weeks", "months", "дней", "дни", "дням", "d"}:
            return None
        if unit == "day" and not (self.low(at - 1) in _ROLLING or self.has(at - 1, "last")):
            return None
        window = self._rolling(1, unit, at, at + 1)
        return (replace(window, unit=unit) if isinstance(window, Window) else window), at + 1

    # putting together

    def resolve(self, day: Day, said: str, latest: date | None = None) -> date | Wrong:
        """The calendar day: with an open year, the nearest such day that is not after `latest`."""
        if day.fixed is not None:
            return day.fixed
        if day.year is None:
            return self._nearest(day.day, day.month or 0, said, latest or self.today)
        found = _real_day(day.year, day.month or 0, day.day)
        if found is None:
            return Wrong("no_such_day", said)
        if found > self.today:
            return Wrong("future", said)
        return found if found.year >= OLDEST_YEAR else Wrong("old", said)

    def _nearest(self, day: int, month: int, said: str, latest: date) -> date | Wrong:
        this_year = _real_day(latest.year, month, day)
        if this_year is not None and this_year <= latest:
            return this_year
        if this_year is not None and (this_year - latest).days < _LOOK_BACK:
            return Wrong("future", said)
        return _real_day(latest.year - 1, month, day) or Wrong("no_such_day", said)

    def range(self, at: int) -> tuple[Window | Wrong, int] | None:
        """One day, "from .. to ..", or "since .."; the window and where it ends."""
        opened = bool(_FROM.fullmatch(self.low(at)))
        first_at = at + 1 if opened else at
        first = self.day(first_at)
        if first is None:
            number, then = self.day_number(first_at)
            if number is None or not _TO.fullmatch(self.low(then)):
                return None
            first = Day(number), then
        start, then = first
        if isinstance(start, Wrong):
            return start, then
        last = self._range_end(then, start, opened=opened)
        if last is None:
            return None if start.month is None else self._single(start, at, then, opened=opened)
        end, after = last
        if isinstance(end, Wrong):
            return end, after
        return self._between(start, end, self.said(first_at, after)), after

    def _range_end(self, at: int, start: Day, *, opened: bool) -> tuple[Day | Wrong, int] | None:
        low = self.low(at)
        if not _TO.fullmatch(low) or (low in {"and", "и"} and not opened):
            return None
        last = self.day(at + 1)
        if last is not None:
            return last
        number, after = self.day_number(at + 1)
        if number is None or number > LAST_DAY or start.month is None or self.unit(after):
            return None
        return Day(number, start.month, start.year), after

    def _single(self, day: Day, at: int, then: int, *, opened: bool) -> tuple[Window | Wrong, int]:
        found = self.resolve(day, self.said(at, then))
        if isinstance(found, Wrong):
            return found, then
        if self.low(at - 1) in {"до", "until", "till", "before"}:
            return Wrong("open", self.said(at - 1, then)), then
        if self.low(at) == "between":
            return Wrong("open", self.said(at, then)), then
        # "orders from yesterday" and "от 5 октября" name one day, "from 5 October" a beginning
        near = value_in(NEAR_DAYS, self.low(at + 1)) is not None
        dated = self.low(at) == "от" or (self.low(at) == "from" and near)
        return Window(found, self.today if opened and not dated else found), then

    def _between(self, start: Day, end: Day, said: str) -> Window | Wrong:
        last = self.resolve(end, said)
        if isinstance(last, Wrong):
            return last
        if start.month is None or (start.year is None and end.month == start.month):
            start = replace(start, month=end.month, year=last.year)
        first = self.resolve(start, said, latest=last)
        if isinstance(first, Wrong):
            return first if first.reason != "future" else Wrong("backwards", said)
        if start.weekly and first > last:
            first -= timedelta(days=7)
        return Window(first, last) if first <= last else Wrong("backwards", said)


def find_windows(tokens: Sequence[Token], today: date) -> tuple[Window, ...] | Wrong:
    """Every period of the sentence in order, or the first that is wrong."""
    reader = _Reader(tokens, today)
    found: list[Window] = []
    at = 0
    while at < len(tokens):
        hit = reader.range(at) or reader.span(at)
        if hit is None:
            at += 1
            continue
        window, then = hit
        if isinstance(window, Wrong):
            return window
        found.append(replace(window, used=frozenset(range(at, then))))
        at = then
    return tuple(found)


def find_hours(tokens: Sequence[Token], today: date) -> tuple[int, frozenset[int]] | Wrong | None:
    """A number of hours ("4 hours", "2 дня", "сутки") and the tokens that say it."""
    reader = _Reader(tokens, today)
    for at in range(len(tokens)):
        count, then = reader.count(at)
        if count is None:
            if reader.low(at) not in {"час", "hour", "часа", "сутки", "суток", "day", "день"}:
                continue
            count, then = 1, at
        per_unit = {"hour": 1, "day": 24, "week": 168}
        unit = next((name for name in per_unit if reader.has(then, name)), "")
        if not unit:
            continue
        if reader.has(then + 1, "ago") or not 0 < count * per_unit[unit] < 10**6:
            return Wrong("count", reader.said(at, then + 1))
        return count * per_unit[unit], frozenset(range(at, then + 1))
    return None


def _real_day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except (ValueError, OverflowError):
        return None


def _start_of(unit: str, day: date) -> date:
    if unit == "week":
        return day - timedelta(days=day.weekday())
    if unit == "month":
        return day.replace(day=1)
    if unit == "quarter":
        return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
    return day.replace(month=1, day=1) if unit == "year" else day
