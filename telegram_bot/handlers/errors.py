"""The last error handler: the person always gets an answer, with a reference to the audit event."""

from __future__ import annotations

import logging
from functools import partial

from aiogram import Bot, Router
from aiogram.exceptions import TelegramAPIError
from aiogram.types import ErrorEvent

from actions import pipeline
from actions.caller import Caller
from actions.outcomes import to_reference
from audit.outage import DATABASE_AWAY
from telegram_bot import domain
from telegram_bot.delivery import outbox
from telegram_bot.view.phrases import say

logger = logging.getLogger(__name__)


def setup() -> Router:
    router = Router(name="errors")
    router.errors.register(on_error, is_ours)
    return router


async def is_ours(event: ErrorEvent) -> bool:
    """Return whether this is a mistake of the program; the inbox retries what a retry may heal."""
    return not isinstance(event.exception, (*DATABASE_AWAY, TelegramAPIError))


async def on_error(event: ErrorEvent, bot: Bot, caller: Caller) -> None:
    logger.error("a handler failed", exc_info=event.exception)
    number = to_reference(caller.correlation_id)
    query = event.update.callback_query
    if query is not None:
        toast = say(caller.language, "toast.trouble", reference=number)
        await outbox.tell_tapper(bot, query.id, caller.chat_id, toast)
    else:
        await bot.send_message(caller.chat_id, say(caller.language, "trouble", reference=number))
    # Answered before it is recorded: while nothing can be written, the person must not wait.
    error = type(event.exception).__name__
    await domain.call_until_done(
        partial(pipeline.record_by, "handler_failed", caller, error=error)
    )
