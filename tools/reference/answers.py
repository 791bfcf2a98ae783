"""The reference server: the demo shop answers as contract.md says. One function, no network."""

from __future__ import annotations

import hmac
import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote
from uuid import UUID

from django.conf import settings
from django.db import DataError
from django.utils import timezone
from pydantic import TypeAdapter, ValidationError

from tools.reference import writes
from tools.reference.writes import JsonReply
from tools.upstream.demo.shop import DemoShop
from tools.upstream.routes import (
    READS,
    WRITES,
    Route,
    WireArguments,
    build_arguments,
    call_method,
    get_answer_type,
)

CAPABILITIES = {"version": 1, "idempotency_hours": writes.KEPT_HOURS}
ROOT = "/v1/"

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Request:
    """A request as it came in: the path is still quoted, names of headers are in lower case."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes


class WrongRequestError(Exception):
    """Raised where a request cannot be carried out as it is; `detail` is for its author."""

    def __init__(self, status: int, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.answer = JsonReply(status, {"code": code} | ({"detail": detail} if detail else {}))


def answer_request(request: Request, api_key: str) -> JsonReply:
    """Return the demo shop's answer; with an empty `api_key` anybody may ask."""
    try:
        _admit(request, api_key)
        return METHODS.get(request.method, _refuse)(request)
    except WrongRequestError as wrong:
        return wrong.answer
    except (DataError, OverflowError) as error:  # numbers and dates beyond what a shop has
        return WrongRequestError(422, "INVALID", type(error).__name__).answer
    except Exception:
        logger.exception("%s %s failed", request.method, request.path)
        return JsonReply(500, {"code": "INTERNAL"})


def _admit(request: Request, api_key: str) -> None:
    said = request.headers.get("authorization", "")
    if api_key and not hmac.compare_digest(said.encode(), f"Bearer {api_key}".encode()):
        raise WrongRequestError(401, "DENIED")


def _handle_read(request: Request) -> JsonReply:
    path = _get_path(request)
    if path == "capabilities":
        return JsonReply(200, CAPABILITIES)
    if path.startswith("writes/"):
        return writes.find_write(_parse_uuid(path.removeprefix("writes/")))
    query = parse_qsl(request.query, keep_blank_values=True)
    route, values = _choose_route(path, {name for name, _ in query})
    given = _validate(route, values | _parse_query(route, query))
    found = call_method(route, _build_shop(), given)
    if found is None:
        raise WrongRequestError(404, route.missing)
    return JsonReply(200, _to_json(get_answer_type(route), found))


def _handle_write(request: Request) -> JsonReply:
    path = _get_path(request)
    route = next((route for route in WRITES if route.path == path), None)
    if route is None:
        raise WrongRequestError(404, "NO_SUCH_PATH")
    if not (key := request.headers.get("idempotency-key", "")):
        raise WrongRequestError(400, "KEY_MISSING", "Idempotency-Key must be a UUID")
    try:
        body = json.loads(request.body)
    except ValueError:
        raise WrongRequestError(400, "NOT_JSON") from None
    if not isinstance(body, dict):
        raise WrongRequestError(422, "INVALID", "the body is not an object")
    given = _validate(route, body)
    return writes.write_once(
        _parse_uuid(key),
        [path, body],
        lambda: _to_json(get_answer_type(route), call_method(route, _build_shop(), given)),
    )


def _refuse(_: Request) -> JsonReply:
    raise WrongRequestError(405, "NO_SUCH_METHOD")


METHODS = {"GET": _handle_read, "POST": _handle_write}


def _get_path(request: Request) -> str:
    if not request.path.startswith(ROOT):
        raise WrongRequestError(404, "NO_SUCH_PATH")
    return request.path.removeprefix(ROOT)


def _choose_route(path: str, named: set[str]) -> tuple[Route, dict[str, str]]:
    """Return the route of a read, and the arguments in its path.

    Of several routes at one path, it is the one that takes the arguments of the query.
    """
    matching = [
        (route, values) for route in READS if (values := _match_path(route.path, path)) is not None
    ]
    if not matching:
        raise WrongRequestError(404, "NO_SUCH_PATH")
    fitting = (match for match in matching if named <= _list_argument_names(match[0]))
    return next(fitting, matching[0])


def _match_path(pattern: str, path: str) -> dict[str, str] | None:
    wanted, there = pattern.split("/"), path.split("/")
    if len(wanted) != len(there):
        return None
    pairs = list(zip(wanted, there, strict=True))
    if any(part != said for part, said in pairs if not part.startswith("{")):
        return None
    return {part.strip("{}"): unquote(said) for part, said in pairs if part.startswith("{")}


def _list_argument_names(route: Route) -> set[str]:
    return {field.alias or name for name, field in build_arguments(route).model_fields.items()}


def _parse_query(route: Route, query: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Parse the query: repeatable arguments become lists; of others the last value counts."""
    lists = {
        field.alias or name
        for name, field in build_arguments(route).model_fields.items()
        if (field.alias or name) != name
    }
    gathered: dict[str, Any] = {}
    for name, value in query:
        if name in lists:
            gathered.setdefault(name, []).append(value)
        else:
            gathered[name] = value
    return gathered


def _validate(route: Route, values: Mapping[str, Any]) -> WireArguments:
    try:
        return build_arguments(route).model_validate(dict(values))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise WrongRequestError(422, "INVALID", f"{where}: {first['msg']}") from None


def _parse_uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise WrongRequestError(400, "KEY_INVALID", "Idempotency-Key must be a UUID") from None


def _build_shop() -> DemoShop:
    return DemoShop(now=timezone.now(), zone=settings.SHOP_ZONE)


def _to_json(kind: Any, value: Any) -> Any:
    return TypeAdapter(kind).dump_python(value, mode="json")
