"""What an unreachable PostgreSQL, or a session that it has ended, looks like."""

from __future__ import annotations

from django.db import InterfaceError, InternalError, OperationalError
from psycopg_pool import PoolTimeout

#: The same call works again once PostgreSQL is back.
DATABASE_AWAY = (OperationalError, InterfaceError, InternalError, PoolTimeout)

DISK_FULL = "53100"


def is_full(error: BaseException) -> bool:
    """Whether PostgreSQL has no space left: what is small may still fit where this did not."""
    return getattr(error.__cause__, "sqlstate", None) == DISK_FULL
