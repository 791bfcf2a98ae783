"""The inbox: updates are stored once by intake.py and handled once here, in lanes in parallel.

A lane is a chat; its updates are handled one after another. A row is marked done when its handler
has ended. A process that was killed in between finds its rows still open at the next start; a row
that killed it three times is given up, and its sender is told.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from actions import faults, pipeline
from audit import log
from audit.outage import DATABASE_AWAY
from telegram_bot import domain
from telegram_bot.models import InboxState, InboxUpdate
from telegram_bot.startup import is_database_writable
from telegram_bot.updates import intake

MAX_ATTEMPTS = 3
LANES_AT_ONCE = 32
FETCH = 500
ASK_AGAIN_SEC = 5.0
GATHER_SEC = 0.02
TRY_AGAIN_SEC = 2.0
KEEP = timedelta(hours=72)

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class InboxItem:
    """One accepted update to be handled."""

    id: int
    bot_id: int
    update_id: int
    lane: int
    raw: str
    received_at: datetime
    correlation_id: UUID


Handle = Callable[[InboxItem], Awaitable[None]]


class Inbox:
    """Fetches open rows, runs their handlers in lanes, and marks them done."""

    def __init__(self, bot_ids: list[int], handle: Handle, give_up: Handle) -> None:
        self._bot_ids = bot_ids
        self._handle = handle
        self._give_up = give_up
        self._changed = asyncio.Event()
        self._grown = asyncio.Event()
        self._in_hand: set[int] = set()
        self._done: list[int] = []
        self._lanes: dict[tuple[int, int], deque[InboxItem]] = {}
        self._slots = asyncio.Semaphore(LANES_AT_ONCE)
        self._tasks: set[asyncio.Task[None]] = set()
        self._stopping = asyncio.Event()

    def wake(self) -> None:
        """Look for new rows soon."""
        self._grown.set()
        self._changed.set()

    async def run(self) -> None:
        """Handle rows until cancelled; survive any loss of the database."""
        for item in await domain.call_until_done(partial(_count_start, self._bot_ids)):
            logger.warning("update %s ended the bot %s times", item.update_id, MAX_ATTEMPTS)
            await self._excuse(item)
            await domain.call_until_done(partial(_give_up, item))
        while True:
            self._changed.clear()
            await self._turn()
            await self._something_to_do()

    async def _something_to_do(self) -> None:
        """Wait for new rows, or for done rows; gather done rows for a moment (GATHER_SEC)."""
        try:
            async with asyncio.timeout(ASK_AGAIN_SEC):
                await self._changed.wait()
        except TimeoutError:
            self._grown.set()  # a NOTIFY may have been lost
        with suppress(TimeoutError):
            async with asyncio.timeout(GATHER_SEC):
                await self._grown.wait()

    async def stand_down(self, seconds: float) -> None:
        """Let open handlers end, mark their rows done, drop the rest: another process may lead.

        Raises a database error; then the handled rows are not marked, and will be handled again.
        """
        self._stopping.set()
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=seconds)
            for task in late:
                task.cancel()
        done, self._done = self._done, []
        self._in_hand, self._lanes = set(), {}
        self._stopping.clear()
        self._grown.set()
        await domain.call(_mark_done, done)

    async def pause(self, seconds: float) -> None:
        """Wait before a handler tries again.

        Raises CancelledError if the inbox is to stand down; the handler's row then stays open.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._stopping.wait()
        if self._stopping.is_set():
            raise asyncio.CancelledError

    async def _turn(self) -> None:
        """Mark done rows, then fetch open ones.

        In this order and never side by side: else a row could be read as open just before it is
        marked, and be handled twice.
        """
        done, self._done = self._done, []
        limit = FETCH + len(self._in_hand) if self._grown.is_set() else 0
        self._grown.clear()
        try:
            items = await domain.call_until_done(
                partial(_mark_and_fetch, done, self._bot_ids, limit)
            )
        except asyncio.CancelledError:
            self._done = done + self._done  # stand_down() still has to write them
            self._grown.set()
            raise
        if done:
            faults.inject("inbox.marked")
        self._in_hand.difference_update(done)
        for item in items:
            if item.id not in self._in_hand and not self._stopping.is_set():
                self._in_hand.add(item.id)
                self._enqueue(item)

    def _enqueue(self, item: InboxItem) -> None:
        key = (item.bot_id, item.lane)
        waiting = self._lanes.get(key)
        if waiting is not None:
            waiting.append(item)
            return
        self._lanes[key] = deque([item])
        task = asyncio.create_task(self._work_off(key))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _work_off(self, key: tuple[int, int]) -> None:
        lane = self._lanes[key]
        async with self._slots:
            while lane and not self._stopping.is_set():
                item = lane.popleft()
                await self._to_its_end(item)
                faults.inject("inbox.handled")
                self._done.append(item.id)
                self._changed.set()
        self._lanes.pop(key, None)

    async def _to_its_end(self, item: InboxItem) -> None:
        """Handle it; retry while the database is away. Our mistakes must not stop its lane."""
        while True:
            try:
                await self._handle(item)
            except DATABASE_AWAY as error:
                logger.warning("update %s waits (%s)", item.update_id, type(error).__name__)
                await self.pause(TRY_AGAIN_SEC)
            except Exception:
                # The handler catches errors itself; this one escaped it.
                logger.exception("update %s was not handled", item.update_id)
                await self._excuse(item)
                return
            else:
                return

    async def _excuse(self, item: InboxItem) -> None:
        try:
            await self._give_up(item)
        except Exception:
            logger.exception("nobody could be told about update %s", item.update_id)


def _mark_and_fetch(done: list[int], bot_ids: list[int], limit: int) -> list[InboxItem]:
    if done:
        _mark_done(done)
    return _fetch_open(bot_ids, limit) if limit else []


def _fetch_open(bot_ids: list[int], limit: int) -> list[InboxItem]:
    rows = InboxUpdate.objects.filter(state=InboxState.NEW, bot_id__in=bot_ids).order_by("id")
    return [_to_item(row) for row in rows[:limit]]


def _to_item(row: InboxUpdate) -> InboxItem:
    return InboxItem(
        id=row.pk,
        bot_id=row.bot_id,
        update_id=row.update_id,
        lane=row.lane,
        raw=row.raw,
        received_at=row.received_at,
        correlation_id=intake.compute_correlation_id(
            row.bot_id, row.update_id, bytes(row.fingerprint)
        ),
    )


def _mark_done(ids: list[int]) -> None:
    handled = InboxUpdate.objects.filter(
        id__in=ids, state=InboxState.NEW
    )  # given up stays given up
    handled.update(state=InboxState.DONE, handled_at=timezone.now())


# Only the first open row of a lane can have been in a handler when the process ended.
FIRST_IN_LANE = """
    UPDATE ownerbot_inbox SET attempts = attempts + 1 WHERE id IN (
        SELECT min(id) FROM ownerbot_inbox WHERE state = 'new' AND bot_id = ANY(%s) GROUP BY bot_id, lane
    )
"""


def _count_start(bot_ids: list[int]) -> list[InboxItem]:
    """Count one more start for rows that may have been in a handler; return those to give up.

    While nothing can be written, starts are not counted: then the rows did not end the process.
    """
    if not is_database_writable():
        return []
    with connection.cursor() as cursor:
        cursor.execute(FIRST_IN_LANE, [bot_ids])
    hopeless = InboxUpdate.objects.filter(
        state=InboxState.NEW, bot_id__in=bot_ids, attempts__gt=MAX_ATTEMPTS
    )
    return [_to_item(row) for row in hopeless]


@transaction.atomic(durable=True)
def _give_up(item: InboxItem) -> None:
    InboxUpdate.objects.filter(id=item.id).update(state=InboxState.DEAD)
    pipeline.record(
        "update_given_up",
        correlation_id=item.correlation_id,
        actor=log.SYSTEM,
        update_id=item.update_id,
        attempts=MAX_ATTEMPTS,
    )


@transaction.atomic(durable=True)
def quarantine_item(item: InboxItem, reason: str) -> None:
    """Give up a stored row that turned out not to be an update; record it."""
    InboxUpdate.objects.filter(id=item.id).update(state=InboxState.DEAD)
    pipeline.record(
        "update_quarantined",
        correlation_id=item.correlation_id,
        actor=log.SYSTEM,
        update_id=item.update_id,
        reason=reason,
        size=len(item.raw),
    )


def forget_old_updates() -> int:
    """Delete handled rows that no redelivery can repeat any more; return how many."""
    old = InboxUpdate.objects.exclude(state=InboxState.NEW)
    return old.filter(received_at__lt=timezone.now() - KEEP).delete()[0]
