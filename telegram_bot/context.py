"""Middleware before any handler: who asks, in which language, and may this chat be answered."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from aiogram import Bot
from aiogram.types import CallbackQuery, Chat, Message, TelegramObject, User
from django.conf import settings

from actions import pipeline
from actions.caller import Caller
from actions.enums import Source
from telegram_bot import domain
from telegram_bot.chat.sentences import parse_said
from telegram_bot.delivery import outbox
from telegram_bot.updates.inbox import InboxItem
from telegram_bot.view.phrases import say
from tools.intents.resolve import Question, detect_language, understand
from tools.languages import Language, choose_language

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]


def get_reply_language(code: str | None) -> Language:
    """Return the configured language, else that of the person's Telegram (`code`)."""
    return choose_language(settings.OWNER_LANGUAGE or code)


def choose_answer_language(text: str, default: Language) -> Language:
    """Return the configured language, else the one that the text is written in."""
    return default if settings.OWNER_LANGUAGE else detect_language(text, default)


async def add_caller(handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
    """Give handlers the `caller`; outer middleware of every update."""
    item: InboxItem = data["item"]
    user: User = data["event_from_user"]
    chat: Chat | None = data.get("event_chat")
    data["caller"] = Caller(
        bot_id=item.bot_id,
        owner_id=user.id,
        chat_id=chat.id if chat else user.id,
        language=get_reply_language(user.language_code),
        update_id=item.id,  # our own number, never reused; Telegram may restart its numbers
        correlation_id=item.correlation_id,
        source=Source.RULE,
    )
    with structlog.contextvars.bound_contextvars(story=str(item.correlation_id)[:8]):
        return await handler(event, data)


async def refuse_groups(handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
    """Answer with business data in private chats only; outer middleware of messages and taps.

    In a group, a message to the bot is told so; any other message stays unanswered.
    """
    chat: Chat | None = data.get("event_chat")
    if chat is None or chat.type == "private":
        return await handler(event, data)
    caller: Caller = data["caller"]
    bot: Bot = data["bot"]
    tapped = isinstance(event, CallbackQuery)
    if not tapped and not (
        isinstance(event, Message) and _is_for_bot(event, bot, caller.language)
    ):
        return None
    # Recorded before it is answered: who sees the answer can rely on the record.
    await domain.call(
        pipeline.record_by,
        "group_refused",
        caller,
        chat_id=chat.id,
        update_type=type(event).__name__.lower(),
    )
    text = say(caller.language, "group")
    if isinstance(event, CallbackQuery):
        await outbox.answer_tap(bot, event.id, text, alert=True)
    else:
        await bot.send_message(chat.id, text)
    return None


def _is_for_bot(message: Message, bot: Bot, language: Language) -> bool:
    """Return whether a group's message is a command, a reply to the bot, or understood."""
    text = message.text or ""
    answered = message.reply_to_message
    if text.startswith("/") or (
        answered and answered.from_user and answered.from_user.id == bot.id
    ):
        return True
    return bool(text) and not isinstance(understand(parse_said(text, language)), Question)
