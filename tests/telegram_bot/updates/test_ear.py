"""When a bot counts as deaf, when it hears again, and where that is said."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramConflictError,
    TelegramNetworkError,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.methods import GetMe, TelegramMethod
from aiogram.types import WebhookInfo
from django.test import Client
from django.utils import timezone

from audit import queries
from ownerbot_site.dashboard import services
from telegram_bot.updates import hearing
from telegram_bot.updates.ear import Ear, classify_refusal
from telegram_bot.updates.hook import find_trouble
from tests.tools.conftest import ask, context

BOT = 42
URL = "https://console.example/telegram/webhook"


@pytest.fixture
def with_bot(settings: Any, db: None) -> None:
    settings.ENV = settings.ENV.model_copy(
        update={"bot_token": type(settings.ENV.bot_token)(f"{BOT}:token")}
    )


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ear(clock: Clock) -> Ear:
    return Ear(BOT, clock)


def code() -> str | None:
    row = hearing.find_hearing(BOT)
    return row.code if row else None


REFUSALS: dict[str, tuple[type[TelegramAPIError], str]] = {
    "token": (TelegramUnauthorizedError, "Unauthorized"),
    "conflict": (TelegramConflictError, "Conflict: terminated by other getUpdates request"),
    "webhook": (TelegramConflictError, "Conflict: can't use getUpdates while webhook is active"),
    "away": (TelegramNetworkError, "timeout"),
    "other": (TelegramBadRequest, "Bad Request: logged out"),
}


@pytest.mark.parametrize("expected", REFUSALS)
def test_every_refusal_has_its_reason(expected: str) -> None:
    kind, message = REFUSALS[expected]
    asked: TelegramMethod[Any] = GetMe()
    found, detail = classify_refusal(kind(asked, message))
    assert (found, detail) == (expected, message if expected == "other" else "")
    assert classify_refusal(TelegramServerError(GetMe(), "Bad Gateway")) == ("away", "")
    assert classify_refusal(TelegramBadRequest(GetMe(), "bad port"), webhook=True) == (
        "refused",
        "bad port",
    )
    assert expected in hearing.REASONS


@pytest.mark.django_db(transaction=True)
async def test_a_final_refusal_is_told_at_once_and_over_when_it_is(ear: Ear) -> None:
    from telegram_bot import domain

    await ear.fails("token")
    assert await domain.call(code) == "token"
    await ear.fails("refused", "bad port")
    assert await domain.call(code) == "refused"
    await ear.hears()
    assert await domain.call(code) == ""
    events = await domain.call(queries.list_after, 0, 10)
    assert [(event.event_type, event.payload) for event in events] == [
        ("bot_deaf", {"bot": BOT, "code": "token"}),
        ("bot_deaf", {"bot": BOT, "code": "refused"}),
        ("bot_hears", {"bot": BOT}),
    ]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("kind", "seconds"), [("away", 60), ("conflict", 10), ("webhook", 5)])
async def test_what_may_pass_is_told_when_it_lasts(
    ear: Ear, clock: Clock, kind: str, seconds: int
) -> None:
    from telegram_bot import domain

    await ear.fails(kind)
    clock.now += seconds - 1
    await ear.fails(kind)
    assert await domain.call(code) is None
    clock.now += 1
    await ear.fails(kind)
    assert await domain.call(code) == kind


@pytest.mark.django_db(transaction=True)
async def test_trouble_that_passes_is_none(ear: Ear, clock: Clock) -> None:
    from telegram_bot import domain

    for _ in range(5):
        await ear.fails("away")
        clock.now += 59
        await ear.hears()
    assert await domain.call(code) == ""
    assert await domain.call(queries.get_newest_id) == 0


@pytest.mark.django_db(transaction=True)
async def test_two_that_ask_for_the_same_updates_are_noticed_between_answers(
    ear: Ear, clock: Clock
) -> None:
    from telegram_bot import domain

    for _ in range(3):
        await ear.fails("conflict")
        clock.now += 5
        await ear.hears()
    assert await domain.call(code) == "conflict"
    clock.now += 60
    await ear.hears()
    assert await domain.call(code) == ""


def test_a_webhook_is_well_where_it_is_ours_and_nothing_waits() -> None:
    now = timezone.now()

    def trouble(**given: Any) -> tuple[str, str] | None:
        told = {"url": URL, "has_custom_certificate": False, "pending_update_count": 0} | given
        return find_trouble(WebhookInfo.model_validate(told), URL)

    failed = {"last_error_date": now, "last_error_message": "Connection refused"}
    assert trouble() is None
    assert trouble(url="https://other.example/") == ("webhook", "")
    assert trouble(url="") == ("webhook", "")
    assert trouble(**failed) is None
    assert trouble(**failed, pending_update_count=3) == ("undelivered", "Connection refused")
    old = {"last_error_date": now - timedelta(minutes=10)}
    assert trouble(**failed | old, pending_update_count=3) is None
    assert trouble(last_error_date=datetime.fromtimestamp(0, UTC), pending_update_count=1) is None


@pytest.mark.parametrize("reason_code", hearing.REASONS)
def test_it_is_said_everywhere(reason_code: str, with_bot: None, root: Client) -> None:
    hearing.store_hearing(BOT, reason_code, "Telegram's words")
    in_words = hearing.REASONS[reason_code]

    ready = Client().get("/readyz")
    assert (ready.status_code, ready.content.decode()) == (
        503, f"not ready: the bot is deaf: {in_words.en}"
    )  # fmt: skip
    fields = {field.label: field.value for field in ask("system_status").card.fields}
    assert fields["The bot is deaf"] == f"{in_words.en} (Telegram's words)"
    russian = ask("system_status", ctx=context(language="ru")).card.fields[-1]
    assert (russian.label, russian.value) == (
        "Бот не слышит", f"{in_words.to('ru')} (Telegram's words)"
    )  # fmt: skip
    telegram = services.check_services()[0]
    assert (telegram.name, telegram.tone) == ("Telegram", "bad")
    assert telegram.text.endswith(f": {in_words.en} (Telegram's words)")
    assert "the bot is deaf since" in root.get("/admin/").content.decode()


def test_it_is_over_everywhere(with_bot: None) -> None:
    assert services.check_services()[0].text == "the bot has not reached it yet"
    hearing.store_hearing(BOT, "token")
    hearing.store_hearing(BOT, "")

    assert Client().get("/readyz").status_code == 200
    assert "The bot is deaf" not in [field.label for field in ask("system_status").card.fields]
    assert (services.check_services()[0].tone, services.check_services()[0].text) == (
        "good",
        "connected",
    )


@pytest.mark.django_db
def test_another_bots_trouble_is_not_ours(settings: Any) -> None:
    hearing.store_hearing(BOT, "token")
    assert Client().get("/readyz").status_code == 200
    assert services.check_services()[0].name == "PostgreSQL"
