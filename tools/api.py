"""The tools over HTTP: what can be asked and done."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from tools.contracts import Action, Risk
from tools.registry import build_schema, describe, list_tools


class ToolOut(Schema):
    """A tool; `schema` is the JSON schema of its arguments, `risk` is null for a read."""

    name: str
    kind: Literal["read", "action"]
    risk: Risk | None
    description: str
    arguments: dict[str, Any] = Field(serialization_alias="schema")


router = Router(tags=["Tools"])


@router.get("/tools", response=list[ToolOut], by_alias=True, summary="The tools there are")
def get_tools(request: HttpRequest) -> list[dict[str, Any]]:
    return [
        {
            "name": tool.name,
            "kind": tool.kind,
            "risk": tool.risk if isinstance(tool, Action) else None,
            "description": describe(tool),
            "arguments": build_schema(tool),
        }
        for tool in list_tools()
    ]
