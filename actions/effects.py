"""Effects, the outside calls of actions: stored with the claim, made by one worker at a time.

The row is the truth. A job only wakes a worker to look at the row, so a lost or doubled job does no
harm. A worker claims a call before it makes it (`take`) and stores how it ended afterwards
(`finish`), each in a transaction of its own; no transaction is open during the call itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from procrastinate.contrib.django import app as jobs

from actions import faults
from actions.enums import EffectKind, EffectState, Status
from actions.finalize import build_subject, conclude
from actions.models import DUE, ActionLog, Effect
from actions.outcomes import ActionView, to_view
from audit import log
from tools.call_outcomes import (
    FIRST_PAUSE_SEC,
    LONGEST_PAUSE_SEC,
    PATIENCE_SEC,
    Attempt,
    Delivered,
    Lost,
    NotYet,
    Rejected,
)
from tools.contracts import Call

#: The name of the job that looks at one effect. Its code belongs to the worker, so that storing
#: effects needs no transport.
TASK, QUEUE = "ownerbot.effect", "effects"
#: How long a worker holds a call: longer than any call may take or any database session may hang.
LEASE = timedelta(seconds=45)
#: A call that has been due for this long has lost its job.
OVERDUE = timedelta(seconds=10)
#: How long we ask the shop about a call that may have happened; after that only the owner can say.
CHECK_WINDOW = timedelta(hours=24)
LONGEST_CHECK_PAUSE_SEC = 900.0


@dataclass(frozen=True)
class TakenCall:
    """One outside call to be made now, by the worker that holds the token."""

    id: int
    token: UUID
    bot_id: int
    kind: EffectKind
    target: str
    body: Mapping[str, Any]
    key: UUID
    #: Whether it may have happened already: then ask before making it again.
    check: bool


def create_effects(action: ActionLog, calls: Sequence[Call]) -> None:
    """Store the action's outside calls and wake a worker for each, in the claim's transaction."""
    planned = Effect.objects.bulk_create(
        Effect(
            action=action,
            n=n,
            kind=call.kind,
            target=call.target,
            label=call.label[:120],
            body=dict(call.body),
            key=uuid4(),
        )
        for n, call in enumerate(calls, start=1)
    )
    for effect in planned:
        _defer(effect.pk)


@transaction.atomic(durable=True)
def take(effect_id: int, token: UUID) -> TakenCall | None:
    """Claim the call for this worker and return it; None if it must not be made by this worker.

    None means that the call is over, not due yet, claimed by another worker, or too late to be of
    use. The same token gets the same answer again, because the answer of a commit may get lost.
    """
    action = _lock_action(effect_id)
    lease_until = timezone.now() + LEASE
    if Effect.objects.take(effect_id, token, lease_until) and action.status == Status.IN_PROGRESS:
        ActionLog.objects.filter(pk=action.pk).update(lease_until=lease_until)
    effect = Effect.objects.get(pk=effect_id)
    if effect.state != EffectState.SENDING or effect.token != token:
        return None
    if effect.lost_at is None and _is_too_late(effect, timezone.now()):
        _write_attempt(action, effect, NotYet("TOO_LATE"))
        return None
    faults.inject("take.commit")
    return TakenCall(
        id=effect.pk,
        token=token,
        bot_id=action.bot_id,
        kind=EffectKind(effect.kind),
        target=effect.target,
        body=effect.body,
        key=effect.key,
        check=effect.lost_at is not None,
    )


@transaction.atomic(durable=True)
def finish(call: TakenCall, attempt: Attempt) -> ActionView | None:
    """Store how a call ended, and end the action if this was its last open call.

    Return the action where its message needs a redraw: its status changed, or the shop was asked
    about the call. Return None otherwise.
    """
    action = _lock_action(call.id)
    effect = Effect.objects.get(pk=call.id)
    if effect.token != call.token or effect.state != EffectState.SENDING:
        return None  # another worker claimed it since, or this result is stored already
    return _write_attempt(action, effect, attempt)


@transaction.atomic(durable=True)
def settle_lost(effect_id: int, token: UUID) -> ActionView | None:
    """Mark a call as lost whose worker died while making it: it may or may not have happened.

    Return the action as `finish` does; None also where the call has ended or another worker has
    claimed it.
    """
    action = _lock_action(effect_id)
    effect = Effect.objects.get(pk=effect_id)
    if effect.state != EffectState.SENDING or effect.token != token:
        return None  # it has ended after all, or another worker is making it by now
    return _write_attempt(action, effect, Lost("the process that made the call ended"))


def resolve_unknown(action: ActionLog, n: int | None, *, happened: bool, tap: UUID) -> list[str]:
    """Store the owner's word on the unknown calls: on the n-th, or on all of them where n is None.

    Runs in the caller's transaction, with the action locked. Returns the labels of those calls.
    The tap's correlation id replaces the token: no worker can finish the call any more, and a
    second delivery of the tap is recognised by it.
    """
    open_ones = action.effects.filter(state=EffectState.UNKNOWN).order_by("n")
    chosen = list(open_ones.filter(n=n) if n is not None else open_ones)
    for effect in chosen:
        effect.state = EffectState.DONE if happened else EffectState.FAILED
        effect.error_code = "" if happened else "OWNER_SAYS_NO"
        effect.finished_at = timezone.now()
        effect.token = tap
        effect.save(update_fields=["state", "error_code", "finished_at", "token"])
    return [effect.label for effect in chosen]


def ask_again(action: ActionLog) -> bool:
    """Have the shop asked at once about the unknown calls; False where nobody can be asked."""
    now = timezone.now()
    askable = action.effects.filter(state=EffectState.UNKNOWN, kind=EffectKind.UPSTREAM)
    for effect in askable:
        Effect.objects.filter(pk=effect.pk).update(next_at=now)
        _defer(effect.pk)
    return bool(askable) or is_being_asked(action)


def is_being_asked(action: ActionLog, n: int | None = None) -> bool:
    """Return whether the shop is being asked right now about the n-th call; about any if None."""
    in_hand = action.effects.filter(state=EffectState.SENDING)
    return (in_hand.filter(n=n) if n is not None else in_hand).exists()


def list_left_in_hand() -> list[tuple[int, UUID]]:
    """Return (id, token) of all calls in the state "being sent".

    Where no other process makes calls, all of these were left by a worker that died.
    """
    return _list_in_hand(Q())


def list_expired_leases() -> list[tuple[int, UUID]]:
    """Return (id, token) of the calls whose lease is over: their worker has died or hangs."""
    return _list_in_hand(Q(lease_until__lt=timezone.now()))


def _list_in_hand(which: Q) -> list[tuple[int, UUID]]:
    found = Effect.objects.filter(which, state=EffectState.SENDING)
    return [(pk, token) for pk, token in found.values_list("pk", "token") if token is not None]


def list_overdue(grace: timedelta = OVERDUE, limit: int = 100) -> list[int]:
    """Return the ids of calls that have been due for longer than `grace`: their job is lost.

    The longest overdue first, `limit` at most.
    """
    now = timezone.now()
    # Asking about a lost call ends after CHECK_WINDOW; a call still to be made is never forgotten.
    wanted = Q(state=EffectState.PENDING) | Q(created_at__gt=now - CHECK_WINDOW)
    late = Effect.objects.filter(DUE, wanted, next_at__lt=now - grace)
    return list(late.order_by("next_at").values_list("pk", flat=True)[:limit])


@transaction.atomic(durable=True)
def wake(effect_id: int) -> None:
    """Queue a job again for an overdue call; raise the action's attempt to fence older workers."""
    action = _lock_action(effect_id)
    now = timezone.now()
    late = Effect.objects.filter(DUE, pk=effect_id, next_at__lt=now - OVERDUE)
    if not late.update(next_at=now):
        return  # a worker has claimed it since
    if action.status == Status.IN_PROGRESS:
        ActionLog.objects.filter(pk=action.pk).update(
            attempt=F("attempt") + 1, lease_until=now + LEASE
        )
    _defer(effect_id)
    faults.inject("wake.commit")


def _lock_action(effect_id: int) -> ActionLog:
    """Lock and return the effect's action.

    The action is always locked before its effects: one order for all avoids deadlocks.
    """
    return ActionLog.objects.select_for_update().get(effects=effect_id)


def _write_attempt(action: ActionLog, effect: Effect, attempt: Attempt) -> ActionView | None:
    """Store the result of an attempt, queue the next one if there is one, and record the event."""
    changes, event = _compute_changes(effect, attempt)
    if not Effect.objects.give_back(effect.pk, effect.token, **changes):
        return None
    effect.refresh_from_db()
    if effect.state in (EffectState.PENDING, EffectState.UNKNOWN) and _is_asked_again(effect):
        _defer(effect.pk, effect.next_at)
    if event is not None:
        log.record(
            event,
            correlation_id=action.correlation_id,
            actor=log.SYSTEM,
            payload=build_subject(action)
            | {"call": effect.label, "attempts": effect.attempts, "code": effect.error_code},
        )
    changed = conclude(action, log.SYSTEM)
    faults.inject("finish.commit")
    return to_view(action) if changed or effect.checked_at else None


def _compute_changes(effect: Effect, attempt: Attempt) -> tuple[dict[str, Any], str | None]:
    """Return the columns that an attempt changes, and its audit event; None: nothing to record."""
    now = timezone.now()
    match attempt:
        case Delivered(answer):
            done = {"state": EffectState.DONE, "receipt": dict(answer), "finished_at": now}
            return done | {"error_code": ""}, "effect_done"
        case Rejected(code, answer):
            ended = {"state": EffectState.FAILED, "receipt": dict(answer), "finished_at": now}
            return ended | {"error_code": code[:40]}, "effect_failed"
        case NotYet(code, _, target) if target is not None and not effect.moved:
            moved = {"target": target, "moved": True, "next_at": now, "error_code": code[:40]}
            return {"state": EffectState.PENDING} | moved, "effect_moved"
        case NotYet(code, wait_sec, _):
            return _compute_postponed(effect, code, wait_sec, now)
        case Lost(reason):
            return _compute_lost(effect, reason, now)


def _compute_postponed(
    effect: Effect, code: str, wait_sec: float | None, now: datetime
) -> tuple[dict[str, Any], str | None]:
    """Plan the next attempt; fail the call where that would be too late to be of use."""
    next_at = now + timedelta(seconds=max(wait_sec or 0, _compute_pause(effect.attempts)))
    if effect.lost_at is not None:  # this attempt only asked about it, and got no answer
        return _compute_lost(effect, code, now)
    if _is_too_late(effect, next_at):
        ended = {"state": EffectState.FAILED, "error_code": code[:40], "finished_at": now}
        return ended, "effect_failed"
    return {"state": EffectState.PENDING, "error_code": code[:40], "next_at": next_at}, None


def _compute_lost(effect: Effect, reason: str, now: datetime) -> tuple[dict[str, Any], str | None]:
    """Mark the call as lost, or as unknown.

    A shop is asked about it, soon and then less and less often; a chat cannot be asked.
    """
    first = effect.lost_at is None
    changes: dict[str, Any] = {"lost_at": effect.lost_at or now, "error_code": "LOST"}
    if effect.kind == EffectKind.UPSTREAM and first:
        soon = now + timedelta(seconds=FIRST_PAUSE_SEC)
        return changes | {"state": EffectState.PENDING, "next_at": soon}, "effect_lost"
    pause = min(_compute_pause(effect.attempts) * 4, LONGEST_CHECK_PAUSE_SEC)
    changes |= {"state": EffectState.UNKNOWN, "next_at": now + timedelta(seconds=pause)}
    if effect.kind == EffectKind.UPSTREAM:
        changes["checked_at"] = now
    return changes, "effect_lost" if first else None


def _is_too_late(effect: Effect, moment: datetime) -> bool:
    """Return whether a call made at that moment would be too late to be of use."""
    return moment > effect.created_at + timedelta(seconds=PATIENCE_SEC)


def _is_asked_again(effect: Effect) -> bool:
    """Return whether the call needs another job: to be made, or to be asked about."""
    if effect.state == EffectState.PENDING:
        return True
    in_time = effect.next_at < effect.created_at + CHECK_WINDOW
    return effect.kind == EffectKind.UPSTREAM and in_time


def _compute_pause(attempts: int) -> float:
    """Return the seconds until the next attempt: doubled each time, bounded."""
    return float(min(FIRST_PAUSE_SEC * 2 ** min(attempts, 10), LONGEST_PAUSE_SEC))


def _defer(effect_id: int, at: datetime | None = None) -> None:
    """Wake a worker about this effect, in the caller's transaction."""
    task = jobs.configure_task(TASK, queue=QUEUE, schedule_at=at)
    task.defer(effect_id=effect_id)
