"""What the actions add to /status: results that nobody knows, and calls that are yet to be made."""

from __future__ import annotations

from collections.abc import Sequence

from actions import queries
from tools.catalog.system.read import StatusItem
from tools.texts import Text

UNKNOWN = Text("Results not known")
ON_THEIR_WAY = Text("Calls on their way")


def list_status_items() -> Sequence[StatusItem]:
    """How many actions and calls are not over yet, although they were confirmed."""
    return (
        StatusItem("unknown_results", UNKNOWN, queries.count_unknown()),
        StatusItem("calls_on_their_way", ON_THEIR_WAY, queries.count_calls_on_their_way()),
    )
