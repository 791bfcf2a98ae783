"""Reading the audit: pages by keyset, never by offset."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import BigIntegerField, Count, Q, QuerySet, Sum
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.db.models.query import EmptyQuerySet

from audit.events import EVENT_TYPES
from audit.models import AccessDenial, AuditEvent

#: Event types of something that went wrong and that an owner should know about.
TROUBLE = (
    "handler_failed",
    "update_given_up",
    "update_quarantined",
    "action_failed",
    "action_unknown",
    "action_unknown_overdue",
    "effect_failed",
    "action_integrity_failed",
    "bot_deaf",
)

#: How many digits of a correlation id messages quote.
REFERENCE_LENGTH = 8
STREAM_BATCH = 2000


def get_newest_id() -> int:
    """Return the id of the newest event; 0 where there is none."""
    newest = AuditEvent.objects.order_by("-id").values_list("id", flat=True).first()
    return newest or 0


def list_after(last_id: int, limit: int) -> list[AuditEvent]:
    """Return the events after `last_id`, oldest first."""
    return list(AuditEvent.objects.filter(id__gt=last_id).order_by("id")[:limit])


def list_events(
    *,
    limit: int,
    before: int | None = None,
    event_types: tuple[str, ...] = (),
    correlation_id: UUID | None = None,
    actor_id: int | None = None,
) -> list[AuditEvent]:
    """Return the events before the id `before` that match every filter given, newest first."""
    events = AuditEvent.objects.order_by("-id")
    if before is not None:
        events = events.filter(id__lt=before)
    if correlation_id is not None:
        events = events.filter(correlation_id=correlation_id)
    if actor_id is not None:
        events = filter_by_field(events, "actor_id", actor_id)
    if event_types and correlation_id is None and actor_id is None:
        events = filter_by_types(events, event_types, limit)
    elif event_types:  # one story or actor has few events, so no index by type is needed
        events = events.filter(event_type__in=event_types)
    return list(events[:limit])


def filter_by_field(events: QuerySet[AuditEvent], field: str, value: Any) -> QuerySet[AuditEvent]:
    """Return the events whose `field` is `value`, newest first, read by the index of (`field`, id).

    The equality is written as a range, and the order names the field, so that the primary key
    cannot serve it. Otherwise PostgreSQL reads the primary key backwards, hoping for early matches,
    and is slow where all matches are old.
    """
    same = {f"{field}__gte": value, f"{field}__lte": value}
    return events.filter(**same).order_by(f"-{field}", "-id")


def filter_by_types(
    events: QuerySet[AuditEvent], event_types: Iterable[str], limit: int
) -> QuerySet[AuditEvent]:
    """Return the newest `limit` of `events` of these types (at least one), newest first.

    Each type is read by the index and the few rows are merged; an `IN` would read the whole table.
    """
    if isinstance(events, EmptyQuerySet):  # Django's union of empty parts is one part, cut already
        return events
    first, *others = (
        filter_by_field(events, "event_type", name)[:limit] for name in sorted(set(event_types))
    )
    return first.union(*others, all=True).order_by("-id") if others else first


def list_story(correlation_id: UUID, limit: int = 500) -> list[AuditEvent]:
    """Return the newest `limit` events of one story, oldest first."""
    newest = AuditEvent.objects.filter(correlation_id=correlation_id).order_by("-id")[:limit]
    return list(reversed(newest))


def has_event(correlation_id: UUID, event_type: str, **payload: Any) -> bool:
    """Return whether the story has an event of that type with these payload values."""
    values = {f"payload__{key}": value for key, value in payload.items()}
    told = AuditEvent.objects.filter(
        correlation_id=correlation_id, event_type=event_type, **values
    )
    return told.exists()


def stream_events(*, since: datetime | None, until: datetime | None) -> Iterator[AuditEvent]:
    """Yield every event from `since` on and before `until`, oldest first, read in batches."""
    events = AuditEvent.objects.order_by("id")
    if since is not None:
        events = events.filter(occurred_at__gte=since)
    if until is not None:
        events = events.filter(occurred_at__lt=until)
    last_id = 0
    while batch := list(events.filter(id__gt=last_id)[:STREAM_BATCH]):
        yield from batch
        last_id = batch[-1].pk


def parse_reference(reference: str) -> tuple[UUID, UUID]:
    """Return the first and last correlation id that start with these eight hex digits.

    Raises ValueError for any other text.
    """
    if len(reference) != REFERENCE_LENGTH:
        raise ValueError(reference)
    rest = 32 - REFERENCE_LENGTH
    return UUID(reference + "0" * rest), UUID(reference + "f" * rest)


def list_latest_trouble(limit: int) -> list[AuditEvent]:
    return list_events(limit=limit, event_types=TROUBLE)


@dataclass(frozen=True)
class PlannerUse:
    """How often the planner was asked, and the tokens it read and wrote, failures included."""

    questions: int
    failures: int
    tokens_in: int
    tokens_out: int

    @property
    def tokens(self) -> int:
        return self.tokens_in + self.tokens_out


PLANNER = ("planner_answered", "planner_failed")


def get_planner_use(since: datetime) -> PlannerUse:
    """Return the planner's use from that moment on."""
    events = AuditEvent.objects.filter(event_type__in=PLANNER, occurred_at__gte=since)
    found = events.aggregate(
        questions=Count("pk"),
        failures=Count("pk", filter=Q(event_type="planner_failed")),
        tokens_in=Sum(_build_token_sum("tokens_in"), default=0),
        tokens_out=Sum(_build_token_sum("tokens_out"), default=0),
    )
    return PlannerUse(**found)


def _build_token_sum(key: str) -> Cast:
    return Cast(KeyTextTransform(key, "payload"), BigIntegerField())


#: Codes of useless answers. They are no failure of the service: the model did answer.
ANSWERED_BADLY = frozenset({"empty", "garbled"})


def find_planner_failure(since: datetime) -> AuditEvent | None:
    """Return the planner's latest failure from that moment on.

    None where it has answered since, even with a useless answer.
    """
    newest = next(iter(list_events(limit=1, event_types=PLANNER)), None)
    if newest is None or newest.occurred_at < since:
        return None
    # An answer that was broken off is a `planner_answered` event with a code, and counts here.
    code = newest.payload.get("code", "")
    return newest if code and code not in ANSWERED_BADLY else None


def find_unhealed_failure(failed: str, healed: str, since: datetime) -> AuditEvent | None:
    """Return the latest `failed` event from that moment on; None if a `healed` one came later."""
    newest = list_events(limit=1, event_types=(failed, healed))
    is_open = newest and newest[0].event_type == failed and newest[0].occurred_at >= since
    return newest[0] if is_open else None


def find_speech_failure(since: datetime) -> AuditEvent | None:
    """Return the speech service's latest failure from that moment on; None if it worked since."""
    return find_unhealed_failure("voice_failed", "voice_transcribed", since)


def count_denied_since(moment: datetime) -> int:
    """Return how many updates were refused in the hours that began at `moment` or later."""
    total = AccessDenial.objects.filter(bucket__gte=moment).aggregate(total=Sum("count"))["total"]
    return total or 0


def list_denials(*, limit: int, before: int | None = None) -> list[AccessDenial]:
    """Return rows of denied attempts before the id `before`, newest first."""
    rows = AccessDenial.objects.order_by("-id")
    return list((rows.filter(id__lt=before) if before is not None else rows)[:limit])


def to_json(event: AuditEvent) -> dict[str, Any]:
    """Return the event as the export and the API show it."""
    registered = EVENT_TYPES.get(event.event_type)
    return {
        "id": event.pk,
        "occurred_at": event.occurred_at.isoformat(),
        "event_type": event.event_type,
        "label": registered.label if registered else event.event_type,
        "correlation_id": str(event.correlation_id),
        "actor_kind": event.actor_kind,
        "actor_id": event.actor_id,
        "actor_label": event.actor_label,
        "payload": event.payload,
    }
