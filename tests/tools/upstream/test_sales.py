"""What was sold day by day and product by product, against the rows added up in plain Python."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tests.tools.conftest import context
from tools.models import DemoCustomer, DemoOrder, DemoOrderItem, DemoProduct
from tools.upstream.mode import get_current_shop
from tools.upstream.sales import DaySales
from tools.upstream.shop import Shop

ZONE = settings.SHOP_ZONE
TODAY = date(2026, 11, 23)
WINDOWS = st.tuples(
    st.dates(date(2026, 10, 20), TODAY), st.integers(min_value=0, max_value=40)
).map(lambda pair: (pair[0], min(pair[0] + timedelta(days=pair[1]), TODAY)))

read_only = hypothesis_settings(
    max_examples=15,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def source() -> Shop:
    return get_current_shop(context())


def paid_day(order: DemoOrder) -> date | None:
    """The day an order counts on, if it counts at all."""
    if order.payment_status != "paid" or order.status in ("refunded", "cancelled"):
        return None
    return order.paid_at.astimezone(ZONE).date() if order.paid_at else None


@read_only
@given(window=WINDOWS)
def test_the_days_are_those_of_the_rows(shop: None, window: tuple[date, date]) -> None:
    start, end = window
    orders: Counter[date] = Counter()
    revenue: dict[date, Decimal] = defaultdict(lambda: Decimal("0.00"))
    units: Counter[date] = Counter()
    for order in DemoOrder.objects.all():
        if day := paid_day(order):
            orders[day] += 1
            revenue[day] += order.total
    for item in DemoOrderItem.objects.select_related("order"):
        if day := paid_day(item.order):
            units[day] += item.quantity
    days = [start + timedelta(days=number) for number in range((end - start).days + 1)]
    assert source().sales_by_day(start, end) == [
        DaySales(day, orders[day], units[day], revenue[day]) for day in days
    ]


@read_only
@given(window=WINDOWS)
def test_the_products_are_those_of_the_rows(shop: None, window: tuple[date, date]) -> None:
    start, end = window
    units: Counter[str] = Counter()
    last: dict[str, date] = {}
    for item in DemoOrderItem.objects.select_related("order"):
        day = paid_day(item.order)
        if day and start <= day <= end:
            units[item.product_id] += item.quantity
            last[item.product_id] = max(day, last.get(item.product_id, day))
    found = source().sales_by_product(start, end)
    products = DemoProduct.objects.order_by("pk")
    assert [(item.product_id, item.stock, item.published, item.lead_days) for item in found] == [
        (product.pk, product.stock, product.published, product.lead_days) for product in products
    ]
    assert {item.product_id: item.units for item in found if item.units} == dict(units)
    assert {item.product_id: item.last_sold for item in found if item.last_sold} == last


def test_two_ways_to_add_up_give_one_number(
    shop: None, django_assert_max_num_queries: Any
) -> None:
    start = TODAY - timedelta(days=20)
    with django_assert_max_num_queries(4):
        by_day = source().sales_by_day(start, TODAY)
        by_product = source().sales_by_product(start, TODAY)
    assert sum(item.units for item in by_day) == sum(item.units for item in by_product)
    assert sum(item.revenue for item in by_day) == source().totals(start, TODAY).revenue


def test_a_refunded_order_sold_nothing(shop: None) -> None:
    def sold() -> list[int]:
        return [item.units for item in source().sales_by_product(date(2026, 11, 1), TODAY)]

    before = sold()
    DemoOrder.objects.filter(pk="OB-1006").update(status="refunded")
    assert sum(before) - sum(sold()) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        (date(2026, 3, 29), "2026-03-28T23:00:00", "2026-03-29T21:59:59"),  # 23 hours
        (date(2026, 10, 25), "2026-10-24T22:00:00", "2026-10-25T22:59:59"),  # 25 hours
    ],
)
def test_days_of_a_clock_change_are_whole(day: date, first: str, last: str) -> None:
    begin = datetime.fromisoformat(first).replace(tzinfo=UTC)
    end = datetime.fromisoformat(last).replace(tzinfo=UTC)
    second = timedelta(seconds=1)
    customer = DemoCustomer.objects.create(id=1, name="A", phone="1", email="a@example.com")
    product = DemoProduct.objects.create(product_id="P-1", title="T", category="C", stock=1)
    for number, moment in enumerate((begin - second, begin, end, end + second)):
        order = DemoOrder.objects.create(
            order_id=f"OB-{number}", status="paid", payment_status="paid", shipping_status="waiting",
            customer=customer, phone="1", total=Decimal(10**number), created_at=moment, paid_at=moment,
        )  # fmt: skip
        DemoOrderItem.objects.create(
            order=order, product=product, quantity=10**number, unit_price=1, total=10**number
        )
    around = [day - timedelta(days=1), day, day + timedelta(days=1)]
    assert source().sales_by_day(around[0], around[2]) == [
        DaySales(around[0], 1, 1, Decimal("1.00")),
        DaySales(around[1], 2, 110, Decimal("110.00")),
        DaySales(around[2], 1, 1000, Decimal("1000.00")),
    ]
    [sold] = source().sales_by_product(around[0], around[1])
    assert (sold.units, sold.last_sold) == (111, day)
