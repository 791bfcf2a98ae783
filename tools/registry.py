"""The tools there are: one class a tool, found in the modules below tools/catalog/."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from tools.contracts import Action, Read, Tool

AnyTool = Read[Any] | Action[Any]
C = TypeVar("C", bound=type[Tool[Any]])

_tools: dict[str, AnyTool] = {}


def tool(cls: C) -> C:
    """Register the class under its name; two tools of one name are a mistake."""
    instance = cls()
    if not isinstance(instance, (Read, Action)):
        raise TypeError(f"{cls.__name__} is neither a Read nor an Action")
    if cls.name in _tools:
        raise TypeError(f"two tools are named {cls.name}")
    _tools[cls.name] = instance
    return cls


def discover(package: str) -> None:
    """Import every module below the package, when Django starts: its tools register themselves."""
    folder = importlib.import_module(package)
    for module in pkgutil.walk_packages(folder.__path__, f"{package}."):
        importlib.import_module(module.name)


def list_tools() -> list[AnyTool]:
    """Every tool: reads first, then actions, each by name."""
    return sorted(_tools.values(), key=lambda tool: (tool.kind != "read", tool.name))


def get(name: str) -> AnyTool | None:
    return _tools.get(name)


def find_title(name: str) -> str | None:
    """What the tool of that name is called, in English."""
    found = get(name)
    return found.title.en if found else None


def is_action(name: str) -> bool:
    """Whether there is a tool of that name, and it changes something."""
    tool = get(name)
    return tool is not None and tool.kind == "action"


def describe(tool: AnyTool) -> str:
    """What the tool is for, for whoever chooses among them: the planner, and agents."""
    return f"{tool.description.en} Example: {tool.examples.en}"


def build_schema(tool: AnyTool) -> dict[str, Any]:
    """The JSON schema of the tool's payload: the one for the planner, the API and MCP alike.

    Plain enough for every server that turns schemas into grammars: no references, no patterns that
    look ahead, and no titles that only repeat the names.
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
    """The schema with its definitions where they are referred to, and without titles of models."""
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
