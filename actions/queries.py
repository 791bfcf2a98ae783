"""Reading the action log: pages by keyset, never by offset."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import BigIntegerField, Count, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.utils import timezone

from actions.enums import EffectState, Status
from actions.models import ActionLog, Effect, Job

#: Calls that may have happened unseen and whose end nobody knows, whether they are being looked up
#: right now or not.
UNSEEN = Q(lost_at__isnull=False, finished_at__isnull=True)


def list_actions(
    *,
    limit: int,
    before: int | None = None,
    status: str = "",
    tool: str = "",
    correlation_id: UUID | None = None,
) -> list[ActionLog]:
    """Return the actions before the row id `before` that match every filter, newest first."""
    wanted = {"status": status, "tool": tool, "correlation_id": correlation_id, "id__lt": before}
    filters = {key: value for key, value in wanted.items() if value not in ("", None)}
    return list(ActionLog.objects.filter(**filters).order_by("-id")[:limit])


def get_by_public_id(public_id: UUID) -> ActionLog | None:
    return ActionLog.objects.filter(public_id=public_id).first()


def list_of_updates(bot_id: int, owner_id: int, updates: Sequence[int]) -> list[ActionLog]:
    """Return the proposals that came from those updates, oldest first."""
    found = ActionLog.objects.filter(
        bot_id=bot_id, owner_id=owner_id, source_update_id__in=updates
    )
    return list(found.order_by("id"))


def list_waiting(limit: int) -> list[ActionLog]:
    """Return proposals that can still be confirmed, the next to expire first."""
    return list(_filter_live().order_by("expires_at")[:limit])


def count_waiting() -> int:
    return _filter_live().count()


def count_waiting_for(mode: str) -> int:
    """Return how many proposals for the shop of that mode can still be confirmed."""
    return _filter_live().filter(upstream_mode=mode).count()


def _filter_live() -> QuerySet[ActionLog]:
    return ActionLog.objects.filter(status=Status.PROPOSED, expires_at__gt=timezone.now())


def list_unknown(limit: int) -> list[ActionLog]:
    """Return the unknown actions, the longest unknown first.

    Each has an attribute `unseen`: the calls that may have happened and make it unknown.
    """
    unseen = Prefetch("effects", Effect.objects.filter(UNSEEN).order_by("n"), to_attr="unseen")
    found = ActionLog.objects.filter(status=Status.UNKNOWN).order_by("finished_at")
    return list(found.prefetch_related(unseen)[:limit])


def count_unknown() -> int:
    return ActionLog.objects.filter(status=Status.UNKNOWN).count()


def count_calls_on_their_way() -> int:
    """Return how many calls of running actions are still to be made, being made or asked about."""
    # Written with OR: each of the two states has an index, which `IN` would not use.
    still_open = Q(state=EffectState.PENDING) | Q(state=EffectState.SENDING)
    return Effect.objects.filter(still_open, action__status=Status.IN_PROGRESS).count()


def annotate_calls(jobs: QuerySet[Job]) -> QuerySet[Any]:
    """Give each job the `effect_id`, `call_label` and `correlation_id` of its outside call."""
    effect = Effect.objects.filter(pk=OuterRef("effect_id"))
    return jobs.annotate(
        effect_id=Cast(KT("args__effect_id"), BigIntegerField()),
        call_label=Subquery(effect.values("label")),
        correlation_id=Subquery(effect.values("action__correlation_id")),
    )


def list_of_story(correlation_id: UUID) -> list[ActionLog]:
    """Return the first 50 actions of one story, oldest first, with their outside calls."""
    found = ActionLog.objects.filter(correlation_id=correlation_id).order_by("id")
    return list(found.prefetch_related("effects")[:50])


def list_calls(action: ActionLog) -> list[Effect]:
    """Return the action's outside calls in order; makes no query where they are prefetched."""
    return sorted(action.effects.all(), key=lambda effect: effect.n)


def count_by_status(moment: datetime) -> dict[str, int]:
    """Return how many actions created since that moment have each status, 0 for those with none."""
    rows = (
        ActionLog.objects.filter(created_at__gte=moment).values("status").annotate(n=Count("id"))
    )
    found = {row["status"]: row["n"] for row in rows}
    return {status.value: found.get(status.value, 0) for status in Status}


def to_json(action: ActionLog) -> dict[str, Any]:
    """Return the action as the API shows it, without hashes and what seals the buttons."""
    return {
        "id": action.pk,
        "public_id": str(action.public_id),
        "tool": action.tool,
        "tool_version": action.tool_version,
        "status": action.status,
        "error_code": action.error_code,
        "missed": action.missed,
        "owner_id": action.owner_id,
        "source": action.source,
        "agent": action.agent,
        "upstream_mode": action.upstream_mode,
        "variants": action.variants,
        "variant": action.variant,
        "payload": action.payload,
        "basis": action.basis,
        "preview": action.preview,
        "outcome": action.outcome,
        "correlation_id": str(action.correlation_id),
        "created_at": action.created_at.isoformat(),
        "expires_at": action.expires_at.isoformat(),
        "claimed_at": _to_iso(action.claimed_at),
        "finished_at": _to_iso(action.finished_at),
        "committed_at": _to_iso(action.committed_at),
    }


def to_call_json(effect: Effect) -> dict[str, Any]:
    """Return an outside call as the API shows it.

    Its body is left out, because it repeats the action's payload.
    """
    return {
        "n": effect.n,
        "kind": effect.kind,
        "target": effect.target,
        "label": effect.label,
        "state": effect.state,
        "attempts": effect.attempts,
        "error_code": effect.error_code,
        "key": str(effect.key),
        "lost_at": _to_iso(effect.lost_at),
        "checked_at": _to_iso(effect.checked_at),
        "finished_at": _to_iso(effect.finished_at),
    }


def _to_iso(value: datetime | None) -> str | None:
    return value.isoformat() if value else None
