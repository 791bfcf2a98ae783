"""The chain over the audit: the hash of each event covers the event before it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from audit.models import AuditEvent

BATCH = 20_000

# The hash is computed here and not by the trigger's function, which an attacker could replace.
RECOMPUTED = """
WITH batch AS (
    SELECT * FROM ownerbot_audit_events WHERE id >= %(first)s ORDER BY id LIMIT %(batch)s
), linked AS (
    SELECT id, hash,
        lag(id) OVER (ORDER BY id) AS previous_id,
        sha256(coalesce(lag(hash) OVER (ORDER BY id), ''::bytea) || convert_to(jsonb_build_array(
            id, to_char(occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), event_type,
            correlation_id, actor_kind, actor_id, actor_label, payload)::text, 'UTF8')) AS expected
    FROM batch
)
SELECT id, previous_id, hash = expected, encode(hash, 'hex') FROM linked ORDER BY id
"""


@dataclass(frozen=True)
class Verdict:
    """The result of a verification; `problem` is "" where the chain holds.

    `head_id` and `head_hash` are the newest event that was found intact and the first 16 hex digits
    of its hash.
    """

    events: int
    head_id: int
    head_hash: str
    problem: str = ""


def get_head() -> tuple[int, str]:
    """Return the newest event's id and the first 16 hex digits of its hash; (0, "") if none."""
    row = AuditEvent.objects.order_by("-id").values_list("id", "hash").first()
    return (row[0], bytes(row[1]).hex()[:16]) if row else (0, "")


def verify(*, remembered: tuple[int, str] | None = None) -> Verdict:
    """Recompute every hash and compare it with the stored one.

    With a `remembered` head (id and start of its hash), also detect that newer events were cut off.
    """
    seen, newest = 0, (0, "")
    # Batches overlap by one row, so that each hash is checked together with the one before it.
    first = 0
    with connection.cursor() as cursor:
        while True:
            cursor.execute(RECOMPUTED, {"first": first, "batch": BATCH})
            rows = cursor.fetchall()
            whole, problem = _check_links(rows, start=first == 0)
            if whole:
                seen += whole - (1 if first else 0)
                newest = rows[whole - 1][0], rows[whole - 1][3][:16]
            if problem:
                return Verdict(seen, *newest, problem)
            if len(rows) < BATCH:
                break
            first = rows[-1][0]
    return Verdict(seen, *newest, _check_remembered(remembered) if remembered else "")


def _check_links(rows: list[tuple[int, int | None, bool, str]], *, start: bool) -> tuple[int, str]:
    """Return how many rows from the first on are intact, and what is wrong with the next one.

    The second is "" where all rows are intact.
    """
    for number, (event_id, previous_id, holds, _) in enumerate(rows):
        if previous_id is None and not start:
            continue  # the first row of a later batch was checked as the last of the one before
        if previous_id is None and event_id != 1:
            return number, f"the chain starts at #{event_id}, so events before it are missing"
        if previous_id is not None and event_id != previous_id + 1:
            return number, f"events between #{previous_id} and #{event_id} are missing"
        if not holds:
            earlier = f", or #{previous_id} was" if previous_id else ""
            return number, f"#{event_id} was changed{earlier}"
    return len(rows), ""


def _check_remembered(remembered: tuple[int, str]) -> str:
    """Return what is wrong with the remembered event; "" where it is there unchanged."""
    event_id, start_of_hash = remembered
    stored = AuditEvent.objects.filter(id=event_id).values_list("hash", flat=True).first()
    if stored is None:
        return f"#{event_id} is missing: the end of the log was cut off"
    if not bytes(stored).hex().startswith(start_of_hash.lower()):
        return f"#{event_id} is not the event that was remembered"
    return ""
