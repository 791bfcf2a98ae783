"""Is it PostgreSQL itself that answers, or a pooler that hands its sessions from client to client?

Everything that makes the bot safe belongs to a session: the lock that lets one bot work, the limits
on statements that hang, the notices that wake it. Behind a transaction pooler the lock stays on a
session that is not ours any more, and no bot ever works again. So all of it is tried before the start.
"""

from __future__ import annotations

import re
import secrets
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection
from psycopg import sql

#: What a pooler says of settings that a session brings along, or of transactions.
REFUSALS = ("unsupported startup parameter", "pooling mode")
#: A pooler may by chance give the same session twice; not so many times, with another one busy.
ROUNDS = 4
NOTICE_SEC = 3.0
#: A setting that nothing but our own session would bring, in milliseconds: a role's settings or those
#: of a pooler may look like ours.
OURS = "-c idle_session_timeout=61234"
CONNECT_SEC = 5

Session = psycopg.Connection[tuple[Any, ...]]


def find_fault() -> str | None:
    """What the database that answers lacks, in words; None where sessions are ours. Raises
    OperationalError where nothing answers."""
    try:
        with _connect() as ours, _connect() as other:
            return _check_limits(ours) or _check_lock(ours, other) or _check_notices(ours, other)
    except psycopg.Error as error:
        if any(words in str(error) for words in REFUSALS):
            return f"it says: {str(error).rpartition('FATAL:')[2].strip()}"
        raise


def get_parameters() -> dict[str, Any]:
    """What Django connects with, less what belongs to its pool."""
    given = dict(connection.get_connection_params())
    for key in ("pool", "context", "cursor_factory", "prepare_threshold", "client_encoding"):
        given.pop(key, None)
    return given


def _connect() -> Session:
    given = get_parameters()
    given |= {"connect_timeout": CONNECT_SEC, "options": f"{given['options']} {OURS}"}
    return psycopg.connect(**given, autocommit=True, prepare_threshold=None)


def _check_limits(ours: Session) -> str | None:
    """The settings that a session brings along, as PostgreSQL has them."""
    for name, wanted in re.findall(r"-c (\w+)=(\d+)", f"{OURS} {settings.DATABASE_TIMEOUTS}"):
        row = ours.execute("SELECT setting FROM pg_settings WHERE name = %s", [name]).fetchone()
        if row is None or row[0] != wanted:
            return f"a session's {name} does not arrive"
    return None


def _check_lock(ours: Session, other: Session) -> str | None:
    """A lock of ours that another session gets, too, or a session of ours that changes."""
    key = secrets.randbits(62)
    lock = "SELECT pg_try_advisory_lock(%s), pg_backend_pid()"
    (got, mine) = ours.execute(lock, [key]).fetchone() or (False, 0)
    for _ in range(ROUNDS):
        # In its transaction the other keeps its session, so ours cannot be given that one.
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
