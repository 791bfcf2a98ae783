"""What runs by itself: proposals whose time is over or whose owner is gone, and denied attempts."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from actions.enums import Status
from actions.models import ActionLog
from actions.pipeline import record_expiry, subject
from audit import access, log


def sweep() -> dict[str, int]:
    """Do everything that is due; returns how many of each."""
    return {
        "proposals expired": expire_due(),
        "hours of denied attempts summed up": close_denied_hours(),
        "old rows of denied attempts deleted": forget_denied(),
    }


@transaction.atomic(durable=True)
def withdraw_of_others(bot_id: int, owner_ids: Collection[int]) -> int:
    """Cancel open proposals of people who are not among the owners (any more); returns how many."""
    orphans = ActionLog.objects.filter(bot_id=bot_id, status=Status.PROPOSED)
    withdrawn = [
        action
        for action in orphans.exclude(owner_id__in=owner_ids).order_by("id")
        if ActionLog.objects.cancel(public_id=action.public_id, owner_id=action.owner_id)
    ]
    for action in withdrawn:
        log.record(
            "action_cancelled",
            correlation_id=action.correlation_id,
            actor=log.SYSTEM,
            payload=subject(action),
        )
    return len(withdrawn)


@transaction.atomic(durable=True)
def expire_due(limit: int = 100) -> int:
    """End proposals whose time is over; returns how many."""
    due = ActionLog.objects.filter(status=Status.PROPOSED, expires_at__lte=timezone.now())
    due = due.order_by("id")  # two sweeps at once lock rows in the same order
    expired = [
        action for action in due[:limit] if ActionLog.objects.expire(public_id=action.public_id)
    ]
    for action in expired:
        record_expiry(action)
    return len(expired)


@transaction.atomic(durable=True)
def close_denied_hours() -> int:
    """Sum up the hours of denied attempts that are over; returns how many."""
    return access.summarise_closed_hours()


@transaction.atomic(durable=True)
def forget_denied() -> int:
    """Delete what is old of denied attempts; returns how many rows."""
    return access.forget_old()
