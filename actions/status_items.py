"""What the actions add to /status: results that nobody knows, and calls that are yet to be made."""

from __future__ import annotations

from collections.abc import Sequence

from actions import queries
from tools.catalog.system.read import Concern
from tools.texts import Text

UNKNOWN = Text("Results not known")
ON_THEIR_WAY = Text("Calls on their way")


def outside_calls() -> Sequence[Concern]:
    """How many actions and calls are not over yet, although they were confirmed."""
    return (
        Concern("unknown_results", UNKNOWN, queries.unknown_count()),
        Concern("calls_on_their_way", ON_THEIR_WAY, queries.calls_on_their_way()),
    )
