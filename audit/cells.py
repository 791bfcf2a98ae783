"""Spreadsheet cells whose text can never run as a formula."""

from __future__ import annotations

from decimal import Decimal

#: A spreadsheet reads a cell that starts with one of these as a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\0")

Value = str | int | Decimal | None


def escape_cell(value: Value) -> Value:
    """Return the value so that no spreadsheet runs it as a formula; numbers stay numbers."""
    if not isinstance(value, str):
        return value
    return f"'{value}" if value.startswith(FORMULA_STARTS) else value
