"""The check that PostgreSQL itself answers, not a pooler that shares sessions between clients.

All that makes the bot safe belongs to a session: the lock that lets one bot work, the limits on
statements that hang, the notices that wake it. Behind a transaction pooler the lock stays on a
session that is no longer ours, and no bot ever works again. So all of it is tried before the start.
"""

from __future__ import annotations

import re
import secrets
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection
from psycopg import sql

#: What a pooler answers to the settings or transactions of a session.
REFUSALS = ("unsupported startup parameter", "pooling mode")
#: A pooler may give us the same session again by chance, but not so many times with another busy.
ROUNDS = 4
NOTICE_SEC = 3.0
#: A setting that only our own session brings, in milliseconds: the settings of a role or of a
#: pooler may equal our usual ones.
OURS = "-c idle_session_timeout=61234"
CONNECT_SEC = 5

Session = psycopg.Connection[tuple[Any, ...]]


def find_fault() -> str | None:
    """Return in words what the database lacks; None if sessions are ours.

    Raises OperationalError if nothing answers.
    """
    try:
        with _connect() as ours, _connect() as other:
            return _check_limits(ours) or _check_lock(ours, other) or _check_notices(ours, other)
    except psycopg.Error as error:
        if any(words in str(error) for words in REFUSALS):
            return f"it says: {str(error).rpartition('FATAL:')[2].strip()}"
        raise


def get_parameters() -> dict[str, Any]:
    """Return the parameters that Django connects with, without those of its pool."""
    given = dict(connection.get_connection_params())
    for key in ("pool", "context", "cursor_factory", "prepare_threshold", "client_encoding"):
        given.pop(key, None)
    return given


def _connect() -> Session:
    given = get_parameters()
    given |= {"connect_timeout": CONNECT_SEC, "options": f"{given['options']} {OURS}"}
    return psycopg.connect(**given, autocommit=True, prepare_threshold=None)


def _check_limits(ours: Session) -> str | None:
    """Return what is wrong with the session's settings in PostgreSQL; None if they arrive."""
    for name, wanted in re.findall(r"-c (\w+)=(\d+)", f"{OURS} {settings.DATABASE_TIMEOUTS}"):
        row = ours.execute("SELECT setting FROM pg_settings WHERE name = %s", [name]).fetchone()
        if row is None or row[0] != wanted:
            return f"a session's {name} does not arrive"
    return None


def _check_lock(ours: Session, other: Session) -> str | None:
    """Return the fault if another session gets our lock too, or if our session changes."""
    key = secrets.randbits(62)
    lock = "SELECT pg_try_advisory_lock(%s), pg_backend_pid()"
    (got, mine) = ours.execute(lock, [key]).fetchone() or (False, 0)
    for _ in range(ROUNDS):
        # Within its transaction the other client keeps its session, so we cannot be given that one.
        with other.transaction():
            (got_too, others) = other.execute(lock, [key]).fetchone() or (True, 0)
            if got_too or others == mine:
                other.execute("SELECT pg_advisory_unlock_all()")
                return "two clients are given the same session"
            (now,) = ours.execute("SELECT pg_backend_pid()").fetchone() or (0,)
        if now != mine:
            return "a client's session changes between two statements"
    ours.execute("SELECT pg_advisory_unlock(%s)", [key])
    return None if got else "a session's lock is not given"


def _check_notices(ours: Session, other: Session) -> str | None:
    channel = sql.Identifier(f"ownerbot_{secrets.token_hex(8)}")
    ours.execute(sql.SQL("LISTEN {}").format(channel))
    other.execute(sql.SQL("NOTIFY {}").format(channel))
    for _ in ours.notifies(timeout=NOTICE_SEC, stop_after=1):
        return None
    return "a notice does not arrive"
