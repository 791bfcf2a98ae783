"""Storing the rows of the demo shop, and changing them as time goes by."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from itertools import islice

from django.db.models import Count, Min
from django.db.models.functions import TruncDate

from tools.demo import rows
from tools.demo.shape import Shape
from tools.demo.special import CHAT_MAY_AGE, build_chats
from tools.demo.story import PROGRESS, Story, StoryStep, take_step
from tools.demo.visits import build_visits
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


def store_orders(stories: Iterable[Story], progress: Callable[[int], None] | None = None) -> int:
    """Store the orders with all that belongs to them, in batches; return how many."""
    stories, count = iter(stories), 0
    while batch := list(islice(stories, BATCH)):
        rows.copy_rows(DemoOrder, (story.order for story in batch))
        rows.copy_rows(DemoOrderItem, (item for story in batch for item in story.items))
        rows.copy_rows(DemoRefund, (story.refund for story in batch if story.refund is not None))
        rows.copy_rows(
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


def advance_orders(now: datetime) -> int:
    """Carry out the orders' steps that are due by now; return how many orders changed."""
    moved: set[str] = set()
    while due := list(DemoStep.objects.filter(at__lte=now).order_by("at", "pk")[:BATCH]):
        orders = DemoOrder.objects.in_bulk({step.order_id for step in due})
        refunds = []
        for step in due:
            refund = take_step(
                orders[step.order_id], StoryStep(step.at, StepKind(step.kind), step.reason)
            )
            refunds += [refund] if refund is not None else []
        DemoOrder.objects.bulk_update(orders.values(), PROGRESS, batch_size=UPDATES)
        DemoRefund.objects.bulk_create(refunds)
        DemoStep.objects.filter(pk__in=[step.pk for step in due]).delete()
        moved |= orders.keys()
    return len(moved)


def store_visits(shape: Shape, now: datetime, first: date | None) -> None:
    """Store the visits up to now, from the day `first`; None: from the first order's day."""
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
            for row in build_visits(shape, day, counts.get(day, 0), now)
        ],
        update_conflicts=True,
        unique_fields=["day", "channel"],
        update_fields=["visits", "carts", "checkouts"],
    )


def refresh_chats(now: datetime) -> int:
    there = DemoChatThread.objects.in_bulk()
    old = [
        chat
        for chat in build_chats(now)
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
