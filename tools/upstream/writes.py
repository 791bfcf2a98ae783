"""Writes to a shop over HTTP: one attempt under its effect's key, and what its ending means."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from uuid import UUID

import httpx
from pydantic import ValidationError

from tools.call_outcomes import Attempt, Delivered, Lost, NotYet, Rejected
from tools.upstream import wire
from tools.upstream.guard import BlockedAddressError

#: When one of these is raised, nothing has been sent yet.
NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)
#: Codes of contract.md that mean more to the owner than a plain refusal.
CODES = {"STALE": "STALE_PREVIEW"}
DENIED = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)


async def write_once(path: str, body: Mapping[str, Any], key: UUID, *, check: bool) -> Attempt:
    """Attempt a write once; return how that ended.

    `check`: an earlier attempt may have been carried out, so ask the shop first. If it has never
    seen the key, the same request is sent again under the same key.
    """
    # A new connection: one that was closed while idle would leave open whether a call arrived.
    async with wire.build_client(wire.get_endpoint()) as client:
        try:
            if check:
                known = await _ask_state(client, key)
                if known is not None:
                    return known
            headers = {wire.KEY_HEADER: str(key)}
            reply = await wire.send_request(client, "POST", path, json=dict(body), headers=headers)
        except BlockedAddressError:
            return Lost("Blocked") if check else Rejected("UPSTREAM_BLOCKED")
        except NOT_SENT:
            return NotYet("UNREACHABLE")
        except httpx.HTTPError as error:
            return Lost(type(error).__name__)
    return _classify_reply(reply)


async def _ask_state(client: httpx.AsyncClient, key: UUID) -> Attempt | None:
    """Ask the shop what became of this key; None: it has certainly never seen it."""
    reply = await wire.send_request(client, "GET", f"writes/{key}")
    if (
        reply.status == HTTPStatus.NOT_FOUND
        and wire.parse_refusal_code(reply.body) == "NO_SUCH_KEY"
    ):
        return None
    is_told = reply.status == HTTPStatus.OK
    try:
        found = wire.WriteState.model_validate_json(reply.body) if is_told else None
    except ValidationError:
        found = None
    if found is None:
        return Lost(f"the shop cannot tell ({reply.status})")
    match found.state:
        case "done":
            return Delivered(found.answer)
        case "refused":
            return Rejected(_to_own_code(found.code))
        case _:
            return Lost("still running there")


def _classify_reply(reply: wire.ShopReply) -> Attempt:
    status = reply.status
    if status in (HTTPStatus.OK, HTTPStatus.CREATED):
        try:
            return Delivered(wire.WriteState.model_validate_json(reply.body).answer)
        except ValidationError:
            return Lost("an answer that cannot be read")
    code = wire.parse_refusal_code(reply.body)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return NotYet("RATE_LIMITED", wait_sec=reply.wait_sec)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or code == "IN_PROGRESS":
        return Lost(f"status {status}")
    if status in DENIED:
        return Rejected("UPSTREAM_DENIED")
    return Rejected(_to_own_code(code))


def _to_own_code(code: str) -> str:
    return CODES.get(code, "UPSTREAM_REFUSED")
