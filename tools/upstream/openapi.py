"""The OpenAPI document of what a shop must offer, built from the protocol's own types."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from tools.upstream.routes import (
    READS,
    WRITES,
    Route,
    build_arguments,
    describe_route,
    get_answer_type,
)

REF = "#/components/schemas/{model}"
#: The statuses of refusals, and when they come; contract.md says what OwnerBot does at each.
REFUSED = {
    "400": "The request cannot be understood.",
    "401": "The key is not accepted.",
    "403": "The key may not do this.",
    "422": "An argument is wrong.",
    "429": "Too many requests; Retry-After says for how many seconds to wait.",
}
REFUSAL = {
    "type": "object",
    "properties": {"code": {"type": "string", "description": "Why, in words of contract.md."}},
}
STATE = {
    "type": "object",
    "description": "What became of a write.",
    "properties": {
        "state": {"enum": ["done", "refused", "running"]},
        "code": {"type": "string", "description": "Refused: why."},
        "answer": {"type": "object", "description": "Done: what the write answers."},
    },
    "required": ["state"],
}
CAPABILITIES = {
    "type": "object",
    "properties": {
        "version": {"const": 1},
        "idempotency_hours": {"type": "integer", "minimum": 24},
    },
    "required": ["version", "idempotency_hours"],
}
KEY = {"type": "string", "format": "uuid"}


#: Where the document is kept, for those who implement a shop.
FILE = Path(__file__).with_name("openapi.json")


def render_document() -> str:
    """Return the document as the text of its file."""
    return json.dumps(build_document(), indent=1, ensure_ascii=False) + "\n"


def build_document() -> dict[str, Any]:
    """Build the whole document, as JSON values."""
    schemas, parts = _build_schemas()
    paths: dict[str, dict[str, Any]] = {
        "/capabilities": {
            "get": _build_operation("capabilities", "Whether the shop answers.", CAPABILITIES)
        },
        "/writes/{key}": {"get": _build_write_state()},
    }
    for route in READS:
        path = paths.setdefault(f"/{route.path}", {})
        read = _build_read(route, schemas)
        path["get"] = _merge_operations(path["get"], read) if "get" in path else read
    for route in WRITES:
        paths.setdefault(f"/{route.path}", {})["post"] = _build_write(route, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "What a shop offers OwnerBot",
            "version": "1",
            "description": "contract.md, beside this file, tells what the words mean.",
        },
        "servers": [{"url": "https://shop.example/owner/v1"}],
        "security": [{"key": []}],
        "paths": dict(sorted(paths.items())),
        "components": {
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
            "responses": {status: _build_refusal(why) for status, why in REFUSED.items()},
            "schemas": {"Refusal": REFUSAL, "State": STATE, **parts},
        },
    }


def _build_schemas() -> tuple[dict[tuple[str, str], Any], dict[str, Any]]:
    """Build the schema of each route's arguments and answer, and the types that they refer to."""
    routes = (*READS, *WRITES)
    kinds = [
        *((f"{route.method} asks", TypeAdapter(build_arguments(route))) for route in routes),
        *((f"{route.method} answers", TypeAdapter(get_answer_type(route))) for route in routes),
    ]
    found, shared = TypeAdapter.json_schemas(
        [(name, "serialization", kind) for name, kind in kinds], ref_template=REF
    )
    parts = shared.get("$defs", {})
    # Arguments are described at their operations, not as separate types.
    inner = {name: parts.pop(name) for name in list(parts) if name.endswith("_arguments")}
    schemas = {
        (name, mode): inner.get(schema.get("$ref", "").rpartition("/")[2], schema)
        for (name, mode), schema in found.items()
    }
    return _drop_titles(schemas), _drop_titles(parts)


def _drop_titles(schema: Any) -> Any:
    """Drop titles, which only repeat the names, and defaults that are null."""
    if isinstance(schema, dict):
        return {
            key: _drop_titles(value)
            for key, value in schema.items()
            if not (key == "title" and isinstance(value, str))
            and not (key == "default" and value is None)
        }
    return [_drop_titles(part) for part in schema] if isinstance(schema, list) else schema


def _build_read(route: Route, schemas: dict[tuple[str, str], Any]) -> dict[str, Any]:
    asked = schemas[f"{route.method} asks", "serialization"]
    read = _build_operation(
        route.method, describe_route(route), schemas[f"{route.method} answers", "serialization"]
    )
    read["parameters"] = [
        {
            "name": name,
            "in": "path" if f"{{{name}}}" in route.path else "query",
            "required": name in asked.get("required", []),
            "schema": _drop_null(schema),
        }
        for name, schema in asked.get("properties", {}).items()
    ]
    if route.missing:
        read["responses"]["404"] = _build_refusal(f'There is none: {{"code": "{route.missing}"}}.')
    return read


def _drop_null(schema: dict[str, Any]) -> dict[str, Any]:
    """Drop null from a parameter's types: a query leaves out what is absent."""
    kinds = [kind for kind in schema.get("anyOf", []) if kind != {"type": "null"}]
    return kinds[0] if len(kinds) == 1 else schema


def _merge_operations(first: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """Merge two methods at one path that answer alike: the arguments of either are given."""
    parameters = [*first["parameters"], *other["parameters"]]
    return first | {
        "description": f"{first.get('description', '')} Or: {other.get('description', '')}",
        "parameters": [parameter | {"required": False} for parameter in parameters],
    }


def _build_write(route: Route, schemas: dict[tuple[str, str], Any]) -> dict[str, Any]:
    done = {
        "type": "object",
        "properties": {
            "state": {"const": "done"},
            "answer": schemas[f"{route.method} answers", "serialization"],
        },
        "required": ["state", "answer"],
    }
    write = _build_operation(route.method, describe_route(route), done)
    body = schemas[f"{route.method} asks", "serialization"]
    write["requestBody"] = {"required": True, "content": {"application/json": {"schema": body}}}
    write["parameters"] = [
        {"name": "Idempotency-Key", "in": "header", "required": True, "schema": KEY}
    ]
    write["responses"]["409"] = _build_refusal(
        'Something has another version, {"code": "STALE"}, or the first request with this key still '
        'runs, {"code": "IN_PROGRESS"}.'
    )
    return write


def _build_write_state() -> dict[str, Any]:
    told = _build_operation(
        "write_state",
        "What became of the write with that key.",
        {"$ref": REF.format(model="State")},
    )
    told["parameters"] = [{"name": "key", "in": "path", "required": True, "schema": KEY}]
    told["responses"]["404"] = _build_refusal(
        'This key has never arrived: {"code": "NO_SUCH_KEY"}.'
    )
    return told


def _build_operation(name: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    responses = {
        "200": {"description": "The answer.", "content": {"application/json": {"schema": schema}}},
        **{status: {"$ref": f"#/components/responses/{status}"} for status in REFUSED},
    }
    text = " ".join(description.split())
    return {
        "operationId": name,
        **({"description": text} if text else {}),
        "responses": responses,
    }


def _build_refusal(why: str) -> dict[str, Any]:
    schema = {"$ref": REF.format(model="Refusal")}
    return {"description": why, "content": {"application/json": {"schema": schema}}}
