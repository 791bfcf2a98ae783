"""The entry to MCP: it checks host, origin and key, and loads MCP only for a valid request.

Loading the SDK takes 0.5 s and 30 MiB; a shop whose agents do not use MCP never pays for it.
"""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import JsonResponse
from django.http.request import split_domain_port, validate_host

from audit.outage import DATABASE_AWAY
from ownerbot_site.agents import entry
from ownerbot_site.agents.crossing import run_in_thread
from ownerbot_site.agents.entry import KEY, UNAVAILABLE
from ownerbot_site.api_errors import build_error
from ownerbot_site.limits import Receive, Send
from ownerbot_site.models import ApiKey
from ownerbot_site.sockets import is_same_origin

PATHS = ("/mcp", "/mcp/")

Scope = dict[str, Any]

log = logging.getLogger(__name__)


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Serve one request for MCP, or refuse it."""
    headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
    refusal = _check_request(scope, headers)
    if refusal is None:
        found = await _find_key(headers.get(b"authorization", ""))
        if isinstance(found, ApiKey):
            await _serve(scope | {KEY: found}, receive, send)
            return
        refusal = found
    await _send_response(refusal, send)


def _check_request(scope: Scope, headers: dict[bytes, str]) -> JsonResponse | None:
    """Return a refusal for a wrong host, a wrong origin or plain http; None if the request is fine.

    This stops requests that another site's page makes a browser send, even where that site's name
    resolves to our address (DNS rebinding).
    """
    host, _ = split_domain_port(headers.get(b"host", ""))
    if not host or not validate_host(host, settings.ALLOWED_HOSTS):
        return build_error(
            HTTPStatus.MISDIRECTED_REQUEST, "WRONG_HOST", "This host is not served here."
        )
    if b"origin" in headers and not is_same_origin(scope["headers"]):
        return build_error(
            HTTPStatus.FORBIDDEN, "WRONG_ORIGIN", "Pages of others may not call this."
        )
    if settings.SECURE_SSL_REDIRECT and scope.get("scheme") != "https":
        return build_error(HTTPStatus.FORBIDDEN, "HTTPS_ONLY", "Ask over https.")
    return None


async def _find_key(authorization: str) -> ApiKey | JsonResponse:
    """Return the valid key of the request, or the refusal."""
    scheme, _, token = authorization.partition(" ")
    try:
        key = (
            await run_in_thread(lambda: entry.admit(token)) if scheme.lower() == "bearer" else None
        )
    except entry.RateLimitError as error:
        response = build_error(HTTPStatus.TOO_MANY_REQUESTS, "TOO_FAST", str(error))
        response["Retry-After"] = str(error.retry_after)
        return response
    except DATABASE_AWAY as error:
        log.warning("an agent has to wait for PostgreSQL (%s)", type(error).__name__)
        return build_error(HTTPStatus.SERVICE_UNAVAILABLE, "UNAVAILABLE", UNAVAILABLE)
    if key is None:
        text = "Send Authorization: Bearer and a valid API key."
        return build_error(HTTPStatus.UNAUTHORIZED, "UNAUTHENTICATED", text)
    return key


async def _serve(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["method"] != "POST":  # there are no streams and no sessions, so nothing to GET
        response = build_error(
            HTTPStatus.METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED", "Only POST works here."
        )
        response["Allow"] = "POST"
        await _send_response(response, send)
        return
    from ownerbot_site.agents import mcp_server

    await mcp_server.handle(scope, receive, send)


async def _send_response(response: JsonResponse, send: Send) -> None:
    response["Cache-Control"] = "no-store"
    headers = [(name.lower().encode(), value.encode()) for name, value in response.items()]
    await send({"type": "http.response.start", "status": response.status_code, "headers": headers})
    await send({"type": "http.response.body", "body": response.content})
