"""The registry of tools: one class for each tool, in the modules below tools/catalog/."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, TypeVar

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from tools.contracts import Action, Read, Tool

AnyTool = Read[Any] | Action[Any]
C = TypeVar("C", bound=type[Tool[Any]])

_tools: dict[str, AnyTool] = {}


def tool(cls: C) -> C:
    """Register the class under its name.

    Raises TypeError if the name is taken, or the class is neither a Read nor an Action.
    """
    instance = cls()
    if not isinstance(instance, (Read, Action)):
        raise TypeError(f"{cls.__name__} is neither a Read nor an Action")
    if cls.name in _tools:
        raise TypeError(f"two tools are named {cls.name}")
    _tools[cls.name] = instance
    return cls


def discover(package: str) -> None:
    """Import every module below the package, so that its tools register themselves."""
    folder = importlib.import_module(package)
    for module in pkgutil.walk_packages(folder.__path__, f"{package}."):
        importlib.import_module(module.name)


def list_tools() -> tuple[AnyTool, ...]:
    """Return every tool: reads first, then actions, each by name."""
    return _sort_tools(tuple(_tools.values()))


@lru_cache(maxsize=8)  # asked for several times by every sentence
def _sort_tools(tools: tuple[AnyTool, ...]) -> tuple[AnyTool, ...]:
    return tuple(sorted(tools, key=lambda tool: (tool.kind != "read", tool.name)))


def get(name: str) -> AnyTool | None:
    return _tools.get(name)


def find_title(name: str) -> str | None:
    """Return the English title of the tool of that name; None if there is no such tool."""
    found = get(name)
    return found.title.en if found else None


def is_action(name: str) -> bool:
    """Return whether there is a tool of that name, and it is an action."""
    tool = get(name)
    return tool is not None and tool.kind == "action"


def describe(tool: AnyTool) -> str:
    """Return what the tool is for, in English: the planner and agents choose by it."""
    return f"{tool.description.en} Example: {tool.examples.en}"


def build_schema(tool: AnyTool) -> dict[str, Any]:
    """Return the JSON schema of the tool's payload, the same for the planner, the API and MCP.

    It is plain enough for every server that turns schemas into grammars: no references, no patterns
    with lookahead, and no titles that only repeat the names.
    """
    drawn = tool.Payload.model_json_schema(schema_generator=_PlainSchema)
    plain: dict[str, Any] = _replace_refs(drawn, drawn.pop("$defs", {}))
    return plain


class _PlainSchema(GenerateJsonSchema):
    def field_title_should_be_set(self, schema: Any) -> bool:
        return False

    def decimal_schema(self, schema: core_schema.DecimalSchema) -> JsonSchemaValue:
        amount = super().decimal_schema(schema)
        for kind in amount.get("anyOf", ()):
            kind.pop("pattern", None)
        return amount


def _replace_refs(part: Any, definitions: Mapping[str, Any]) -> Any:
    """Return the schema with its definitions in place of the references, and without titles."""
    if isinstance(part, list):
        return [_replace_refs(item, definitions) for item in part]
    if not isinstance(part, dict):
        return part
    if "$ref" in part:
        name = part["$ref"].rpartition("/")[2]
        part = definitions[name] | {key: value for key, value in part.items() if key != "$ref"}
    return {
        key: _replace_refs(value, definitions)
        for key, value in part.items()
        if not (key == "title" and isinstance(value, str))
    }
