"""Days to come in a sentence: "from 1 December", "until tomorrow", "до конца месяца".

A day that has passed or cannot be meant is asked about and never replaced by another one.
"""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from tools.intents.language.tokens import Token, find_end
from tools.intents.language.words import MONTHS, WEEKDAYS, get_value
from tools.intents.values.day import Day, DayReader, UnusablePeriod, build_day
from tools.intents.values.opening import may_open_day_ahead

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

    def __init__(self, tokens: Sequence[Token], today: date) -> None:
        super().__init__(tokens, today)
        #: The day from which one without a month is looked for: "from the 4th to the 6th".
        self.after = today

    def ahead(self, at: int) -> Found | None:
        """Read a day to come, and where it ends."""
        if self.has(at, "tomorrow"):
            return self.today + timedelta(days=1), at + 1
        if (feast := self._feast(at)) is not None:
            return feast
        weekday = get_value(WEEKDAYS, self.low(at)) is not None
        if weekday and (dated := self._dated(self.past(at + 1, "day_link"))) is not None:
            return dated  # "Friday the 27th", "Monday 30 November"
        if (ended := self._end_of(at)) is not None:
            return ended
        found = self.day(at)
        if found is None:
            return self.numbered(at)
        day, then = found
        return (
            day if isinstance(day, UnusablePeriod) else self.resolved(day, self.said(at, then))
        ), then

    def _feast(self, at: int) -> Found | None:
        """Read "Christmas Eve", "New Year's Eve", "нового года"."""
        for mark, month, day in (("christmas_eve", 12, 24), ("year_end", 12, 31)):
            if (then := self.end_of(at, mark)) > at:
                return self.resolved(Day(day, month), self.said(at, then)), then
        return None

    def _dated(self, at: int) -> Found | None:
        found = self.day(at) if self.day_number(at)[0] is not None else None
        if found is None or isinstance(found[0], UnusablePeriod):
            return self.numbered(at)
        return self.resolved(found[0], self.said(at, found[1])), found[1]

    def numbered(self, at: int) -> Found | None:
        """Read a day of a month that is not named: "the 24th", "24-го", "the sixth"."""
        at = self.past(at, "the")
        number, then = self.day_number(at)
        plain = number is None or then == at + 1
        if number is None or (
            plain and self.kind(at) == "number" and not self.has(then, "dated_nth")
        ):
            return None
        then = self.past(then, "dated_nth")
        for year, month in ((self.after.year, self.after.month), _find_next_month(self.after)):
            day = build_day(year, month, number)
            if day is not None and day >= self.after:
                return day, then
        return UnusablePeriod("no_such_day", self.said(at, then)), then

    def has_month(self, begin: int, end: int) -> bool:
        """Return whether the day at these places is named with its month, or by its date."""
        places = range(begin, end)
        return any(
            get_value(MONTHS, self.low(at)) is not None or self.kind(at) in {"dotted", "iso"}
            for at in places
        )

    def past_rest(self, at: int) -> int:
        """Skip words that add nothing to a day: "inclusive", "on"."""
        return self.end_of(at, "day_rest")

    def span(self, at: int, *, led: bool) -> tuple[Found, Found] | None:
        """Read two days: "1 по 31 декабря", "the 27th to the 29th of November", "28 и 29 ноября"."""
        if (pair := self.both(at)) is not None:
            return pair
        first = self.day(at) or (self._open(at) if led else None)
        if first is None:
            return None
        day, then = first
        joined = max(self.end_of(then, "till_day"), self.end_of(then, "to_day"))
        last = self.day(self.past(joined, "day_link")) if joined > then else None
        if last is None or isinstance(day, UnusablePeriod) or isinstance(last[0], UnusablePeriod):
            return None
        if day.fixed is not None or last[0].fixed is not None or last[0].month is None:
            return None
        whole = day if day.month is not None else replace(day, month=last[0].month)
        said = self.said(at, last[1])
        return (self.resolved(whole, said), then), (self.resolved(last[0], said), last[1])

    def _open(self, at: int) -> tuple[Day, int] | None:
        number, then = self.day_number(at)
        return None if number is None else (Day(number), then)

    def both(self, at: int) -> tuple[Found, Found] | None:
        """Read "1 по 31 декабря": the month of both days is said with the last one."""
        number, then = self.day_number(at)
        joined = max(self.end_of(then, "till_day"), self.end_of(then, "to_day"))
        last = (
            self.day(self.past(joined, "day_link"))
            if number is not None and joined > then
            else None
        )
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


def find_ahead(
    tokens: Sequence[Token], today: date, *, begin: int = 0, after: date | None = None
) -> FutureDate | UnusablePeriod | PastDate:
    """Find the days to come after "from" and "until", or the first one that cannot be used.

    `begin`: what stands before it says nothing. `after`: the first day, if it is known already;
    "until the 26th" is the first 26th after it.
    """
    reader = AheadReader(tokens, today)
    reader.after = max(today, after or today)
    days: dict[str, date] = {}
    used: set[int] = set()
    at = begin
    while at < len(tokens):
        hits, then = _collect_hits(reader, at) if may_open_day_ahead(tokens[at]) else ({}, at)
        for key, day in hits.items():
            if not isinstance(day, date):
                return day
            if days.setdefault(key, day) != day:
                return UnusablePeriod("vague", reader.said(at, then))
            if key == "start":
                reader.after = day
        if hits:
            used.update(range(at, then))
        at = max(then, at + 1)
    used.update(_list_endless(tokens, begin))
    start, end = days.get("start"), days.get("end")
    if start is not None and end is not None and start > end:
        return UnusablePeriod("backwards", reader.said(min(used), max(used) + 1))
    return FutureDate(start, end, frozenset(used))


def _list_endless(tokens: Sequence[Token], begin: int) -> list[int]:
    """List the places of words that say that there is no last day: "no end date", "без срока"."""
    return [
        step
        for at in range(begin, len(tokens))
        for step in range(at, find_end(tokens, at, "endless"))
    ]


def find_day(
    tokens: Sequence[Token], today: date
) -> FutureDate | UnusablePeriod | PastDate | None:
    """Find the last day in tokens that name nothing but a day: "31 December"; else None."""
    found = AheadReader(tokens, today).ahead(0)
    if found is None or found[1] != len(tokens):
        return None
    day = found[0]
    return FutureDate(None, day, frozenset(range(len(tokens)))) if isinstance(day, date) else day


def _find_next_month(today: date) -> tuple[int, int]:
    """Return the year and month after today's."""
    return today.year + today.month // 12, today.month % 12 + 1


Hits = tuple[dict[str, date | UnusablePeriod | PastDate], int]


def _collect_hits(reader: AheadReader, at: int) -> Hits:
    """Read what days are said at `at`, by "start" and "end", and where they end."""
    begins, ends = reader.end_of(at, "begins"), reader.end_of(at, "till_day")
    led = max(begins, reader.end_of(at, "on_day"), at)
    pair = reader.span(reader.past(led, "day_link"), led=begins > at)
    if pair is not None:
        (first, _), (last, after) = pair
        return {"start": first, "end": last}, reader.past_rest(after)
    if max(begins, ends) > at:
        begin = reader.past(max(begins, ends), "day_link")
        found = reader.ahead(begin)
        key = "start" if begins > ends else "end"
        return ({}, at) if found is None else ({key: found[0]}, reader.past_rest(found[1]))
    return _collect_alone(reader, at)


def _collect_alone(reader: AheadReader, at: int) -> Hits:
    """Read the only day on which it holds: "just Friday", "for 13 December", "только сегодня"."""
    only = reader.end_of(at, "only_day")
    begin = reader.past(max(only, reader.end_of(at, "on_day"), at), "day_link")
    if begin == at:
        return {}, at
    found = reader.ahead(begin)
    if found is None:
        return {}, at
    day, then = found
    after = reader.end_of(then, "only_day")
    whole = only > at or after > then or reader.has_month(begin, then)
    if not whole:
        return {}, at
    if day == reader.today:
        return {"end": day}, max(then, after)
    return {"start": day, "end": day}, max(then, after)
