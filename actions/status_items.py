"""What the actions add to /status: results that nobody knows, and calls that are yet to be made."""

from __future__ import annotations

from collections.abc import Sequence

from actions import queries
from tools.catalog.system.read import Concern
from tools.contracts import Words

UNKNOWN = Words("Results not known", "Исход неизвестен")
ON_THEIR_WAY = Words("Calls on their way", "Ещё отправляется")


def outside_calls() -> Sequence[Concern]:
    """How many actions and calls are not over yet, although they were confirmed."""
    return (
        Concern("unknown_results", UNKNOWN, queries.unknown_count()),
        Concern("calls_on_their_way", ON_THEIR_WAY, queries.calls_on_their_way()),
    )
