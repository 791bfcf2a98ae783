"""The bot's one bridge from async to sync: whatever needs the database is called through it.

It has a bounded executor, because asgiref's thread-sensitive one is a single thread and a thread
per update leaks connections (both measured). The context variables of the calling task (the
correlation id of log lines) are passed on.
"""

from __future__ import annotations

import asyncio
import contextvars
import logging
import time
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, ParamSpec, TypeVar

from django.db import close_old_connections

from audit.outage import DATABASE_AWAY

P = ParamSpec("P")
T = TypeVar("T")

THREADS = 4
FIRST_PAUSE_SEC, LONGEST_PAUSE_SEC = 0.25, 5.0

#: How long a person waits before we say that the database does not answer.
HUNG_SEC = 8.0

logger = logging.getLogger(__name__)

#: When each call that has not returned yet was started.
_waiting: dict[object, float] = {}

_executor = ThreadPoolExecutor(THREADS, thread_name_prefix="domain")


async def call(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run a sync function on the executor; it opens its own transaction and connection."""

    def run() -> T:
        close_old_connections()
        try:
            return function(*args, **kwargs)
        finally:
            close_old_connections()

    context = contextvars.copy_context()
    mark = object()
    _waiting[mark] = time.monotonic()
    try:
        return await asyncio.get_running_loop().run_in_executor(
            _executor, lambda: context.run(run)
        )
    finally:
        del _waiting[mark]


@contextmanager
def tell_if_hung(tell: Callable[[], Coroutine[Any, Any, None]]) -> Iterator[None]:
    """Run `tell` once, within this context, if PostgreSQL neither answers nor refuses for HUNG_SEC.

    The hanging call goes on as soon as PostgreSQL does; a thread cannot be cancelled.
    """
    told: set[asyncio.Task[None]] = set()

    def look() -> None:
        if _waiting and time.monotonic() - min(_waiting.values()) >= HUNG_SEC / 2:
            told.add(asyncio.get_running_loop().create_task(tell()))

    timer = asyncio.get_running_loop().call_later(HUNG_SEC, look)
    try:
        yield
    finally:
        timer.cancel()


async def call_until_done(step: Callable[[], T]) -> T:
    """Call the step until PostgreSQL answers; the step must be safe to call twice."""
    pause = FIRST_PAUSE_SEC
    while True:
        try:
            return await call(step)
        except DATABASE_AWAY as error:
            logger.warning("PostgreSQL is away (%s), trying again", type(error).__name__)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE_SEC)
