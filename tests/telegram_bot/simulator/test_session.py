"""The simulator's Telegram takes what Telegram takes, and refuses the rest in Telegram's words."""

from __future__ import annotations

from typing import Any

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import SendDice, TelegramMethod
from aiogram.types import (
    BotCommand,
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    ReplyKeyboardRemove,
)

from telegram_bot import domain
from telegram_bot.bots import build_simulator_bot
from telegram_bot.models import SimulatorMessage
from telegram_bot.simulator import store
from telegram_bot.updates.identity import SIMULATOR_BOT_ID, to_simulated_owner

CHAT = to_simulated_owner(1)
PNG = b"\x89PNG\r\n\x1a\n..."

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
async def bot() -> Bot:
    return build_simulator_bot()


def _buttons(*data: str) -> InlineKeyboardMarkup:
    row = [InlineKeyboardButton(text=f"B{i}", callback_data=value) for i, value in enumerate(data)]
    return InlineKeyboardMarkup(inline_keyboard=[row])


async def _chat() -> list[SimulatorMessage]:
    return await domain.call(store.list_changes_after, CHAT, 0, 100)


async def _why(request: Any) -> str:
    with pytest.raises(TelegramBadRequest) as refused:
        await request
    return refused.value.message.removeprefix("Bad Request: ")


async def test_a_message_with_buttons_is_edited_and_deleted(bot: Bot) -> None:
    sent = await bot.send_message(CHAT, "<b>Flag?</b> ", reply_markup=_buttons("confirm:1"))
    assert (sent.message_id, sent.text, sent.chat.id) == (1, "Flag?", CHAT)
    assert sent.reply_markup == _buttons("confirm:1")
    (row,) = await _chat()
    assert row.html == "<b>Flag?</b>"
    assert row.keyboard == [[{"text": "B0", "callback_data": "confirm:1"}]]

    edited = await sent.edit_text("Flagged")
    assert not isinstance(edited, bool)
    assert (edited.text, edited.reply_markup, edited.edit_date is None) == ("Flagged", None, False)
    assert (await _why(sent.edit_text("Flagged"))).startswith("message is not modified")

    assert await sent.delete()
    assert await _why(sent.edit_text("x")) == "message to edit not found"
    assert await _why(sent.delete()) == "message to delete not found"


async def test_a_picture_with_its_caption(bot: Bot) -> None:
    sent = await bot.send_photo(CHAT, BufferedInputFile(PNG, "chart.png"), caption="<i>14</i>")
    assert (sent.caption, sent.text) == ("14", None)
    row = await domain.call(store.get_message, CHAT, sent.message_id)
    assert row is not None
    assert bytes(row.photo or b"") == PNG
    await sent.edit_caption(caption="15")
    assert [item.html for item in await _chat()] == ["15"]
    assert await _why(sent.edit_text("x")) == "there is no text in the message to edit"
    text = BufferedInputFile(b"hello", "x.png")
    assert await _why(bot.send_photo(CHAT, text)) == "IMAGE_PROCESS_FAILED"
    assert await _why(bot.send_photo(CHAT, text, caption="x" * 1025)) == "IMAGE_PROCESS_FAILED"
    picture = BufferedInputFile(PNG, "x.png")
    assert await _why(bot.send_photo(CHAT, picture, caption="x" * 1025)) == (
        "message caption is too long"
    )


async def test_the_answer_to_a_tap(bot: Bot) -> None:
    query = f"{CHAT}:0123456789abcdef"
    assert await bot.answer_callback_query(query)
    assert await bot.answer_callback_query(query, text="<Done>")
    assert await bot.answer_callback_query(query, text="Wait", show_alert=True)
    assert [(item.kind, item.html) for item in await _chat()] == [
        ("toast", ""),
        ("toast", "&lt;Done&gt;"),
        ("alert", "Wait"),
    ]
    assert await _why(bot.answer_callback_query(query, text="x" * 201)) == "MESSAGE_TOO_LONG"
    assert (await _why(bot.answer_callback_query("77"))).startswith("query is too old")


async def test_what_else_a_bot_does(bot: Bot) -> None:
    assert (await bot.get_me()).id == SIMULATOR_BOT_ID
    assert await bot.send_chat_action(CHAT, "typing")
    assert await bot.set_my_commands([BotCommand(command="start", description="Start")])
    assert await _chat() == []


async def test_lengths_are_those_of_the_text_that_is_seen(bot: Bot) -> None:
    longest = "😀" * 2048
    assert (await bot.send_message(CHAT, f"<b>{longest}</b>")).text == longest
    assert await _why(bot.send_message(CHAT, longest + "x")) == "message is too long"


@pytest.mark.parametrize(
    ("text", "more", "why"),
    [
        ("a < b", {}, "can't parse entities: Unclosed start tag"),
        ("<b>x", {}, "can't parse entities: Can't find end tag corresponding to start tag \"b\""),
        ("<b> </b>", {}, "message text is empty"),
        (
            "x",
            {"parse_mode": "MarkdownV2"},
            "the simulator reads plain text and parse_mode HTML only",
        ),
        ("x", {"reply_markup": _buttons("x" * 65)}, "BUTTON_DATA_INVALID"),
        ("x", {"reply_markup": _buttons("я" * 33)}, "BUTTON_DATA_INVALID"),
        (
            "x",
            {"reply_markup": ReplyKeyboardRemove(remove_keyboard=True)},
            "the simulator has inline keyboards only",
        ),
    ],
)
async def test_what_is_refused(bot: Bot, text: str, more: dict[str, Any], why: str) -> None:
    assert await _why(bot.send_message(CHAT, text, **more)) == why
    assert await _chat() == []


async def test_plain_text_stays_plain(bot: Bot) -> None:
    sent = await bot.send_message(CHAT, "1 < 2 <b>", parse_mode=None)
    assert sent.text == "1 < 2 <b>"
    assert [item.html for item in await _chat()] == ["1 &lt; 2 &lt;b&gt;"]


async def test_chats_and_methods_that_are_not_here(bot: Bot) -> None:
    assert await _why(bot.send_message(7_000_000_001, "x")) == "chat not found"
    dice: TelegramMethod[Any] = SendDice(chat_id=CHAT)
    assert await _why(bot(dice)) == "sendDice: method not available in the simulator"
