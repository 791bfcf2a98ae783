"""What Telegram answers `ok` to is done, whether or not the rest of its answer can be read."""

from __future__ import annotations

import gc
import logging
import weakref
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.methods import GetMe, SendMediaGroup
from aiogram.types import BufferedInputFile, InputMediaPhoto

from telegram_bot import bots
from telegram_bot.delivery.results import NO_ID
from telegram_bot.updates.polling import RawGetUpdates
from tests.servers.telegram import BOT_ID, TOKEN, BotApi, bot_api

CHAT = 7_000_000_001
FILE = BufferedInputFile(b"x", "x.png")
#: Messages that aiogram does not take for one, and the id and title of the chat that can be read.
MESSAGES = [
    ({"message_id": 77}, 77, CHAT, None),
    ({"message_id": 77, "date": "yesterday", "chat": {"id": -5, "title": "Team"}}, 77, -5, "Team"),
    ({"message_id": 77, "date": 1, "chat": {"id": -5}, "entities": "?"}, 77, -5, None),
    ({"message_id": "seventy-seven"}, NO_ID, CHAT, None),
    (True, NO_ID, CHAT, None),
    (None, NO_ID, CHAT, None),
]


@pytest.fixture(scope="module")
def server() -> Iterator[BotApi]:
    with bot_api() as api:
        yield api


@pytest.fixture
def telegram(server: BotApi) -> Iterator[BotApi]:
    yield server
    server.results.clear()
    server.instead.clear()


@pytest.fixture(params=["build_real_bot", "build_sending_bot"])
async def bot(request: pytest.FixtureRequest, telegram: BotApi) -> AsyncIterator[Bot]:
    made: Bot = getattr(bots, request.param)(TOKEN, telegram.url)
    yield made
    await made.session.close()


async def test_the_class_of_an_answer_is_made_once(bot: Bot) -> None:
    answer = '{"ok": true, "result": {"id": 1, "is_bot": true, "first_name": "Shop"}}'
    first = weakref.ref(type(bot.session.check_response(bot, GetMe(), 200, answer)))
    gc.collect()

    assert first() is type(bot.session.check_response(bot, GetMe(), 200, answer))


@pytest.mark.parametrize(("result", "message_id", "chat_id", "title"), MESSAGES)
async def test_of_a_sent_message_only_its_id_is_needed(
    bot: Bot,
    telegram: BotApi,
    result: Any,
    message_id: int,
    chat_id: int,
    title: str | None,
) -> None:
    telegram.results = dict.fromkeys(("sendMessage", "sendPhoto", "sendDocument"), result)
    for sent in (
        await bot.send_message(CHAT, "hello"),
        await bot.send_photo(CHAT, FILE),
        await bot.send_document(CHAT, FILE),
    ):
        assert (sent.message_id, sent.chat.id, sent.chat.title) == (message_id, chat_id, title)


async def test_what_is_only_to_be_done_is_done(bot: Bot, telegram: BotApi) -> None:
    odd = {"strange": 1}
    telegram.results = {"editMessageText": odd, "answerCallbackQuery": odd, "setMyCommands": odd}
    assert await bot.edit_message_text("x", chat_id=CHAT, message_id=7) is True
    assert await bot.answer_callback_query("1") is True
    assert await bot.set_my_commands([]) is True


async def test_what_is_asked_for_is_read_as_far_as_it_can_be(bot: Bot, telegram: BotApi) -> None:
    telegram.results = {
        "getMe": {"id": "?", "username": "shop_bot"},
        "getFile": {"file_path": "voice/1.oga", "file_size": "much"},
        "sendMediaGroup": [{"message_id": 5}, {"message_id": 6}],
    }
    me = await bot.get_me()
    assert (me.id, me.username) == (BOT_ID, "shop_bot")
    assert (await bot.get_file("7")).file_path == "voice/1.oga"
    album = await bot(SendMediaGroup(chat_id=CHAT, media=[InputMediaPhoto(media=FILE)]))
    assert [item.message_id for item in album] == [5, 6]


@pytest.mark.parametrize("result", [{"update_id": 1}, "none", None])
async def test_updates_that_are_no_list_are_no_outage(
    bot: Bot, telegram: BotApi, result: Any
) -> None:
    telegram.results = {"getUpdates": result}
    with pytest.raises(TelegramAPIError, match="cannot be read") as told:
        await bot(RawGetUpdates(timeout=0))
    assert not isinstance(told.value, TelegramNetworkError)


async def test_it_is_noted_once_and_without_what_it_says(
    bot: Bot, telegram: BotApi, caplog: pytest.LogCaptureFixture
) -> None:
    telegram.results = {"sendMessage": {"message_id": 77, "date": "a secret", "chat": {"id": 1}}}
    with caplog.at_level(logging.WARNING, "telegram_bot"):
        await bot.send_message(CHAT, "hello")
    (note,) = [
        record.getMessage()
        for record in caplog.records
        if record.name == "telegram_bot.delivery.results"
    ]
    assert note.startswith("the answer to sendMessage is ok, but does not fit: ")
    assert "result.date" in note
    assert "secret" not in note


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (400, b'{"ok": false}', TelegramBadRequest),
        (400, b'{"ok": false, "error_code": "?", "description": ["?"]}', TelegramBadRequest),
        (400, b'{"ok": false, "description": "no", "parameters": {"x": {}}}', TelegramBadRequest),
        (500, b'{"ok": false}', TelegramServerError),
        (500, b'{"ok": false, "description": 7}', TelegramServerError),
        (429, b'{"ok": false, "parameters": {"retry_after": 99, "why": []}}', TelegramRetryAfter),
    ],
)
async def test_a_refusal_is_one_however_it_is_written(
    telegram: BotApi, bot: Bot, status: int, body: bytes, kind: type[TelegramAPIError]
) -> None:
    telegram.instead = {"sendMessage": (status, body)}
    with pytest.raises(TelegramAPIError) as told:
        await bot.send_message(CHAT, "hello")
    assert type(told.value) is kind
    assert isinstance(told.value.message, str)
