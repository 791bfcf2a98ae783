"""The work that is due without a tap, done by the sweep.

It ends proposals whose time is over or whose owner is gone, takes up outside calls whose worker
died, alerts owners to unknown results, and sums up denied attempts.
"""

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

#: A result that is still unknown after this time is brought to its owner's attention once more.
ALERT_AFTER = timedelta(minutes=10)


def sweep() -> dict[str, int]:
    """Do everything that is due; return how many of each kind were done."""
    return {
        "proposals expired": expire_due(),
        "outside calls taken up again": len(recover_calls()),
        "hours of denied attempts summed up": close_denied_hours(),
        "old rows of denied attempts deleted": forget_denied(),
    }


def recover_calls(*, alone: bool = False) -> list[int]:
    """Settle calls whose worker died, queue calls that lost their job again, and return their ids.

    `alone` says that no other process makes calls. Then every call in the state "being sent" was
    left by a dead process, and the jobs that this process had taken are lost too.
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
    """Return (bot id, action) of the actions unknown for too long whose owner was not alerted yet.

    They are marked as alerted here, so the caller must tell the owner: nobody else will.
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
    """Cancel open proposals of people who are no owners, or no longer; return how many."""
    orphans = ActionLog.objects.filter(bot_id=bot_id).exclude(owner_id__in=owner_ids)
    return _withdraw(orphans)


def withdraw_of_agent(key_id: int) -> int:
    """Cancel the open proposals of a revoked API key and return how many.

    Runs in the caller's transaction.
    """
    return _withdraw(ActionLog.objects.filter(agent_id=key_id))


def _withdraw(actions: QuerySet[ActionLog]) -> int:
    """Cancel the open proposals among the actions, record it, and return how many."""
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
    """End proposals whose time is over, `limit` at most; return how many."""
    due = ActionLog.objects.filter(status=Status.PROPOSED, expires_at__lte=timezone.now())
    due = due.order_by("id")  # so that two sweeps at once lock rows in the same order
    expired = [
        action for action in due[:limit] if ActionLog.objects.expire(public_id=action.public_id)
    ]
    for action in expired:
        record_expiry(action)
    return len(expired)


@transaction.atomic(durable=True)
def close_denied_hours() -> int:
    """Sum up the hours of denied attempts that are over; return how many hours."""
    return access.summarise_closed_hours()


@transaction.atomic(durable=True)
def forget_denied() -> int:
    """Delete old rows of denied attempts; return how many."""
    return access.forget_old_denials()
