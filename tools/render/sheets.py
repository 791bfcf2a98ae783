"""A whole list as a file for spreadsheets.

UTF-8 with a byte order mark, by which Excel recognises Cyrillic. In languages whose decimals have a
comma, as Russian, semicolons separate the columns, as spreadsheets there expect; in English commas.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from babel.numbers import get_decimal_symbol

from audit.cells import Value, escape_cell
from tools.contracts import Payload, Provenance, Read, ToolContext, ToolRefused
from tools.languages import get_locale
from tools.registry import AnyTool
from tools.render import wording
from tools.render.phrases.book import PHRASES
from tools.render.wording import say

#: The most rows of a file; its caption says so if there are more.
MOST_ROWS = 2000
#: Columns that mean nothing to people.
LEFT_OUT = {"version"}
#: Columns whose values have words in the phrase book, and the prefix of their keys there.
WORDED = {"status": "status", "payment_status": "payment", "shipping_status": "shipping"}


@dataclass(frozen=True)
class Sheet:
    """The file, how many rows it has, and how many there are in all."""

    name: str
    title: str
    content: bytes
    rows: int
    total: int
    provenance: Provenance | None


def build_sheet(tool: AnyTool, payload: Payload, ctx: ToolContext) -> Sheet:
    """Build the file of all rows of the read's list, up to MOST_ROWS.

    Raises ToolRefused if the tool has no list, or the list is empty.
    """
    if not isinstance(tool, Read) or "offset" not in type(payload).model_fields:
        raise ToolRefused("NOT_A_LIST", say(ctx.language, "csv.none"))
    rows: list[Mapping[str, Any]] = []
    while True:
        # Beyond the limit of one answer on purpose: asked for at once, no row moves between pages.
        part = payload.model_copy(update={"limit": MOST_ROWS, "offset": len(rows)})
        result = tool.run(part, ctx)
        listing = result.card.listing
        if listing is None:  # there is nothing to list
            raise ToolRefused("NOTHING_TO_LIST", say(ctx.language, "csv.empty"))
        found = list(result.data[listing.rows])
        if found and found == rows[-len(found) :]:
            raise ToolRefused(
                "UPSTREAM_UNSUPPORTED", say(ctx.language, "upstream.UPSTREAM_UNSUPPORTED")
            )
        rows += found
        if not found or len(rows) >= min(listing.total, MOST_ROWS):
            break
    rows = rows[:MOST_ROWS]
    return Sheet(
        name=f"{tool.name}-{ctx.today.isoformat()}.csv",
        title=result.card.title,
        content=_write_csv(rows, ctx),
        rows=len(rows),
        total=listing.total,
        provenance=result.provenance,
    )


def _write_csv(rows: Iterable[Mapping[str, Any]], ctx: ToolContext) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter="," if _get_point(ctx) == "." else ";")
    columns: list[str] = []
    for row in rows:
        if not columns:
            columns = [name for name in row if name not in LEFT_OUT]
            writer.writerow([_get_heading(name, ctx) for name in columns])
        writer.writerow([_format_cell(name, row[name], ctx) for name in columns])
    return text.getvalue().encode("utf-8-sig")


def _get_heading(name: str, ctx: ToolContext) -> str:
    key = f"csv.{name}"
    return say(ctx.language, key) if key in PHRASES else name


def _format_cell(column: str, value: Any, ctx: ToolContext) -> Value:
    key = f"{WORDED.get(column)}.{value}"
    if key in PHRASES:
        return say(ctx.language, key)
    if isinstance(value, bool):
        return say(ctx.language, "csv.yes" if value else "csv.no")
    if isinstance(value, Decimal):
        return value if _get_point(ctx) == "." else str(value).replace(".", _get_point(ctx))
    if isinstance(value, datetime):
        return value.astimezone(ctx.zone).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    return value if value is None or isinstance(value, int) else escape_cell(str(value))


def _get_point(ctx: ToolContext) -> str:
    """Return the decimal point of the reader's language."""
    return get_decimal_symbol(get_locale(ctx.language))


def say_caption(made: Sheet, ctx: ToolContext) -> str:
    """Say how many rows the file has, and of how many if some are left out."""
    key = "csv.part" if made.rows < made.total else "csv.all"
    counts = {"rows": made.rows, "total": made.total}
    numbers = {name: wording.format_number(count, ctx) for name, count in counts.items()}
    return say(ctx.language, key, **numbers)
