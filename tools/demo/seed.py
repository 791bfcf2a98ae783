"""Filling the demo shop, and keeping it filled while time goes by."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction

from audit import log
from tools.demo import goods, promotions
from tools.demo.generate import FIRST_DAY, LIFE, OrderWithItems, day_of, orders_of
from tools.demo.special import CHAT_MAY_AGE, SPECIAL_IDS, chats, freshened, special_orders
from tools.models import (
    DemoCampaign,
    DemoChatThread,
    DemoCoupon,
    DemoCustomer,
    DemoOrder,
    DemoOrderItem,
    DemoProduct,
)

HISTORY_DAYS = 180
MOST_ORDERS = 40_000
SHOP_LOCK = 7_210_003
BATCH = 2_000

#: What time changes in an ordinary order.
PROGRESS = ("status", "shipping_status", "shipped_at", "delivered_at")

#: Every table of the shop; what is referred to comes after what refers to it.
TABLES = (
    DemoOrderItem,
    DemoOrder,
    DemoChatThread,
    DemoProduct,
    DemoCustomer,
    DemoCoupon,
    DemoCampaign,
)


@dataclass(frozen=True)
class Changes:
    """What a call did: orders added, ordinary orders moved on, special rows made fresh again."""

    added: int
    moved_on: int
    freshened: int


def top_up(now: datetime) -> Changes:
    """Bring the shop to `now`: fill it if it is empty, else add and change only what is missing."""
    with transaction.atomic():
        _only_one()
        if not DemoOrder.objects.exists():
            return Changes(_fill(now, None), 0, 0)
        return _catch_up(now)


def fill(now: datetime, *, orders: int | None = None, reset: bool = False) -> int:
    """Fill an empty shop and return how many orders it has; 0 where it was filled already.

    `orders` asks for that many at least, by a longer or shorter history than half a year. `reset`
    empties the shop first.
    """
    with transaction.atomic():
        _only_one()
        if reset:
            for model in TABLES:
                model.objects.all().delete()
        return 0 if DemoOrder.objects.exists() else _fill(now, orders)


def _only_one() -> None:
    """Bot, web and command may all come at once; the later ones find nothing left to do."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SHOP_LOCK])


def _fill(now: datetime, wanted: int | None) -> int:
    products, customers = goods.products(), goods.customers()
    DemoProduct.objects.bulk_create(products, ignore_conflicts=True)
    DemoCustomer.objects.bulk_create(customers, ignore_conflicts=True)
    DemoChatThread.objects.bulk_create(chats(now), ignore_conflicts=True)
    promotions.bring(now, settings.SHOP_ZONE)
    rows = [*special_orders(now), *_history(now, wanted)]
    _insert(rows)
    log.record(
        "shop_seeded",
        correlation_id=uuid4(),
        actor=log.SYSTEM,
        payload={"orders": len(rows), "products": len(products), "customers": len(customers)},
    )
    return len(rows)


def _history(now: datetime, wanted: int | None) -> list[OrderWithItems]:
    """The ordinary orders up to now: of half a year, or of as many days as give `wanted`."""
    zone = settings.SHOP_ZONE
    today = now.astimezone(zone).date()
    if wanted is None:
        return _days(today - timedelta(days=HISTORY_DAYS - 1), today, now, zone)
    rows: list[OrderWithItems] = []
    day = today
    while len(rows) < wanted - len(SPECIAL_IDS) and day >= FIRST_DAY:
        rows += orders_of(day, now, zone)
        day -= timedelta(days=1)
    return rows


def _days(first: date, last: date, now: datetime, zone: ZoneInfo) -> list[OrderWithItems]:
    return [
        row
        for number in range((last - first).days + 1)
        for row in orders_of(first + timedelta(days=number), now, zone)
    ]


def _insert(rows: Iterable[OrderWithItems]) -> None:
    rows = list(rows)
    DemoOrder.objects.bulk_create([order for order, _ in rows], batch_size=BATCH)
    DemoOrderItem.objects.bulk_create(
        [item for _, items in rows for item in items], batch_size=BATCH
    )


def _recent(now: datetime) -> list[OrderWithItems]:
    """The ordinary orders that may be missing, or may have come further, since the last call."""
    ordinary = DemoOrder.objects.exclude(order_id__in=SPECIAL_IDS).values_list(
        "order_id", flat=True
    )
    first, last = ordinary.order_by("created_at").first(), ordinary.order_by("-created_at").first()
    if first is None or last is None:
        return _history(now, None)
    today = now.astimezone(settings.SHOP_ZONE).date()
    start = max(day_of(first), min(day_of(last), today) - LIFE)
    return _days(start, today, now, settings.SHOP_ZONE)


def _catch_up(now: datetime) -> Changes:
    wanted = {order.pk: (order, items) for order, items in (*special_orders(now), *_recent(now))}
    there = DemoOrder.objects.in_bulk(list(wanted))
    missing = [row for order_id, row in wanted.items() if order_id not in there]
    _insert(missing)
    ordinary = [order for order_id, order in there.items() if order_id not in SPECIAL_IDS]
    moved_on = [order for order in ordinary if _moved_on(order, wanted[order.pk][0])]
    DemoOrder.objects.bulk_update(moved_on, PROGRESS)
    special = [order for order_id, order in there.items() if order_id in SPECIAL_IDS]
    fresh = [order for order in special if freshened(order, now)]
    DemoOrder.objects.bulk_update(fresh, ["created_at", "ship_due_at"])
    special_rows = len(fresh) + _freshen_chats(now) + promotions.bring(now, settings.SHOP_ZONE)
    return Changes(len(missing), len(moved_on), special_rows)


def _moved_on(order: DemoOrder, wanted: DemoOrder) -> bool:
    """Take over how far the order has come; False: it is there already."""
    if all(getattr(order, name) == getattr(wanted, name) for name in PROGRESS):
        return False
    for name in PROGRESS:
        setattr(order, name, getattr(wanted, name))
    return True


def _freshen_chats(now: datetime) -> int:
    there = DemoChatThread.objects.in_bulk()
    old = [
        chat
        for chat in chats(now)
        if chat.pk not in there
        or there[chat.pk].last_customer_message_at < chat.last_customer_message_at - CHAT_MAY_AGE
    ]
    DemoChatThread.objects.bulk_create(
        old,
        update_conflicts=True,
        unique_fields=["thread_id"],
        update_fields=["last_customer_message_at", "last_reply_at"],
    )
    return len(old)
