"""Waiting for PostgreSQL, and whether it takes writes as well as reads."""

from __future__ import annotations

import time
from uuid import uuid4

from django.apps import apps
from django.db import DatabaseError, InterfaceError, connection, transaction

from audit import log
from audit.outage import DATABASE_AWAY

PAUSE_SEC = 0.5
#: How the names of our tables begin.
OURS = "ownerbot_"


def database_answers() -> bool:
    """Whether PostgreSQL can be asked anything at all right now."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, InterfaceError):
        return False
    finally:
        connection.close()
    return True


def database_takes_writes() -> bool:
    """Whether what handling a message writes could be written right now: no table of ours is locked, by
    an index build say, and an event fits into the audit. Nothing of the try is kept."""
    tables = {model._meta.db_table for model in apps.get_models()}  # noqa: SLF001 -- Django's name
    ours = ", ".join(sorted(table for table in tables if table.startswith(OURS)))
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(f"LOCK TABLE {ours} IN ROW EXCLUSIVE MODE NOWAIT")
            log.record("handler_failed", correlation_id=uuid4(), actor=log.SYSTEM)
            transaction.set_rollback(True)
    except DATABASE_AWAY:
        return False
    return True


def wait_for_database(seconds: float) -> bool:
    """Ask until PostgreSQL answers; False where it has not within `seconds`."""
    deadline = time.monotonic() + seconds
    while not database_answers():
        if time.monotonic() > deadline:
            return False
        time.sleep(PAUSE_SEC)
    return True
