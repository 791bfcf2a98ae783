"""The tools there are: one class a tool, found in the modules of tools/catalog/."""

from __future__ import annotations

import importlib
import pkgutil
from typing import Any, TypeVar

from tools import catalog
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


def discover() -> None:
    """Import every module of the catalog, once, when Django starts."""
    for module in pkgutil.iter_modules(catalog.__path__, f"{catalog.__name__}."):
        importlib.import_module(module.name)


def all_tools() -> list[AnyTool]:
    """Every tool: reads first, then actions, each by name."""
    return sorted(_tools.values(), key=lambda one: (one.kind != "read", one.name))


def get(name: str) -> AnyTool | None:
    return _tools.get(name)


def schema(one: AnyTool) -> dict[str, Any]:
    """The JSON schema of the tool's payload."""
    schema: dict[str, Any] = one.Payload.model_json_schema()
    return schema
