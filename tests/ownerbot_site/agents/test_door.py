"""The way in to MCP, in real ASGI messages: who is refused before anything of MCP is loaded, and how."""

from __future__ import annotations

import json
from typing import Any

import pytest
from asgiref.testing import ApplicationCommunicator
from django.db import OperationalError

from ownerbot_site.agents import calls, door, entry
from ownerbot_site.models import ApiKey

SECONDS = 30.0  # the first one that is let in waits for the SDK to be loaded
CALL = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "kpi_snapshot"}}


async def ask(body: Any = None, **more: Any) -> tuple[int, dict[str, str], Any]:
    """Status, headers and body of one request with a key in its place."""
    headers = {
        "host": "127.0.0.1:8000", "authorization": "Bearer ob_x", "content-type": "application/json",
        "accept": "application/json, text/event-stream",
    } | more.pop("headers", {})  # fmt: skip
    scope = {
        "type": "http", "method": "POST", "path": "/mcp", "query_string": b"", "scheme": "http",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    } | more  # fmt: skip
    ends: Any = ApplicationCommunicator(door.application, scope)  # type: ignore[no-untyped-call]  # asgiref
    await ends.send_input({"type": "http.request", "body": json.dumps(body).encode()})
    start = await ends.receive_output(SECONDS)
    found = await ends.receive_output(SECONDS)
    told = {name.decode(): value.decode() for name, value in start["headers"]}
    return start["status"], told, json.loads(found["body"])


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> ApiKey:
    """Whoever comes has this key."""
    row = ApiKey(pk=1, name="agent", scopes=["read"])
    monkeypatch.setattr(entry, "admit", lambda token: row)
    return row


async def test_who_asks_too_often_is_told_when_to_come_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def too_fast(token: str) -> None:
        raise entry.RateLimitError(7)

    monkeypatch.setattr(entry, "admit", too_fast)

    status, headers, body = await ask()

    assert (status, headers["retry-after"]) == (429, "7")
    assert body["error"]["code"] == "TOO_FAST"


async def test_without_a_database_nobody_enters(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(token: str) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(entry, "admit", away)

    status, headers, body = await ask()

    assert (status, headers["cache-control"]) == (503, "no-store")
    assert body["error"]["message"] == entry.UNAVAILABLE


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"host": "shop.example"}, 421),
        ({"host": "shop.example:8000"}, 421),
        ({"host": ""}, 421),
        ({"host": "127.0.0.1@evil.example"}, 421),
        ({"origin": "null"}, 403),
        ({"origin": "https://127.0.0.1:8000"}, 403),
        ({"origin": "http://localhost:8000"}, 403),
        ({"authorization": ""}, 401),
        ({"authorization": "ob_x"}, 401),
        ({"authorization": "Basic ob_x"}, 401),
    ],
)
async def test_who_comes_from_elsewhere_or_without_a_key_is_refused(
    known: ApiKey, headers: dict[str, str], status: int
) -> None:
    assert (await ask(headers=headers))[0] == status


async def test_a_key_is_not_sent_in_the_open_where_the_pages_have_tls(
    known: ApiKey, settings: Any
) -> None:
    settings.SECURE_SSL_REDIRECT = True
    assert (await ask())[2]["error"]["code"] == "HTTPS_ONLY"
    assert (await ask({"jsonrpc": "2.0", "id": 1, "method": "ping"}, scheme="https"))[0] == 200


async def called() -> str:
    """What a call that came to nothing of its own says."""
    status, _, body = await ask(CALL)
    assert status == 200
    assert body["result"]["isError"] is True
    (part,) = body["result"]["content"]
    return str(part["text"])


async def test_a_call_that_the_database_does_not_answer_says_so(
    known: ApiKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: Any) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(calls, "call_tool", away)

    assert await called() == entry.UNAVAILABLE


async def test_a_fault_of_ours_shows_nothing_but_its_number(
    known: ApiKey, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: Any) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(calls, "call_tool", broken)

    said = await called()

    assert "secret" not in said
    assert said.removesuffix(".").rpartition(" ")[2] in caplog.text
