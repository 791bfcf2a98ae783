"""The reference server on the wire: an ASGI application over tools.reference.answers."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import orjson
from django.db import close_old_connections

from tools.reference.answers import Request, answer_request
from tools.reference.writes import JsonReply

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

MOST_BYTES = 1_000_000


class ReferenceServer:
    """Answers HTTP requests; each is one call on a thread, with its own database connection."""

    def __init__(self, api_key: str) -> None:
        self._api_key = api_key

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            raise TypeError(f"{scope['type']} is not spoken here")
        body = await _read_body(receive)
        if body is None:
            answer = JsonReply(413, {"code": "TOO_LARGE"})
        else:
            request = Request(
                scope["method"],
                scope["raw_path"].decode("latin-1"),
                scope["query_string"].decode("latin-1"),
                {name.decode(): value.decode("latin-1") for name, value in scope["headers"]},
                body,
            )
            answer = await asyncio.to_thread(self._respond, request)
        headers = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        await send({"type": "http.response.body", "body": orjson.dumps(answer.content)})

    def _respond(self, request: Request) -> JsonReply:
        close_old_connections()
        try:
            return answer_request(request, self._api_key)
        finally:
            close_old_connections()


async def _read_body(receive: Receive) -> bytes | None:
    """Read the whole body; None if it is larger than MOST_BYTES."""
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > MOST_BYTES:
            return None
        if not message.get("more_body", False):
            return bytes(body)
