"""Parse the calls of tools that a model or its server wrote, in whatever form."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

Arguments = str | Mapping[str, Any]


class WrittenCall(NamedTuple):
    """A call as it was written; its arguments are the model's text if they are no object."""

    tool: str
    arguments: Arguments


#: The keys that servers and models use for the name and for the arguments.
_NAMES = (
    "name", "tool", "tool_name", "function", "function_name", "recipient_name", "action",
)  # fmt: skip
_ARGUMENTS = (
    "arguments", "parameters", "args", "kwargs", "input", "payload", "tool_input", "action_input",
)  # fmt: skip
#: Keys that may stand beside the name and are no arguments.
_LABELS = frozenset({"type", "id", "call_id", "index", "status"})
#: "functions.kpi_snapshot", "kpi_snapshot:0" and "kpi_snapshot<|channel|>json" are one tool.
_NAME = re.compile(r"[\s\"'`]*(?:[\w-]+[.:/])*([A-Za-z_][\w-]*)")
#: How many times over arguments may have been encoded as JSON.
_MOST_ENCODED = 3
_BARE_KEY = re.compile(r"([{,]\s*)([A-Za-z_]\w*)\s*:")


def parse_calls(value: Any, tools: Collection[str] = ()) -> list[WrittenCall]:
    """Parse the calls in a JSON value, at any depth.

    `tools`, the names of all tools, are needed for a value out of free text; with them the
    arguments may also stand beside the name of a tool, or below it.
    """
    if isinstance(value, list):
        return [call for part in value for call in parse_calls(part, tools)]
    if not isinstance(value, dict):
        return []
    for key in _NAMES:
        if isinstance(name := value.get(key), str):
            tool, rest = clean_name(name), {other: value[other] for other in value if other != key}
            given = [rest[argument] for argument in _ARGUMENTS if argument in rest]
            if given:
                return [WrittenCall(tool, parse_arguments(given[0]))]
            beside = {other: rest[other] for other in rest if other not in _LABELS}
            if tool in tools or not (tools or beside):
                return [WrittenCall(tool, beside)]
    below = [
        WrittenCall(key, arguments)
        for key, arguments in value.items()
        if key in tools and isinstance(arguments, dict)
    ]
    return below or parse_calls(list(value.values()), tools)


def clean_name(name: str) -> str:
    """Return the name of a tool without what some models write around it."""
    found = _NAME.match(name)
    return found.group(1) if found else name


def parse_arguments(written: Any) -> Arguments:
    """Parse arguments as an object; the text itself if they are none.

    Some models leave them out, write null, or encode them twice.
    """
    found = written
    for _ in range(_MOST_ENCODED):
        if not isinstance(found, str) or not found.strip():
            break
        try:
            found = read_value(found)
        except ValueError:
            break
    if isinstance(found, dict):
        return found
    nothing = not found or (isinstance(found, str) and not found.strip())
    return {} if nothing else str(written)


def read_value(text: str) -> Any:
    """Read a value written as JSON, as Python, or as JSON with unquoted keys; else ValueError."""
    for read in (json.loads, ast.literal_eval, _parse_bare_keys):
        try:
            return read(text.strip())
        except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError):
            continue
    raise ValueError(text)


def _parse_bare_keys(text: str) -> Any:
    return json.loads(_BARE_KEY.sub(r'\1"\2":', text))
