"""What is done once for an update, however often its handler has to be run again: asking a model, say.

An answer that cannot be brought or stored right now is kept here until it can be.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar, cast

T = TypeVar("T")

_results: ContextVar[dict[str, Any]] = ContextVar("results")


@contextmanager
def keep_results() -> Iterator[None]:
    """Within it, one update is handled."""
    token = _results.set({})
    try:
        yield
    finally:
        _results.reset(token)


async def run_once(name: str, step: Callable[[], Awaitable[T]]) -> T:
    """What the step came to; it is run again only if it has failed."""
    results = _results.get({})
    if name not in results:
        results[name] = await step()
    return cast(T, results[name])
