"""The visits of the demo shop by channel: how many filled a cart or began a checkout.

Every order began with a checkout, so a day never has fewer checkouts than orders. The rest follows
from the day alone, and today's grow with its hours.
"""

from __future__ import annotations

from datetime import date, datetime
from math import ceil
from random import Random
from typing import NamedTuple

from tools.demo.products import SEED
from tools.demo.shape import Shape
from tools.models import DemoVisits


class Channel(NamedTuple):
    """A channel: its share of all orders, and how many of 100 visits come to a checkout."""

    name: str
    part: float
    checkouts: float


CHANNELS = (
    Channel("search", 0.34, 4.6),
    Channel("direct", 0.24, 6.2),
    Channel("email", 0.16, 7.5),
    Channel("ads", 0.16, 2.4),
    Channel("social", 0.10, 1.6),
)
#: Abandoned checkouts, for each order of an ordinary day, and at least how many in a channel: a
#: special order may be moved onto a day that is over.
LOST, LEAST = (0.28, 0.45), 2
#: Carts for each checkout.
CARTS = (1.7, 2.3)


def build_visits(shape: Shape, day: date, orders: int, now: datetime) -> list[DemoVisits]:
    """Build the day's rows as of `now`, unsaved; `orders` were created on the day by then."""
    rng = Random(f"{SEED} visits {day}")  # noqa: S311 -- made-up figures, not secrets
    expected, passed = shape.count(day, rng), shape.passed(day, now)
    rows = []
    for channel in CHANNELS:
        lost = max(LEAST, round(expected * channel.part * rng.uniform(*LOST)))
        begun = expected * channel.part + lost
        left = round(begun * (rng.uniform(*CARTS) - 1))
        looked = round(begun / channel.checkouts * 100 * rng.uniform(0.85, 1.15))
        checkouts = ceil(orders * channel.part) + int(lost * passed)
        carts = checkouts + int(left * passed)
        rows.append(
            DemoVisits(
                day=day,
                channel=channel.name,
                checkouts=checkouts,
                carts=carts,
                visits=carts + int(looked * passed),
            )
        )
    return rows
