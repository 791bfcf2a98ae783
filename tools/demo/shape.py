"""When the demo shop is busy, and the special periods of its history.

All of it depends on the shop's first day, its size and the day in question alone, so the shop is
the same whether it was filled at once or has been running for months. The special periods recur so
often that on every day one of each lies within the last weeks. They begin only in the last two
months of a fresh shop's half year, so that there is a calm time to compare them with.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from math import ceil
from random import Random
from zoneinfo import ZoneInfo

from tools.demo.products import CUSTOMERS, SEED

HISTORY_DAYS = 180
FIRST_NUMBER = 10_000
NUMBERS_PER_DAY = 100

# Orders a day: at first, how many more each year, and at most.
LEVEL, GROWTH, MOST = 11.0, 11.0, 60.0
WEEK = (1.0, 0.94, 0.96, 1.0, 1.12, 1.24, 0.8)
HOURS = (2, 1, 0, 0, 0, 1, 3, 6, 9, 11, 12, 13, 14, 12, 11, 11, 12, 13, 15, 18, 19, 15, 9, 5)
HOUR = timedelta(hours=1)
#: How many of a day's order numbers are kept for planned orders.
KEPT = 12

# Checkout fails for a calendar week, every seven weeks: one lies within the last 56 days.
BAD_FROM, BAD_EVERY = 20, 7
# A faulty batch is sold for four days and comes back within three days, ten days later; every 21
# days, so that the last 30 days always have all refunds of one batch.
BATCH_FROM, BATCH_EVERY, BATCH_SOLD, BATCH_BACK = 156, 21, 4, 10
FAULTY = (
    "P-127", "P-141", "P-173", "P-148", "P-126", "P-171", "P-150", "P-138", "P-124", "P-153",
)  # fmt: skip


@dataclass(frozen=True)
class Batch:
    """A product that is sold faulty, and when it begins to come back."""

    product_id: str
    back_from: datetime


@dataclass(frozen=True)
class Shape:
    """What determines a shop's whole history; orders grow in proportion to the customers."""

    first_day: date
    customers: int
    zone: ZoneInfo

    @property
    def factor(self) -> float:
        """Return how many times larger than the ordinary shop this one is."""
        return self.customers / CUSTOMERS

    def day(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()

    def days(self, first: date, now: datetime) -> Iterator[date]:
        """Yield the days from `first` to today."""
        count = (self.day(now) - first).days + 1
        return (first + timedelta(days=number) for number in range(count))

    def start(self, day: date) -> datetime:
        """Return the day's first moment."""
        return datetime.combine(day, time.min, self.zone).astimezone(UTC)

    def hours(self, day: date) -> list[datetime]:
        """Return when the day's hours begin: 24 of them, except on two days a year."""
        start, end = self.start(day), self.start(day + timedelta(days=1))
        return [start + HOUR * number for number in range(ceil((end - start) / HOUR))]

    def first_number(self, day: date) -> int:
        """Return the number of the day's first order."""
        return FIRST_NUMBER + self._age(day) * self._numbers_per_day()

    def count(self, day: date, rng: Random) -> int:
        """Return how many orders come by chance on this day."""
        level = min(LEVEL + GROWTH * self._age(day) / 365, MOST)
        count = round(level * self.factor * WEEK[day.weekday()] * rng.gauss(1, 0.13))
        return max(2, min(count, self._numbers_per_day() - KEPT))

    def by_hour(self, day: date) -> list[int]:
        """Return how many orders come by chance in each hour of the day."""
        rng = Random(f"{SEED} {day}")  # noqa: S311 -- made-up figures, not secrets
        count = self.count(day, rng)
        hours = self.hours(day)
        weights = [HOURS[hour.astimezone(self.zone).hour] for hour in hours]
        found = [0] * len(hours)
        for number in rng.choices(range(len(hours)), weights, k=count):
            found[number] += 1
        return found

    def passed(self, day: date, now: datetime) -> float:
        """Return which part of the day's business is over at `now`, from 0 to 1."""
        hours = self.hours(day)
        weights = [HOURS[hour.astimezone(self.zone).hour] for hour in hours]
        parts = [min(max((now - hour) / HOUR, 0.0), 1.0) for hour in hours]
        return sum(map(float.__mul__, parts, map(float, weights))) / sum(weights)

    def checkout_fails(self, day: date) -> bool:
        monday = self.first_day - timedelta(days=self.first_day.weekday())
        week = (day - monday).days // 7 - BAD_FROM
        return week >= 0 and week % BAD_EVERY == 0

    def batch(self, day: date) -> Batch | None:
        """Return the faulty batch that is sold on this day; None if there is none."""
        number, into = divmod(self._age(day) - BATCH_FROM, BATCH_EVERY)
        if number < 0 or into >= BATCH_SOLD:
            return None
        return Batch(
            FAULTY[number % len(FAULTY)], self.start(day + timedelta(days=BATCH_BACK - into))
        )

    def days_since(self, day: date, age: int) -> int:
        """Return how many days after that age of the shop the day is; negative before it."""
        return self._age(day) - age

    def _age(self, day: date) -> int:
        return (day - self.first_day).days

    def _numbers_per_day(self) -> int:
        return NUMBERS_PER_DAY * ceil(self.factor)
