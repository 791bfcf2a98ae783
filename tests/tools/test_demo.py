"""The demo shop: the same on every machine, consistent in itself, interesting on every day."""

from __future__ import annotations

import io
import re
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Count, F, Sum

from audit import queries
from tests.tools.conftest import NOW
from tools.demo import generate, seed
from tools.demo.special import SPECIAL_IDS
from tools.models import DemoChatThread, DemoCustomer, DemoOrder, DemoOrderItem, DemoProduct
from tools.upstream.demo import PAID, DemoShop
from tools.upstream.shop import OrderFilter, Preset

ZONE = settings.SHOP_ZONE
STUCK = ["OB-1003", "OB-1005", "OB-1008"]
LATE = ["OB-1002", "OB-1007"]

Snapshot = dict[str, tuple[Any, ...]]


def ids(preset: Preset, now: datetime = NOW) -> list[str]:
    found = DemoShop(now=now, zone=ZONE).orders(OrderFilter(preset=preset), 200)
    return sorted(row.order_id for row in found.rows)


def rows() -> Snapshot:
    """Everything that is stored of the orders, by id."""
    return {row[0]: row[1:] for row in DemoOrder.objects.values_list()}


def money_of(day: date) -> list[tuple[Any, ...]]:
    """What an ordinary day's figures are made of, as stored."""
    orders = DemoOrder.objects.exclude(order_id__in=SPECIAL_IDS)
    return [
        row
        for row in orders.order_by("pk").values_list(
            "order_id", "total", "created_at", "paid_at", "payment_status"
        )
        if row[2].astimezone(ZONE).date() == day
    ]


def empty() -> None:
    for model in (DemoOrderItem, DemoOrder, DemoChatThread, DemoProduct, DemoCustomer):
        model.objects.all().delete()


@pytest.mark.django_db
def test_a_full_shop_is_large_and_quickly_filled() -> None:
    started = time.perf_counter()
    count = seed.fill(NOW)
    assert time.perf_counter() - started < 5
    assert count == DemoOrder.objects.count()
    assert 2_200 < count < 2_900
    assert DemoProduct.objects.count() == 86
    assert DemoProduct.objects.values("category").distinct().count() == 8
    assert DemoCustomer.objects.count() == 900
    first = DemoOrder.objects.earliest("created_at").created_at.astimezone(ZONE).date()
    assert (NOW.astimezone(ZONE).date() - first).days == seed.HISTORY_DAYS - 1


@pytest.mark.django_db
def test_the_shop_grows_and_is_busier_on_saturdays_than_on_sundays() -> None:
    seed.fill(NOW)
    moments = [
        moment.astimezone(ZONE)
        for moment in DemoOrder.objects.values_list("created_at", flat=True)
    ]
    recent = sum(moment.date() > date(2026, 8, 25) for moment in moments)
    assert recent > 1.15 * (len(moments) - recent)
    assert sum(moment.weekday() == 5 for moment in moments) > 1.3 * sum(
        moment.weekday() == 6 for moment in moments
    )
    assert sum(moment.hour in (19, 20) for moment in moments) > 20 * sum(
        moment.hour in (3, 4) for moment in moments
    )


def test_items_add_up_to_their_order(shop: None) -> None:
    wrong = DemoOrder.objects.annotate(sum=Sum("items__total")).exclude(total=F("sum"))
    assert list(wrong) == []
    assert not DemoOrder.objects.annotate(lines=Count("items")).filter(lines=0).exists()


def test_the_special_orders_are_what_the_stories_say(shop: None) -> None:
    assert {f"OB-{number}" for number in range(1001, 1011)} == SPECIAL_IDS
    assert DemoOrder.objects.filter(pk__in=SPECIAL_IDS).count() == 10
    assert ids("stuck") == STUCK
    assert ids("late_ship") == LATE
    assert DemoOrder.objects.get(pk="OB-1010").status == "refunded"
    assert DemoOrder.objects.get(pk="OB-1002").coupon_code == "WELCOME10"
    assert DemoOrder.objects.get(pk="OB-1009").coupon_code == "SHIP5"
    assert not DemoOrder.objects.filter(PAID, pk="OB-1010").exists()


def test_a_coupon_takes_off_what_it_says(shop: None) -> None:
    for item in DemoOrder.objects.get(pk="OB-1002").items.all():
        full = item.unit_price * item.quantity
        assert item.discount == (full / 10).quantize(Decimal("0.01"))
    ship5 = DemoOrder.objects.get(pk="OB-1009").items.aggregate(sum=Sum("discount"))
    assert ship5 == {"sum": Decimal("5.00")}


def test_order_numbers_are_well_formed_and_tell_their_day(shop: None) -> None:
    for order in DemoOrder.objects.exclude(pk__in=SPECIAL_IDS):
        assert re.fullmatch(r"OB-\d{5,8}", order.pk)
        assert generate.day_of(order.pk) == order.created_at.astimezone(ZONE).date()


def test_today_ends_now(shop: None) -> None:
    latest = DemoOrder.objects.latest("created_at")
    assert NOW - timedelta(hours=4) < latest.created_at <= NOW
    assert not DemoOrder.objects.filter(paid_at__gt=NOW).exists()
    assert not DemoOrder.objects.filter(shipped_at__gt=NOW).exists()
    assert not DemoOrder.objects.filter(delivered_at__gt=NOW).exists()


@pytest.mark.django_db
def test_a_day_shows_the_same_orders_whenever_it_was_generated() -> None:
    days = [date(2026, 11, 10) + timedelta(days=number) for number in range(13)]
    seed.fill(NOW, orders=300)
    first = {day: money_of(day) for day in days}
    items = list(
        DemoOrderItem.objects.filter(order_id=first[days[0]][0][0]).values_list(
            "product_id", "total"
        )
    )
    empty()
    seed.fill(NOW + timedelta(days=11, hours=5), orders=700)
    assert {day: money_of(day) for day in days} == first
    order_id = first[days[0]][0][0]
    assert (
        list(DemoOrderItem.objects.filter(order_id=order_id).values_list("product_id", "total"))
        == items
    )


@pytest.mark.django_db
def test_growing_day_by_day_comes_to_the_same_as_filling_at_once() -> None:
    seed.fill(NOW, orders=200)
    for hours in (1, 7, 30, 31, 100):
        seed.top_up(NOW + timedelta(hours=hours))
    ordinary = DemoOrder.objects.exclude(pk__in=SPECIAL_IDS).order_by("pk")
    fields = ("order_id", "status", "shipping_status", "payment_status", "total", "delivered_at")
    grown = list(ordinary.values_list(*fields))
    empty()
    seed.fill(NOW + timedelta(hours=100), orders=400)
    assert (
        list(ordinary.filter(pk__gte=grown[0][0], pk__lte="OB-999999").values_list(*fields))
        == grown
    )


def test_top_up_has_nothing_to_do_a_second_time(shop: None) -> None:
    later = NOW + timedelta(days=2)
    first = seed.top_up(later)
    assert first.added > 10
    assert first.moved_on > 10
    before = rows()
    assert seed.top_up(later) == seed.Changes(0, 0, 0)
    assert rows() == before


def test_top_up_leaves_alone_what_has_not_changed(shop: None) -> None:
    before = rows()
    assert seed.top_up(NOW + timedelta(minutes=1)).freshened == 0
    after = rows()
    assert {pk: after[pk] for pk in SPECIAL_IDS} == {pk: before[pk] for pk in SPECIAL_IDS}


def test_top_up_fills_days_that_were_missed(shop: None) -> None:
    later = NOW + timedelta(days=9)
    seed.top_up(later)
    for number in range(1, 10):
        day = (NOW + timedelta(days=number)).astimezone(ZONE).date()
        expected = [order.pk for order, _ in generate.orders_of(day, later, ZONE)]
        assert [row[0] for row in money_of(day)] == expected


@pytest.mark.parametrize("days", [1, 3, 10, 45])
def test_the_special_rows_stay_interesting(shop: None, days: int) -> None:
    later = NOW + timedelta(days=days)
    seed.top_up(later)
    assert ids("stuck", later) == STUCK
    assert ids("late_ship", later) == LATE
    oldest = DemoOrder.objects.filter(pk__in=STUCK).earliest("created_at")
    assert later - oldest.created_at < timedelta(days=4)
    due = [order.ship_due_at for order in DemoOrder.objects.filter(pk__in=LATE)]
    assert all(moment and timedelta(0) < later - moment < timedelta(days=3) for moment in due)
    queue = DemoShop(now=later, zone=ZONE).waiting_chats(timedelta(0), 10)
    assert (queue.waiting, queue.over_24h) == (4, 1)


def test_freshening_moves_no_money(shop: None) -> None:
    special = DemoOrder.objects.filter(pk__in=SPECIAL_IDS).order_by("pk")
    before = list(special.values_list("pk", "paid_at", "total"))
    seed.top_up(NOW + timedelta(days=30))
    assert list(special.values_list("pk", "paid_at", "total")) == before


def test_what_an_owner_flagged_stays_as_it_is(shop: None) -> None:
    DemoOrder.objects.filter(pk="OB-1003").update(
        flagged=True, flag_reason="call back", flagged_at=NOW, flagged_by=1
    )
    before = rows()["OB-1003"]
    seed.top_up(NOW + timedelta(days=30))
    assert rows()["OB-1003"] == before


def test_a_lost_special_order_comes_back(shop: None) -> None:
    DemoOrder.objects.filter(pk="OB-1003").delete()
    assert seed.top_up(NOW) == seed.Changes(1, 0, 0)
    assert ids("stuck") == STUCK


@pytest.mark.django_db
def test_filling_is_on_record_once() -> None:
    count = seed.fill(NOW, orders=50)
    assert count >= 50
    assert seed.fill(NOW) == 0
    events = queries.page(limit=5, event_types=("shop_seeded",))
    assert [event.payload for event in events] == [
        {"orders": count, "products": 86, "customers": 900}
    ]


@pytest.mark.django_db
def test_top_up_fills_an_empty_shop() -> None:
    assert seed.top_up(NOW).added == DemoOrder.objects.count() > 2_000
    assert len(queries.page(limit=5, event_types=("shop_seeded",))) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 5, 5), 24)]
)
def test_every_order_lies_within_its_day(day: date, hours: int) -> None:
    start = datetime.combine(day, datetime.min.time(), ZONE).astimezone(UTC)
    found = generate.orders_of(day, NOW, ZONE)
    assert found
    for order, _ in found:
        assert start <= order.created_at < start + timedelta(hours=hours)
        assert order.paid_at is None or order.created_at < order.paid_at < start + timedelta(
            hours=hours
        )


@pytest.mark.django_db
def test_the_command_fills_resets_and_scales() -> None:
    out = io.StringIO()
    call_command("seed_demo", "--orders", "100", stdout=out)
    assert re.search(r"filled: 1\d\d orders", out.getvalue())
    with pytest.raises(CommandError, match="--reset"):
        call_command("seed_demo", "--orders", "50", stdout=out)
    DemoOrder.objects.filter(pk="OB-1003").update(
        flagged=True, flag_reason="x", flagged_at=NOW, flagged_by=1
    )
    call_command("seed_demo", stdout=out)
    assert DemoOrder.objects.get(pk="OB-1003").flagged
    call_command("seed_demo", "--reset", "--orders", "20", stdout=out)
    assert not DemoOrder.objects.get(pk="OB-1003").flagged
    with pytest.raises(CommandError, match="from 1 to"):
        call_command("seed_demo", "--orders", "0", stdout=out)


@pytest.mark.django_db(transaction=True)
def test_two_processes_that_fill_at_once_fill_once() -> None:
    def work(_: int) -> int:
        try:
            return seed.fill(NOW, orders=40)
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        counts = sorted(pool.map(work, range(3)))
    assert counts == [0, 0, DemoOrder.objects.count()]
    assert DemoOrder.objects.filter(pk__in=SPECIAL_IDS).count() == 10
