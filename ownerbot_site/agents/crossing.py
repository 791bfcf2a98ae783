"""From async to sync code: how MCP calls what needs the database."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from channels.db import database_sync_to_async

T = TypeVar("T")


async def run_in_thread(function: Callable[[], T]) -> T:
    """Run the function in a thread with its own database connection and return its result.

    It gets its own thread so that a slow shop does not delay other agents and the live pages.
    """
    crossed: Callable[[], Awaitable[T]] = database_sync_to_async(function, thread_sensitive=False)
    return await crossed()
