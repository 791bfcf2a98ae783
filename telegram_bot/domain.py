"""THE door from async to sync: whatever needs the database is one call through here.

A bounded executor of our own, because asgiref's thread-sensitive one is a single thread and a
thread per update leaks connections (both measured). Settings of the caller's context (the
correlation id of log lines) come along.
"""

from __future__ import annotations

import asyncio
import contextvars
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from django.db import close_old_connections

from actions import pipeline
from actions.asker import Asker
from actions.outcomes import Decided, Submitted
from audit.outage import DATABASE_AWAY
from tools.intents.resolve import ToolCall

__all__ = ["DATABASE_AWAY", "call", "cancel", "confirm", "insist", "record", "resolve", "submit"]

P = ParamSpec("P")
T = TypeVar("T")

THREADS = 4
FIRST_PAUSE_SEC, LONGEST_PAUSE_SEC = 0.25, 5.0

logger = logging.getLogger(__name__)

_executor = ThreadPoolExecutor(THREADS, thread_name_prefix="domain")


async def call(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run a sync function on the executor; it owns its transaction and its connection."""

    def run() -> T:
        close_old_connections()
        try:
            return function(*args, **kwargs)
        finally:
            close_old_connections()

    context = contextvars.copy_context()
    return await asyncio.get_running_loop().run_in_executor(_executor, lambda: context.run(run))


async def insist(step: Callable[[], T]) -> T:
    """Call it again and again while PostgreSQL is away; it must not mind being called twice."""
    pause = FIRST_PAUSE_SEC
    while True:
        try:
            return await call(step)
        except DATABASE_AWAY as error:
            logger.warning("PostgreSQL is away (%s), trying again", type(error).__name__)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE_SEC)


async def submit(wanted: ToolCall, by: Asker) -> Submitted:
    return await call(pipeline.submit, wanted.tool, wanted.payload, by)


async def confirm(data: str, by: Asker) -> Decided:
    return await call(pipeline.confirm, data, by)


async def cancel(data: str, by: Asker) -> Decided:
    return await call(pipeline.cancel, data, by)


async def resolve(data: str, by: Asker) -> Decided:
    return await call(pipeline.resolve, data, by)


async def record(event_type: str, by: Asker, **payload: object) -> None:
    """Put on record something that an owner did and that changed nothing."""
    await call(
        pipeline.record, event_type, correlation_id=by.correlation_id, actor=by.actor, **payload
    )
