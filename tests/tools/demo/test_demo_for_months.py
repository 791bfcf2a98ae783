"""The demo shop over a long uptime: every day it is consistent, fresh and worth looking at."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random

import pytest
from django.db.models import Sum
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from tests.tools.conftest import NOW
from tests.tools.demo import consistency as check
from tools.demo import seed
from tools.demo.generate import generate_stories
from tools.demo.shape import Shape
from tools.demo.special import SPECIAL_IDS
from tools.models import DemoOrder, DemoRefund, DemoShape, DemoStep

ordinary_settings = hypothesis_settings(
    max_examples=3,
    derandomize=True,  # a failure is one that anybody can see again
    phases=[Phase.explicit, Phase.generate],  # each example fills a shop
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
moments = st.integers(0, 7 * 365 * 24 * 60).map(
    lambda minutes: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


def everything(now: datetime) -> None:
    check.agrees_with_itself(now)
    check.is_fresh(now)
    check.a_batch_came_back(now)
    check.a_week_was_bad(now)
    check.somebody_looks_suspicious(now)


@pytest.mark.django_db
@ordinary_settings
@given(now=moments)
def test_a_fresh_shop_is_whole_whenever_it_is_filled(now: datetime) -> None:
    assert 2_200 < seed.fill(now, reset=True) < 2_800
    everything(now)
    assert len(check.a_week_was_bad(now)) in {1, 2}  # seldom one more looks bad by chance
    back = list(DemoRefund.objects.values_list("refunded_at", flat=True))

    def within_three_days_of(age: int) -> int:
        return sum(timedelta(age) <= now - item < timedelta(age + 3) for item in back)

    calm = max(within_three_days_of(age) for age in range(30, 150))
    assert max(within_three_days_of(age) for age in range(27)) > 1.5 * calm


# The clocks change on 25 October 2026 and on 28 March 2027.
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("start", "days", "step"),
    [
        (datetime(2026, 9, 10, 8, tzinfo=UTC), 60, 4),
        (datetime(2027, 3, 20, 8, tzinfo=UTC), 420, 40),
    ],
)
def test_every_day_is_worth_looking_at(start: datetime, days: int, step: int) -> None:
    seed.fill(start)
    rng = Random(1)
    for number in range(step, days + 1, step):
        now = start + timedelta(days=number, minutes=rng.randrange(-470, 900))
        seed.top_up(now)
        everything(now)
        assert seed.top_up(now) == seed.Changes(0, 0, 0)


@pytest.mark.django_db
@ordinary_settings
@given(
    start=moments,
    hours=st.lists(st.floats(0, 200), min_size=1, max_size=5).map(sorted),
    orders=st.sampled_from([60, 300]),
)
def test_growing_comes_to_the_same_as_being_made_at_once(
    start: datetime, hours: list[float], orders: int
) -> None:
    seed.fill(start, orders=orders, reset=True)
    now = start
    for passed in hours:
        now = start + timedelta(hours=passed)
        seed.top_up(now)
    row = DemoShape.objects.get()
    shape = Shape(row.first_day, row.customers, check.ZONE)
    made = {
        story.order.pk: story
        for day in shape.days(row.first_day, now)
        for story in generate_stories(shape, day, now)
    }
    stored = DemoOrder.objects.exclude(pk__in=SPECIAL_IDS)
    fields = [col.attname for col in DemoOrder._meta.concrete_fields if col.name != "version"]
    assert len(stored) >= orders - len(SPECIAL_IDS)
    first = min(int(item.pk[3:]) for item in stored)
    assert {item.pk for item in stored} == {pk for pk in made if int(pk[3:]) >= first}
    for item in stored:
        story = made[item.pk]
        assert [getattr(item, name) for name in fields] == [
            getattr(story.order, name) for name in fields
        ]
        refund = DemoRefund.objects.filter(pk=item.pk).values_list("reason", "refunded_at").first()
        assert refund == (story.refund and (story.refund.reason, story.refund.refunded_at))
    steps = DemoStep.objects.order_by("at").values_list("order_id", "at", "kind", "reason")
    planned = [
        (story.order.pk, *step)
        for pk, story in made.items()
        for step in story.steps
        if int(pk[3:]) >= first
    ]
    assert sorted(steps) == sorted(planned)


def test_a_day_that_is_over_loses_only_what_comes_back(shop: None) -> None:
    day = NOW.date() - timedelta(days=2)
    before = check.paid_on(day)
    seed.top_up(NOW + timedelta(days=20))
    start = datetime.combine(day, datetime.min.time(), check.ZONE)
    back = DemoRefund.objects.filter(
        refunded_at__gt=NOW,
        order__paid_at__gte=start,
        order__paid_at__lt=start + timedelta(days=1),
    )
    lost = back.aggregate(sum=Sum("amount", default=Decimal(0)))["sum"]
    assert check.paid_on(day) == before - lost


@pytest.mark.django_db
def test_a_large_shop_is_as_many_orders_as_asked_for_and_stays_fresh() -> None:
    assert seed.fill(NOW, orders=7_000) == DemoOrder.objects.count() == 7_000
    row = DemoShape.objects.get()
    assert row.customers > 2 * 900
    later = NOW + timedelta(hours=26)
    added = seed.top_up(later).added
    assert 40 < added < 200
    check.agrees_with_itself(later)
    check.is_fresh(later)
