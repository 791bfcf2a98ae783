"""MCP's crossing from async to sync: whatever needs the database is called through here."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from channels.db import database_sync_to_async

T = TypeVar("T")


async def run_in_thread(function: Callable[[], T]) -> T:
    """Run what needs the database, in a thread and with a connection of its own: a shop that answers
    slowly must not hold up the other agents and the live pages."""
    crossed: Callable[[], Awaitable[T]] = database_sync_to_async(function, thread_sensitive=False)
    return await crossed()
