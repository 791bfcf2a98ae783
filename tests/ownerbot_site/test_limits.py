"""The size and the time of a body, in real ASGI messages, through the whole web process."""

from __future__ import annotations

from typing import Any

import pytest
from asgiref.testing import ApplicationCommunicator
from pytest_django import DjangoDbBlocker

from ownerbot_site import limits
from ownerbot_site.asgi import application

SECONDS = 5
MANY = limits.MOST_BYTES


class Recorder:
    """An app that remembers the body it was given."""

    def __init__(self) -> None:
        self.bodies: list[bytes] = []

    async def __call__(self, _scope: Any, receive: limits.Receive, send: limits.Send) -> None:
        message = await receive()
        assert message["more_body"] is False
        self.bodies.append(message["body"])
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})


def _ends(app: Any, path: str = "/", length: bytes | None = None) -> Any:
    headers = [(b"host", b"127.0.0.1:8000")]
    if length is not None:
        headers.append((b"Content-Length", length))
    scope = {
        "type": "http", "method": "POST", "path": path, "query_string": b"", "headers": headers,
    }  # fmt: skip
    return ApplicationCommunicator(app, scope)  # type: ignore[no-untyped-call]  # asgiref


async def _status(ends: Any) -> int:
    start = await ends.receive_output(SECONDS)
    await ends.receive_output(SECONDS)
    return int(start["status"])


async def _say(ends: Any, body: bytes, *, more: bool) -> None:
    await ends.send_input({"type": "http.request", "body": body, "more_body": more})


@pytest.mark.parametrize("length", [MANY + 1, 10**30])
async def test_an_announced_length_is_refused_before_a_byte_is_read(length: int) -> None:
    app = Recorder()
    ends = _ends(limits.limit_bodies(app), length=str(length).encode())
    start = await ends.receive_output(SECONDS)
    assert start["status"] == 413
    assert (b"connection", b"close") in start["headers"]
    assert app.bodies == []


async def test_a_body_that_grows_past_the_limit_is_refused() -> None:
    app = Recorder()
    ends = _ends(limits.limit_bodies(app))
    for _ in range(16):
        await _say(ends, b"x" * (MANY // 16), more=True)
    assert await ends.receive_nothing()
    await _say(ends, b"x", more=True)
    assert await _status(ends) == 413
    assert app.bodies == []


@pytest.mark.parametrize("length", [b"6", b"", b"x", None])
async def test_chunks_arrive_whole(length: bytes | None) -> None:
    app = Recorder()
    ends = _ends(limits.limit_bodies(app), length=length)
    for part in (b"ab", b"", b"cd"):
        await _say(ends, part, more=True)
    await _say(ends, b"ef", more=False)
    assert await _status(ends) == 200
    assert app.bodies == [b"abcdef"]


async def test_a_body_of_exactly_the_limit_arrives() -> None:
    app = Recorder()
    ends = _ends(limits.limit_bodies(app), length=str(MANY).encode())
    await _say(ends, b"x" * MANY, more=False)
    assert await _status(ends) == 200
    assert len(app.bodies[0]) == MANY


async def test_a_body_that_does_not_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_SECONDS", 0.05)
    app = Recorder()
    ends = _ends(limits.limit_bodies(app))
    await _say(ends, b"x", more=True)
    assert await _status(ends) == 408
    assert app.bodies == []


async def test_a_slow_page_is_not_a_slow_body(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_SECONDS", 0.05)

    async def slow(_scope: Any, receive: limits.Receive, send: limits.Send) -> None:
        await receive()
        await receive()  # the client's going away, which comes only after the limit
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    ends = _ends(limits.limit_bodies(slow))
    await _say(ends, b"", more=False)
    assert await ends.receive_nothing(timeout=0.15)
    await ends.send_input({"type": "http.disconnect"})
    assert await _status(ends) == 200


async def test_a_client_that_went_away_is_not_answered() -> None:
    app = Recorder()
    ends = _ends(limits.limit_bodies(app))
    await _say(ends, b"x", more=True)
    await ends.send_input({"type": "http.disconnect"})
    await ends.wait(SECONDS)
    assert app.bodies == []
    assert ends.output_queue.empty()


@pytest.mark.parametrize("path", ["/telegram/webhook", "/api/v1/actions", "/admin/login/", "/x"])
async def test_it_stands_before_every_page(path: str, django_db_blocker: DjangoDbBlocker) -> None:
    ends = _ends(application, path, str(MANY + 1).encode())
    assert await _status(ends) == 413
