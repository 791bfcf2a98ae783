"""Steps that run once for an update, even if its handler is run again: asking a model, say.

Their results are kept here until the answer has been sent and stored.
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
    """Keep the results of `run_once` while one update is handled."""
    token = _results.set({})
    try:
        yield
    finally:
        _results.reset(token)


async def run_once(name: str, step: Callable[[], Awaitable[T]]) -> T:
    """Return the step's result; run the step again only if it has raised."""
    results = _results.get({})
    if name not in results:
        results[name] = await step()
    return cast(T, results[name])
