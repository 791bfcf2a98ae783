"""A call in a few words, for the label of a button."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from babel.dates import format_date

from tools import registry
from tools.intents.answers import QuestionWriter, ToolCall
from tools.languages import Language
from tools.texts import Plural, Text

LONGEST_LABEL = 60
#: Arguments that say which days; they are written as one.
_DAYS = ("start", "end", "days")
COUNT_DAYS = Plural("{count} day", "{count} days")
LAST_DAYS = Plural("last {count} day", "last {count} days")
#: Values that are written in words, by their argument; "" says nothing.
VALUES: Mapping[str, Mapping[Any, Text]] = {
    "direction": {"bottom": Text("worst"), "top": Text("best")},
    "metric": {"quantity": Text("by pieces"), "revenue": Text("by revenue")},
    "group_by": {"category": Text("by category"), "product": Text("by product")},
    "compare_to": {
        "previous_period": Text("against the days before"),
        "previous_week": Text("against the week before"),
        "previous_month": Text("against the month before"),
    },
    "preset": {
        "stuck": Text("stuck"), "late_ship": Text("late"), "unpaid": Text("unpaid"),
        "payment_issues": Text("with payment problems"),
    },
    "section": {
        "out_of_stock": Text("sold out"), "low_stock": Text("low in stock"),
        "missing_photo": Text("without a photo"), "missing_price": Text("without a price"),
        "unpublished": Text("hidden"), "errors": Text("latest errors"), "mode": Text("data source"),
    },
    "sort": {"most_used": Text("most used"), "expiring": Text("ending soon")},
    "reorder": {True: Text("what to reorder")},
    "flagged": {True: Text("flagged"), False: Text("without a flag")},
    "published": {True: Text("show"), False: Text("hide")},
    "paused": {True: Text("pause"), False: Text("resume")},
    "silent": {True: Text("silently")},
    "all": {True: Text("all products")},
    "stock_at_most": {0: Text("sold out")},
}  # fmt: skip
#: Numbers that need a word beside them, by their argument.
UNITS: Mapping[str, Text] = {
    "percent": Text("{value} %"),
    "percent_off": Text("{value} %"),
    "limit": Text("{value} rows"),
    "older_than_hours": Text("over {value} h"),
    "since_hours": Text("last {value} h"),
    "horizon_days": Text("{value} days ahead"),
    "stock_at_most": Text("stock up to {value}"),
    "low_stock_at_most": Text("stock up to {value}"),
    "max_uses": Text("{value} uses"),
    "set_to": Text("to {value}"),
}


def describe_call(call: ToolCall, writer: QuestionWriter) -> str:
    """Write the tool's title and the arguments, shortened to what a button shows."""
    tool = registry.get(call.tool)
    title = tool.title.to(writer.language) if tool is not None else call.tool
    said = _describe_days(call.payload, writer)
    for name, value in call.payload.items():
        if name not in _DAYS and (word := _describe_value(name, value, writer.language)):
            said.append(word)
    label = f"{title}: {', '.join(said)}" if said else title
    return label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1]}…"


def _describe_value(name: str, value: Any, language: Language) -> str:
    words = VALUES.get(name, {})
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    if value in words:
        return words[value].to(language)
    if isinstance(value, bool) or value is None:
        return ""
    return UNITS[name].fill(language, value=value) if name in UNITS else str(value)


def _describe_days(payload: Mapping[str, Any], writer: QuestionWriter) -> list[str]:
    """Write the days as one: "16 Nov – 22 Nov", "last 7 days"; empty if none are said."""
    start, end = payload.get("start"), payload.get("end")
    count = payload.get("days")
    if count and (not end or end == writer.today.isoformat()):
        return [LAST_DAYS.fill(writer.language, count=count)]
    days = [_format_day(day, writer.language) for day in (start, end) if day]
    written = [" – ".join(dict.fromkeys(days))] if days else []
    return written + ([COUNT_DAYS.fill(writer.language, count=count)] if count else [])


def _format_day(day: str, language: Language) -> str:
    return str(format_date(date.fromisoformat(day), "d MMM", locale=language))
