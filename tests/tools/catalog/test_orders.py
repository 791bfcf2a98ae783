"""Finding orders and looking at one."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.tools.conftest import NOW, ask, context
from tools.contracts import CardField, Step, ToolRefused
from tools.models import DemoOrder


def found(**arguments: Any) -> list[str]:
    result = ask("orders_search", {"limit": 200, **arguments})
    assert result.data["count"] >= len(result.data["orders"])
    return [row["order_id"] for row in result.data["orders"]]


def by_hand(condition: Any) -> set[str]:
    return {order.pk for order in DemoOrder.objects.all() if condition(order)}


PRESETS = {
    "stuck": lambda o: o.status == "stuck",
    "late_ship": lambda o: o.status in ("paid", "stuck") and o.payment_status == "paid"
    and o.shipping_status == "waiting" and o.ship_due_at < NOW,
    "unpaid": lambda o: o.status in ("pending", "stuck") and o.payment_status != "paid",
    "payment_issues": lambda o: o.status in ("pending", "stuck") and (
        o.payment_status == "failed"
        or (o.payment_status == "pending" and o.created_at < NOW - timedelta(hours=2))
    ),
}  # fmt: skip


@pytest.mark.parametrize("preset", PRESETS)
def test_presets_agree_with_the_rows(shop: None, preset: str) -> None:
    assert set(found(preset=preset)) == by_hand(PRESETS[preset])


def test_stuck_orders_newest_first(shop: None) -> None:
    result = ask("orders_search", {"preset": "stuck"})
    assert result.card.title == "Stuck orders: 3"
    assert result.card.table is not None
    assert [row[0] for row in result.card.table.rows] == ["OB-1005", "OB-1003", "OB-1008"]
    assert result.card.table.columns == ("Order", "Status", "Sum", "Age")
    listing = result.card.listing
    assert listing is not None
    assert listing.ids == ("OB-1005", "OB-1003", "OB-1008")
    assert listing.opens == Step(tool="order_detail", argument="order_id")
    assert [(item.label, item.tool, item.payload) for item in listing.together] == [
        ("⚑ Flag these: {count}", "flag_order", {"flagged": True})
    ]
    total = sum((o.total for o in DemoOrder.objects.filter(status="stuck")), Decimal(0))
    assert result.data["total"] == total


def test_late_orders_say_by_how_much(shop: None) -> None:
    result = ask("orders_search", {"preset": "late_ship"})
    assert result.card.table is not None
    assert result.card.table.columns[-1] == "Late by"
    assert [(row[0], row[-1]) for row in result.card.table.rows] == [
        ("OB-1002", "26 hours"), ("OB-1007", "7 hours"),
    ]  # fmt: skip


def test_a_list_is_cut_and_says_so(shop: None) -> None:
    result = ask("orders_search", {"limit": 10})
    count = DemoOrder.objects.count()
    assert result.data["count"] == count
    assert result.card.table is not None
    assert (len(result.card.table.rows), result.card.table.more) == (10, count - 10)
    newest = DemoOrder.objects.order_by("-created_at", "-pk").values_list("pk", flat=True)[:10]
    assert [row["order_id"] for row in result.data["orders"]] == list(newest)


def test_filters_join(shop: None) -> None:
    assert set(found(status="refunded")) == by_hand(lambda o: o.status == "refunded")
    assert set(found(since_hours=24)) == by_hand(
        lambda o: o.created_at >= NOW - timedelta(hours=24)
    )
    DemoOrder.objects.filter(pk="OB-1003").update(flagged=True, flagged_at=NOW)
    assert found(flagged=True) == ["OB-1003"]
    assert found(flagged=True, preset="late_ship") == []
    assert set(found(flagged=False, preset="stuck")) == {"OB-1005", "OB-1008"}


def test_search_by_number_name_and_phone(shop: None) -> None:
    order = DemoOrder.objects.select_related("customer").get(pk="OB-1003")
    assert found(query="ob-1003") == ["OB-1003"]
    assert "OB-1003" in found(query=order.customer.name.upper())
    for phone in (order.phone, order.phone.replace(" ", ""), "23125088"):
        assert set(found(query=phone)) == by_hand(lambda o: o.phone == order.phone)
    assert found(query="nobody of that name") == []
    assert found(query="' OR 1=1 --") == []
    assert found(query="100%") == []


@pytest.mark.parametrize("written", ["+49 30 23125-088", "(030) 23125/088", "0049.30.23125088"])
def test_a_phone_is_found_however_it_is_written(shop: None, written: str) -> None:
    DemoOrder.objects.filter(pk="OB-1003").update(phone=written)
    assert "OB-1003" in found(query="23125088")
    assert "OB-1003" in found(query=written)


def test_no_such_orders_is_an_answer(shop: None) -> None:
    result = ask("orders_search", {"query": "nothing like it"})
    assert (result.empty, result.card.notes, result.card.table) == (
        True,
        ("No such orders.",),
        None,
    )


@pytest.mark.parametrize("given", ["OB-1002", "ob-1002", " Ob-1002 "])
def test_one_order_in_any_case(shop: None, given: str) -> None:
    result = ask("order_detail", {"order_id": given})
    values = {field.label: field.value for field in result.card.fields}
    order = DemoOrder.objects.get(pk="OB-1002")
    assert result.card.title == "Order OB-1002"
    assert values["Sum"] == f"€{order.total}"
    assert values["Coupon"] == "WELCOME10"
    assert values["Shipping"] == "not shipped yet, due 22 Nov, 13:05"
    assert values["Flag"] == "not flagged"
    assert result.card.table is not None
    assert len(result.card.table.rows) == order.items.count() == 2
    assert sum(item["total"] for item in result.data["items"]) == order.total
    assert result.card.next[0].payload == {"order_ids": ["OB-1002"], "flagged": True}


def test_an_unknown_order_is_refused_in_one_sentence(shop: None) -> None:
    with pytest.raises(ToolRefused) as refused:
        ask("order_detail", {"order_id": "ob-9999"})
    assert refused.value.code == "ORDER_NOT_FOUND"
    assert refused.value.text == "There is no order OB-9999. Check the number."


@pytest.mark.parametrize(
    "given", ["1003", "OB-", "OB-1003x", "OB-١٢", "OB-1003\n; x", "", "OB-" + "9" * 13]
)
@pytest.mark.django_db
def test_other_shapes_of_an_order_number_are_refused(given: str) -> None:
    with pytest.raises(ToolRefused) as refused:
        ask("order_detail", {"order_id": given}, context(language="ru"))
    assert refused.value.code == "ARGUMENT_INVALID"
    assert "заказ — OB-1003" in refused.value.text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ({"limit": 201}, "limit: at most 200."),
        ({"limit": 0}, "limit: at least 1."),
        ({"preset": "odd"}, "preset: one of 'stuck', 'late_ship', 'payment_issues' or 'unpaid'."),
        ({"flagged": "perhaps"}, "flagged: yes or no."),
        ({"query": "x" * 81}, "query: at most 80 characters."),
    ],
)
def test_wrong_arguments_are_named(arguments: dict[str, Any], reason: str) -> None:
    with pytest.raises(ToolRefused) as refused:
        ask("orders_search", arguments)
    assert refused.value.text.startswith(reason)


def test_orders_of_days_are_those_created_in_them_by_the_shop_s_clock(shop: None) -> None:
    days = {"start": "2026-11-20", "end": "2026-11-21"}
    first = datetime(2026, 11, 20, tzinfo=context().zone)
    expected = DemoOrder.objects.filter(
        created_at__gte=first, created_at__lt=first + timedelta(days=2)
    ).order_by("-created_at", "-pk")

    result = ask("orders_search", {**days, "limit": 200})

    assert found(**days) == [order.pk for order in expected]
    assert found(**days)
    assert result.card.fields[0].label == "Only"
    assert result.card.fields[0].value == "created Fri, 20 Nov 2026 – Sat, 21 Nov 2026"
    assert result.provenance is not None
    assert (result.provenance.start, result.provenance.end) == (
        date(2026, 11, 20),
        date(2026, 11, 21),
    )
    assert found(end="2026-11-21") == found(start="2026-11-21", end="2026-11-21")


def test_a_list_says_what_it_lists(shop: None) -> None:
    result = ask(
        "orders_search",
        {"status": "refunded", "flagged": False, "query": "nobody", "since_hours": 48},
    )
    assert result.card.fields == (
        CardField(
            label="Only", value="refunded, not flagged, “nobody”, created in the last 2 days"
        ),
    )


@pytest.mark.parametrize(
    "days",
    [
        {"start": "2026-11-22", "end": "2026-11-20"},
        {"start": "2027-01-01"},
        {"end": "2027-01-01", "start": "2026-12-31"},
    ],
)
def test_days_that_cannot_be_meant_are_refused(shop: None, days: dict[str, str]) -> None:
    with pytest.raises(ToolRefused) as refused:
        ask("orders_search", days)
    assert refused.value.code == "ARGUMENT_INVALID"
