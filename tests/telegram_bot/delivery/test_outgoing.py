"""Whatever is in a text, it can be sent: to Telegram, to the team, and to the simulator's chat."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import cast

import pytest
from aiogram import Bot
from aiogram.methods import SendMediaGroup, SendMessage
from aiogram.types import (
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputMediaPhoto,
    InputTextMessageContent,
)

from telegram_bot import bots, domain
from telegram_bot.delivery.outgoing import clean, clean_value
from telegram_bot.simulator import store
from telegram_bot.updates.identity import to_simulated_owner
from tests.servers.telegram import TOKEN, BotApi, bot_api

CHAT = to_simulated_owner(1)
BROKEN, MENDED = "half \ud83d an\x00 emoji", "half \ufffd an emoji"


@pytest.fixture(scope="module")
def telegram() -> Iterator[BotApi]:
    with bot_api() as api:
        yield api


@pytest.fixture(params=["build_real_bot", "build_sending_bot"])
async def bot(request: pytest.FixtureRequest, telegram: BotApi) -> AsyncIterator[Bot]:
    made: Bot = getattr(bots, request.param)(TOKEN, telegram.url)
    yield made
    await made.session.close()


def _button(text: str) -> InlineKeyboardMarkup:
    button = InlineKeyboardButton(text=text, callback_data="ask:x")
    return InlineKeyboardMarkup(inline_keyboard=[[button]])


def test_two_halves_are_one_sign() -> None:
    assert clean("\ud83d\ude00 \ude00") == "\U0001f600 \ufffd"


def test_what_is_clean_is_left_as_it_is() -> None:
    markup = _button("OK")
    assert clean_value(markup) is markup


async def test_every_text_of_a_request_is_cleaned(bot: Bot, telegram: BotApi) -> None:
    since = telegram.mark()
    await bot.send_message(CHAT, BROKEN, reply_markup=_button(BROKEN))
    await bot.edit_message_text(BROKEN, chat_id=CHAT, message_id=7, reply_markup=_button(BROKEN))
    await bot.send_photo(CHAT, BufferedInputFile(b"x", BROKEN), caption=BROKEN)
    await bot.send_document(CHAT, BufferedInputFile(b"x", BROKEN), caption=BROKEN)
    await bot.answer_callback_query("1", BROKEN)

    calls = telegram.calls[since:]
    assert [call.text for call in calls] == [MENDED] * 5
    assert [button["text"] for call in calls for button in call.buttons] == [MENDED] * 2


def test_what_lies_deeper_is_cleaned_too() -> None:
    album = clean_value(
        SendMediaGroup(
            chat_id=CHAT,
            media=[InputMediaPhoto(media=BufferedInputFile(b"x", BROKEN), caption=BROKEN)],
        )
    )
    assert (album.media[0].caption, album.media[0].media.filename) == (MENDED, MENDED)
    found = clean_value(
        InlineQueryResultArticle(
            id="1",
            title=BROKEN,
            input_message_content=InputTextMessageContent(message_text=BROKEN),
        )
    )
    assert (found.title, found.input_message_content.message_text) == (MENDED, MENDED)


@pytest.mark.django_db(transaction=True)
async def test_the_simulator_s_chat_takes_it_as_well() -> None:
    simulator = bots.build_simulator_bot()
    await simulator.send_message(CHAT, BROKEN, reply_markup=_button(BROKEN))
    await simulator.send_document(CHAT, BufferedInputFile(b"x", BROKEN), caption=BROKEN)
    message, document = await domain.call(store.list_changes_after, CHAT, 0, 10)
    assert (message.html, message.keyboard[0][0]["text"]) == (MENDED, MENDED)
    assert (document.html, document.file_name) == (MENDED, MENDED)


async def test_a_mistake_of_ours_is_no_outage(telegram: BotApi) -> None:
    real = bots.build_real_bot(TOKEN, telegram.url)
    try:
        with pytest.raises(TypeError, match="serializable"):
            await real(SendMessage.model_construct(chat_id=CHAT, text=cast(str, object())))
    finally:
        await real.session.close()
