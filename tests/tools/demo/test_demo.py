"""The demo shop: the same on every machine, consistent in itself, interesting on every day."""

from __future__ import annotations

import io
import re
import sys
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import Sum

from audit import queries
from tests.tools.conftest import NOW
from tests.tools.demo.consistency import LATE, STUCK, ids
from tools.demo import seed
from tools.demo.generate import count_until, generate_stories
from tools.demo.shape import HISTORY_DAYS, Shape
from tools.demo.special import SPECIAL_IDS
from tools.models import (
    DemoCustomer,
    DemoOrder,
    DemoProduct,
    DemoRefund,
    DemoShape,
    DemoVisits,
)
from tools.upstream.demo.basis import PAID
from tools.upstream.demo.shop import DemoShop

ZONE = settings.SHOP_ZONE
FIRST_DAY = date(2026, 5, 28)
Snapshot = dict[str, tuple[Any, ...]]


def rows() -> Snapshot:
    """Everything that is stored of the orders, by id."""
    return {row[0]: row[1:] for row in DemoOrder.objects.values_list()}


@pytest.mark.django_db
def test_a_full_shop_is_large() -> None:
    count = seed.fill(NOW)
    assert count == DemoOrder.objects.count()
    assert 2_200 < count < 2_900
    assert DemoProduct.objects.count() == 120
    assert DemoProduct.objects.values("category").distinct().count() == 8
    assert DemoCustomer.objects.count() == 900
    first = DemoOrder.objects.earliest("created_at").created_at.astimezone(ZONE).date()
    assert first == FIRST_DAY == NOW.astimezone(ZONE).date() - timedelta(days=HISTORY_DAYS - 1)
    assert len(set(DemoProduct.objects.values_list("category", "lead_days"))) > 20


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


def test_the_special_orders_are_what_the_stories_say(shop: None) -> None:
    assert {f"OB-{number}" for number in range(1001, 1011)} == SPECIAL_IDS
    assert DemoOrder.objects.filter(pk__in=SPECIAL_IDS).count() == 10
    assert ids("stuck", NOW) == STUCK
    assert ids("late_ship", NOW) == LATE
    refund = DemoRefund.objects.get(pk="OB-1010")
    assert (refund.order.status, refund.reason) == ("refunded", "changed_mind")
    assert NOW - refund.refunded_at == timedelta(hours=62)
    assert DemoOrder.objects.get(pk="OB-1002").coupon_code == "WELCOME10"
    assert DemoOrder.objects.get(pk="OB-1009").coupon_code == "SHIP5"
    assert not DemoOrder.objects.filter(PAID, pk="OB-1010").exists()


def test_a_coupon_takes_off_what_it_says(shop: None) -> None:
    for item in DemoOrder.objects.get(pk="OB-1002").items.all():
        full = item.unit_price * item.quantity
        assert item.discount == (full / 10).quantize(Decimal("0.01"))
    ship5 = DemoOrder.objects.get(pk="OB-1009").items.aggregate(sum=Sum("discount"))
    assert ship5 == {"sum": Decimal("5.00")}


@pytest.mark.parametrize("orders", [300, 7_000])
@pytest.mark.django_db
def test_order_numbers_count_on_within_a_day(orders: int) -> None:
    seed.fill(NOW, orders=orders)
    numbers: dict[date, list[int]] = defaultdict(list)
    for order in DemoOrder.objects.exclude(pk__in=SPECIAL_IDS).order_by("created_at", "pk"):
        assert re.fullmatch(r"OB-\d{5,6}", order.pk)
        numbers[order.created_at.astimezone(ZONE).date()].append(int(order.pk[3:]))
    first, *others = numbers.values()
    assert first == list(range(first[0], first[-1] + 1))
    for day in others:
        assert day == list(range(day[0], day[0] + len(day)))
        assert day[0] % 100 == 0
    assert sorted(numbers) == list(numbers)


@pytest.mark.parametrize("orders", [1, 10, 11, 47, 300, 2_000, 4_321])
@pytest.mark.django_db
def test_there_are_as_many_orders_as_asked_for(orders: int) -> None:
    assert seed.fill(NOW, orders=orders) == DemoOrder.objects.count() == max(orders, 10)
    later = NOW + timedelta(hours=30)
    assert seed.top_up(later).added > 0
    assert seed.top_up(later) == seed.Changes(0, 0, 0)


def test_today_ends_now(shop: None) -> None:
    latest = DemoOrder.objects.latest("created_at")
    assert NOW - timedelta(hours=4) < latest.created_at <= NOW


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
    row = DemoShape.objects.get()
    shape = Shape(row.first_day, row.customers, ZONE)
    for number in range(1, 10):
        day = (NOW + timedelta(days=number)).astimezone(ZONE).date()
        start = shape.start(day)
        there = DemoOrder.objects.filter(
            created_at__gte=start, created_at__lt=start + timedelta(days=1)
        ).exclude(pk__in=SPECIAL_IDS)
        assert there.count() == count_until(shape, day, later) > 5


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
    DemoOrder.objects.filter(pk="OB-1010").delete()
    assert seed.top_up(NOW) == seed.Changes(1, 0, 0)
    assert DemoRefund.objects.filter(pk="OB-1010").exists()
    assert ids("stuck", NOW) == STUCK


@pytest.mark.django_db
def test_filling_is_on_record_once() -> None:
    count = seed.fill(NOW, orders=50)
    assert count >= 50
    assert seed.fill(NOW) == 0
    events = queries.list_events(limit=5, event_types=("shop_seeded",))
    assert [event.payload for event in events] == [
        {"orders": count, "products": 120, "customers": 900}
    ]


@pytest.mark.django_db
def test_top_up_fills_an_empty_shop() -> None:
    assert seed.top_up(NOW).added == DemoOrder.objects.count() > 2_000
    assert len(queries.list_events(limit=5, event_types=("shop_seeded",))) == 1


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/Santiago", "Australia/Lord_Howe"])
@pytest.mark.parametrize("first_day", [date(2026, 1, 1), date(2026, 7, 1)])
def test_every_order_lies_within_its_day(zone: str, first_day: date) -> None:
    """On the days on which the clocks change, too, at whatever hour they do."""
    shape = Shape(first_day, 900, ZoneInfo(zone))
    last = None
    for number in range(180):
        day = first_day + timedelta(days=number)
        start, end = shape.start(day), shape.start(day + timedelta(days=1))
        found = list(generate_stories(shape, day, end + timedelta(days=30)))
        assert len(found) == count_until(shape, day, end)
        for story in found:
            order = story.order
            assert start <= order.created_at < end
            assert last is None or order.created_at >= last
            assert order.paid_at is None or order.created_at < order.paid_at < end
            last = order.created_at


def test_today_has_as_many_as_are_counted() -> None:
    shape = Shape(FIRST_DAY, 9_000, ZONE)
    day = NOW.astimezone(ZONE).date()
    for minutes in range(0, 1500, 7):
        now = shape.start(day) + timedelta(minutes=minutes)
        assert count_until(shape, day, now) == len(list(generate_stories(shape, day, now)))


def test_visits_of_today_only_grow(shop: None) -> None:
    today = NOW.astimezone(ZONE).date()
    before = [(0, 0, 0)] * 5
    for minutes in range(-30, 500, 23):
        seed.top_up(NOW + timedelta(minutes=minutes))
        rows = DemoVisits.objects.filter(day=today).order_by("pk")
        now = list(rows.values_list("visits", "carts", "checkouts"))
        for was, is_now in zip(before, now, strict=True):
            assert all(old <= new for old, new in zip(was, is_now, strict=True))
        before = now
    assert sum(item[0] for item in before) > 500


@pytest.mark.django_db
def test_the_command_fills_resets_and_scales() -> None:
    out = io.StringIO()
    call_command("seed_demo", "--orders", "100", stdout=out)
    assert out.getvalue() == "The demo shop is filled: 100 orders.\n"
    with pytest.raises(CommandError, match="--reset"):
        call_command("seed_demo", "--orders", "50", stdout=out)
    DemoOrder.objects.filter(pk="OB-1003").update(
        flagged=True, flag_reason="x", flagged_at=NOW, flagged_by=1
    )
    call_command("seed_demo", stdout=out)
    assert DemoOrder.objects.get(pk="OB-1003").flagged
    call_command("seed_demo", "--reset", "--orders", "20", stdout=out)
    assert not DemoOrder.objects.get(pk="OB-1003").flagged
    for number in ("0", "1000001"):
        with pytest.raises(CommandError, match=r"--orders: write a number from 1 to 1,000,000"):
            call_command("seed_demo", "--orders", number, stdout=out)


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.django_db
@pytest.mark.parametrize("screen", [Screen(), io.StringIO()])
def test_a_terminal_sees_how_far_it_is(
    screen: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stderr", screen)
    out = io.StringIO()
    call_command("seed_demo", "--reset", "--orders", "60", stdout=out)
    assert out.getvalue() == "The demo shop is filled: 60 orders.\n"
    assert ("60/60" in screen.getvalue()) == screen.isatty()
    assert bool(screen.getvalue()) == screen.isatty()


@pytest.mark.django_db(transaction=True)
def test_nothing_is_done_while_somebody_else_fills() -> None:
    def work() -> seed.Changes:
        try:
            return seed.top_up(NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        seed.fill(NOW, orders=20)
        assert pool.submit(work).result() == seed.Changes(0, 0, 0)
    assert seed.top_up(NOW + timedelta(days=1)).added > 0


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
