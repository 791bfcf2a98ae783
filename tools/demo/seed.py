"""Filling the demo shop, and keeping it filled while time goes by."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain, islice
from uuid import uuid4

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max

from audit import locks, log
from tools.clock import get_shop_today
from tools.demo import products as goods
from tools.demo import promotions, rows, store
from tools.demo.generate import count_until, generate_stories
from tools.demo.shape import HISTORY_DAYS, HOUR, Shape
from tools.demo.special import SPECIAL_IDS, build_chats, build_special_orders, refresh_special
from tools.demo.story import Story
from tools.models import (
    DemoCampaign,
    DemoChatThread,
    DemoCoupon,
    DemoCustomer,
    DemoOrder,
    DemoOrderItem,
    DemoProduct,
    DemoRefund,
    DemoShape,
    DemoStep,
    DemoVisits,
)

MOST_ORDERS = 1_000_000
#: The most customers that a shop of MOST_ORDERS may need, in its quietest half year.
MOST_CUSTOMERS = goods.CUSTOMERS * MOST_ORDERS // 1_000

#: Every table of the shop; a table comes after those that refer to it.
TABLES = (
    DemoShape,
    DemoStep,
    DemoRefund,
    DemoOrderItem,
    DemoOrder,
    DemoVisits,
    DemoChatThread,
    DemoProduct,
    DemoCustomer,
    DemoCoupon,
    DemoCampaign,
)

#: Called with how many orders are stored, and how many there will be.
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Changes:
    """What a top-up did: orders added, ordinary orders advanced, special rows refreshed."""

    added: int
    moved_on: int
    freshened: int


def top_up(now: datetime) -> Changes:
    """Bring the shop to `now`: fill it if it is empty, else add and change only what is missing.

    Does nothing while another process is doing it.
    """
    with transaction.atomic():
        if not _take_lock("SELECT pg_try_advisory_xact_lock(%s)"):
            return Changes(0, 0, 0)
        if _is_empty():
            return Changes(_fill_shop(now, None), 0, 0)
        shape = DemoShape.objects.first()
        return _advance_shop(_to_shape(shape), now) if shape else Changes(0, 0, 0)


def fill(
    now: datetime,
    *,
    orders: int | None = None,
    reset: bool = False,
    progress: Progress | None = None,
) -> int:
    """Fill an empty shop; return how many orders it has, 0 if it was filled already.

    `orders`: how many, the ten special ones included: for few the history is shorter than half a
    year, for many the shop is larger. `reset` empties the shop first. All is one transaction.
    """
    with transaction.atomic():
        rows.allow_long_transaction()
        _take_lock("SELECT true FROM (SELECT pg_advisory_xact_lock(%s)) AS waited")
        return _fill_shop(now, orders, progress) if reset or _is_empty() else 0


def _take_lock(sql: str) -> bool:
    """Take the lock of the demo shop; False if another process holds it and `sql` does not wait."""
    with connection.cursor() as cursor:
        cursor.execute(sql, [locks.DEMO_SHOP])
        (ours,) = cursor.fetchone() or (False,)
    return bool(ours)


def _is_empty() -> bool:
    return not DemoOrder.objects.exists() and not DemoShape.objects.exists()


def _to_shape(row: DemoShape) -> Shape:
    return Shape(row.first_day, row.customers, settings.SHOP_ZONE)


def _fill_shop(now: datetime, wanted: int | None, progress: Progress | None = None) -> int:
    rows.clear_tables(TABLES)
    shape = _choose_shape(now, wanted)
    planned = _count_ordinary(shape, now)
    kept = planned if wanted is None else max(wanted - len(SPECIAL_IDS), 0)
    DemoShape.objects.create(first_day=shape.first_day, customers=shape.customers)
    products = rows.copy_rows(DemoProduct, goods.build_products())
    customers = rows.copy_rows(DemoCustomer, goods.build_customers(shape.customers))
    rows.copy_rows(DemoChatThread, build_chats(now))
    promotions.refresh_promotions(now, shape.zone)
    total = kept + len(SPECIAL_IDS)
    stories = chain(
        build_special_orders(now, shape.zone), _generate_history(shape, now, planned - kept)
    )
    count = store.store_orders(stories, (lambda done: progress(done, total)) if progress else None)
    store.store_visits(shape, now, None)
    rows.analyze_tables(TABLES)
    log.record(
        "shop_seeded",
        correlation_id=uuid4(),
        actor=log.SYSTEM,
        payload={"orders": count, "products": products, "customers": customers},
    )
    return count


def _choose_shape(now: datetime, wanted: int | None) -> Shape:
    """Return the ordinary shop, or the smallest with enough orders in half a year."""
    today = get_shop_today(now)
    first_day = today - timedelta(days=HISTORY_DAYS - 1)
    ordinary = Shape(first_day, goods.CUSTOMERS, settings.SHOP_ZONE)
    missing = (wanted or 0) - len(SPECIAL_IDS)
    if missing <= 0 or _count_ordinary(ordinary, now) >= missing:
        return ordinary
    sizes = range(goods.CUSTOMERS, MOST_CUSTOMERS)
    place = bisect_left(
        sizes,
        missing,
        key=lambda size: _count_ordinary(Shape(first_day, size, settings.SHOP_ZONE), now),
    )
    return Shape(first_day, sizes[place], settings.SHOP_ZONE)


def _count_ordinary(shape: Shape, now: datetime) -> int:
    """Return how many orders the shop has by now, without the special ones."""
    return sum(count_until(shape, day, now) for day in shape.days(shape.first_day, now))


def _generate_history(shape: Shape, now: datetime, left_out: int) -> Iterator[Story]:
    """Yield the ordinary orders up to now, without the oldest `left_out`."""
    for day in shape.days(shape.first_day, now):
        count = count_until(shape, day, now) if left_out else 0
        if left_out and count <= left_out:
            left_out -= count
            continue
        yield from islice(generate_stories(shape, day, now), left_out, None)
        left_out = 0


def _advance_shop(shape: Shape, now: datetime) -> Changes:
    moved_on = store.advance_orders(now)
    added = store.store_orders(chain(_list_lost(shape, now), _generate_new(shape, now)))
    special = DemoOrder.objects.filter(pk__in=SPECIAL_IDS)
    fresh = [order for order in special if refresh_special(order, now)]
    DemoOrder.objects.bulk_update(fresh, ["created_at", "ship_due_at"])
    special_rows = (
        len(fresh) + store.refresh_chats(now) + promotions.refresh_promotions(now, shape.zone)
    )
    store.store_visits(shape, now, DemoVisits.objects.aggregate(last=Max("day"))["last"])
    return Changes(added, moved_on, special_rows)


def _list_lost(shape: Shape, now: datetime) -> list[Story]:
    """Return the special orders that are missing in the database."""
    there = set(DemoOrder.objects.filter(pk__in=SPECIAL_IDS).values_list("pk", flat=True))
    if len(there) == len(SPECIAL_IDS):
        return []
    return [
        story for story in build_special_orders(now, shape.zone) if story.order.pk not in there
    ]


def _generate_new(shape: Shape, now: datetime) -> Iterator[Story]:
    """Yield the ordinary orders after the last one; from today on if there is none."""
    ordinary = DemoOrder.objects.exclude(pk__in=SPECIAL_IDS)
    last = ordinary.order_by("-created_at", "-pk").only("pk", "created_at").first()
    since = shape.start(shape.day(now)) if last is None else last.created_at
    number = -1 if last is None else _get_number(last)
    first = shape.day(since)
    for day in shape.days(first, now):
        hour = (since - shape.start(day)) // HOUR if day == first else 0
        for story in generate_stories(shape, day, now, hour=hour):
            if _get_number(story.order) > number:
                yield story


def _get_number(order: DemoOrder) -> int:
    return int(order.pk.removeprefix("OB-"))
