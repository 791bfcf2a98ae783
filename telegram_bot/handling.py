"""Handling one accepted update to its end: it is answered, or its sender is told why not.

An update stays open as long as nothing can be written, even if reads work. Only an update that
fails while everything else works is given up; its sender is told before that is recorded.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from functools import partial

from aiogram import Bot
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.types import Update
from django.utils import timezone
from pydantic import ValidationError

from actions import pipeline
from audit import log
from audit.outage import DATABASE_AWAY, is_full
from telegram_bot import domain
from telegram_bot.dispatcher import build_dispatcher
from telegram_bot.notices import Notices
from telegram_bot.startup import is_database_writable
from telegram_bot.updates import gate, inbox, intake
from telegram_bot.updates.inbox import InboxItem
from telegram_bot.updates.once import keep_results

#: How often an update is tried that fails while the database takes other writes.
MOST_TRIES = 5
FIRST_PAUSE_SEC, LONGEST_PAUSE_SEC = 0.5, 5.0
#: How long we try to send an answer while Telegram is away.
PATIENCE = timedelta(hours=1)
#: After so many seconds Telegram may be refusing this answer alone: we try to send an excuse too.
ALONE_SEC = 60.0
TELEGRAM_AWAY = (TelegramNetworkError, TelegramServerError, TelegramRetryAfter)

logger = logging.getLogger(__name__)


class UpdateHandler:
    """Runs the handlers; `pause` waits the given seconds before the next try, or ends the task."""

    def __init__(
        self, bots: Mapping[int, Bot], notices: Notices, pause: Callable[[float], Awaitable[None]]
    ) -> None:
        self._bots = bots
        self._notices = notices
        self._pause = pause
        self._dispatcher = build_dispatcher()

    async def handle(self, item: InboxItem) -> None:
        """Answer the update; raise a database error only if nobody has been told anything yet."""
        raw = json.loads(item.raw)
        arrived = gate.parse_update(raw)
        if isinstance(arrived, gate.IncomingUpdate) and not arrived.may_ask(item.bot_id):
            await domain.call(intake.refuse_update, item.id, item.bot_id, arrived)
            return
        try:
            update = Update.model_validate(raw, context={"bot": self._bots[item.bot_id]})
        except ValidationError as error:
            if isinstance(arrived, gate.IncomingUpdate) and arrived.private:
                await self._notices.excuse(item, "trouble")
            reason = f"{error.error_count()} fields not as Telegram's"
            await domain.call_until_done(partial(inbox.quarantine_item, item, reason))
            return
        with keep_results():
            await self._until_over(update, item, arrived)
        self._notices.outage_is_over(item.bot_id, arrived)

    async def give_up(self, item: InboxItem) -> None:
        """Tell the sender that the update is given up."""
        await self._notices.excuse(item, "given.up")

    async def _until_over(
        self, update: Update, item: InboxItem, arrived: gate.IncomingUpdate | gate.MalformedUpdate
    ) -> None:
        tell = partial(self._notices.outage, item.bot_id, arrived)
        pause, tries, away_since = FIRST_PAUSE_SEC, 0, 0.0
        while True:
            with domain.tell_if_hung(tell):
                failure = await self._dispatch(update, item)
            if failure is None:
                return
            if _is_away(failure):
                away_since = away_since or time.monotonic()
                if await self._is_hopeless(item, failure, away_since):
                    return
            elif await self._writes_fail(item, failure):
                tries = 0
                await tell()
            else:
                tries += 1
                if tries >= MOST_TRIES or isinstance(failure, TelegramAPIError):
                    await self._fail(item, failure)
                    return
            await self._pause(pause)
            pause = min(pause * 2, LONGEST_PAUSE_SEC)

    async def _writes_fail(self, item: InboxItem, failure: Exception) -> bool:
        """Return whether nothing at all can be written now, not only what this update needs."""
        if isinstance(failure, TelegramAPIError):  # refused: asking again changes nothing
            return False
        if is_full(failure) and timezone.now() - item.received_at < PATIENCE:
            return True
        return not await domain.call(is_database_writable)

    async def _dispatch(self, update: Update, item: InboxItem) -> Exception | None:
        """Run its handler once; return an error that a later try may heal, raise our mistakes."""
        try:
            await self._dispatcher.feed_update(self._bots[item.bot_id], update, item=item)
        except (*DATABASE_AWAY, TelegramAPIError) as error:
            return error
        return None

    async def _is_hopeless(self, item: InboxItem, failure: Exception, away_since: float) -> bool:
        """Return whether Telegram will not take this answer; if so, tell the sender, record it."""
        if timezone.now() - item.received_at > PATIENCE:
            await self._fail(item, failure)
            return True
        if time.monotonic() - away_since < ALONE_SEC:
            return False
        if not await self._notices.excuse(item, "trouble"):
            return False  # it takes nothing else either
        await self._record(item, failure)
        return True

    async def _fail(self, item: InboxItem, failure: Exception) -> None:
        if not isinstance(failure, TelegramForbiddenError):
            await self._notices.excuse(item, "trouble")
        await self._record(item, failure)

    async def _record(self, item: InboxItem, failure: Exception) -> None:
        """Record it, however long it takes: the sender was told, so it must not be tried again."""
        logger.error("update %s could not be answered: %s", item.update_id, failure)
        await domain.call_until_done(
            partial(
                pipeline.record,
                "handler_failed",
                correlation_id=item.correlation_id,
                actor=log.SYSTEM,
                error=type(failure).__name__,
            )
        )


def _is_away(failure: Exception) -> bool:
    """Return whether Telegram could not be reached; "too large" is an answer of Telegram's."""
    return isinstance(failure, TELEGRAM_AWAY) and not isinstance(failure, TelegramEntityTooLarge)
