"""Handshakes of anybody: refused without a traceback, whatever they say."""

from __future__ import annotations

from typing import Any

import pytest
from asgiref.testing import ApplicationCommunicator
from channels import DEFAULT_CHANNEL_LAYER
from django.db import InterfaceError, OperationalError
from psycopg_pool import PoolTimeout

from ownerbot_site import sockets

SECONDS = 5
ORIGIN = b"http://127.0.0.1:8000"


def _ends(app: Any, path: str, origin: bytes = ORIGIN) -> Any:
    headers = [(b"host", b"127.0.0.1:8000"), (b"origin", origin)]
    scope = {
        "type": "websocket", "path": path, "query_string": b"", "headers": headers,
        "subprotocols": [],
    }  # fmt: skip
    return ApplicationCommunicator(app, scope)  # type: ignore[no-untyped-call]  # asgiref


async def _answer(ends: Any) -> dict[str, Any]:
    await ends.send_input({"type": "websocket.connect"})
    found: dict[str, Any] = await ends.receive_output(SECONDS)
    return found


@pytest.mark.parametrize(
    ("path", "origin"),
    [
        ("/ws/nothing/", ORIGIN),
        ("/", ORIGIN),
        ("/ws/live", ORIGIN),
        ("/ws/live/more", ORIGIN),
        ("/ws/live/", b"http://[::1"),
        ("/ws/live/", b"http://[::1]:x]"),
        ("/ws/live/", b"\xff"),
    ],
)
async def test_what_is_not_there_or_not_ours_is_refused(
    path: str, origin: bytes, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def redis_is_away(alias: str) -> None:
        if alias == DEFAULT_CHANNEL_LAYER:
            raise ConnectionError

    monkeypatch.setattr("channels.consumer.get_channel_layer", redis_is_away)
    ends = _ends(sockets.application, path, origin)
    assert (await _answer(ends))["type"] == "websocket.close"
    await ends.send_input({"type": "websocket.disconnect", "code": 1006})
    await ends.wait(SECONDS)
    assert caplog.records == []


@pytest.mark.parametrize("error", [OperationalError, InterfaceError, PoolTimeout])
@pytest.mark.parametrize("accepts", [True, False])
async def test_without_postgres_one_comes_again_later(
    error: type[Exception], accepts: bool, caplog: pytest.LogCaptureFixture
) -> None:
    async def app(_scope: Any, receive: Any, send: Any) -> None:
        if accepts:
            await receive()
            await send({"type": "websocket.accept"})
        raise error

    ends = _ends(sockets.close_without_database(app), "/ws/live/")
    assert await _answer(ends) == {"type": "websocket.accept"}
    assert await ends.receive_output(SECONDS) == {"type": "websocket.close", "code": 1013}
    await ends.wait(SECONDS)
    (record,) = caplog.records
    assert record.exc_info is None
