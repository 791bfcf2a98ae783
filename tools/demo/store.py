"""Storing what the demo shop is made of, and changing it as time goes by."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from itertools import islice

from django.db.models import Count, Min
from django.db.models.functions import TruncDate

from tools.demo import rows
from tools.demo.shape import Shape
from tools.demo.special import CHAT_MAY_AGE, chats
from tools.demo.story import PROGRESS, Step, Story, take
from tools.demo.visits import visits_of
from tools.models import (
    DemoChatThread,
    DemoOrder,
    DemoOrderItem,
    DemoRefund,
    DemoStep,
    DemoVisits,
    StepKind,
)

BATCH, UPDATES = 5_000, 500


def orders(stories: Iterable[Story], progress: Callable[[int], None] | None = None) -> int:
    """Store the orders with all that belongs to them, a batch at a time; how many there were."""
    stories, count = iter(stories), 0
    while batch := list(islice(stories, BATCH)):
        rows.copy(DemoOrder, (story.order for story in batch))
        rows.copy(DemoOrderItem, (item for story in batch for item in story.items))
        rows.copy(DemoRefund, (story.refund for story in batch if story.refund is not None))
        rows.copy(
            DemoStep,
            (
                DemoStep(order_id=story.order.pk, at=step.at, kind=step.kind, reason=step.reason)
                for story in batch
                for step in story.steps
            ),
        )
        count += len(batch)
        if progress is not None:
            progress(count)
    return count


def move_on(now: datetime) -> int:
    """Let happen to the orders what has by now; how many it happened to."""
    moved: set[str] = set()
    while due := list(DemoStep.objects.filter(at__lte=now).order_by("at", "pk")[:BATCH]):
        orders = DemoOrder.objects.in_bulk({step.order_id for step in due})
        refunds = []
        for step in due:
            refund = take(orders[step.order_id], Step(step.at, StepKind(step.kind), step.reason))
            refunds += [refund] if refund is not None else []
        DemoOrder.objects.bulk_update(orders.values(), PROGRESS, batch_size=UPDATES)
        DemoRefund.objects.bulk_create(refunds)
        DemoStep.objects.filter(pk__in=[step.pk for step in due]).delete()
        moved |= orders.keys()
    return len(moved)


def visits(shape: Shape, now: datetime, first: date | None) -> None:
    """Bring the visits to now, from that day on or else from the first order's."""
    if first is None:
        oldest = DemoOrder.objects.aggregate(first=Min("created_at"))["first"]
        first = shape.day(oldest)
    counts = dict(
        DemoOrder.objects.filter(created_at__gte=shape.start(first))
        .annotate(day=TruncDate("created_at", tzinfo=shape.zone))
        .values_list("day")
        .annotate(count=Count("pk"))
    )
    DemoVisits.objects.bulk_create(
        [
            row
            for day in shape.days(first, now)
            for row in visits_of(shape, day, counts.get(day, 0), now)
        ],
        update_conflicts=True,
        unique_fields=["day", "channel"],
        update_fields=["visits", "carts", "checkouts"],
    )


def fresh_chats(now: datetime) -> int:
    there = DemoChatThread.objects.in_bulk()
    old = [
        chat
        for chat in chats(now)
        if chat.pk not in there
        or there[chat.pk].last_customer_message_at < chat.last_customer_message_at - CHAT_MAY_AGE
    ]
    DemoChatThread.objects.bulk_create(
        old,
        update_conflicts=True,
        unique_fields=["thread_id"],
        update_fields=["last_customer_message_at", "last_reply_at"],
    )
    return len(old)
