"""A bot that Telegram gives no messages: said by everything that is asked, and over by itself."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.harness.program import OWNER, Program, program, until
from tests.servers.telegram import BotApi, bot_api

HEARS = "The bot answers its owners in Telegram."


def refusal(status: int, description: str) -> tuple[int, bytes]:
    told = {"ok": False, "error_code": status, "description": description}
    return status, json.dumps(told).encode()


UNAUTHORIZED = refusal(401, "Unauthorized")
CONFLICT = refusal(409, "Conflict: terminated by other getUpdates request")
BAD_PORT = refusal(
    400, "Bad Request: bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443"
)


@pytest.fixture(scope="module")
def telegram() -> Iterator[BotApi]:
    with bot_api() as api:
        yield api


def ready(running: Program) -> tuple[int, str]:
    answer = httpx.get(f"{running.address}/readyz")
    return answer.status_code, answer.text


def status(running: Program, key: str) -> bool:
    answer = httpx.post(
        f"{running.address}/api/v1/tools/system_status",
        headers={"Authorization": f"Bearer {key}"},
        json={},
    )
    return "The bot is deaf" in answer.text


@pytest.fixture(scope="module")
def running(telegram: BotApi, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    telegram.instead["getUpdates"] = UNAUTHORIZED
    with program(tmp_path_factory.mktemp("deaf"), telegram.url) as started:
        yield started


def test_a_token_that_telegram_does_not_accept(running: Program, telegram: BotApi) -> None:
    because = "Telegram does not accept BOT_TOKEN; copy it anew from @BotFather"
    until(lambda: f"The bot is deaf: {because}. It goes on trying;" in running.output)
    assert HEARS not in running.output
    assert ready(running) == (503, f"not ready: the bot is deaf: {because}")
    key = running.new_key("till")
    assert status(running, key)
    with httpx.Client(base_url=running.address, follow_redirects=True) as browser:
        browser.get(running.sign_in_link)
        assert f": {because}" in browser.get("/admin/").text

    del telegram.instead["getUpdates"]

    until(lambda: ready(running) == (200, "ok"))
    assert not status(running, key)
    assert "KPI" in telegram.ask("/help", OWNER).text
    assert [event["payload"].get("code") for event in running.events("bot_deaf")] == ["token"]
    assert len(running.events("bot_hears")) == 1


def test_another_program_that_asks_for_the_same_messages(
    running: Program, telegram: BotApi
) -> None:
    telegram.instead["getUpdates"] = CONFLICT
    telegram.say("/help", OWNER)  # ends the long poll that is under way
    began = time.monotonic()

    until(lambda: ready(running)[0] == 503)

    assert "another program asks for this bot's messages" in ready(running)[1]
    assert time.monotonic() - began > 5
    assert "The bot is deaf: another program asks" in running.output
    del telegram.instead["getUpdates"]
    assert "KPI" in telegram.ask("/help", OWNER).text


def test_a_webhook_that_telegram_refuses(telegram: BotApi, tmp_path: Path) -> None:
    telegram.instead.clear()
    telegram.instead["setWebhook"] = BAD_PORT
    webhook = {
        "TELEGRAM_MODE": "webhook", "PUBLIC_BASE_URL": "https://console.example:9443",
        "TELEGRAM_WEBHOOK_SECRET": "a-secret-of-the-tests",
    }  # fmt: skip
    with program(tmp_path, telegram.url, **webhook) as started:
        until(lambda: "The bot is deaf: Telegram refuses our webhook" in started.output)
        assert HEARS not in started.output
        assert "only on ports 80, 88, 443 or 8443" in started.output
        code, text = ready(started)
        assert (code, "correct PUBLIC_BASE_URL" in text) == (503, True)

        del telegram.instead["setWebhook"]

        until(lambda: ready(started)[0] == 200)
        assert telegram.webhook["url"] == "https://console.example:9443/telegram/webhook"
