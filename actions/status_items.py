"""What the actions add to /status: unknown results, and calls that are still to be made."""

from __future__ import annotations

from collections.abc import Sequence

from actions import queries
from tools.catalog.system.read import StatusItem
from tools.texts import Text

UNKNOWN = Text("Results not known")
ON_THEIR_WAY = Text("Calls on their way")


def list_status_items() -> Sequence[StatusItem]:
    """Return how many confirmed actions are unknown and how many of their calls are not over."""
    return (
        StatusItem("unknown_results", UNKNOWN, queries.count_unknown()),
        StatusItem("calls_on_their_way", ON_THEIR_WAY, queries.count_calls_on_their_way()),
    )
