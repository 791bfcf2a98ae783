"""Agents at the assembled program: the official MCP client asks and proposes, the owner taps in Telegram."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import httpx
import httpx2
import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from mcp_types import CallToolResult

from ownerbot_site.agents.mcp_server import STATUS
from tests.harness.program import OTHER_OWNER, OWNER, ROOT, WAIT_SEC, Program, until
from tests.journeys.test_story import datas, toast_of
from tests.servers.telegram import BotApi, Call
from tools.registry import build_schema, describe, list_tools

T = TypeVar("T")

FLAG = {"order_ids": ["OB-1003"], "reason": "asked by an agent"}


@pytest.fixture(scope="module")
def reading(running: Program) -> str:
    return running.new_key("night shift")


@pytest.fixture(scope="module")
def proposing(running: Program) -> str:
    return running.new_key("night shift", "--propose", "--owner", str(OWNER))


@pytest.fixture(autouse=True)
def _unflagged(running: Program) -> None:
    running.unflag()


class Agent:
    """A program that speaks MCP by the official client, anew for every question."""

    def __init__(self, running: Program, key: str, mode: str = "auto") -> None:
        self._address, self._key, self._mode = f"{running.address}/mcp", key, mode

    def names(self) -> list[str]:
        return [tool.name for tool in self.tools()]

    def tools(self) -> list[Any]:
        return self._run(lambda client: client.list_tools()).tools

    def call(self, name: str, arguments: dict[str, Any] | None = None) -> CallToolResult:
        return self._run(lambda client: client.call_tool(name, arguments))

    def _run(self, ask: Callable[[Client], Awaitable[T]]) -> T:
        async def run() -> T:
            headers = {"Authorization": f"Bearer {self._key}"}
            async with httpx2.AsyncClient(headers=headers, timeout=30) as http:
                transport = streamable_http_client(self._address, http_client=http)
                async with Client(transport, mode=self._mode) as client:
                    return await ask(client)

        return asyncio.run(run())


def text_of(result: CallToolResult) -> str:
    return "\n".join(part.text for part in result.content if part.type == "text")


def to(user: int) -> Callable[[Call], bool]:
    return lambda call: str(call.params["chat_id"]) == str(user)


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_the_tools_are_those_of_the_keys_scope(
    running: Program, reading: str, proposing: str, mode: str
) -> None:
    reads = [tool.name for tool in list_tools() if tool.kind == "read"]
    assert Agent(running, reading, mode).names() == [*reads, STATUS.name]

    offered = {tool.name: tool for tool in Agent(running, proposing, mode).tools()}
    assert list(offered) == [*(tool.name for tool in list_tools()), STATUS.name]
    for tool in list_tools():
        told = offered[tool.name]
        assert (told.description, told.input_schema) == (describe(tool), build_schema(tool))
        assert told.annotations.read_only_hint is (tool.kind == "read")


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_a_read_answers_in_words_and_in_figures(running: Program, reading: str, mode: str) -> None:
    result = Agent(running, reading, mode).call("kpi_snapshot", {"compare_to": "previous_week"})

    assert not result.is_error
    shown = text_of(result)
    assert "Source: demo shop" in shown
    assert "<" not in shown
    data = result.structured_content
    assert re.fullmatch(r"\d+\.\d\d", data["data"]["revenue"])
    assert data["provenance"]["source"] == "DEMO"
    assert data["card"]["title"] == shown.splitlines()[0]


def test_what_an_agent_proposes_waits_for_the_owners_tap(
    running: Program, telegram: BotApi, proposing: str
) -> None:
    agent = Agent(running, proposing)
    since = telegram.mark()

    proposed = agent.call("flag_order", FLAG)

    told = proposed.structured_content
    assert (proposed.is_error, told["status"]) == (False, "proposed")
    assert "It waits for the owner's tap" in text_of(proposed)
    shown = telegram.wait("sendMessage", since=since, where=to(OWNER))
    assert "Proposed by the API key “night shift”." in shown.text
    assert [data.partition(":")[0] for data in datas(shown)] == ["confirm", "cancel"]
    assert not running.order("OB-1003")["flagged"]

    foreign = telegram.tap(datas(shown)[0], OTHER_OWNER, on=shown)
    assert toast_of(telegram, foreign) == "This button belongs to another owner"
    assert agent.call(STATUS.name, {"action": told["action"]}).structured_content["status"] == (
        "proposed"
    )
    tap = telegram.tap(datas(shown)[0], OWNER, on=shown)
    assert toast_of(telegram, tap) == "Done"

    ended = agent.call(STATUS.name, {"action": told["action"]})
    assert ended.structured_content["status"] == "committed"
    assert text_of(ended).startswith("Status: committed.")
    assert running.order("OB-1003")["flag_reason"] == "asked by an agent"
    asked = {"Authorization": f"Bearer {proposing}"}
    assert httpx.get(running.address + told["url"], headers=asked).json()["status"] == "committed"
    sent = [c for c in telegram.calls[since:] if c.method == "sendMessage" and to(OWNER)(c)]
    assert len(sent) == 1


def test_one_request_is_one_message(running: Program, telegram: BotApi, proposing: str) -> None:
    since = telegram.mark()
    asked = {"Authorization": f"Bearer {proposing}", "Idempotency-Key": "once"}
    path = f"{running.address}/api/v1/tools/flag_order"

    answers = [httpx.post(path, headers=asked, json=FLAG) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [202, 202, 202]
    assert len({answer.json()["action"] for answer in answers}) == 1
    shown = telegram.wait("sendMessage", since=since, where=to(OWNER))
    telegram.tap(datas(shown)[1], OWNER, on=shown)
    telegram.wait("editMessageText", since=since, where=to(OWNER))
    assert httpx.post(path, headers=asked, json=FLAG).json()["status"] == "cancelled"
    sent = [c for c in telegram.calls[since:] if c.method == "sendMessage" and to(OWNER)(c)]
    assert len(sent) == 1
    until(lambda: running.sql("SELECT 1 FROM ownerbot_action_log WHERE request_key = 'once'"))


def test_errors_are_one_sentence(running: Program, reading: str, proposing: str) -> None:
    agent = Agent(running, proposing)
    for name, arguments, says in (
        ("nonsense", {}, "There is no tool nonsense."),
        ("revenue_trend", {"days": 0}, "days: "),
        ("flag_order", {"order_ids": ["OB-1003"], "status": "committed"}, "status: "),
        ("order_detail", {"order_id": "OB-999999"}, "OB-999999"),
        (STATUS.name, {"action": "x"}, "action: "),
        (STATUS.name, {"action": "0" * 32}, "There is no proposal"),
    ):
        result = agent.call(name, arguments)
        assert result.is_error, name
        assert says in text_of(result)
        assert "\n" not in text_of(result)
    refused = Agent(running, reading).call("flag_order", FLAG)
    assert refused.is_error
    assert text_of(refused).startswith("This key may not propose changes.")


@pytest.mark.skipif(shutil.which("curl") is None, reason="no curl on this machine")
def test_the_examples_of_the_page_work(running: Program, telegram: BotApi, proposing: str) -> None:
    page = (ROOT / "docs/api.md").read_text().replace("http://127.0.0.1:8000", running.address)
    ask, propose, poll = re.findall(r"```sh\n(curl .*?)```", page, re.DOTALL)
    (script,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    known = os.environ | {"KEY": proposing}

    def said(command: list[str]) -> str:
        ended = subprocess.run(command, env=known, capture_output=True, text=True, check=True)
        return ended.stdout

    assert json.loads(said(["sh", "-c", ask]))["status"] == "answered"
    since = telegram.mark()
    proposed = json.loads(said(["sh", "-c", propose]))
    assert proposed["status"] == "proposed"
    shown = telegram.wait("sendMessage", since=since, where=to(OWNER))
    telegram.tap(datas(shown)[1], OWNER, on=shown)
    known["ACTION"] = proposed["action"]
    until(lambda: json.loads(said(["sh", "-c", poll]))["status"] == "cancelled", pause=0.2)
    assert "Revenue: €" in said([sys.executable, "-c", script])


def test_nothing_there_decides(running: Program, proposing: str) -> None:
    names = Agent(running, proposing).names()
    assert not [name for name in names if re.search(r"confirm|cancel|approve|resolve|claim", name)]


def test_nobody_enters_without_a_key_and_no_page_of_others(running: Program, reading: str) -> None:
    address = f"{running.address}/mcp"
    key = {"Authorization": f"Bearer {reading}"}
    rpc = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}

    def status(method: str = "POST", **headers: str) -> int:
        accept = {"Accept": "application/json, text/event-stream"}
        sent = accept | {name.replace("_", "-"): value for name, value in headers.items()}
        return httpx.request(method, address, headers=sent, json=rpc).status_code

    refused = httpx.post(address, json=rpc)
    assert (refused.status_code, refused.headers["www-authenticate"]) == (401, "Bearer")
    assert refused.json()["error"]["code"] == "UNAUTHENTICATED"
    assert status(Authorization="Bearer ob_wrong") == 401
    assert status(Authorization=f"Basic {reading}") == 401
    assert status(**key, Host="evil.example") == 421
    assert status(**key, Origin="http://evil.example") == 403
    assert status(**key, Origin="http://127.0.0.1:1") == 403
    assert status(**key, Origin=running.address) == 200
    assert status(**key) == 200
    for method in ("GET", "DELETE", "PUT"):
        assert status(method, **key) == 405
    too_long = httpx.post(address, headers=key, content=b" " * 200_000)
    assert too_long.status_code == 413


def test_a_revoked_key_is_out_and_its_proposals_with_it(
    running: Program, telegram: BotApi
) -> None:
    key = running.new_key("short-lived", "--propose", "--owner", str(OWNER))
    since = telegram.mark()
    proposed = Agent(running, key).call("flag_order", FLAG).structured_content
    shown = telegram.wait("sendMessage", since=since, where=to(OWNER))

    assert running.begin("api_key", "revoke", key[:11]).wait(WAIT_SEC) == 0

    assert (
        httpx.post(
            f"{running.address}/mcp", headers={"Authorization": f"Bearer {key}"}, json={}
        ).status_code
        == 401
    )
    edited = telegram.wait("editMessageText", since=since, where=to(OWNER))
    assert "Cancelled at " in edited.text
    assert edited.buttons == []
    late = telegram.tap(datas(shown)[0], OWNER, on=shown)
    assert toast_of(telegram, late).startswith("Cancelled at ")
    (row,) = running.sql(
        "SELECT status FROM ownerbot_action_log WHERE public_id = %s", proposed["action"]
    )
    assert row["status"] == "cancelled"
    assert not running.order("OB-1003")["flagged"]
