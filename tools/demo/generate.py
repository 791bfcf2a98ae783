"""The orders of the demo shop's ordinary days.

The orders of a day follow from that day alone, so a day shows the same figures whenever it was
generated. What time adds is only how far each order has come: paid, shipped, delivered.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import accumulate
from random import Random
from zoneinfo import ZoneInfo

from tools.demo.goods import CUSTOMERS, SEED, customers, products
from tools.models import DemoOrder, DemoOrderItem, OrderStatus, PaymentStatus, ShippingStatus

OrderWithItems = tuple[DemoOrder, list[DemoOrderItem]]

#: Days are numbered from here; an order's number is made of its day's.
FIRST_DAY = date(2000, 1, 1)
FIRST_NUMBER = 10_000
NUMBERS_PER_DAY = 100

#: After this long nothing about an order changes any more.
LIFE = timedelta(days=7)
SHIP_WITHIN = timedelta(hours=48)
PAY_WITHIN = timedelta(hours=20)

# Orders a day: this many around MIDDLE, growing by GROWTH a year.
LEVEL, GROWTH, MIDDLE = 14.0, 9.0, date(2026, 9, 1)
LEAST, MOST = 6.0, 60.0
WEEK = (1.0, 0.94, 0.96, 1.0, 1.12, 1.24, 0.8)
HOURS = (2, 1, 0, 0, 0, 1, 3, 6, 9, 11, 12, 13, 14, 12, 11, 11, 12, 13, 15, 18, 19, 15, 9, 5)

KINDS = ("sold", "refunded", "cancelled", "unpaid", "failed")
KIND_WEIGHTS = (910, 30, 20, 25, 15)
COUPONS = ("", "WELCOME10", "SHIP5")
COUPON_WEIGHTS = (92, 5, 3)
CENT = Decimal("0.01")

_PRICES = [(one.product_id, one.price) for one in products() if one.price is not None]
_PHONES = [one.phone for one in customers()]
# A few products sell much, most sell a little.
_POPULARITY = list(
    accumulate(1 + 30 / (1 + place * 7 % len(_PRICES)) for place in range(len(_PRICES)))
)


def day_of(order_id: str) -> date:
    """The day that an ordinary order's number was made of."""
    number = int(order_id.removeprefix("OB-"))
    return FIRST_DAY + timedelta(days=(number - FIRST_NUMBER) // NUMBERS_PER_DAY)


def orders_of(day: date, now: datetime, zone: ZoneInfo) -> list[OrderWithItems]:
    """The day's orders that exist at `now`, each as far as it has come by then; unsaved rows."""
    rng = Random(f"{SEED} {day}")  # noqa: S311 -- made-up figures, not secrets
    seconds = [
        hour * 3600 + rng.randrange(3600)
        for hour in rng.choices(range(24), HOURS, k=_count(day, rng))
    ]
    first_number = FIRST_NUMBER + (day - FIRST_DAY).days * NUMBERS_PER_DAY
    found = []
    for place, second in enumerate(sorted(seconds)):
        wall = datetime.combine(day, time(second // 3600, second // 60 % 60, second % 60), zone)
        order, items, settled_at = _order(
            f"OB-{first_number + place}", wall.astimezone(UTC), rng, zone
        )
        if settled_at <= now:
            _advance(order, now)
            found.append((order, items))
    return found


def _count(day: date, rng: Random) -> int:
    level = LEVEL + GROWTH * (day - MIDDLE).days / 365
    level = min(max(level, LEAST), MOST)
    return max(
        2, min(round(level * WEEK[day.weekday()] * rng.gauss(1, 0.13)), NUMBERS_PER_DAY - 1)
    )


def _order(
    order_id: str, created_at: datetime, rng: Random, zone: ZoneInfo
) -> tuple[DemoOrder, list[DemoOrderItem], datetime]:
    """The order as it will have ended, its items, and since when its money is settled.

    Money settles on the day of the order, so that no later hour changes that day's figures.
    """
    kind = rng.choices(KINDS, KIND_WEIGHTS)[0]
    coupon = rng.choices(COUPONS, COUPON_WEIGHTS)[0]
    customer_id = rng.randint(1, CUSTOMERS)
    items = _items(order_id, coupon, rng)
    pay, settle = timedelta(seconds=rng.randint(40, 400)), timedelta(minutes=rng.randint(20, 90))
    ship, travel = timedelta(hours=rng.randint(5, 34)), timedelta(hours=rng.randint(24, 90))
    paid_at = _same_day(created_at + pay, created_at, zone)
    order = DemoOrder(
        order_id=order_id,
        status=OrderStatus.DELIVERED,
        payment_status=PaymentStatus.PAID,
        shipping_status=ShippingStatus.DELIVERED,
        customer_id=customer_id,
        phone=_PHONES[customer_id - 1],
        total=sum((item.total for item in items), Decimal(0)),
        coupon_code=coupon,
        created_at=created_at,
        paid_at=paid_at,
        ship_due_at=paid_at + SHIP_WITHIN,
        shipped_at=paid_at + ship,
        delivered_at=paid_at + ship + travel,
    )
    if kind == "sold":
        return order, items, paid_at
    order.shipping_status = ShippingStatus.STOPPED
    order.ship_due_at = order.shipped_at = order.delivered_at = None
    if kind in {"refunded", "cancelled"}:
        order.status = OrderStatus.REFUNDED if kind == "refunded" else OrderStatus.CANCELLED
        order.payment_status = PaymentStatus.REFUNDED
        return order, items, _same_day(paid_at + settle, created_at, zone)
    order.status = OrderStatus.CANCELLED if kind == "unpaid" else OrderStatus.FAILED
    order.payment_status = PaymentStatus.PENDING if kind == "unpaid" else PaymentStatus.FAILED
    order.paid_at = None
    return order, items, created_at


def _advance(order: DemoOrder, now: datetime) -> None:
    """Take back what has not happened by `now`."""
    if order.status == OrderStatus.CANCELLED and order.paid_at is None:
        if now < order.created_at + PAY_WITHIN:
            order.status, order.shipping_status = OrderStatus.PENDING, ShippingStatus.WAITING
        return
    if order.delivered_at is not None and order.delivered_at > now:
        order.delivered_at = None
        order.status, order.shipping_status = OrderStatus.SHIPPED, ShippingStatus.SHIPPED
    if order.shipped_at is not None and order.shipped_at > now:
        order.shipped_at = None
        order.status, order.shipping_status = OrderStatus.PAID, ShippingStatus.WAITING


def _same_day(moment: datetime, created_at: datetime, zone: ZoneInfo) -> datetime:
    """The moment, or the last second of the order's day where it would fall behind that."""
    tomorrow = created_at.astimezone(zone).date() + timedelta(days=1)
    end = datetime.combine(tomorrow, time.min, zone).astimezone(UTC)
    return min(moment, end - timedelta(seconds=1))


def _items(order_id: str, coupon: str, rng: Random) -> list[DemoOrderItem]:
    chosen = dict.fromkeys(
        rng.choices(
            _PRICES, cum_weights=_POPULARITY, k=rng.choices((1, 2, 3, 4), (46, 30, 16, 8))[0]
        )
    )
    lines = [(product, rng.choices((1, 2, 3), (80, 15, 5))[0]) for product, _ in chosen]
    return items_for(order_id, lines, coupon)


def items_for(order_id: str, lines: list[tuple[str, int]], coupon: str) -> list[DemoOrderItem]:
    """The items for (product id, quantity) lines at list prices, less what the coupon takes off."""
    prices = dict(_PRICES)
    items = []
    for place, (product_id, quantity) in enumerate(lines):
        full = prices[product_id] * quantity
        discount = Decimal(0)
        if coupon == "WELCOME10":
            discount = (full / 10).quantize(CENT, ROUND_HALF_UP)
        elif coupon == "SHIP5" and place == 0:
            discount = min(full, Decimal(5))
        items.append(
            DemoOrderItem(
                order_id=order_id,
                product_id=product_id,
                quantity=quantity,
                unit_price=prices[product_id],
                discount=discount,
                total=full - discount,
            )
        )
    return items
