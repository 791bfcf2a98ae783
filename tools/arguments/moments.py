"""Moments as arguments: a day of the shop's calendar, or a time with its zone."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Annotated, Any

from pydantic import PlainSerializer, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from tools.contracts import ToolContext

#: No coupon is older or lasts longer; every time zone can express the moments of these years.
YEARS = range(2000, 2101)


def _parse_moment(value: Any) -> date | datetime:
    try:
        found = _parse_iso(value) if isinstance(value, str) else value
    except ValueError:
        found = None
    naive = isinstance(found, datetime) and found.utcoffset() is None
    if isinstance(found, date) and not naive and found.year in YEARS:
        return found
    raise PydanticCustomError("date_parsing", "a day, or a time with its zone")


def _parse_iso(text: str) -> date | datetime:
    text = text.strip()
    return (
        datetime.fromisoformat(text) if len(text) > len("2026-11-22") else date.fromisoformat(text)
    )


#: A day is a date, anything finer an aware datetime.
Moment = Annotated[
    date | datetime,
    PlainValidator(_parse_moment),
    PlainSerializer(lambda value: value.isoformat(), return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "description": "2026-12-31, or a time with its zone."}),
]


def to_first_moment(value: date | datetime, ctx: ToolContext) -> datetime:
    """Return the moment itself, or the beginning of the shop's day."""
    if isinstance(value, datetime):
        return value
    return datetime.combine(value, time.min, ctx.zone)


def to_last_moment(value: date | datetime, ctx: ToolContext) -> datetime:
    """Return the moment itself, or the last second of the shop's day."""
    if isinstance(value, datetime):
        return value
    return datetime.combine(value, time(23, 59, 59), ctx.zone)
