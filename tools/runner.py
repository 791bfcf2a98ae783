"""Running a tool: validate the arguments, run, check the provenance."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from tools.contracts import Payload, Read, Result, ToolContext, ToolRefused
from tools.registry import AnyTool, get
from tools.render.wording import say

#: For each kind of pydantic's errors: its phrase, and which of its details the phrase names.
REASONS = {
    "missing": ("argument.missing", ""),
    "extra_forbidden": ("argument.unknown", ""),
    "greater_than_equal": ("argument.at_least", "ge"),
    "greater_than": ("argument.above", "gt"),
    "less_than_equal": ("argument.at_most", "le"),
    "int_parsing": ("argument.number", ""),
    "int_parsing_size": ("argument.number", ""),
    "int_from_float": ("argument.number", ""),
    "int_type": ("argument.number", ""),
    "decimal_parsing": ("argument.amount", ""),
    "decimal_type": ("argument.amount", ""),
    "finite_number": ("argument.amount", ""),
    "decimal_max_places": ("argument.decimals", "decimal_places"),
    "bool_parsing": ("argument.flag", ""),
    "bool_type": ("argument.flag", ""),
    "date_type": ("argument.day", ""),
    "date_parsing": ("argument.day", ""),
    "date_from_datetime_parsing": ("argument.day", ""),
    "date_from_datetime_inexact": ("argument.day", ""),
    "literal_error": ("argument.one_of", "expected"),
    "enum": ("argument.one_of", "expected"),
    "string_type": ("argument.text", ""),
    "string_too_short": ("argument.empty", ""),
    "string_too_long": ("argument.too_long", "max_length"),
    "too_short": ("argument.empty", ""),
    "too_long": ("argument.too_many", "max_length"),
    "string_pattern_mismatch": ("argument.shape", "pattern"),
}


def find(name: str, ctx: ToolContext) -> AnyTool:
    """Return the tool of that name; raise ToolRefused if there is none."""
    found = get(name)
    if found is None:
        raise ToolRefused("TOOL_UNKNOWN", say(ctx.language, "tool.unknown", name=name))
    return found


def validate(tool: AnyTool, arguments: Mapping[str, Any], ctx: ToolContext) -> Payload:
    """Return the arguments as the tool's payload; raise ToolRefused for the first wrong field."""
    try:
        payload: Payload = tool.Payload.model_validate(dict(arguments))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or tool.name
        reason = _describe_error(first, ctx)
        raise ToolRefused(
            "ARGUMENT_INVALID", say(ctx.language, "tool.argument", field=where[:80], reason=reason)
        ) from None
    return payload


def _describe_error(error: ErrorDetails, ctx: ToolContext) -> str:
    """Say what is wrong with an argument, in the reader's language."""
    phrase, value = REASONS.get(error["type"], ("argument.other", ""))
    values = {"value": error.get("ctx", {}).get(value, ""), "reason": error["msg"]}
    return say(ctx.language, phrase, **values)


@dataclass(frozen=True)
class ReadRun:
    """A read's result, and the facts for its audit event."""

    result: Result
    facts: Mapping[str, Any]


def run(tool: Read[Any], payload: Payload, ctx: ToolContext) -> ReadRun:
    """Run a read; raise ToolRefused if figures come without their provenance."""
    started = time.perf_counter()
    result = tool.run(payload, ctx)
    if tool.numeric and result.provenance is None:
        raise ToolRefused("PROVENANCE_MISSING", say(ctx.language, "tool.provenance"))
    facts = {
        "tool": tool.name,
        "ms": round((time.perf_counter() - started) * 1000),
        "source": result.provenance.source if result.provenance else None,
        "empty": result.empty,
    }
    return ReadRun(result, facts)
