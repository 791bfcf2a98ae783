"""The same days, earlier: "а неделей раньше?", "the month before", "a year earlier"."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from tools import registry
from tools.arguments.windows import DaysBack
from tools.intents.answers import ToolCall
from tools.intents.language.tokens import clean, find_end, split_tokens
from tools.intents.values.day import OLDEST_YEAR

Unit = Literal["day", "week", "month", "year"]

#: By the mark of their words.
_UNITS: dict[str, Unit] = {
    "shift_day": "day", "shift_week": "week", "shift_month": "month", "shift_year": "year",
}  # fmt: skip
_ENDS = frozenset("?.")
_MONTHS = {"month": 1, "year": 12}
_DAYS = {"day": 1, "week": 7}


@dataclass(frozen=True)
class Shift:
    """How much earlier: one unit of time."""

    unit: Unit


def parse_shift(text: str) -> Shift | None:
    """Parse the shift that the whole text asks for; None if it asks for none."""
    tokens = split_tokens(clean(text))
    at = find_end(tokens, find_end(tokens, 0, "shift_opens"), "shift_one")
    then = find_end(tokens, at + 1, "shift_earlier")
    if then == at + 1 or any(token.low not in _ENDS for token in tokens[then:]):
        return None
    return next((Shift(unit) for mark, unit in _UNITS.items() if tokens[at].has(mark)), None)


def find_days(call: ToolCall, today: date) -> tuple[date, date] | None:
    """Find the first and the last day of the card of that call; None: it is about no days."""
    tool, end = registry.get(call.tool), call.payload.get("end") or today.isoformat()
    if call.tool == "kpi_snapshot":
        begin = call.payload.get("start") or _find_begin(call.payload, today)
        return date.fromisoformat(begin), date.fromisoformat(end)
    if tool is None or not _is_days_back(call.tool):
        return None
    days = int(call.payload.get("days") or tool.Payload.model_fields["days"].default)
    last = date.fromisoformat(end)
    return last - timedelta(days=days - 1), last


def apply_shift(call: ToolCall, shift: Shift, today: date) -> ToolCall | None:
    """Move the days of the call back; None if it has none to move, or they get too old."""
    payload = {key: value for key, value in call.payload.items() if key != "offset"}
    days = find_days(call, today)
    if days is None:
        return None
    moved = {"end": _shift_day(days[1], shift)}
    if not _is_days_back(call.tool):
        moved["start"] = _shift_day(days[0], shift)
    if None in moved.values():
        return None
    return ToolCall(call.tool, {**payload, **{key: str(day) for key, day in moved.items()}})


def _is_days_back(name: str) -> bool:
    """Return whether the tool takes a number of days up to a last one."""
    tool = registry.get(name)
    return tool is not None and issubclass(tool.Payload, DaysBack)


def _find_begin(payload: Mapping[str, Any], today: date) -> str:
    """Return the first day of a card whose call names none, as an ISO day.

    "Week to week" begins on Monday, "month to month" on the first, any other today.
    """
    begun = {
        "previous_week": today - timedelta(days=today.weekday()),
        "previous_month": today.replace(day=1),
    }
    return begun.get(payload.get("compare_to", ""), today).isoformat()


def _shift_day(day: date, shift: Shift) -> date | None:
    """Move the day back; the last of a month stays one. None: it is before all figures."""
    if shift.unit in _DAYS:
        found = day - timedelta(days=_DAYS[shift.unit])
    else:
        months = day.year * 12 + day.month - 1 - _MONTHS[shift.unit]
        year, month = divmod(months, 12)
        ends = calendar.monthrange(day.year, day.month)[1] == day.day
        longest = calendar.monthrange(max(year, 1), month + 1)[1]
        found = date(max(year, 1), month + 1, longest if ends else min(day.day, longest))
    return found if found.year >= OLDEST_YEAR else None
