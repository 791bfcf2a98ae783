"""Fetching updates with getUpdates: raw, so that a malformed one cannot stall its batch."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine
from contextlib import suppress
from functools import partial
from typing import Any

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError
from aiogram.methods import DeleteWebhook
from aiogram.methods.base import TelegramMethod

from actions import faults
from audit.outage import DATABASE_AWAY
from telegram_bot import domain
from telegram_bot.updates import gate, intake
from telegram_bot.updates.ear import Ear, classify_refusal

LONG_POLL_SEC = 25
BATCH = 100
SHORTEST_POLL_SEC = 0.2
FIRST_PAUSE_SEC, LONGEST_PAUSE_SEC = 0.5, 30.0
#: A webhook of another program is deleted only after so many seconds, so that it shows that two
#: programs use one token.
OUR_TURN_SEC = 60.0

logger = logging.getLogger(__name__)


class RawGetUpdates(TelegramMethod[list[dict[str, Any]]]):
    """The method getUpdates, whose items stay as they were on the wire."""

    __returning__ = list[Any]
    __api_method__ = "getUpdates"

    offset: int | None = None
    limit: int = BATCH
    timeout: int = LONG_POLL_SEC
    allowed_updates: list[str] = list(gate.UPDATE_KINDS)


class Poller:
    """One bot's getUpdates loop; an update is acknowledged only after it was stored."""

    def __init__(
        self,
        bot: Bot,
        *,
        ear: Ear,
        stored: Callable[[], None],
        database_away: Callable[[list[object]], Coroutine[Any, Any, None]],
    ) -> None:
        self._bot = bot
        self._ear = ear
        self._stored = stored
        self._database_away = database_away
        self._offset: int | None = None
        self._set_aside: set[bytes] = set()

    async def run(self) -> None:
        """Poll until cancelled."""
        pause, patience = FIRST_PAUSE_SEC, 0
        while True:
            asked_at = time.monotonic()
            try:
                updates = await self._bot(
                    RawGetUpdates(offset=self._offset, timeout=patience),
                    request_timeout=LONG_POLL_SEC + 10,
                )
                await self._ear.hears()
                patience = LONG_POLL_SEC
                went_well = not updates or await self._take(updates)
            except TelegramAPIError as error:
                logger.warning("%s; asking again in %.1f s", error, pause)
                await self._fail(error)
                went_well = False
                patience = 0  # so that we know at once when it works again, not after a long poll
            if not went_well:
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE_SEC)
                continue
            pause = FIRST_PAUSE_SEC
            if not updates and time.monotonic() - asked_at < SHORTEST_POLL_SEC:
                await asyncio.sleep(SHORTEST_POLL_SEC)  # the server ignores our long-poll timeout

    async def _fail(self, error: TelegramAPIError) -> None:
        """Note the failure; delete a webhook that is in the way for OUR_TURN_SEC."""
        code, detail = classify_refusal(error)
        lasted = await self._ear.fails(code, detail)
        if code == "webhook" and lasted >= OUR_TURN_SEC:
            with suppress(TelegramAPIError):
                await self._bot(DeleteWebhook())

    async def _take(self, updates: list[Any]) -> bool:
        """Store a batch and count it as read.

        False: PostgreSQL is away; the next poll brings the batch again, with later updates.
        """
        new = [raw for raw in updates if _compute_mark(raw) not in self._set_aside]
        try:
            with domain.tell_if_hung(partial(self._database_away, updates)):
                await self._store(new)
        except DATABASE_AWAY as error:
            logger.warning("updates wait for PostgreSQL (%s)", type(error).__name__)
            await self._database_away(updates)
            return False
        self._set_aside |= {mark for raw in new if (mark := _compute_mark(raw)) is not None}
        self._stored()
        ids = [
            update.update_id
            for update in map(gate.parse_update, updates)
            if update.update_id is not None
        ]
        if ids:
            self._offset = max(ids) + 1
        else:
            await asyncio.sleep(
                1
            )  # without a number nothing can be acknowledged, so it will come again
        return True

    async def _store(self, updates: list[object]) -> None:
        try:
            await domain.call(intake.accept, self._bot.id, updates, polled=True)
            faults.inject("intake.committed")
        except DATABASE_AWAY:
            raise
        except Exception:
            logger.exception("a batch cannot be stored as a whole")
            for update in updates:
                await self._store_alone(update)

    async def _store_alone(self, update: object) -> None:
        """Store one update; record it if it cannot be stored, so that the others need not wait."""
        try:
            await domain.call(intake.accept, self._bot.id, [update])
        except DATABASE_AWAY:
            raise
        except Exception as error:  # noqa: BLE001 -- it is put on record and left out
            await domain.call(intake.record_unstorable, self._bot.id, update, type(error).__name__)


def _compute_mark(raw: object) -> bytes | None:
    """Return the fingerprint of a thing without a number, so that it is recorded only once.

    None: it has a number.
    """
    return gate.compute_fingerprint(raw) if gate.parse_update(raw).update_id is None else None
