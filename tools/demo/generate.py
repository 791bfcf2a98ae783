"""The orders of the demo shop's ordinary days.

They depend on the shop's shape and the day alone: at any moment the shop is the same, whether it
was filled at that moment or has been growing for months. A day's orders and its income stay as they
are; orders that come back days later are subtracted at that time, as in any shop.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import accumulate
from operator import itemgetter
from random import Random

from tools.demo import suspects
from tools.demo.products import SEED
from tools.demo.shape import HOUR, Batch, Shape
from tools.demo.story import PRICES, Kind, Story, Wish, start_story
from tools.models import RefundReason

KINDS: tuple[Kind, ...] = ("sold", "returned", "cancelled", "unpaid", "failed")
KIND_WEIGHTS = (922, 24, 14, 25, 15)
WHILE_CHECKOUT_FAILS = (560, 15, 10, 65, 350)
#: While a faulty batch is sold, one of so many orders has something of it.
FOR_ONE_OF_A_BATCH = 4
COUPONS = ("", "WELCOME10", "SHIP5")
COUPON_WEIGHTS = (92, 5, 3)
PRODUCTS = tuple(PRICES)
# A few products sell much, most sell a little.
POPULARITY = list(
    accumulate(1 + 30 / (1 + place * 7 % len(PRODUCTS)) for place in range(len(PRODUCTS)))
)
#: Within so many minutes the sold products of a batch come back.
BACK_WITHIN = 3 * 24 * 60
_RESERVED = frozenset(suspects.RESERVED)


def generate_stories(shape: Shape, day: date, now: datetime, *, hour: int = 0) -> Iterator[Story]:
    """Yield the day's orders that exist at `now`, from that hour on, each as it stands at `now`."""
    ends, batch, number = _get_end(shape, day), shape.batch(day), shape.first_number(day)
    weights = WHILE_CHECKOUT_FAILS if shape.checkout_fails(day) else KIND_WEIGHTS
    for place, coming in enumerate(_list_hours(shape, day)):
        if coming.starts > now:
            return
        if place >= hour:
            rng, moments = coming.moments(ends)
            for order, (moment, planned) in enumerate(moments, number):
                faulty = batch if order % FOR_ONE_OF_A_BATCH == 0 else None
                wish = planned or _choose_wish(shape, weights, faulty, rng)
                story = start_story(f"OB-{order}", moment, wish, rng, day_ends=ends)
                if moment > now:
                    return
                story.advance(now)
                yield story
        number += coming.count


def count_until(shape: Shape, day: date, now: datetime) -> int:
    """Return how many orders of the day exist at `now`, without generating them."""
    ends = _get_end(shape, day)
    if ends <= now:
        rng = Random(f"{SEED} {day}")  # noqa: S311 -- made-up figures, not secrets
        return shape.count(day, rng) + len(suspects.list_visits(shape, day))
    count = 0
    for coming in _list_hours(shape, day):
        if coming.starts + HOUR <= now:
            count += coming.count
        elif coming.starts <= now:
            count += sum(moment <= now for moment, _ in coming.moments(ends)[1])
    return count


@dataclass(frozen=True)
class _OrderHour:
    """Who orders in an hour: a number of customers by chance, and the planned visits."""

    starts: datetime
    seed: str
    chance: int
    visits: list[suspects.Visit]

    @property
    def count(self) -> int:
        return self.chance + len(self.visits)

    def moments(self, day_ends: datetime) -> tuple[Random, list[tuple[datetime, Wish | None]]]:
        """Return the random generator for the rest of the hour, and when each of them orders."""
        rng = Random(self.seed)  # noqa: S311 -- made-up figures, not secrets
        # So that an order of the day's last minute is paid within the day, too.
        length = int((min(self.starts + HOUR, day_ends) - self.starts).total_seconds()) - 60
        seconds: list[tuple[int, Wish | None]] = [
            (rng.randrange(length), None) for _ in range(self.chance)
        ]
        seconds += [(visit.second, visit.wish) for visit in self.visits]
        seconds.sort(key=itemgetter(0))
        return rng, [(self.starts + timedelta(seconds=at), wish) for at, wish in seconds]


def _list_hours(shape: Shape, day: date) -> list[_OrderHour]:
    chance, visits = shape.by_hour(day), suspects.list_visits(shape, day)
    return [
        _OrderHour(
            starts,
            f"{SEED} {day} {place}",
            chance[place],
            [visit for visit in visits if visit.hour == place],
        )
        for place, starts in enumerate(shape.hours(day))
    ]


def _get_end(shape: Shape, day: date) -> datetime:
    return shape.start(day + timedelta(days=1))


def _choose_wish(shape: Shape, weights: tuple[int, ...], batch: Batch | None, rng: Random) -> Wish:
    customer_id = rng.randint(1, shape.customers)
    if customer_id in _RESERVED:
        customer_id += 1
    kind, coupon = rng.choices(KINDS, weights)[0], rng.choices(COUPONS, COUPON_WEIGHTS)[0]
    chosen = dict.fromkeys(
        rng.choices(
            PRODUCTS, cum_weights=POPULARITY, k=rng.choices((1, 2, 3, 4), (46, 30, 16, 8))[0]
        )
    )
    lines = [(product_id, rng.choices((1, 2, 3), (80, 15, 5))[0]) for product_id in chosen]
    if batch is None:
        return Wish(customer_id, lines, kind, coupon)
    lines = [(batch.product_id, 1), *(line for line in lines if line[0] != batch.product_id)]
    back_at = batch.back_from + timedelta(minutes=rng.randrange(BACK_WITHIN))
    return Wish(
        customer_id, lines, "returned", coupon, reason=RefundReason.DAMAGED, back_at=back_at
    )
