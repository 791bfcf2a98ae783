"""Rows of a shop made up by a test, and the days around which they are strewn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from django.conf import settings
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tools.models import (
    DemoChatThread,
    DemoCoupon,
    DemoCustomer,
    DemoOrder,
    DemoOrderItem,
    DemoProduct,
    DemoRefund,
    DemoVisits,
)

ZONE = settings.SHOP_ZONE
#: Days of 23 and of 25 hours, and an ordinary one.
DAYS = (date(2026, 3, 29), date(2026, 10, 25), date(2026, 6, 10))
CUSTOMERS, PRODUCTS = 4, 3

made_up = hypothesis_settings(
    max_examples=25,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@dataclass(frozen=True)
class Made:
    """An order to be: moments in minutes from the beginning of the UTC day."""

    customer: int
    at: int
    status: str
    payment: str
    cents: int
    products: tuple[int, ...] = (0,)
    phone: str = ""
    coupon: str = ""
    reason: str = "late"
    refunded_after: int = 0


def orders(days: int = 4) -> st.SearchStrategy[list[Made]]:
    """Orders within `days` on both sides, in every state."""
    reach = days * 24 * 60
    states = st.sampled_from(
        [("delivered", "paid")] * 4
        + [("refunded", "refunded")] * 3
        + [("failed", "failed"), ("failed", "failed"), ("pending", "pending")]
        + [("cancelled", "paid"), ("cancelled", "refunded"), ("stuck", "paid")]
    )
    item = st.builds(
        lambda state, **rest: Made(status=state[0], payment=state[1], **rest),
        states,
        customer=st.integers(1, CUSTOMERS),
        at=st.one_of(st.integers(-reach, reach), st.integers(-240, 240), st.integers(1300, 1600)),
        cents=st.sampled_from([100, 1000, 1250, 3000, 20_000]),
        products=st.lists(st.integers(0, PRODUCTS - 1), min_size=1, max_size=3).map(tuple),
        phone=st.sampled_from(["", "", "+49 30 1", "4930-1", "+49 30 2"]),
        coupon=st.sampled_from(["", "", "WELCOME10", "welcome5", "SHIP5"]),
        reason=st.sampled_from(["damaged", "late", "other"]),
        refunded_after=st.sampled_from([0, 30, 3 * 24 * 60]),
    )
    return st.lists(item, max_size=14)


def moment(day: date, minutes: int) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(minutes=minutes)


def day_of(value: datetime) -> date:
    return value.astimezone(ZONE).date()


TABLES = (
    DemoVisits, DemoRefund, DemoOrderItem, DemoOrder, DemoProduct, DemoChatThread, DemoCustomer,
    DemoCoupon,
)  # fmt: skip


def put(day: date, made: list[Made]) -> None:
    """A shop of nothing but these orders, numbered from OB-1 in their order here."""
    for model in TABLES:
        model.objects.all()._raw_delete("default")  # one statement, whatever refers to it
    DemoCustomer.objects.bulk_create(
        DemoCustomer(id=n, name=f"Customer {n}", phone=f"+49 {n}", email=f"{n}@example.com")
        for n in range(1, CUSTOMERS + 1)
    )
    DemoProduct.objects.bulk_create(
        DemoProduct(product_id=f"P-{n}", title=f"Product {n}", category="All", price=1, stock=1)
        for n in range(PRODUCTS)
    )
    rows = [_order(f"OB-{number}", day, item) for number, item in enumerate(made, 1)]
    DemoOrder.objects.bulk_create(rows)
    DemoOrderItem.objects.bulk_create(
        DemoOrderItem(
            order=order, product_id=f"P-{n}", quantity=1, unit_price=_each(item), total=_each(item)
        )
        for order, item in zip(rows, made, strict=True)
        for n in item.products
    )
    DemoRefund.objects.bulk_create(
        DemoRefund(
            order=order, amount=order.total, reason=item.reason,
            refunded_at=order.created_at + timedelta(minutes=3 + item.refunded_after),
        )
        for order, item in zip(rows, made, strict=True)
        if item.payment == "refunded"
    )  # fmt: skip


def _each(item: Made) -> Decimal:
    return Decimal(item.cents) / 100


def _order(order_id: str, day: date, item: Made) -> DemoOrder:
    created_at = moment(day, item.at)
    return DemoOrder(
        order_id=order_id, status=item.status, payment_status=item.payment, shipping_status="waiting",
        customer_id=item.customer, phone=item.phone or f"+49 {item.customer}",
        total=_each(item) * len(item.products), coupon_code=item.coupon, created_at=created_at,
        paid_at=created_at + timedelta(minutes=3) if item.payment in ("paid", "refunded") else None,
    )  # fmt: skip


def is_paid(order: DemoOrder) -> bool:
    return order.payment_status == "paid" and order.status not in ("refunded", "cancelled")
