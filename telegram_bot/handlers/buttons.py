"""Taps below answers and questions: ask more, turn a page, get a file, answer, or leave."""

from __future__ import annotations

from dataclasses import replace

from aiogram import Bot, F, Router
from aiogram.types import CallbackQuery, Message

from actions import pipeline
from actions.caller import Caller
from actions.enums import Source
from actions.outcomes import Exported, Refused
from telegram_bot import domain
from telegram_bot.chat import clarification, replies, stored_buttons
from telegram_bot.chat.sentences import parse_said
from telegram_bot.delivery import outbox
from telegram_bot.view import callbacks, render
from telegram_bot.view.callbacks import StoredCall
from telegram_bot.view.phrases import say
from tools.intents.dialogue.clarify import complete_call
from tools.intents.resolve import Question, ToolCall


def setup() -> Router:
    router = Router(name="buttons")
    taps = router.callback_query
    taps.register(on_ask, F.data.startswith((callbacks.ASK, callbacks.PAGE)))
    taps.register(on_csv, F.data.startswith(callbacks.CSV))
    taps.register(on_answer, F.data.startswith((callbacks.FILL, callbacks.LEAVE)))
    return router


async def on_ask(query: CallbackQuery, bot: Bot, caller: Caller) -> None:
    """Run the button's call: the answer is a new message, or the same one for a page button."""
    found = await _find_call(query, bot, caller)
    if found is None:
        return
    call, by = found
    turns = (query.data or "").startswith(callbacks.PAGE)
    place = _get_message_id(query) if turns else None
    wanted = complete_call(call, parse_said("", by.language))
    if isinstance(wanted, Question):
        await outbox.show_reply(
            await domain.call(clarification.ask_question, wanted, by), bot, by.chat_id
        )
    else:
        await outbox.show_reply(
            await domain.call(replies.submit_call, wanted, by), bot, by.chat_id, place
        )


async def on_csv(query: CallbackQuery, bot: Bot, caller: Caller) -> None:
    found = await _find_call(query, bot, caller)
    if found is None:
        return
    wanted, by = found
    match await domain.call(pipeline.export, wanted.tool, wanted.payload, by):
        case Exported(sheet, caption):
            html = render.render_file(sheet, caption, by.language)
            await outbox.send_file(bot, by.chat_id, sheet, html)
        case Refused(_, text, _):
            await outbox.send_text(bot, by.chat_id, render.escape_text(text))


async def _find_call(
    query: CallbackQuery, bot: Bot, caller: Caller
) -> tuple[ToolCall, Caller] | None:
    """Return what the button calls, and its caller; None: it is not valid, and that was said."""
    by = replace(caller, source=Source.BUTTON)
    wanted = callbacks.parse_call(query.data or "")
    if isinstance(wanted, StoredCall):
        found = await domain.call(stored_buttons.find_offered_call, wanted, by)
        if found is not None and found.again:
            by = replace(by, language=found.language)
            await outbox.answer_tap(bot, query.id, say(by.language, "toast.expired"))
            keyboard = callbacks.to_markup(
                await domain.call(stored_buttons.build_ask_again_keyboard, found.call, by)
            )
            await outbox.send_text(bot, by.chat_id, say(by.language, "offer.expired"), keyboard)
            return None
        wanted = found.call if found else None
        by = replace(by, language=found.language) if found else by
    if wanted is None:
        await _refuse_tap(query, bot, by)
        return None
    await outbox.answer_tap(bot, query.id)
    return wanted, by


async def on_answer(query: CallbackQuery, bot: Bot, caller: Caller) -> None:
    """Take the tap on a button of a question; the reply replaces the question."""
    by = replace(caller, source=Source.BUTTON)
    data = query.data or ""
    button, leaves = callbacks.parse_call(data), data.startswith(callbacks.LEAVE)
    reply = None
    if isinstance(button, StoredCall):
        settle = clarification.leave_question if leaves else clarification.take_tap
        reply = await domain.call(settle, button, by)
    if reply is None:
        await _refuse_tap(query, bot, by)
    elif reply == "over":
        await outbox.tell_tapper(bot, query.id, by.chat_id, say(by.language, "toast.over"))
    else:
        await outbox.answer_tap(bot, query.id)
        await outbox.show_reply(reply, bot, by.chat_id, _get_message_id(query))


async def _refuse_tap(query: CallbackQuery, bot: Bot, by: Caller) -> None:
    verb = (query.data or "").partition(":")[0]
    await domain.call(
        pipeline.record_by, "action_tap_invalid", by, verb=verb, reason="unknown offer"
    )
    await outbox.tell_tapper(bot, query.id, by.chat_id, say(by.language, "toast.invalid"))


def _get_message_id(query: CallbackQuery) -> int | None:
    return query.message.message_id if isinstance(query.message, Message) else None
