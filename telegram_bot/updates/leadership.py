"""One leader per bot: a session's advisory lock, and the notices of new inbox rows.

The process that holds the lock polls and handles; a second process waits, and takes over when the
first one's connection ends, for whatever reason.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import psycopg

from audit import locks
from telegram_bot import pooling
from telegram_bot.updates import intake
from tools.upstream import mode

RETRY_SEC = 1.0
#: PostgreSQL ends the session of a leader that is silent for SILENT_SEC: a frozen one, or one whose
#: machine is gone, would hold the lock for ever. A live leader speaks each ALIVE_SEC.
SILENT_SEC, ALIVE_SEC = 10, 3

logger = logging.getLogger(__name__)


Session = psycopg.AsyncConnection[tuple[object, ...]]


@asynccontextmanager
async def lead(
    bot_ids: list[int], *, heard: Callable[[], None]
) -> AsyncIterator[asyncio.Task[None]]:
    """Hold the locks of these bots; yield a task that ends when another process has taken them."""
    session = await _wait_for_locks(bot_ids)
    watch = asyncio.create_task(_keep_locks(session, bot_ids, heard))
    try:
        yield watch
    finally:
        watch.cancel()
        await asyncio.wait({watch})


async def _wait_for_locks(bot_ids: list[int]) -> Session:
    """Wait for the locks as long as it takes; return the session that holds them."""
    said = False
    while True:
        session = await _connect()
        if await _try_locks(session, bot_ids):
            return session
        await session.close()
        if not said:
            logger.info("another bot process is at work; waiting to take over")
        said = True
        await asyncio.sleep(RETRY_SEC)


async def _keep_locks(session: Session, bot_ids: list[int], heard: Callable[[], None]) -> None:
    """Pass notices on, and reconnect after PostgreSQL was away; return when the locks are lost.

    While PostgreSQL is away nobody else can get the locks, and people who write should be told
    about the outage. So the work goes on until another process turns out to hold them.
    """
    while True:
        try:
            await _listen(session, heard)
        except psycopg.OperationalError as error:
            logger.warning(
                "the connection that holds the bot's lock is gone (%s)", type(error).__name__
            )
        finally:
            await session.close()
        session = await _connect()
        if not await _try_locks(session, bot_ids):
            await session.close()
            return


async def _listen(session: Session, heard: Callable[[], None]) -> None:
    await session.execute(f"LISTEN {intake.CHANNEL}")
    await session.execute(f"LISTEN {mode.CHANNEL}")
    mode.forget_mode()
    heard()  # rows may have come before we listened
    while True:
        async for notice in session.notifies(timeout=ALIVE_SEC):
            if notice.channel == mode.CHANNEL:
                mode.forget_mode()
            heard()
        await session.execute(
            "SELECT 1"
        )  # waiting for notices alone does not reveal a dead connection


async def _connect() -> Session:
    while True:
        try:
            return await psycopg.AsyncConnection.connect(**_get_parameters(), autocommit=True)
        except psycopg.OperationalError as error:
            logger.warning("PostgreSQL is away (%s), trying again", type(error).__name__)
            await asyncio.sleep(RETRY_SEC)


async def _try_locks(session: Session, bot_ids: list[int]) -> bool:
    try:
        return all([await _try_lock(session, bot_id) for bot_id in sorted(bot_ids)])
    except psycopg.OperationalError:
        return False


async def _try_lock(session: Session, bot_id: int) -> bool:
    key = bot_id % 2**31
    row = await (
        await session.execute("SELECT pg_try_advisory_lock(%s, %s)", [locks.BOT_PROCESS, key])
    ).fetchone()
    return bool(row and row[0])


def _get_parameters() -> dict[str, Any]:
    # This session waits for notices without a transaction; the other limits do not fit it.
    return pooling.get_parameters() | {"options": f"-c idle_session_timeout={SILENT_SEC}s"}
