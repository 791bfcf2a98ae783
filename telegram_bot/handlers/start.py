"""/start, /help, /tools: what can be asked."""

from __future__ import annotations

import asyncio
from html import escape

from aiogram import Bot, Router
from aiogram.filters import Command, CommandStart
from aiogram.types import Message
from django.conf import settings

from actions.caller import Asker
from telegram_bot import domain
from telegram_bot.chat import history
from telegram_bot.delivery import outbox
from telegram_bot.view import callbacks, render
from telegram_bot.view.phrases import say
from telegram_bot.view.starter_buttons import starters

#: How often, and how far apart, we look whether what was handled is marked so; the inbox gathers for
#: a moment.
MARKED_TRIES, MARKED_PAUSE_SEC = 100, 0.05


def setup() -> Router:
    router = Router(name="start")
    router.message.register(start, CommandStart(ignore_case=True))
    router.message.register(show_help, Command("help", ignore_case=True))
    router.message.register(show_tools, Command("tools", ignore_case=True))
    router.message.register(forget, Command("forget", ignore_case=True))
    return router


async def forget(message: Message, bot: Bot, asker: Asker) -> None:
    phrase = "forwarded"
    if message.forward_origin is None:
        await _forget_chat(asker)
        phrase = "forgotten"
    await outbox.send_text(bot, message.chat.id, say(asker.language, phrase))


async def _forget_chat(by: Asker) -> None:
    """Forget the chat, as soon as what was said before is marked as handled: that is scrubbed too."""
    for _ in range(MARKED_TRIES):
        if not await domain.call(history.unfinished, by):
            break
        await asyncio.sleep(MARKED_PAUSE_SEC)
    await domain.call(history.forget, by)


async def start(message: Message, bot: Bot, asker: Asker) -> None:
    text = say(asker.language, "start", shop=escape(settings.SHOP_NAME))
    keyboard = callbacks.suggestions(starters(asker.language))
    await outbox.send_text(bot, message.chat.id, text, keyboard)


async def show_help(message: Message, bot: Bot, asker: Asker) -> None:
    keyboard = callbacks.suggestions(starters(asker.language))
    await outbox.send_text(bot, message.chat.id, render.help_text(asker.language), keyboard)


async def show_tools(message: Message, bot: Bot, asker: Asker) -> None:
    await outbox.send_text(bot, message.chat.id, render.tool_list(asker.language))
