"""Denied attempts: exact counts in hour buckets, a bounded number of rows, throttled events."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.db import connection
from django.db.models import Count, Q, Sum
from django.utils import timezone

from audit import locks, log
from audit.models import AccessDenial, AuditEvent, DenialNotice, Subject

#: How many senders get a row of their own in an hour, per kind of update; all others share one.
NAMED_PER_HOUR = 200
#: How many audit events of denied attempts are written in an hour.
EVENTS_PER_HOUR = 60
#: How many strangers are told in an hour that the bot is private.
NOTICES_PER_HOUR = 20
#: How long rows of denied attempts are kept.
KEEP = timedelta(days=30)

Key = tuple[str, str, int]
"""Update kind, subject, user id."""


@dataclass(frozen=True)
class DeniedAttempt:
    """One update that was refused; `user_id` is None where it has no sender."""

    update_kind: str
    user_id: int | None
    chat_id: int | None
    private: bool


def record_denied(attempts: Sequence[DeniedAttempt], *, bot_id: int) -> None:
    """Count every attempt and write the audit events that are due, in the caller's transaction."""
    if not attempts:
        return
    now, bucket = _lock_current_hour()
    rows = _count_attempts(attempts, bucket, now)
    if settings.ACCESS_DENY_NOTIFY_ONCE:
        _queue_notices(attempts, bot_id, now)
    due = _filter_due(rows, bucket, now) if settings.ACCESS_DENY_AUDIT_ENABLED else []
    reports = [(row, row.unreported - 1) for row in due]
    for row in due:
        row.event_at, row.events, row.unreported = now, row.events + 1, 0
    _save_rows(rows)
    for row, suppressed in reports:
        log.record(
            "access_denied",
            correlation_id=uuid4(),
            actor=log.build_stranger_actor(row.user_id or None),
            payload={
                "user_id": row.user_id or None,
                "chat_id": row.chat_id,
                "update_type": row.update_kind,
                "suppressed": suppressed,
            },
        )


def _lock_current_hour() -> tuple[datetime, datetime]:
    """Take the lock for denied attempts and return the time and the start of its hour.

    Both are read under the lock, so that nothing is added to an hour that was summed up already.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [locks.DENIED_ATTEMPTS])
    now = timezone.now()
    return now, now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def _count_attempts(
    attempts: Sequence[DeniedAttempt], bucket: datetime, now: datetime
) -> list[AccessDenial]:
    """Return this hour's rows for the attempts, with the attempts added; they are not saved yet."""
    counts: Counter[Key] = Counter()
    chats: dict[Key, int | None] = {}
    key: Key
    for attempt in attempts:
        key = (
            attempt.update_kind,
            Subject.USER if attempt.user_id else Subject.NOBODY,
            attempt.user_id or 0,
        )
        counts[key] += 1
        chats[key] = attempt.chat_id
    kinds = {kind for kind, _, _ in counts}
    here = AccessDenial.objects.filter(bucket=bucket, update_kind__in=kinds)
    known = {
        (row.update_kind, row.subject, row.user_id): row
        for row in here.filter(
            Q(user_id__in={user for _, _, user in counts}) | Q(subject=Subject.OTHERS)
        )
    }
    named = Counter(
        dict(here.filter(subject=Subject.USER).values_list("update_kind").annotate(Count("id")))
    )
    touched: dict[Key, AccessDenial] = {}
    for key, count in counts.items():
        kind, subject, _ = key
        if key not in known and subject == Subject.USER:
            if named[kind] < NAMED_PER_HOUR:
                named[kind] += 1
            else:
                key = (kind, Subject.OTHERS, 0)  # noqa: PLW2901 -- counted, but no longer by name
        row = known.get(key)
        if row is None:
            row = known[key] = AccessDenial(
                bucket=bucket,
                update_kind=key[0],
                subject=key[1],
                user_id=key[2],
                count=0,
                first_at=now,
            )
        row.count += count
        row.unreported += count
        row.last_at = now
        row.chat_id = chats.get(key)
        touched[key] = row
    _carry_over([row for row in touched.values() if row.pk is None], bucket, now)
    return list(touched.values())


def _carry_over(new: list[AccessDenial], bucket: datetime, now: datetime) -> None:
    """Copy to the new rows what earlier hours know of the same subjects.

    That is when their latest event was written, and how many attempts are unreported since; these
    move to the new hour's row.
    """
    rows = {(row.update_kind, row.subject, row.user_id): row for row in new}
    earlier = AccessDenial.objects.filter(
        Q(unreported__gt=0) | Q(event_at__gt=now - _get_window()),
        user_id__in={row.user_id for row in new},
        subject__in=[Subject.USER, Subject.NOBODY],
        bucket__lt=bucket,
    )
    moved = []
    for denial in earlier.order_by("bucket"):
        row = rows.get((denial.update_kind, denial.subject, denial.user_id))
        if row is not None:
            row.event_at = denial.event_at
            row.unreported += denial.unreported
            moved.append(denial.pk)
    AccessDenial.objects.filter(pk__in=moved).update(unreported=0)


def _get_window() -> timedelta:
    """Return how long one sender gets no second audit event."""
    return timedelta(seconds=settings.ACCESS_DENY_AUDIT_TTL_SEC)


def _filter_due(rows: list[AccessDenial], bucket: datetime, now: datetime) -> list[AccessDenial]:
    """Return the rows that get an audit event now.

    Their last event is longer ago than the window, and the hour's number of events is not used up.
    """
    due = [
        row
        for row in rows
        if row.subject != Subject.OTHERS
        and (row.event_at is None or now - row.event_at >= _get_window())
    ]
    if not due:
        return []
    spent = AccessDenial.objects.filter(bucket=bucket).aggregate(spent=Sum("events"))["spent"] or 0
    return due[: max(0, EVENTS_PER_HOUR - spent)]


def _save_rows(rows: list[AccessDenial]) -> None:
    AccessDenial.objects.bulk_create([row for row in rows if row.pk is None])
    AccessDenial.objects.bulk_update(
        [row for row in rows if row.pk is not None],
        ["count", "unreported", "last_at", "chat_id", "event_at", "events"],
    )


def _queue_notices(attempts: Sequence[DeniedAttempt], bot_id: int, now: datetime) -> None:
    """Queue a notice for each new stranger in a private chat, within the hour's limit."""
    recent = DenialNotice.objects.filter(created_at__gte=now - timedelta(hours=1)).count()
    users = {attempt.user_id for attempt in attempts if attempt.private and attempt.user_id}
    users -= set(DenialNotice.objects.filter(user_id__in=users).values_list("user_id", flat=True))
    DenialNotice.objects.bulk_create(
        [
            DenialNotice(user_id=user, bot_id=bot_id)
            for user in sorted(users)[: max(0, NOTICES_PER_HOUR - recent)]
        ],
        ignore_conflicts=True,
    )


def take_notices(bot_id: int) -> list[int]:
    """Take the waiting notices and return the user ids of the strangers to tell.

    Each is returned once, ever, so a stranger is told at most once.
    """
    now = timezone.now()
    waiting = DenialNotice.objects.filter(bot_id=bot_id, sent_at=None)
    return [
        user
        for user in waiting.values_list("user_id", flat=True)
        if DenialNotice.objects.filter(user_id=user, sent_at=None).update(sent_at=now)
    ]


def summarise_closed_hours() -> int:
    """Record one summary event for each hour of denied attempts that is over; return how many."""
    if not settings.ACCESS_DENY_AUDIT_ENABLED:
        return 0
    _, bucket = _lock_current_hour()
    closed = AccessDenial.objects.filter(bucket__lt=bucket)
    # Nothing is added to a closed hour, so exactly the hours after the newest summary are to do.
    newest = AuditEvent.objects.filter(event_type="access_denied_summary").order_by("-id").first()
    if newest is not None:
        closed = closed.filter(bucket__gt=datetime.fromisoformat(newest.payload["hour"]))
    hours = list(
        closed.values("bucket")
        .annotate(
            total=Sum("count"),
            named=Count("user_id", filter=Q(subject=Subject.USER), distinct=True),
            others=Sum("count", filter=Q(subject=Subject.OTHERS), default=0),
        )
        .order_by("bucket")
    )
    for hour in hours:
        log.record(
            "access_denied_summary",
            correlation_id=uuid4(),
            actor=log.SYSTEM,
            payload={
                "hour": hour["bucket"].isoformat(),
                "total": hour["total"],
                "named": hour["named"],
                "others": hour["others"],
            },
        )
    return len(hours)


def forget_old_denials() -> int:
    """Delete rows older than KEEP and return how many; the summary events keep the totals."""
    return AccessDenial.objects.filter(bucket__lt=timezone.now() - KEEP).delete()[0]
