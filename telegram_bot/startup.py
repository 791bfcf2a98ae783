"""Waiting for PostgreSQL."""

from __future__ import annotations

import time

from django.db import DatabaseError, InterfaceError, connection

PAUSE_SEC = 0.5


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


def wait_for_database(seconds: float) -> bool:
    """Ask until PostgreSQL answers; False where it has not within `seconds`."""
    deadline = time.monotonic() + seconds
    while not database_answers():
        if time.monotonic() > deadline:
            return False
        time.sleep(PAUSE_SEC)
    return True
