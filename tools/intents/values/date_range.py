"""Days and periods in a sentence, in the shop's calendar.

A period that cannot be meant ("32.13.2026", tomorrow, 99999 days) comes back as `UnusablePeriod`:
it is asked about, and never quietly replaced by another one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from tools.intents.language.morphology import is_helping, is_word
from tools.intents.language.tokens import Token
from tools.intents.language.words import NEAR_DAYS, get_value, is_named
from tools.intents.values.day import LAST_DAY, Day, UnusablePeriod, Window, build_day
from tools.intents.values.named_span import Span
from tools.intents.values.opening import may_open_period
from tools.intents.values.period import SpanReader

#: The unit of a window whose days were said without their month: "с 1 по 15".
DATES = "dates"
#: The unit of a window that only says that another one ends today: "up to today".
NOW = "now"


class _Reader(SpanReader):
    """Reads periods from one day to another."""

    def range(self, at: int) -> Span | None:
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
        numbers = self._numbers(start, then, opened=opened)
        if numbers is not None:
            return numbers
        last = self._range_end(self._past_number(then), start, opened=opened)
        if last is None and start.month is None:
            return self._of_month(start, at, then, opened=opened)
        if last is None:
            return self._single(start, at, then, opened=opened)
        end, after = last
        said = self.said(first_at, after)
        return (end if isinstance(end, UnusablePeriod) else self._between(start, end, said)), after

    def _past_number(self, at: int) -> int:
        """Skip what may stand between the first day and "to": "с 10-го числа по", "Friday, 20th, to"."""
        then = at + self.has(at, "day_of_month")
        then += self.low(then) == ","
        return then if self.has(then, "closes_span") and not self.has(then, "joins") else at

    def _numbers(self, start: Day, at: int, *, opened: bool) -> Span | None:
        """Read two days without their month: "с 1 по 15", "from the 1st to the 15th".

        They are of the last month in which both have come.
        """
        then = self._past_number(at)
        if start.month is not None or not opened or not self.has(then, "closes_span"):
            return None
        number_at = self._past_article(then + 1)
        number, after = self.day_number(number_at)
        if number is None or not 1 <= number <= LAST_DAY or self.day(number_at) is not None:
            return None
        plain = self.kind(number_at) == "number" and after == number_at + 1
        named = self.has(after, "day_of_month")
        other = self.tokens[after].groups if after < len(self.tokens) else frozenset()
        if (plain and not named and not self.has(then, "span_of_days")) or (
            not named and other and "filler" not in other
        ):
            return None
        end = self.last_such_day(number)
        months = (end.year * 12 + end.month - 1 - (start.day > number)) if end else 0
        begin = build_day(months // 12, months % 12 + 1, start.day) if end else None
        if end is None or begin is None:
            return UnusablePeriod("no_such_day", self.said(number_at, after)), after
        return Window(begin, end, unit=DATES), after + named

    def _of_month(self, day: Day, at: int, then: int, *, opened: bool) -> Span | None:
        """Read a day without its month, "пятнадцатого", "15-го", "the 15th": the last such day."""
        if self.has(then, "day_of_month"):
            then += 1
        elif not self._is_genitive(then) and not self._is_the_nth(at, then):
            return None
        found = self.last_such_day(day.day)
        if found is None:
            return UnusablePeriod("no_such_day", self.said(at, then)), then
        day = Day(found.day, found.month, found.year)
        window, then = self._single(day, at, then, opened=opened)
        if isinstance(window, Window) and not window.unit:
            window = replace(window, unit=DATES)
        return window, then

    def _is_genitive(self, then: int) -> bool:
        """Return whether "пятнадцатого" is a day; "второго взгляда" is the second of something."""
        low = self.low(then)
        named = self.kind(then) == "word" and is_word(low) and not self.tokens[then].groups
        thing = named and not is_helping(low) and not is_named(low)
        return self.has(then - 1, "nth_genitive") and not thing and not self.has(then, "verify")

    def _is_the_nth(self, at: int, then: int) -> bool:
        """Return whether a day is meant: "on the 17th", "since the 1st of this month".

        Not "the 2nd order" or "the first and the second".
        """
        led = self.has(at, "opens_span") or (
            self.has(at - 1, "the") and self.has(at - 2, "before_nth")
        )
        after = self.tokens[then] if then < len(self.tokens) else None
        if after is None or after.kind == "sign" or self.has(then, "closes_span"):
            return led
        return led and (self.has(then, "of") or after.groups == {"filler"})

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
        if found == self.today and self.follows(at, "up_to_now"):
            return Window(found, found, unit=NOW), then
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
        if start.month is None:
            # "from the 25th to today" began in the month before; "с 12 по 5 октября" is a slip
            months = last.year * 12 + last.month - 1 - bool(end.fixed and start.day > last.day)
            start = replace(start, month=months % 12 + 1, year=months // 12)
        elif start.year is None and end.month == start.month:
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
        hit = (reader.range(at) or reader.span(at)) if may_open_period(tokens[at]) else None
        if hit is None:
            at += 1
            continue
        window, then = hit
        if isinstance(window, UnusablePeriod):
            return window
        found.append(replace(window, used=frozenset(range(at, then))))
        at = then
    if found and all(window.unit == NOW for window in found):
        return _find_open(reader, found) or tuple(found)
    return tuple(found)


def _find_open(reader: _Reader, found: Sequence[Window]) -> UnusablePeriod | None:
    """Return what is wrong with "up to today" alone; None for "as of today", which is today."""
    for window in found:
        begin, end = min(window.used), max(window.used) + 1
        if reader.follows(begin, "left_open"):
            return UnusablePeriod("open", reader.said(begin - 1, end))
    return None


def find_hours(
    tokens: Sequence[Token], today: date
) -> tuple[int, frozenset[int]] | UnusablePeriod | None:
    """Find a number of hours ("4 hours", "2 дня", "сутки") and the tokens that say it.

    None: there is none.
    """
    reader = _Reader(tokens, today)
    per_unit = {"hour": 1, "day": 24, "week": 168}
    for at in range(len(tokens)):
        broken = reader.length(at)
        if broken is not None and broken[0].denominator > 1 and broken[1] in per_unit:
            return int(broken[0] * per_unit[broken[1]]), frozenset(range(at, broken[2]))
        count, then = reader.count(at)
        if count is None:
            if not reader.has(at, "one_unit"):
                continue
            count, then = 1, at
        unit = next((name for name in per_unit if reader.has(then, name)), "")
        if not unit:
            continue
        since = next((at - back for back in (1, 2) if reader.has(at - back, "opens_span")), -1)
        if reader.has(then + 1, "ago") and since >= 0:  # "since about ten hours ago"
            return count * per_unit[unit], frozenset(range(since, then + 2))
        if reader.has(then + 1, "ago") or not 0 < count * per_unit[unit] < 10**6:
            return UnusablePeriod("count", reader.said(at, then + 1))
        return count * per_unit[unit], frozenset(range(at, then + 1))
    return None
