"""/start, /help, /tools: what can be asked; and /forget."""

from __future__ import annotations

import asyncio
from html import escape

from aiogram import Bot, Router
from aiogram.filters import Command, CommandStart
from aiogram.types import Message
from django.conf import settings

from actions.caller import Caller
from telegram_bot import domain
from telegram_bot.chat import history
from telegram_bot.delivery import outbox
from telegram_bot.view import callbacks, render
from telegram_bot.view.phrases import say
from telegram_bot.view.starter_buttons import list_starters

#: How often, and how far apart, we look whether earlier updates are marked as handled: the inbox
#: gathers handled ones for a moment.
MARKED_TRIES, MARKED_PAUSE_SEC = 100, 0.05


def setup() -> Router:
    router = Router(name="start")
    router.message.register(on_start, CommandStart(ignore_case=True))
    router.message.register(on_help, Command("help", ignore_case=True))
    router.message.register(on_tools, Command("tools", ignore_case=True))
    router.message.register(on_forget, Command("forget", ignore_case=True))
    return router


async def on_forget(message: Message, bot: Bot, caller: Caller) -> None:
    phrase = "forwarded"
    if message.forward_origin is None:
        await _forget_chat(caller)
        phrase = "forgotten"
    await outbox.send_text(bot, message.chat.id, say(caller.language, phrase))


async def _forget_chat(by: Caller) -> None:
    """Forget the chat once earlier updates are marked as handled, so that they are deleted too."""
    for _ in range(MARKED_TRIES):
        if not await domain.call(history.has_unfinished, by):
            break
        await asyncio.sleep(MARKED_PAUSE_SEC)
    await domain.call(history.forget_chat, by)


async def on_start(message: Message, bot: Bot, caller: Caller) -> None:
    text = say(caller.language, "start", shop=escape(settings.SHOP_NAME))
    keyboard = callbacks.build_suggestion_keyboard(list_starters(caller.language))
    await outbox.send_text(bot, message.chat.id, text, keyboard)


async def on_help(message: Message, bot: Bot, caller: Caller) -> None:
    keyboard = callbacks.build_suggestion_keyboard(list_starters(caller.language))
    await outbox.send_text(bot, message.chat.id, render.render_help(caller.language), keyboard)


async def on_tools(message: Message, bot: Bot, caller: Caller) -> None:
    await outbox.send_text(bot, message.chat.id, render.render_tool_list(caller.language))
