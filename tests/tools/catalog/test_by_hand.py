"""Every older read on rows made up at random, against the same in plain Python; days of 23 and 25
hours are among the days.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tools.conftest import ask, context
from tests.tools.rows import DAYS, ZONE, Made, day_of, is_paid, made_up, moment, orders, put
from tools.models import DemoChatThread, DemoCoupon, DemoOrder, DemoOrderItem, DemoProduct

CENT = Decimal("0.01")
WINDOW = {"day": st.sampled_from(DAYS), "made": orders(), "days": st.integers(1, 4)}


def paid_on(day: date) -> list[DemoOrder]:
    return [
        item
        for item in DemoOrder.objects.exclude(paid_at=None).prefetch_related("items")
        if is_paid(item) and item.paid_at is not None and day_of(item.paid_at) == day
    ]


def span(end: date, days: int) -> list[date]:
    return [end - timedelta(days=back) for back in reversed(range(days))]


def revenue(orders: list[DemoOrder]) -> Decimal:
    return sum((order.total for order in orders), Decimal("0.00"))


def sales(days: list[date]) -> dict[str, Any]:
    paid = [item for day in days for item in paid_on(day)]
    created = sum(day_of(item.created_at) in days for item in DemoOrder.objects.all())
    average = (revenue(paid) / len(paid)).quantize(CENT) if paid else None
    return {
        "revenue": revenue(paid), "paid_orders": len(paid), "created_orders": created,
        "average_order": average,
    }  # fmt: skip


def test_the_days_of_these_tests_are_of_23_25_and_24_hours() -> None:
    def begins(day: date) -> datetime:
        return datetime(day.year, day.month, day.day, tzinfo=ZONE).astimezone(UTC)

    lengths = [begins(day + timedelta(days=1)) - begins(day) for day in DAYS]
    assert lengths == [timedelta(hours=hours) for hours in (23, 25, 24)]


@made_up
@given(**WINDOW)
def test_sales_figures_and_what_they_are_compared_with(
    db: None, day: date, made: list[Made], days: int
) -> None:
    put(day, made)
    window = span(day, days)
    asked = {"start": window[0], "end": day, "compare_to": "previous_period"}
    result = ask("kpi_snapshot", asked)
    wanted, before = sales(window), sales(span(window[0] - timedelta(days=1), days))
    assert {name: result.data[name] for name in wanted} == wanted
    assert {name: result.data["compared_with"][name] for name in before} == before
    assert result.empty == (not wanted["paid_orders"] and not wanted["created_orders"])
    assert result.empty == ("No orders in this window." in result.card.notes)


@made_up
@given(**WINDOW)
def test_the_trend_day_by_day(db: None, day: date, made: list[Made], days: int) -> None:
    put(day, made)
    result = ask("revenue_trend", {"days": days, "end": day})
    assert result.data["days"] == [
        {"day": item, "revenue": revenue(paid_on(item)), "paid_orders": len(paid_on(item))}
        for item in span(day, days)
    ]
    earlier = span(day - timedelta(days=days), days)
    assert result.data["revenue_before"] == sales(earlier)["revenue"]
    assert result.empty == (not any(map(paid_on, span(day, days))))
    assert result.empty == ("Nothing was paid in this window." in result.card.notes)


@made_up
@given(**WINDOW, direction=st.sampled_from(["top", "bottom"]))
def test_what_was_sold(db: None, day: date, made: list[Made], days: int, direction: str) -> None:
    put(day, made)
    sold: dict[str, Decimal] = defaultdict(Decimal)
    for order in [item for each in span(day, days) for item in paid_on(each)]:
        for item in order.items.all():
            sold[item.product_id] += item.total
    asked = {"days": days, "end": day, "direction": direction}
    result = ask("top_products", asked)
    keys = {value["key"]: value["revenue"] for value in result.data["rows"]}
    everything = {item.pk: sold[item.pk] for item in DemoProduct.objects.all()}
    wanted = everything if direction == "bottom" else {k: v for k, v in sold.items() if v}
    assert result.data["revenue"] == sum(sold.values())
    assert keys == ({} if result.empty else wanted)
    assert list(keys.values()) == sorted(keys.values(), reverse=direction == "top")
    assert result.empty == (not any(sold.values()))


# Orders

ASKED = st.fixed_dictionaries(
    {},
    optional={
        "preset": st.sampled_from(["stuck", "late_ship", "payment_issues", "unpaid"]),
        "status": st.sampled_from(["delivered", "refunded", "failed", "pending", "stuck"]),
        "flagged": st.booleans(),
        "query": st.sampled_from(
            ["ob-1", "CUSTOMER 2", "4930", "+49 30 1", "49301", "1", "%", "_"]
        ),
        "since_hours": st.integers(1, 100),
        "limit": st.integers(1, 5),
    },
)


def is_of(preset: str, item: DemoOrder, now: datetime) -> bool:
    unpaid = item.status in ("pending", "stuck") and item.payment_status != "paid"
    old = item.created_at < now - timedelta(hours=2)
    match preset:
        case "stuck":
            return item.status == "stuck"
        case "late_ship":
            due = item.ship_due_at
            return is_paid(item) and item.shipping_status == "waiting" and bool(due and due < now)
        case "payment_issues":
            return unpaid and (item.payment_status == "failed" or old)
    return unpaid


def is_found(query: str, item: DemoOrder) -> bool:
    digits = re.sub(r"\D", "", query)
    by_phone = len(digits) >= 4 and not re.search("[a-z]", query, re.IGNORECASE)
    return (
        query.lower() in item.order_id.lower()
        or query.lower() in item.customer.name.lower()
        or (by_phone and digits in re.sub(r"\D", "", item.phone))
    )


def matches(asked: dict[str, Any], item: DemoOrder, now: datetime) -> bool:
    since = asked.get("since_hours")
    return (
        ("preset" not in asked or is_of(asked["preset"], item, now))
        and ("status" not in asked or item.status == asked["status"])
        and ("flagged" not in asked or item.flagged == asked["flagged"])
        and ("query" not in asked or is_found(asked["query"], item))
        and (since is None or item.created_at >= now - timedelta(hours=since))
    )


@made_up
@given(day=st.sampled_from(DAYS), made=orders(), asked=ASKED)
def test_orders_by_every_condition(
    db: None, day: date, made: list[Made], asked: dict[str, Any]
) -> None:
    put(day, made)
    now = moment(day, 700)
    for number, item in enumerate(DemoOrder.objects.all()):
        item.flagged = number % 3 == 0
        item.flagged_at = now if item.flagged else None
        item.ship_due_at = now + timedelta(hours=number - 3)
        item.save()
    rows = [item for item in DemoOrder.objects.all() if matches(asked, item, now)]
    rows.sort(key=lambda item: item.order_id, reverse=True)
    if asked.get("preset") == "late_ship":
        rows.sort(key=lambda item: item.ship_due_at or now)
    else:
        rows.sort(key=lambda item: item.created_at, reverse=True)
    result = ask("orders_search", asked, context(now))
    shown = [value["order_id"] for value in result.data["orders"]]
    assert shown == [row.order_id for row in rows[: asked.get("limit", 20)]]
    assert (result.data["count"], result.data["total"]) == (len(rows), revenue(rows))
    assert result.empty == (not rows)
    assert result.empty == (result.card.notes == ("No such orders.",))


@made_up
@given(day=st.sampled_from(DAYS), made=orders())
def test_one_order_is_told_as_it_is(db: None, day: date, made: list[Made]) -> None:
    put(day, made)
    for each in DemoOrder.objects.select_related("customer"):
        data = ask("order_detail", {"order_id": each.pk}, context(moment(day, 700))).data
        told = {**data["row"], **data}
        for name in (
            "order_id", "status", "payment_status", "shipping_status", "total", "created_at", "phone",
            "coupon_code", "paid_at", "shipped_at", "delivered_at", "flagged", "flag_reason",
        ):  # fmt: skip
            assert told[name] == getattr(each, name)
        assert told["customer"] == each.customer.name
        items = DemoOrderItem.objects.filter(order=each).order_by("pk").select_related("product")
        assert list(data["items"]) == [
            {
                "product_id": item.product_id, "title": item.product.title, "quantity": item.quantity,
                "unit_price": item.unit_price, "discount": item.discount, "total": item.total,
            }
            for item in items
        ]  # fmt: skip
        assert sum(item["total"] for item in data["items"]) == each.total


# Chats, stock and coupons

CHATS = st.lists(
    st.tuples(st.booleans(), st.integers(0, 30 * 60), st.none() | st.integers(0, 30 * 60)),
    max_size=12,
)


@made_up
@given(
    day=st.sampled_from(DAYS), chats=CHATS, hours=st.sampled_from([0, 0, 1, 2, 6, 24]),
    limit=st.integers(1, 6),
)  # fmt: skip
def test_who_waits_for_an_answer(
    db: None, day: date, chats: list[tuple[bool, int, int | None]], hours: int, limit: int
) -> None:
    put(day, [])
    now = moment(day, 700)
    DemoChatThread.objects.bulk_create(
        DemoChatThread(
            thread_id=f"CH-{number}", customer_id=1, subject="?", open=is_open,
            last_customer_message_at=now - timedelta(minutes=wrote),
            last_reply_at=None if replied is None else now - timedelta(minutes=replied),
        )
        for number, (is_open, wrote, replied) in enumerate(chats)
    )  # fmt: skip
    waits = {
        f"CH-{number}": wrote
        for number, (is_open, wrote, replied) in enumerate(chats)
        if is_open and (replied is None or replied > wrote)
    }
    result = ask("chats_unanswered", {"older_than_hours": hours, "limit": limit}, context(now))
    long = sorted(
        (key for key, wrote in waits.items() if wrote >= hours * 60),
        key=lambda key: (-waits[key], key),
    )
    assert [value["thread_id"] for value in result.data["chats"]] == long[:limit]
    assert (result.data["count"], result.data["waiting"]) == (len(long), len(waits))
    for past in (2, 6, 24):
        assert result.data[f"over_{past}h"] == sum(w >= past * 60 for w in waits.values())
    assert result.empty == (not long) == bool(result.card.notes)


STOCK = st.lists(
    st.tuples(
        st.sampled_from([0, 1, 5, 6, 40]), st.booleans(), st.booleans(),
        st.sampled_from([None, Decimal("9.90")]),
    ),
    max_size=8,
)  # fmt: skip
SECTIONS = ("out_of_stock", "low_stock", "missing_photo", "missing_price", "unpublished")


@made_up
@given(
    stock=STOCK, section=st.sampled_from(["all", *SECTIONS]), low=st.sampled_from([1, 5, 6]),
    limit=st.integers(1, 4),
)  # fmt: skip
def test_the_stock_by_every_section(
    db: None,
    stock: list[tuple[int, bool, bool, Decimal | None]],
    section: str,
    low: int,
    limit: int,
) -> None:
    put(DAYS[0], [])
    DemoProduct.objects.all().delete()
    for number, (pieces, has_photo, published, price) in enumerate(stock):
        DemoProduct.objects.create(
            product_id=f"P-{number}", title="T", category="C", stock=pieces, has_photo=has_photo,
            published=published, price=price,
        )  # fmt: skip
    troubles = {
        f"P-{number}": {
            name
            for name, so in zip(
                SECTIONS,
                (not pieces, 0 < pieces <= low, not photo, price is None, not published),
                strict=True,
            )
            if so
        }
        for number, (pieces, photo, published, price) in enumerate(stock)
    }
    asked = {"section": section, "low_stock_at_most": low, "limit": limit}
    result = ask("inventory_status", asked)
    wanted = [key for key, of in troubles.items() if (of if section == "all" else section in of)]
    wanted.sort(key=lambda key: (stock[int(key[2:])][0], key))
    assert [value["product_id"] for value in result.data["rows"]] == wanted[:limit]
    assert result.data["matching"] == len(wanted)
    assert (result.data["products"], result.data["pieces"]) == (
        len(stock), sum(pieces for pieces, *_ in stock),
    )  # fmt: skip
    for name in SECTIONS:
        assert result.data[name] == sum(name in of for of in troubles.values())
    assert result.empty == (not wanted) == bool(result.card.notes)


COUPONS = st.lists(
    st.tuples(
        st.booleans(), st.integers(-300, 5), st.none() | st.integers(-4, 300),
        st.none() | st.integers(1, 3),
    ),
    min_size=1, max_size=5,
)  # fmt: skip
CODES = ["WELCOME10", "SHIP5", "VIP25", "AUTUMN5", "GIFT"]


@made_up
@given(
    day=st.sampled_from(DAYS), made=orders(), coupons=COUPONS,
    sort=st.sampled_from(["active", "most_used", "expiring"]),
)  # fmt: skip
def test_coupons_in_every_order(
    db: None, day: date, made: list[Made],
    coupons: list[tuple[bool, int, int | None, int | None]], sort: str,
) -> None:  # fmt: skip
    put(day, made)
    now = moment(day, 700)
    for code, (active, starts, ends, most) in zip(CODES, coupons, strict=False):
        starts_at = now + timedelta(hours=starts)
        DemoCoupon.objects.create(
            code=code, percent_off=10, active=active, max_uses=most, starts_at=starts_at,
            ends_at=None if ends is None else max(now + timedelta(hours=ends), starts_at + timedelta(1)),
        )  # fmt: skip
    rows = {item.code: item for item in DemoCoupon.objects.all()}
    used = {code: [o for o in DemoOrder.objects.all() if o.coupon_code == code] for code in rows}

    def usable(code: str) -> bool:
        item = rows[code]
        ended = item.ends_at is not None and item.ends_at <= now
        spent = item.max_uses is not None and len(used[code]) >= item.max_uses
        return item.active and item.starts_at <= now and not ended and not spent

    ending = {code: row.ends_at for code, row in rows.items() if row.ends_at is not None}
    wanted = {
        "active": sorted(filter(usable, rows)),
        "most_used": sorted(rows, key=lambda code: (-len(used[code]), code)),
        "expiring": sorted(filter(usable, ending), key=lambda code: (ending[code], code)),
    }[sort]
    result = ask("coupons_status", {"sort": sort}, context(now))
    assert [value["code"] for value in result.data["coupons"]] == wanted
    for value in result.data["coupons"]:
        assert value["uses"] == len(used[value["code"]])
        assert value["revenue"] == revenue(list(filter(is_paid, used[value["code"]])))
        assert (value["state"] == "active") == usable(value["code"])
    assert (result.data["count"], result.empty) == (len(wanted), not wanted)


@pytest.mark.parametrize(
    ("tool", "asked", "most"),
    [
        ("kpi_snapshot", {}, 1),
        ("kpi_snapshot", {"compare_to": "previous_month"}, 2),
        ("revenue_trend", {"days": 365}, 2),
        ("orders_search", {"limit": 200}, 2),
        ("order_detail", {"order_id": "OB-1002"}, 2),
        ("chats_unanswered", {"limit": 50}, 2),
        ("top_products", {"days": 365, "limit": 50}, 3),
        ("inventory_status", {"limit": 200}, 2),
        ("coupons_status", {"sort": "most_used"}, 2),
    ],
)
def test_a_read_asks_few_questions_however_much_it_shows(
    shop: None, tool: str, asked: dict[str, Any], most: int, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(most):
        ask(tool, asked)


@made_up
@given(day=st.sampled_from(DAYS))
def test_every_read_says_an_empty_shop_is_empty(db: None, day: date) -> None:
    put(day, [])
    DemoProduct.objects.all().delete()
    for tool in (
        "kpi_snapshot", "revenue_trend", "orders_search", "chats_unanswered", "top_products",
        "inventory_status", "coupons_status", "funnel_snapshot", "refunds_anomalies",
        "truststack_signals",
    ):  # fmt: skip
        result = ask(tool, {}, context(moment(day, 700)))
        assert (result.empty, result.card.table, result.card.chart) == (True, None, None), tool
        assert result.card.notes, tool
        assert result.provenance is not None
        assert asdict(result)
