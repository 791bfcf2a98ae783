"""What the bot sends. A message about an action is always drawn from the action's row."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import assert_never

from aiogram import Bot
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNotFound,
)
from aiogram.types import BufferedInputFile, InlineKeyboardMarkup, Message

from actions import faults
from actions import screens as shown
from actions.outcomes import ActionView, Proposed, Refused, Unchanged
from telegram_bot import callbacks, domain, render
from telegram_bot.phrases import say
from telegram_bot.screens import Screens
from tools import charts
from tools.contracts import Chart, Language, Result

#: What Telegram answers where an edit has nothing to do.
UNCHANGED = "message is not modified"
#: Telegram shows that we are busy for a little longer than this.
BUSY_SEC = 4.0

screens = Screens()

_one_chart_at_a_time = asyncio.Semaphore(1)

logger = logging.getLogger(__name__)


async def send_text(
    bot: Bot, chat_id: int, html: str, keyboard: InlineKeyboardMarkup | None = None
) -> Message:
    return await bot.send_message(chat_id, html, reply_markup=keyboard)


async def send_result(bot: Bot, chat_id: int, answer: Result, language: Language) -> None:
    """A read's answer, with its picture where it has one."""
    keyboard = callbacks.suggestions(answer.card.next)
    if answer.card.chart is None:
        await send_text(bot, chat_id, render.result(answer, language), keyboard)
        return
    with suppress(TelegramAPIError):  # only says that a picture is coming
        await bot.send_chat_action(chat_id, "upload_photo")
    picture = BufferedInputFile(await _draw(answer.card.chart), "chart.png")
    caption = render.result(answer, language, limit=render.CAPTION_LIMIT)
    try:
        await bot.send_photo(chat_id, picture, caption=caption, reply_markup=keyboard)
    except TelegramBadRequest as error:  # a chat may forbid pictures; the figures matter more
        logger.warning("the picture was refused, sending text: %s", error)
        await send_text(bot, chat_id, render.result(answer, language), keyboard)


@asynccontextmanager
async def busy(bot: Bot, chat_id: int) -> AsyncIterator[None]:
    """Within it the chat shows that an answer is being prepared; best effort."""

    async def show() -> None:
        while True:
            with suppress(TelegramAPIError, *domain.DATABASE_AWAY):
                await bot.send_chat_action(chat_id, "typing")
            await asyncio.sleep(BUSY_SEC)

    showing = asyncio.create_task(show())
    try:
        yield
    finally:
        showing.cancel()


async def answer_tap(bot: Bot, query_id: str, text: str = "", *, alert: bool = False) -> None:
    """Best effort: Telegram forgets a tap within seconds, what it decided stands regardless."""
    try:
        await bot.answer_callback_query(query_id, text or None, show_alert=alert)
    except TelegramAPIError as error:
        logger.info("a tap could not be answered: %s", error)


async def _draw(chart: Chart) -> bytes:
    async with _one_chart_at_a_time:
        return await asyncio.to_thread(charts.png, chart)


async def send_action(bot: Bot, chat_id: int, view: ActionView) -> None:
    """A new message about the action; later redraws edit this one."""
    async with screens.lock(view.public_id):
        await _send(bot, chat_id, view)


async def show_action(bot: Bot, chat_id: int, message_id: int | None, view: ActionView) -> None:
    """Make the message show the action as its row stands; a lost message is sent anew.

    One drawing of an action at a time, and never an older state over a newer one.
    """
    async with screens.lock(view.public_id):
        if not screens.is_news(view):
            return
        if message_id is None:
            await _send(bot, chat_id, view)
        else:
            await _edit(bot, chat_id, message_id, view)


async def _send(bot: Bot, chat_id: int, view: ActionView) -> None:
    sent = await send_text(bot, chat_id, render.action(view), callbacks.decision(view))
    faults.at("message.sent")
    await _remember(view, sent.message_id)


async def _edit(bot: Bot, chat_id: int, message_id: int, view: ActionView) -> None:
    try:
        await bot.edit_message_text(
            render.action(view),
            chat_id=chat_id,
            message_id=message_id,
            reply_markup=callbacks.decision(view),
        )
    except TelegramBadRequest as error:
        why = (error.message or "").lower()
        if UNCHANGED not in why:
            # Deleted, too old to be edited, or no longer ours to edit: the result must be seen.
            logger.info("the message of action %s is sent anew: %s", view.public_id, why)
            await _send(bot, chat_id, view)
            return
    faults.at("redraw.sent")
    await _remember(view, message_id)


async def send_fresh(
    bot: Bot, stale: ActionView, fresh: Proposed | Unchanged | Refused | None
) -> None:
    """After a stale preview: the new one at once, or why there is none."""
    match fresh:
        case Proposed(action):
            await send_action(bot, stale.chat_id, action)
        case Unchanged(card):
            await send_text(bot, stale.chat_id, render.card(card, stale.language))
        case Refused(_, text, _):
            await send_text(bot, stale.chat_id, render.plain(text))
        case None:
            pass
        case _:
            assert_never(fresh)


async def redraw(bot: Bot, view: ActionView) -> None:
    """Show how an action stands that has moved on by itself; what cannot be shown now, the sweep retries."""
    try:
        await show_action(bot, view.chat_id, view.message_id, view)
    except (TelegramBadRequest, TelegramForbiddenError, TelegramNotFound) as error:
        logger.warning("the message of action %s cannot be redrawn: %s", view.public_id, error)
        await _remember(view, view.message_id)  # it never will show it; do not ask for ever
    except (TelegramAPIError, *domain.DATABASE_AWAY) as error:
        logger.warning("the message of action %s is redrawn later: %s", view.public_id, error)


async def redraw_stale(bots: dict[int, Bot]) -> None:
    """Redraw what does not show its action's state yet: it expired, or we died before drawing it."""
    for bot_id, view in await domain.call(shown.unshown, list(bots)):
        await redraw(bots[bot_id], view)


async def alert(bot: Bot, view: ActionView) -> None:
    """Bring a result that nobody has known for long before its owner once more, with its buttons."""
    text = f"{say(view.language, 'unknown.overdue')}\n\n{render.action(view)}"
    async with screens.lock(view.public_id):
        sent = await send_text(bot, view.chat_id, text, callbacks.decision(view))
        await _remember(view, sent.message_id)


async def _remember(view: ActionView, message_id: int | None) -> None:
    screens.drawn(view)
    await domain.call(shown.remember, view.public_id, message_id, view.status)
    faults.at("screen.committed")
