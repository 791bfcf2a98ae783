"""The worker that makes the outside calls of actions: messages to chats, and writes to the shop."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Mapping
from functools import partial
from uuid import uuid4

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError
from procrastinate import App, JobContext, PsycopgConnector
from procrastinate.contrib.django.utils import connector_params
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Status

from actions import effects, faults, pipeline
from actions.effects import QUEUE, TASK, TakenCall
from actions.enums import EffectKind
from actions.outcomes import ActionView
from audit.outage import DATABASE_AWAY
from telegram_bot import domain
from telegram_bot.delivery import outbox, team_message
from tools.call_outcomes import Attempt, Lost, NotYet

CALLS_AT_ONCE = 4
#: Far below the lease of a call, so that nobody takes a running call for dead.
CALL_SEC = 20.0
#: A call that was taken longer ago is not begun any more. A process that froze in between loses
#: the lead after leadership.SILENT_SEC at most; then its calls count as unknown and must not be
#: made.
STALE_SEC = 5.0
PAUSE_SEC = 1.0
POOL_SEC = 2.0
#: How often to look for due jobs; a notice can get lost while the worker looks.
LOOK_SEC = 0.5
#: How long the worker may take to stop, and how much longer while it is making calls.
GOODBYE_SEC, DRAIN_SEC = 2.0, 8.0

logger = logging.getLogger(__name__)


class EffectWorker:
    """Takes jobs, makes their calls, and has the owner's message redrawn when an action has ended."""

    def __init__(self, bots: Mapping[int, Bot], senders: Mapping[int, Bot]) -> None:
        #: By bot id: the bot that redraws the owner's messages, and the bot that makes the calls.
        self._bots = bots
        self._senders = senders
        self._in_hand = 0

    async def run(self) -> None:
        """Work until cancelled, then finish open calls; survive any loss of the database."""
        working = asyncio.create_task(self._work())
        try:
            await asyncio.shield(working)
        finally:
            working.cancel()
            _, late = await asyncio.wait({working}, timeout=GOODBYE_SEC)
            # Late because of open calls, or only because PostgreSQL is away: then do not wait.
            if late and self._in_hand:
                await asyncio.wait({working}, timeout=DRAIN_SEC)

    async def _work(self) -> None:
        while not _is_cancelled():
            try:
                async with self._app().open_async() as app:
                    await _forget_interrupted(app)
                    await app.run_worker_async(
                        queues=[QUEUE],
                        concurrency=CALLS_AT_ONCE,
                        install_signal_handlers=False,
                        fetch_job_polling_interval=LOOK_SEC,
                        shutdown_graceful_timeout=DRAIN_SEC,
                        delete_jobs="always",
                        additional_context={"worker": self},
                    )
                logger.warning("the worker has stopped, starting it again")
            except (ConnectorException, *DATABASE_AWAY) as error:
                logger.warning("the worker waits for PostgreSQL (%s)", type(error).__name__)
            except Exception:
                logger.exception("the worker failed, starting it again")
            if not _is_cancelled():
                await asyncio.sleep(PAUSE_SEC)

    def _app(self) -> App:
        connector = PsycopgConnector(
            kwargs=connector_params(),
            min_size=1,
            max_size=3,
            timeout=POOL_SEC,
            reconnect_timeout=1,
        )
        # A separate app: a task that Django's app knows too would be deferred through this
        # connector, outside the transaction that plans the call.
        app = App(connector=connector)
        app.task(name=TASK, pass_context=True)(carry_out)
        return app

    async def look_at(self, effect_id: int) -> None:
        """Make this call if it is due and nobody else is making it."""
        asked_at = time.monotonic()
        order = await domain.call_until_done(partial(effects.take, effect_id, uuid4()))
        if order is None:
            return
        self._in_hand += 1
        try:
            await self._carry_out(order, asked_at)
        finally:
            self._in_hand -= 1

    async def _carry_out(self, order: TakenCall, asked_at: float) -> None:
        faults.inject("take.committed")
        stale = time.monotonic() - asked_at > STALE_SEC
        attempt = NotYet("UNREACHABLE") if stale else await self._attempt(order)
        faults.inject("call.made")
        changed = await domain.call_until_done(partial(effects.finish, order, attempt))
        faults.inject("finish.committed")
        if changed is not None:
            await self._show(self._bots[order.bot_id], changed)

    async def _show(self, bot: Bot, changed: ActionView) -> None:
        await outbox.redraw(bot, changed)
        try:
            fresh = await domain.call(pipeline.renew_preview, changed)
            await outbox.send_renewed_preview(bot, changed, fresh)
        except (TelegramAPIError, *DATABASE_AWAY) as error:
            logger.warning("no new preview of action %s: %s", changed.public_id, error)

    async def _attempt(self, order: TakenCall) -> Attempt:
        try:
            async with asyncio.timeout(CALL_SEC):
                if order.kind == EffectKind.UPSTREAM:
                    return await _write_upstream(order)
                return await team_message.send_once(self._senders[order.bot_id], order)
        except TimeoutError:
            return Lost("no answer in time")


async def _write_upstream(order: TakenCall) -> Attempt:
    from tools.upstream import writes  # so that httpx is loaded only where it is needed

    return await writes.write_once(order.target, order.body, order.key, check=order.check)


async def carry_out(context: JobContext, *, effect_id: int) -> None:
    """Run the job of one effect; an error is logged, and recovery takes the effect up again."""
    worker: EffectWorker = context.additional_context["worker"]
    try:
        await worker.look_at(effect_id)
    except Exception:
        logger.exception("call %s failed; recovery finds it where it was left", effect_id)


def _is_cancelled() -> bool:
    """Return whether this task is being cancelled.

    The worker raises a database error instead of the cancellation where it cannot sign off at
    PostgreSQL, so the exception alone does not tell.
    """
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


async def _forget_interrupted(app: App) -> None:
    """Delete the jobs that a dead worker left; the effects are recovered by their own rows."""
    for job in await app.job_manager.list_jobs_async(queue=QUEUE, status="doing"):
        if job.id is not None:
            await app.job_manager.finish_job_by_id_async(
                job_id=job.id, status=Status.FAILED, delete_job=True
            )
