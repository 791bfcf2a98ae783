"""Limits on the size of a request and on its time to arrive, checked before any page gets it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from typing import Any

MOST_BYTES = 1_048_576
MOST_SECONDS = 15.0

Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[dict[str, Any], Receive, Send], Awaitable[None]]


class BodyTooLargeError(Exception):
    """The body is longer than MOST_BYTES."""


class ClientGoneError(Exception):
    """The client closed the connection before its body was complete."""


def limit_bodies(app: App) -> App:
    """Answer 413 to a body of more than MOST_BYTES, 408 to one not complete in MOST_SECONDS.

    Django itself would write a body of any size to the disk before a view could refuse it.
    """

    async def limited(scope: dict[str, Any], receive: Receive, send: Send) -> None:
        try:
            async with asyncio.timeout(MOST_SECONDS):
                body = await _read_body(scope["headers"], receive)
        except BodyTooLargeError:
            await _refuse(send, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        except TimeoutError:
            await _refuse(send, HTTPStatus.REQUEST_TIMEOUT)
        except ClientGoneError:
            return
        else:
            await app(scope, _build_replay(body, receive), send)

    return limited


async def _read_body(headers: list[tuple[bytes, bytes]], receive: Receive) -> bytes:
    for name, value in headers:
        if name.lower() == b"content-length" and _parse_content_length(value) > MOST_BYTES:
            raise BodyTooLargeError
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGoneError
        body += message.get("body", b"")
        if len(body) > MOST_BYTES:
            raise BodyTooLargeError
        if not message.get("more_body", False):
            return bytes(body)


def _parse_content_length(value: bytes) -> int:
    """Return the Content-Length; 0 where it is no number: then only the counted bytes matter."""
    try:
        return int(value)
    except ValueError:
        return 0


def _build_replay(body: bytes, receive: Receive) -> Receive:
    """Return a `receive` that gives the whole body as one message, and then what comes later.

    What comes later is the end of the connection.
    """
    kept: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replayed() -> Message:
        return kept.pop() if kept else await receive()

    return replayed


async def _refuse(send: Send, status: HTTPStatus) -> None:
    """Send the refusal and close the connection, because the rest of the body is still coming."""
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": int(status), "headers": headers})
    await send({"type": "http.response.body", "body": status.phrase.encode()})
