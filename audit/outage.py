"""The errors that mean that PostgreSQL is unreachable, or has ended our session."""

from __future__ import annotations

from django.db import InterfaceError, InternalError, OperationalError
from psycopg_pool import PoolTimeout

#: After one of these, the same call works again once PostgreSQL is back.
DATABASE_AWAY = (OperationalError, InterfaceError, InternalError, PoolTimeout)

DISK_FULL = "53100"


def is_full(error: BaseException) -> bool:
    """Return whether PostgreSQL has no space left on its disk; something smaller may still fit."""
    return getattr(error.__cause__, "sqlstate", None) == DISK_FULL
