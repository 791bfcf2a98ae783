"""Writes of the reference server: each key is carried out once at most, and known for a day."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import DataError, IntegrityError, connection, transaction
from django.utils import timezone

from tools.contracts import StaleBasisError
from tools.models import DemoWrite

KEPT_HOURS = 24
#: A little longer than promised, so that clocks may differ.
KEPT = timedelta(hours=KEPT_HOURS + 1)


@dataclass(frozen=True)
class JsonReply:
    """A status and its body, as JSON values."""

    status: int
    content: Any


RUNNING = JsonReply(409, {"code": "IN_PROGRESS"})


@transaction.atomic(durable=True)
def write_once(key: UUID, asked: Any, change: Callable[[], Any]) -> JsonReply:
    """Carry out the change; if the key has been seen before, return the earlier answer instead."""
    if not _take_lock(key):
        return RUNNING
    fingerprint = hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()
    DemoWrite.objects.filter(at__lt=timezone.now() - KEPT).delete()
    earlier = DemoWrite.objects.filter(pk=key).first()
    if earlier is not None:
        if earlier.asked != fingerprint:
            return JsonReply(422, {"code": "KEY_REUSED"})
        return JsonReply(earlier.status, earlier.answer)
    answer = _carry_out(change)
    DemoWrite.objects.create(
        key=key,
        asked=fingerprint,
        status=answer.status,
        answer=answer.content,
        at=timezone.now(),
    )
    return answer


def _carry_out(change: Callable[[], Any]) -> JsonReply:
    try:
        with transaction.atomic():  # whatever it wrote before an error is undone
            return JsonReply(200, {"state": "done", "answer": change()})
    except StaleBasisError:
        return JsonReply(409, {"code": "STALE"})
    except (IntegrityError, DataError):
        return JsonReply(422, {"code": "IMPOSSIBLE"})


@transaction.atomic(durable=True)
def find_write(key: UUID) -> JsonReply:
    """Return what became of the write with that key."""
    if not _take_lock(key):
        return JsonReply(200, {"state": "running"})
    write = DemoWrite.objects.filter(pk=key).first()
    if write is None:
        return JsonReply(404, {"code": "NO_SUCH_KEY"})
    if write.status == 200:  # noqa: PLR2004 -- the status itself
        return JsonReply(200, write.answer)
    return JsonReply(200, {"state": "refused", **write.answer})


def _take_lock(key: UUID) -> bool:
    """Lock this key until the transaction ends; False if another request holds it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_try_advisory_xact_lock(%s)",
            [int.from_bytes(key.bytes[:8], signed=True)],
        )
        return bool(cursor.fetchone()[0])
