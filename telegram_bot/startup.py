"""Waiting for PostgreSQL, and looking whether it is one that we can work with."""

from __future__ import annotations

import time

import psycopg
from django.db import DatabaseError, InterfaceError, connection

from telegram_bot import pooling

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


def wait_for_database(seconds: float) -> str | None:
    """Ask until PostgreSQL answers: None once it does, else one sentence on what to do."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            wrong = pooling.what_is_wrong()
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
