"""Cells of a spreadsheet that nobody's words can turn into a formula."""

from __future__ import annotations

from decimal import Decimal

#: A spreadsheet takes a cell that starts with one of these for a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\0")

Value = str | int | Decimal | None


def escape_cell(value: Value) -> Value:
    """The value as a cell that no spreadsheet executes; numbers stay numbers."""
    if not isinstance(value, str):
        return value
    return f"'{value}" if value.startswith(FORMULA_STARTS) else value
