"""What runs by itself: proposals whose time is over or whose owner is gone, outside calls whose maker
died, results that nobody knows, and denied attempts."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from actions import effects
from actions.enums import Status
from actions.finalize import build_subject
from actions.models import ActionLog
from actions.outcomes import ActionView, to_view
from actions.pipeline import record_expiry
from audit import access, log

#: A result that is not known for so long is brought to its owner's attention once more.
ALERT_AFTER = timedelta(minutes=10)


def sweep() -> dict[str, int]:
    """Do everything that is due; returns how many of each."""
    return {
        "proposals expired": expire_due(),
        "outside calls taken up again": len(recover_calls()),
        "hours of denied attempts summed up": close_denied_hours(),
        "old rows of denied attempts deleted": forget_denied(),
    }


def recover_calls(*, alone: bool = False) -> list[int]:
    """Settle calls whose maker is gone and wake what has lost its job; returns their ids.

    `alone`: nobody but the caller makes calls, so whatever is in hand was left by a dead process, and
    the jobs that process had taken are gone with it.
    """
    lost = effects.list_left_in_hand() if alone else effects.list_expired_leases()
    for effect_id, token in lost:
        effects.settle_lost(effect_id, token)
    overdue = effects.list_overdue(timedelta() if alone else effects.OVERDUE)
    for effect_id in overdue:
        effects.wake(effect_id)
    return [effect_id for effect_id, _ in lost] + overdue


@transaction.atomic(durable=True)
def alert_overdue(bot_ids: Collection[int]) -> list[tuple[int, ActionView]]:
    """Actions, with their bot's id, that are unknown for too long and whose owner has not been told.

    Told at most once: whoever gets them here has to tell it.
    """
    now = timezone.now()
    overdue = ActionLog.objects.filter(
        status=Status.UNKNOWN,
        finished_at__lt=now - ALERT_AFTER,
        alerted_at__isnull=True,
        bot_id__in=bot_ids,
    )
    found = list(overdue.select_for_update(skip_locked=True).order_by("id")[:20])
    for action in found:
        ActionLog.objects.filter(pk=action.pk).update(alerted_at=now)
    for action in found:
        log.record(
            "action_unknown_overdue",
            correlation_id=action.correlation_id,
            actor=log.SYSTEM,
            payload=build_subject(action) | {"minutes": int(ALERT_AFTER.total_seconds() // 60)},
        )
    return [(action.bot_id, to_view(action)) for action in found]


@transaction.atomic(durable=True)
def withdraw_of_non_owners(bot_id: int, owner_ids: Collection[int]) -> int:
    """Cancel open proposals of people who are not among the owners (any more); returns how many."""
    orphans = ActionLog.objects.filter(bot_id=bot_id).exclude(owner_id__in=owner_ids)
    return _withdraw(orphans)


def withdraw_of_agent(key_id: int) -> int:
    """Cancel the open proposals of an API key that is not trusted any more, in the caller's
    transaction; returns how many."""
    return _withdraw(ActionLog.objects.filter(agent_id=key_id))


def _withdraw(actions: QuerySet[ActionLog]) -> int:
    withdrawn = [
        action
        for action in actions.filter(status=Status.PROPOSED).order_by("id")
        if ActionLog.objects.cancel(public_id=action.public_id, owner_id=action.owner_id)
    ]
    for action in withdrawn:
        log.record(
            "action_cancelled",
            correlation_id=action.correlation_id,
            actor=log.SYSTEM,
            payload=build_subject(action),
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
    return access.forget_old_denials()
