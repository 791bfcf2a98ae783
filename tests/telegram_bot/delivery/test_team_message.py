"""What every way Telegram can answer, or not answer, means for a message that must not arrive twice."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qs
from uuid import uuid4

import pytest

from actions.effects import TakenCall
from actions.enums import EffectKind
from telegram_bot import bots
from telegram_bot.delivery import team_message
from tests.servers.telegram import TOKEN
from tools.call_outcomes import Attempt, Delivered, Lost, NotYet, Rejected

SENT = {
    "ok": True,
    "result": {
        "message_id": 77,
        "date": 1,
        "chat": {"id": -100, "type": "supergroup", "title": "Team"},
        "text": "hello",
    },
}
Answer = Callable[[asyncio.StreamWriter], Awaitable[None]]


def http(status: int, body: Any) -> Answer:
    text = body if isinstance(body, str) else json.dumps(body)

    async def answer(writer: asyncio.StreamWriter) -> None:
        head = f"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {len(text)}\r\n\r\n"
        writer.write((head + text).encode())
        await writer.drain()

    return answer


def refusal(code: int, description: str, **parameters: Any) -> Answer:
    body = {"ok": False, "error_code": code, "description": description}
    return http(code, body | ({"parameters": parameters} if parameters else {}))


async def hang_up(writer: asyncio.StreamWriter) -> None:
    """Close without a word: the request was read, nobody knows what became of it."""


async def break_off(writer: asyncio.StreamWriter) -> None:
    writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"ok": true')
    await writer.drain()


async def attempt(answer: Answer | None) -> tuple[Attempt, list[str]]:
    """One attempt against a server that answers like that; None: no server is there at all."""
    requests: list[str] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        length = int(head.lower().partition("content-length: ")[2].partition("\r\n")[0] or 0)
        requests.append(head + (await reader.readexactly(length)).decode())
        assert answer is not None
        await answer(writer)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    if answer is None:
        server.close()
        await server.wait_closed()
    sender = bots.build_sending_bot(TOKEN, f"http://127.0.0.1:{port}")
    order = TakenCall(
        id=1, token=uuid4(), bot_id=sender.id, kind=EffectKind.MESSAGE, target="-100",
        body={"text": "2 < 3 & <b>", "silent": True}, key=uuid4(), check=False,
    )  # fmt: skip
    try:
        return await team_message.send_once(sender, order), requests
    finally:
        await sender.session.close()
        server.close()


async def test_a_message_goes_out_as_it_was_written() -> None:
    ended, requests = await attempt(http(200, SENT))

    assert ended == Delivered({"message_id": 77, "chat": "Team"})
    assert len(requests) == 1
    assert "/sendMessage" in requests[0]
    form = parse_qs(requests[0].partition("\r\n\r\n")[2])
    assert form["text"] == ["2 < 3 & <b>"]
    assert form["disable_notification"] == ["true"]
    assert "parse_mode" not in form


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        pytest.param(None, NotYet("UNREACHABLE"), id="nobody-there"),
        pytest.param(
            refusal(429, "Too Many Requests: retry after 7", retry_after=7),
            NotYet("RATE_LIMITED", wait_sec=7.0),
            id="429",
        ),
        pytest.param(
            refusal(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=-100500),
            NotYet("MOVED", target="-100500"),
            id="moved",
        ),
        pytest.param(
            refusal(403, "Forbidden: bot was kicked from the group chat"),
            Rejected("FORBIDDEN"),
            id="403",
        ),
        pytest.param(refusal(404, "Not Found"), Rejected("NOT_FOUND"), id="404"),
        pytest.param(
            refusal(400, "Bad Request: chat not found"), Rejected("NOT_FOUND"), id="no-chat"
        ),
        pytest.param(
            refusal(400, "Bad Request: message is too long"), Rejected("REJECTED"), id="400"
        ),
        pytest.param(refusal(401, "Unauthorized"), Rejected("REJECTED"), id="401"),
    ],
)
async def test_what_was_surely_not_sent(answer: Answer | None, expected: Attempt) -> None:
    ended, requests = await attempt(answer)

    assert ended == expected
    assert len(requests) <= 1


@pytest.mark.parametrize("title", ["Te\ud83dam\x00", "Te\ufffdam"])
async def test_what_is_answered_ok_was_sent_however_odd_the_rest(title: str) -> None:
    odd = {"message_id": 77, "date": "today", "chat": {"id": -100, "title": title}}
    ended, requests = await attempt(http(200, {"ok": True, "result": odd}))

    assert ended == Delivered({"message_id": 77, "chat": "Te\ufffdam"})
    assert len(requests) == 1


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(refusal(500, "Internal Server Error"), id="500"),
        pytest.param(http(502, "<html>Bad Gateway</html>"), id="a-proxy's-page"),
        pytest.param(http(200, "<html>welcome</html>"), id="unreadable"),
        pytest.param(http(200, {"result": {"message_id": 1}}), id="nothing-about-ok"),
        pytest.param(hang_up, id="reset"),
        pytest.param(break_off, id="half-an-answer"),
    ],
)
async def test_what_may_have_been_sent_is_lost_and_not_repeated(answer: Answer) -> None:
    ended, requests = await attempt(answer)

    assert isinstance(ended, Lost), ended
    assert len(requests) == 1
