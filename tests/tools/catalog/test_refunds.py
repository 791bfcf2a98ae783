"""Refunds and what stands out among them, against the same counted from the rows in plain Python."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tools.conftest import NOW, ask, context
from tests.tools.rows import DAYS, Made, day_of, is_paid, made_up, orders, put
from tools.contracts import ToolRefused
from tools.languages import Language
from tools.models import DemoOrder, DemoRefund

TODAY = date(2026, 11, 23)
DAY = 24 * 60


def lower_limit(count: int) -> float:
    """Byar's approximation of the least mean that speaks for `count`, 99 % sure."""
    return count * (1 - 1 / (9 * count) - 2.326 / (3 * math.sqrt(count))) ** 3


def by_hand(start: date, end: date) -> dict[str, Any]:
    """The answer, from every row by hand; of a product or customer only what is not its order."""
    orders = list(DemoOrder.objects.select_related("refund", "customer"))
    before = (start - timedelta(days=90), start - timedelta(days=1))

    def received(window: tuple[date, date]) -> list[DemoOrder]:
        return [
            order
            for order in orders
            if (is_paid(order) or order.payment_status == "refunded")
            and order.paid_at is not None
            and window[0] <= day_of(order.paid_at) <= window[1]
        ]

    def refunded(window: tuple[date, date]) -> list[DemoOrder]:
        return [
            order
            for order in orders
            if hasattr(order, "refund")
            and window[0] <= day_of(order.refund.refunded_at) <= window[1]
        ]

    now, ever = refunded((start, end)), received(before)
    paid = received((start, end))
    rate = max(len(refunded(before)), 1) / len(ever) if len(ever) >= 30 else None

    def outstanding(count: int, of: int, least: int) -> bool:
        return rate is not None and count >= least and lower_limit(count) > of * rate

    reasons: dict[str, list[Decimal]] = defaultdict(list)
    for each in now:
        reasons[each.refund.reason].append(each.refund.amount)
    products = {order.pk: {item.product_id for item in order.items.all()} for order in orders}
    by_product = Counter(key for item in now for key in products[item.pk])
    product_orders = Counter(key for item in paid for key in products[item.pk])
    by_customer = Counter(str(item.customer_id) for item in now)
    customer_orders = Counter(str(item.customer_id) for item in paid)
    return {
        "refunds": len(now),
        "amount": sum((item.refund.amount for item in now), Decimal("0.00")),
        "paid_orders": len(paid),
        "refunds_before": len(refunded(before)),
        "paid_orders_before": len(ever),
        "stands_out": outstanding(len(now), len(paid), 3),
        "reasons": {name: (len(sums), sum(sums)) for name, sums in reasons.items()},
        "products": {
            key: (count, product_orders[key], outstanding(count, product_orders[key], 3))
            for key, count in by_product.items()
        },
        "customers": {
            key: (count, customer_orders[key], outstanding(count, customer_orders[key], 2))
            for key, count in by_customer.items()
            if count >= 2
        },
    }


def shown(data: Any) -> dict[str, Any]:
    """The same of an answer."""
    plain = (
        "refunds",
        "amount",
        "paid_orders",
        "refunds_before",
        "paid_orders_before",
        "stands_out",
    )
    return {name: data[name] for name in plain} | {
        "reasons": {
            value["reason"]: (value["refunds"], value["amount"]) for value in data["reasons"]
        },
        **{
            kind: {
                value["key"]: (value["refunds"], value["paid_orders"], value["stands_out"])
                for value in data[kind]
            }
            for kind in ("products", "customers")
        },
    }


#: Enough paid orders before for the usual to be known, one in so many of them given back.
HISTORY = st.sampled_from([None, 0, 4, 10])


def history(one_in: int | None) -> list[Made]:
    if one_in is None:
        return []
    return [
        Made(1 + n % 4, -20 * DAY - n * 60, "refunded", "refunded", 1000, (n % 3,))
        if one_in and n % one_in == 0
        else Made(1 + n % 4, -20 * DAY - n * 60, "delivered", "paid", 1000, (n % 3,))
        for n in range(40)
    ]


@made_up
@given(day=st.sampled_from(DAYS), made=orders(), before=HISTORY, days=st.integers(1, 5))
def test_the_answer_is_that_of_the_rows(
    db: None, day: date, made: list[Made], before: int | None, days: int
) -> None:
    put(day, made + history(before))
    result = ask("refunds_anomalies", {"days": days, "end": day})
    start = day - timedelta(days=days - 1)
    assert shown(result.data) == by_hand(start, day)
    assert result.empty == (result.data["refunds"] == 0)
    for rows in (result.data["products"], result.data["customers"]):
        places = [(not row["stands_out"], -row["refunds"], -row["amount"]) for row in rows]
        assert places == sorted(places)
    assert result.provenance is not None
    assert (result.provenance.start, result.provenance.end) == (start, day)
    assert (result.provenance.source, result.provenance.as_of) == ("DEMO", NOW)


@pytest.mark.parametrize(
    ("refunds", "of", "stands_out"),
    [(2, 2, False), (3, 4, True), (3, 5, False), (5, 12, True), (5, 13, False), (40, 100, True)],
)
def test_few_refunds_do_not_stand_out_by_chance(
    db: None, refunds: int, of: int, stands_out: bool
) -> None:
    """One in ten is usual here, so that 12 orders mean 1.2 refunds."""
    kept = [Made(2, -n, "delivered", "paid", 1000) for n in range(of - refunds)]
    back = [Made(1 + n % 4, -n, "refunded", "refunded", 1000) for n in range(refunds)]
    put(TODAY, kept + back + history(10))
    [product] = ask("refunds_anomalies", {"days": 5}).data["products"]
    assert (product["refunds"], product["paid_orders"]) == (refunds, of)
    assert product["usual"] == Decimal(of) / 10
    assert product["stands_out"] is stands_out


@pytest.fixture
def spoilt(db: None) -> None:
    """Product 2 comes back again and again, and so does what customer 3 buys."""
    made = [Made(3, -600 * n, "refunded", "refunded", 2000, (1,)) for n in (1, 2, 3)]
    made += [
        Made(n, -300, "refunded", "refunded", 3000, (2,), reason="damaged") for n in (1, 2, 4)
    ]
    made += [Made(4, -n, "delivered", "paid", 1000, (0, 1)) for n in range(20)]
    put(TODAY, made + history(10))


def test_the_card_reads_well(spoilt: None) -> None:
    card = ask("refunds_anomalies", {"days": 7}).card
    assert card.title == "Refunds: Tue, 17 Nov 2026 – Mon, 23 Nov 2026"
    assert [(field.label, field.value) for field in card.fields] == [
        ("Refunds", "6"),
        ("Paid back", "€150.00"),
        ("Orders paid, given back or not", "26"),
        ("Refund rate", "23.1%"),
        ("Usual rate", "10%"),
        ("Reasons", "arrived damaged 3 (€90.00), came too late 3 (€60.00)"),
    ]
    assert card.table is not None
    assert card.table.columns == ("Product or customer", "Refunds of paid orders", "Usual", "Sum")
    assert card.table.rows == (
        ("⚠️ P-2 Product 2", "3 of 3", "0.3", "€90.00"),
        ("P-1 Product 1", "3 of 23", "2.3", "€60.00"),
        ("⚠️ Customer 3", "3 of 3", "0.3", "€60.00"),
    )
    assert card.notes == (
        "The shop as a whole is within the usual.",
        "⚠️ has more refunds than chance explains at the usual rate (99% sure): 3 at least for a product, 2 for a customer.",
        "The usual is that of Wed, 19 Aug 2026 – Mon, 16 Nov 2026.",
        "Today counts until 15:05.",
    )
    assert [(item.tool, item.payload) for item in card.next] == [
        ("truststack_signals", {"days": 7}),
        ("orders_search", {"status": "refunded"}),
        ("publish_product", {"product_ids": ["P-2"], "published": False}),
    ]


@pytest.mark.parametrize(
    ("language", "text"), [("en", "No refunds in this window."), ("ru", "возвратов нет")]
)
def test_no_refunds_is_said(spoilt: None, language: Language, text: str) -> None:
    DemoRefund.objects.all().delete()
    result = ask("refunds_anomalies", {"days": 7}, context(language=language))
    assert (result.empty, result.card.table) == (True, None)
    assert text in result.card.notes[0]
    assert result.provenance is not None


def test_with_too_few_orders_before_nothing_is_called_usual(db: None) -> None:
    put(TODAY, [Made(1, -n, "refunded", "refunded", 1000) for n in range(9)] + history(10)[:29])
    result = ask("refunds_anomalies", {"days": 7})
    assert result.card.notes[0].startswith("Fewer than 30 orders were paid before")
    [product] = result.data["products"]
    assert (product["stands_out"], product["usual"]) == (False, None)


def test_it_asks_few_questions(spoilt: None, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(5):
        ask("refunds_anomalies", {"days": 1})
    with django_assert_num_queries(5):
        ask("refunds_anomalies", {"days": 365})


@pytest.mark.django_db
@pytest.mark.parametrize("arguments", [{"days": 0}, {"days": 366}, {"end": "2026-11-24"}])
def test_impossible_windows_are_refused(arguments: dict[str, Any]) -> None:
    with pytest.raises(ToolRefused) as refused:
        ask("refunds_anomalies", arguments)
    assert refused.value.code == "ARGUMENT_INVALID"
