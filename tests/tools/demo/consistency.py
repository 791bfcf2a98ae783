"""What must hold of the demo shop at every moment, computed from the rows in plain Python."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.conf import settings
from django.db.models import Count, F, Q, Sum
from django.db.models.functions import TruncDate, TruncWeek
from django.utils.timezone import localdate

from tools.models import DemoOrder, DemoOrderItem, DemoRefund, DemoStep, DemoVisits
from tools.upstream.demo.basis import PAID
from tools.upstream.demo.shop import DemoShop
from tools.upstream.shop import OrderFilter, Preset

ZONE = settings.SHOP_ZONE
STUCK = ["OB-1003", "OB-1005", "OB-1008"]
LATE = ["OB-1002", "OB-1007"]
DAY = timedelta(days=1)


def ids(preset: Preset, now: datetime) -> list[str]:
    found = DemoShop(now=now, zone=ZONE).orders(OrderFilter(preset=preset), 200)
    return sorted(row.order_id for row in found.rows)


def agrees_with_itself(now: datetime) -> None:
    """Sums, refunds, the order of things in time, and a funnel that only narrows."""
    wrong = DemoOrder.objects.annotate(sum=Sum("items__total")).exclude(total=F("sum"))
    assert list(wrong) == []
    assert not DemoOrder.objects.filter(items=None).exists()
    paid_back = DemoOrder.objects.filter(payment_status="refunded")
    assert set(paid_back.values_list("pk", flat=True)) == set(
        DemoRefund.objects.values_list("pk", flat=True)
    )
    assert not DemoRefund.objects.exclude(amount=F("order__total")).exists()
    assert not DemoRefund.objects.filter(
        Q(refunded_at__lte=F("order__paid_at"))
        | Q(refunded_at__lte=F("order__delivered_at"))
        | Q(refunded_at__gt=now)
    ).exists()
    assert not DemoOrder.objects.filter(
        Q(created_at__gt=F("paid_at"))
        | Q(paid_at__gt=F("shipped_at"))
        | Q(shipped_at__gt=F("delivered_at"))
        | Q(created_at__gt=now)
        | Q(paid_at__gt=now)
        | Q(shipped_at__gt=now)
        | Q(delivered_at__gt=now)
    ).exists()
    assert not DemoStep.objects.filter(at__lte=now).exists()
    _only_narrows(now)


def by_day(column: str) -> dict[date, int]:
    days = DemoOrder.objects.annotate(day=TruncDate(column, tzinfo=ZONE)).values_list("day")
    return dict(days.annotate(count=Count(column)))


def _only_narrows(now: datetime) -> None:
    created, paid = by_day("created_at"), by_day("paid_at")
    visits = DemoVisits.objects.values_list("day").annotate(
        channels=Count("pk"), visits=Sum("visits"), carts=Sum("carts"), begun=Sum("checkouts")
    )
    found = {day: numbers for day, *numbers in visits}
    first, today = min(created), localdate(now, ZONE)
    assert sorted(found) == [first + DAY * number for number in range((today - first).days + 1)]
    for day, (channels, looked, carts, begun) in found.items():
        assert channels == 5
        assert looked >= carts >= begun >= created.get(day, 0) >= paid.get(day, 0), day


def is_fresh(now: datetime) -> None:
    """What the stories show is there, as old as it should be."""
    assert ids("stuck", now) == STUCK
    assert ids("late_ship", now) == LATE
    oldest = DemoOrder.objects.filter(pk__in=STUCK).earliest("created_at")
    assert now - oldest.created_at < timedelta(days=4)
    for due in DemoOrder.objects.filter(pk__in=LATE).values_list("ship_due_at", flat=True):
        assert due is not None
        assert timedelta(0) < now - due < timedelta(days=3)
    latest = DemoOrder.objects.latest("created_at").created_at
    assert now - timedelta(hours=14) < latest <= now


def a_batch_came_back(now: datetime) -> str:
    """One product stands out among the refunds of the last 30 days, within three days; which."""
    recent = DemoRefund.objects.filter(refunded_at__gt=now - 30 * DAY, reason="damaged")
    moments: dict[str, list[datetime]] = defaultdict(list)
    for product, at in recent.values_list("order__items__product_id", "refunded_at"):
        moments[product].append(at)
    product, times = max(moments.items(), key=lambda item: len(item[1]))
    sold = Counter[str](
        DemoOrderItem.objects.filter(
            order__paid_at__gt=now - 45 * DAY, product_id=product
        ).values_list("product_id", flat=True)
    )
    assert len(times) >= 8, (now, product, len(times))
    assert len(times) > 0.4 * sold[product]
    return product


def a_week_was_bad(now: datetime) -> list[date]:
    """A whole week of the last 60 days is one in which payments failed as never else.

    The Mondays of all such weeks.
    """
    today = localdate(now, ZONE)
    orders, failed = Counter[date](), Counter[date]()
    weeks = DemoOrder.objects.annotate(week=TruncWeek("created_at", tzinfo=ZONE))
    for week, payment in weeks.values_list("week", "payment_status"):
        orders[week.date()] += 1
        failed[week.date()] += payment == "failed"
    bad = [order for order in orders if failed[order] > 0.22 * orders[order]]
    whole = [item for item in bad if today - 60 * DAY <= item <= today - 7 * DAY]
    assert whole, (now, bad)
    return sorted(bad)


def somebody_looks_suspicious(now: datetime) -> None:
    """Each habit shows in the orders of the last 30 days, and few people have any."""
    since = now - 30 * DAY
    by_customer: dict[int, list[DemoOrder]] = defaultdict(list)
    habits: dict[str, set[int]] = defaultdict(set)
    phones: dict[str, set[int]] = defaultdict(set)
    for order in DemoOrder.objects.filter(created_at__gt=since).order_by("created_at"):
        by_customer[order.customer_id].append(order)
        phones[order.phone].add(order.customer_id)
    earlier = DemoOrder.objects.filter(created_at__lte=since)
    known = set(earlier.values_list("customer_id", flat=True))
    for customer, recent in by_customer.items():
        for place in range(len(recent) - 3):
            four = recent[place : place + 4]
            if four[3].created_at - four[0].created_at < timedelta(hours=1) and [
                item.payment_status for item in four
            ] == ["failed", "failed", "failed", "paid"]:
                habits["hurry"].add(customer)
        if sum(item.coupon_code == "WELCOME10" for item in recent) >= 4:
            habits["coupon"].add(customer)
        if sum(item.payment_status == "refunded" for item in recent) >= 2:
            habits["refunds"].add(customer)
        if customer not in known and recent[0].total > 600:
            habits["large"].add(customer)
    habits["phone"] = set().union(*(phone for phone in phones.values() if len(phone) > 1))
    assert {name for name, who in habits.items() if who} == {
        "hurry", "coupon", "refunds", "large", "phone",
    }, now  # fmt: skip
    plain = habits["hurry"] | habits["coupon"] | habits["large"] | habits["phone"]
    assert 4 <= len(plain) <= 6, (now, habits)


def paid_on(day: date) -> Decimal:
    start = datetime.combine(day, datetime.min.time(), ZONE)
    within = Q(paid_at__gte=start, paid_at__lt=start + DAY)
    total = DemoOrder.objects.filter(PAID & within).aggregate(sum=Sum("total"))["sum"]
    return total or Decimal(0)
