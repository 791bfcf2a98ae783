"""Every tool over HTTP: `POST /api/v1/tools/NAME` with its arguments as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Status
from ninja.errors import HttpError

from actions.outcomes import Proposed, Refused
from ownerbot_site.agents import answers, calls
from ownerbot_site.agents.answers import Answer, NothingToDo, Proposal
from tools import registry
from tools.contracts import Action
from tools.registry import AnyTool

MOST_BYTES = 65_536

#: The HTTP status for each code of a refusal. Every other code is 422: the arguments do not work.
STATUS: dict[str, HTTPStatus] = {
    "SCOPE_MISSING": HTTPStatus.FORBIDDEN,
    "TOOL_NOT_ALLOWED": HTTPStatus.FORBIDDEN,
    "OWNER_GONE": HTTPStatus.FORBIDDEN,
    "KEY_REVOKED": HTTPStatus.FORBIDDEN,
    "REQUEST_KEY_REUSED": HTTPStatus.CONFLICT,
    "TOO_MANY_OPEN": HTTPStatus.TOO_MANY_REQUESTS,
    "TOO_MANY_PROPOSALS": HTTPStatus.TOO_MANY_REQUESTS,
    "UPSTREAM_UNAVAILABLE": HTTPStatus.SERVICE_UNAVAILABLE,
    "PROVENANCE_MISSING": HTTPStatus.INTERNAL_SERVER_ERROR,
}

IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": calls.MOST_REQUEST},
    "description": "Your own name for this request; the same one again gives the same proposal.",
}


class CallRefusedError(Exception):
    """The call was refused; the API answers with its usual error and with `status`."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(refused.text)
        self.refused = refused

    @property
    def status(self) -> HTTPStatus:
        return STATUS.get(self.refused.code, HTTPStatus.UNPROCESSABLE_ENTITY)


def build_router() -> Router:
    """Return a router with one operation per tool, documented with the schema that /tools lists."""
    router = Router(tags=["Call a tool"])
    for tool in registry.list_tools():
        is_action = isinstance(tool, Action)
        router.post(
            f"/tools/{tool.name}",
            response={200: Proposal | NothingToDo, 202: Proposal} if is_action else Answer,
            summary=tool.title.en,
            description=registry.describe(tool),
            operation_id=tool.name,
            openapi_extra=_build_docs(tool),
        )(_build_operation(tool))
    return router


def _build_docs(tool: AnyTool) -> dict[str, Any]:
    body = {"content": {"application/json": {"schema": registry.build_schema(tool)}}}
    parameters = [IDEMPOTENCY_KEY] if isinstance(tool, Action) else []
    return {"requestBody": body, "parameters": parameters}


def _build_operation(tool: AnyTool) -> Callable[..., Any]:
    def called(request: HttpRequest, response: HttpResponse) -> Any:
        key = request.auth  # type: ignore[attr-defined]  # ninja puts it there
        name = request.headers.get("Idempotency-Key") if isinstance(tool, Action) else None
        outcome = calls.call_tool(key, tool, _read_arguments(request), name)
        if isinstance(outcome, Refused):
            raise CallRefusedError(outcome)
        answer = answers.to_answer(tool.name, outcome)
        if not isinstance(outcome, Proposed):
            return answer
        response["Location"] = answers.to_proposal(outcome.action).url
        return Status(HTTPStatus.ACCEPTED, answer)

    return called


def _read_arguments(request: HttpRequest) -> dict[str, Any]:
    """Return the body as the tool's arguments; an empty body means no arguments.

    Raises HttpError 413 for a body that is too long, 422 for one that is no JSON object.
    """
    if len(request.body) > MOST_BYTES:
        raise HttpError(413, f"The arguments have at most {MOST_BYTES} bytes.")
    try:
        arguments = json.loads(request.body or b"{}")
    except (ValueError, RecursionError):
        raise HttpError(422, "The body is not JSON.") from None
    if not isinstance(arguments, dict):
        raise HttpError(422, "The body is a JSON object of the tool's arguments.")
    return arguments
