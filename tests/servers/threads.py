"""A server on an event loop in a thread of its own, for tests that run without one."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any

WAIT_SEC = 90.0

#: Serves from when it sets the first until the second is set.
Serve = Callable[[threading.Event, asyncio.Event], Coroutine[Any, Any, None]]


@contextmanager
def served(loop: asyncio.AbstractEventLoop, serve: Serve) -> Iterator[None]:
    """The server runs within it; the loop is closed afterwards."""
    ready, stopped = threading.Event(), asyncio.Event()
    thread = threading.Thread(
        target=lambda: loop.run_until_complete(serve(ready, stopped)), daemon=True
    )
    thread.start()
    assert ready.wait(WAIT_SEC)
    try:
        yield
    finally:
        loop.call_soon_threadsafe(stopped.set)
        thread.join(WAIT_SEC)
        loop.close()
