"""Parts of cards that many tools share; their texts are keys of the phrase book."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tools.contracts import CardField, Suggestion, Table, ToolContext
from tools.render.wording import say


def draw_fields(
    values: Mapping[str, str], ctx: ToolContext, prefix: str = "", **filled: Any
) -> tuple[CardField, ...]:
    """Draw the values with their labels; leave out empty ones."""
    return tuple(
        CardField(label=say(ctx.language, f"{prefix}{key}", **filled), value=value)
        for key, value in values.items()
        if value
    )


def draw_table(
    headings: Sequence[str],
    rows: Iterable[tuple[str, ...]],
    ctx: ToolContext,
    *,
    prefix: str = "",
    offset: int = 0,
    total: int = 0,
) -> Table | None:
    """Draw the rows under their headings, and how many of `total` follow; None without rows."""
    shown = tuple(rows)
    if not shown:
        return None
    return Table(
        columns=tuple(say(ctx.language, f"{prefix}{key}") for key in headings),
        rows=shown,
        more=max(0, total - offset - len(shown)),
    )


def suggest(
    key: str, ctx: ToolContext, tool: str, payload: Mapping[str, Any] | None = None, **filled: Any
) -> Suggestion:
    """Build a suggestion: the button's text, and what a tap on it calls."""
    label = say(ctx.language, key, **filled)
    return Suggestion(label=label, tool=tool, payload=dict(payload or {}))
