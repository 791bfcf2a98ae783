"""Waiting for PostgreSQL: can we work with it, and does it take writes?"""

from __future__ import annotations

import time
from uuid import uuid4

import psycopg
from django.apps import apps
from django.db import connection, transaction

from audit import log
from audit.outage import DATABASE_AWAY
from telegram_bot import pooling

PAUSE_SEC = 0.5
#: How long a lock on one of our tables may be held by another before we call the table locked. The
#: autovacuum takes one for moments, to shorten a table's file, and gives it up to whoever waits.
LOCK_WAIT_MS = 1000
#: How the names of our tables begin.
OURS = "ownerbot_"


def is_database_writable() -> bool:
    """Return whether all that handling a message writes can be written now.

    That is: none of our tables is locked, by an index build say, and the audit takes an event. The
    trial is rolled back.
    """
    tables = {model._meta.db_table for model in apps.get_models()}  # noqa: SLF001 -- Django's name
    ours = ", ".join(sorted(table for table in tables if table.startswith(OURS)))
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL lock_timeout = {LOCK_WAIT_MS}")
                cursor.execute(f"LOCK TABLE {ours} IN ROW EXCLUSIVE MODE")
            log.record("handler_failed", correlation_id=uuid4(), actor=log.SYSTEM)
            transaction.set_rollback(True)
    except DATABASE_AWAY:
        return False
    return True


def wait_for_database(seconds: float) -> str | None:
    """Wait until PostgreSQL answers; return None, or one sentence on what to do."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            wrong = pooling.find_fault()
        except psycopg.Error as error:
            if time.monotonic() > deadline:
                return (
                    f"PostgreSQL did not answer within {seconds:g} s ({str(error).splitlines()[0]}). "
                    "Start it, or correct DATABASE_URL, and start again."
                )
        else:
            return wrong and (
                "DATABASE_URL leads to a connection pooler that gives no client a session of its own "
                f"({wrong}), and behind it a restarted bot would never work again: let DATABASE_URL "
                "name PostgreSQL itself, as a rule port 5432, and start again."
            )
        time.sleep(PAUSE_SEC)
