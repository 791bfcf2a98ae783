"""What goes over the wire between us and a shop; contract.md describes the shop's side."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import httpx
from django.conf import settings
from pydantic import BaseModel, ValidationError

from tools.upstream.guard import GuardedTransport

VERSION = "v1"
KEY_HEADER = "Idempotency-Key"
#: An answer is read up to this size.
MOST_BYTES = 5_000_000
#: Time limits for the connection, for each chunk of the answer, and for the whole request.
CONNECT_SEC, READ_SEC, WHOLE_SEC = 3.0, 6.0, 12.0


class AnswerTooLargeError(httpx.TransportError):
    """Raised where the answer is larger than MOST_BYTES, or takes longer than WHOLE_SEC."""


@dataclass(frozen=True)
class Endpoint:
    """The shop's address and key, and the private networks it may be in."""

    base_url: str
    api_key: str = field(repr=False)
    networks: tuple[str, ...]


@dataclass(frozen=True)
class ShopReply:
    status: int
    body: bytes
    #: How long to wait, in seconds; None if the answer does not say.
    wait_sec: float | None


def get_endpoint() -> Endpoint:
    """Return the shop's endpoint, as the settings say."""
    return Endpoint(
        settings.UPSTREAM_BASE_URL,
        settings.UPSTREAM_API_KEY,
        tuple(settings.UPSTREAM_PRIVATE_NETWORKS),
    )


def build_client(to: Endpoint) -> httpx.AsyncClient:
    """Build the client of all requests; it goes to one host and follows no redirect."""
    key = {"Authorization": f"Bearer {to.api_key}"} if to.api_key else {}
    return httpx.AsyncClient(
        base_url=f"{to.base_url.rstrip('/')}/{VERSION}/",
        # Not compressed: a few bytes on the wire must not become gigabytes here.
        headers={"Accept-Encoding": "identity", **key},
        timeout=httpx.Timeout(READ_SEC, connect=CONNECT_SEC),
        follow_redirects=False,
        trust_env=False,
        transport=GuardedTransport(to.base_url, to.networks),
    )


async def send_request(by: httpx.AsyncClient, method: str, path: str, **options: Any) -> ShopReply:
    """Return the shop's whole answer; raise httpx.HTTPError if there is none within the limits."""
    body = bytearray()
    try:
        async with (
            asyncio.timeout(WHOLE_SEC),
            by.stream(method, path, **options) as response,
        ):
            async for chunk in response.aiter_raw():
                body += chunk
                if len(body) > MOST_BYTES:
                    raise AnswerTooLargeError("the answer does not end")
    except TimeoutError:
        raise AnswerTooLargeError("the answer does not come to an end") from None
    if response.headers.get("Content-Encoding", "identity").lower() != "identity":
        body.clear()  # we cannot read it: an empty body counts as unreadable
    wait = response.headers.get("Retry-After", "")
    return ShopReply(response.status_code, bytes(body), float(wait) if wait.isdecimal() else None)


class RefusalBody(BaseModel):
    """The body of an answer that is not 2xx: `code` says why, in words of contract.md."""

    code: str = ""


class WriteState(BaseModel):
    """What became of a write: done, running or refused."""

    state: str
    code: str = ""
    answer: dict[str, Any] = {}


def to_query(parameters: Mapping[str, Any]) -> list[tuple[str, str | int | float | bool | None]]:
    """Return arguments as a query: lists repeated, absent ones left out, durations in seconds."""
    return [
        (name, _to_query_text(item))
        for name, value in parameters.items()
        if value is not None and value != ""
        for item in (value if isinstance(value, (list, tuple)) else (value,))
    ]


def _to_query_text(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case date():
            return value.isoformat()
        case timedelta():
            return str(int(value.total_seconds()))
        case _:
            return str(value)


def parse_refusal_code(body: bytes) -> str:
    """Return the code in the body of a refusal; "" if there is none."""
    try:
        return RefusalBody.model_validate_json(body).code[:40]
    except ValidationError:
        return ""
