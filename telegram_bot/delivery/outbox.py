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

from actions import batches, faults
from actions import message_state as shown
from actions.outcomes import (
    ActionView,
    AlreadyHandled,
    Answered,
    Proposed,
    Refused,
    Unchanged,
)
from audit.outage import DATABASE_AWAY
from telegram_bot import domain
from telegram_bot.chat.replies import PlainReply, Replies, Reply
from telegram_bot.delivery.screens import Screens
from telegram_bot.view import callbacks, render
from telegram_bot.view.phrases import say
from tools.contracts import Chart
from tools.render import charts
from tools.render.sheets import Sheet

#: What Telegram answers to an edit that changes nothing.
UNCHANGED = "message is not modified"
#: Seconds between two "typing" signs; Telegram shows one for a little longer than this.
BUSY_SEC = 4.0

screens = Screens()

_one_chart_at_a_time = asyncio.Semaphore(1)

logger = logging.getLogger(__name__)


async def send_text(
    bot: Bot, chat_id: int, html: str, keyboard: InlineKeyboardMarkup | None = None
) -> Message:
    return await bot.send_message(chat_id, html, reply_markup=keyboard)


async def show_text(
    bot: Bot,
    chat_id: int,
    message_id: int | None,
    html: str,
    keyboard: InlineKeyboardMarkup | None,
) -> None:
    """Make the message show this; send a new one if there is none or it cannot be edited."""
    await _send_or_edit(bot, chat_id, message_id, html, keyboard)


async def send_file(bot: Bot, chat_id: int, sheet: Sheet, html: str) -> None:
    """Send a list as a document, with the caption `html`."""
    with suppress(TelegramAPIError):  # only says that a file is coming
        await bot.send_chat_action(chat_id, "upload_document")
    await bot.send_document(chat_id, BufferedInputFile(sheet.content, sheet.name), caption=html)


async def show_reply(
    reply: Reply | PlainReply | Replies, bot: Bot, chat_id: int, place: int | None = None
) -> None:
    """Show a reply, or several; in the message `place` if it is given.

    The preview that it ended is redrawn.
    """
    if isinstance(reply, Replies):
        for single in reply.each:
            await show_reply(single, bot, chat_id)
        return
    await _show_reply(reply, bot, chat_id, place)
    if reply.ended is not None:
        await redraw(bot, reply.ended)


async def _show_reply(
    reply: Reply | PlainReply, bot: Bot, chat_id: int, place: int | None
) -> None:
    if isinstance(reply, PlainReply):
        await show_text(bot, chat_id, place, reply.html, callbacks.to_markup(reply.keyboard))
        return
    match reply.outcome:
        case Answered() | Unchanged():
            await show_answer(bot, chat_id, place, reply)
        case Proposed(action) | AlreadyHandled(action):
            await show_action(bot, chat_id, action.message_id or place, action)
        case Refused(_, text, _):
            await send_text(bot, chat_id, render.escape_text(text))
        case _:
            assert_never(reply.outcome)


async def show_answer(bot: Bot, chat_id: int, place: int | None, reply: Reply) -> None:
    """Show a card: as a new picture if it has a chart, else in the message `place` if given."""
    keyboard = callbacks.to_markup(reply.keyboard)
    if reply.chart is None:
        await show_text(bot, chat_id, place, reply.html, keyboard)
        return
    with suppress(TelegramAPIError):  # only says that a picture is coming
        await bot.send_chat_action(chat_id, "upload_photo")
    picture = BufferedInputFile(await _draw_chart(reply.chart), "chart.png")
    try:
        await bot.send_photo(chat_id, picture, caption=reply.html, reply_markup=keyboard)
    except TelegramBadRequest as error:  # a chat may forbid pictures; the figures matter more
        logger.warning("the picture was refused, sending text: %s", error)
        await send_text(bot, chat_id, reply.html, keyboard)


@asynccontextmanager
async def show_busy(bot: Bot, chat_id: int) -> AsyncIterator[None]:
    """Show in the chat, within this context, that an answer is being prepared; best effort."""

    async def show() -> None:
        while True:
            with suppress(TelegramAPIError, *DATABASE_AWAY):
                await bot.send_chat_action(chat_id, "typing")
            await asyncio.sleep(BUSY_SEC)

    showing = asyncio.create_task(show())
    try:
        yield
    finally:
        showing.cancel()


async def answer_tap(bot: Bot, query_id: str, text: str = "", *, alert: bool = False) -> None:
    """Answer a tap, best effort: Telegram forgets it within seconds, what it decided stands."""
    try:
        await bot.answer_callback_query(query_id, text or None, show_alert=alert)
    except TelegramAPIError as error:
        logger.info("a tap could not be answered: %s", error)


async def tell_tapper(
    bot: Bot, query_id: str, chat_id: int, text: str, *, alert: bool = False
) -> None:
    """Answer a tap that has no other visible result; by a message if Telegram has forgotten it."""
    try:
        await bot.answer_callback_query(query_id, text, show_alert=alert)
    except TelegramBadRequest:
        await send_text(bot, chat_id, render.escape_text(text))
    except TelegramAPIError as error:
        logger.info("a tap could not be answered: %s", error)


async def _draw_chart(chart: Chart) -> bytes:
    async with _one_chart_at_a_time:
        return await asyncio.to_thread(charts.draw_png, chart)


async def send_action(bot: Bot, chat_id: int, view: ActionView) -> None:
    """Send a new message about the action; later redraws edit this one."""
    if view.step:
        await show_batch(bot, chat_id, view.message_id, view)
        return
    async with screens.lock(view.public_id):
        await _send_action(bot, chat_id, view)


async def show_batch(bot: Bot, chat_id: int, message_id: int | None, view: ActionView) -> None:
    """Make one message show the action's whole batch as it stands now."""
    first = (await domain.call(batches.get_batch, view)).steps[0]
    async with screens.lock(first.public_id):
        plan = await domain.call(batches.get_batch, first)
        drawn = (render.render_batch(plan), callbacks.build_batch_keyboard(plan))
        if len(plan.steps) == 1:
            drawn = (
                render.render_action(plan.steps[0]),
                callbacks.build_decision_keyboard(plan.steps[0]),
            )
        message_id = message_id or first.message_id
        sent = await _send_or_edit(bot, chat_id, message_id, *drawn)
        for step in plan.steps:
            await domain.call(shown.mark_shown, step.public_id, sent, step.status)
        faults.inject("screen.committed")


async def show_action(bot: Bot, chat_id: int, message_id: int | None, view: ActionView) -> None:
    """Make the message show the action as its row stands; send a lost message anew.

    One task draws an action at a time, and an older state never replaces a newer one.
    """
    if view.step:
        await show_batch(bot, chat_id, message_id, view)
        return
    async with screens.lock(view.public_id):
        if not screens.is_news(view):
            return
        if message_id is None:
            await _send_action(bot, chat_id, view)
        else:
            await _edit_action(bot, chat_id, message_id, view)


async def _send_action(bot: Bot, chat_id: int, view: ActionView) -> None:
    await _mark_shown(
        view,
        await _send_or_edit(
            bot, chat_id, None, render.render_action(view), callbacks.build_decision_keyboard(view)
        ),
    )


async def _edit_action(bot: Bot, chat_id: int, message_id: int, view: ActionView) -> None:
    sent = await _send_or_edit(
        bot,
        chat_id,
        message_id,
        render.render_action(view),
        callbacks.build_decision_keyboard(view),
    )
    await _mark_shown(view, sent)


async def _send_or_edit(
    bot: Bot,
    chat_id: int,
    message_id: int | None,
    html: str,
    keyboard: InlineKeyboardMarkup | None,
) -> int:
    """Edit the message, or send a new one; return the id of the message that shows this now."""
    if message_id is not None:
        try:
            await bot.edit_message_text(
                html, chat_id=chat_id, message_id=message_id, reply_markup=keyboard
            )
        except TelegramBadRequest as error:
            why = (error.message or "").lower()
            if UNCHANGED not in why:
                # Deleted, too old, or no longer ours to edit: send it, as the result must be seen.
                logger.info("message %s is sent anew: %s", message_id, why)
                return await _send_or_edit(bot, chat_id, None, html, keyboard)
        faults.inject("redraw.sent")
        return message_id
    sent = await send_text(bot, chat_id, html, keyboard)
    faults.inject("message.sent")
    return sent.message_id


async def send_renewed_preview(
    bot: Bot, stale: ActionView, fresh: Proposed | Unchanged | Refused | None
) -> None:
    """Send the new preview after a stale one, or why there is none; None sends nothing."""
    match fresh:
        case Proposed(action):
            await send_action(bot, stale.chat_id, action)
        case Unchanged(card):
            await send_text(bot, stale.chat_id, render.render_card(card, stale.language))
        case Refused(_, text, _):
            await send_text(bot, stale.chat_id, render.escape_text(text))
        case None:
            pass
        case _:
            assert_never(fresh)


async def redraw(bot: Bot, view: ActionView) -> None:
    """Redraw an action whose state changed without a tap; the sweep retries what fails now."""
    try:
        await show_action(bot, view.chat_id, view.message_id, view)
    except (TelegramBadRequest, TelegramForbiddenError, TelegramNotFound) as error:
        logger.warning("the message of action %s cannot be redrawn: %s", view.public_id, error)
        await _mark_shown(view, view.message_id)  # it can never be shown: do not retry for ever
    except (TelegramAPIError, *DATABASE_AWAY) as error:
        logger.warning("the message of action %s is redrawn later: %s", view.public_id, error)


async def redraw_stale(bots: dict[int, Bot]) -> None:
    """Redraw messages that show an old state: the action expired, or we died before drawing it."""
    for bot_id, view in await domain.call(shown.list_unshown, list(bots)):
        try:
            await redraw(bots[bot_id], view)
        except Exception:  # a message that cannot be drawn must not stop the others
            logger.exception("the message of action %s cannot be drawn", view.public_id)


async def alert(bot: Bot, view: ActionView) -> None:
    """Send the owner once more an action that has been unknown for long, with its buttons."""
    text = f"{say(view.language, 'unknown.overdue')}\n\n{render.render_action(view)}"
    async with screens.lock(view.public_id):
        sent = await send_text(bot, view.chat_id, text, callbacks.build_decision_keyboard(view))
        await _mark_shown(view, sent.message_id)


async def _mark_shown(view: ActionView, message_id: int | None) -> None:
    screens.mark_drawn(view)
    await domain.call(shown.mark_shown, view.public_id, message_id, view.status)
    faults.inject("screen.committed")
