"""The bot process: polling, inbox, sweep and screens, for as long as it holds the lock."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from uuid import uuid4

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError
from django.conf import settings
from django.utils import timezone

from actions import pipeline, recovery
from audit import access, log
from audit.outage import DATABASE_AWAY
from telegram_bot import bots, domain
from telegram_bot.chat import not_understood, product_names, stored_buttons
from telegram_bot.context import get_reply_language
from telegram_bot.delivery import outbox
from telegram_bot.delivery.effect_worker import EffectWorker
from telegram_bot.handling import TELEGRAM_AWAY, UpdateHandler
from telegram_bot.notices import Notices
from telegram_bot.simulator import store
from telegram_bot.updates import gate, inbox
from telegram_bot.updates.ear import Ear
from telegram_bot.updates.hook import keep_webhook
from telegram_bot.updates.identity import SIMULATOR_BOT_ID
from telegram_bot.updates.inbox import Inbox
from telegram_bot.updates.leadership import lead
from telegram_bot.updates.polling import Poller
from telegram_bot.view.phrases import say
from telegram_bot.voice import transcripts
from tools.demo.seed import top_up
from tools.upstream.mode import get_upstream_mode

SWEEP_SEC = 3.0
TIDY_SEC = 60.0
DRAIN_SEC = 10.0
#: How long after the start the first answers wait for the names of the products.
NAMES_SEC = 5.0

logger = logging.getLogger(__name__)


class BotApp:
    """Everything the bot process does, for the real bot, the simulator's, or both."""

    def __init__(self, real: Bot | None, sender: Bot | None, simulator: Bot | None) -> None:
        """Take the bots; `sender` is the real bot for messages that must not arrive twice."""
        self._real = real
        self._bots = {real.id: real} if real is not None else {}
        self._senders = {sender.id: sender} if sender is not None else {}
        if simulator is not None:
            self._bots[SIMULATOR_BOT_ID] = self._senders[SIMULATOR_BOT_ID] = simulator
        self._effect_worker = EffectWorker(self._bots, self._senders)
        self._notices = Notices(self._bots)
        handling = UpdateHandler(self._bots, self._notices, self._pause)
        self._inbox = Inbox(list(self._bots), handling.handle, handling.give_up)
        self._names_known = asyncio.Event()

    async def run(self) -> None:
        """Work whenever this process holds the lock; run until cancelled."""
        while True:
            async with lead(list(self._bots), heard=self._inbox.wake) as lost:
                await self._work_until(lost)

    async def close(self) -> None:
        """Close the bots' sessions; call it after `run` has ended."""
        # By session, not by bot: bots of one token are equal, so one session would stay open.
        for session in {bot.session for bot in (*self._bots.values(), *self._senders.values())}:
            await session.close()

    async def _work_until(self, lost: asyncio.Task[None]) -> None:
        await self._announce("bot_started")
        # Nobody else makes calls while we hold the lock: an open call was left by a dead process.
        await domain.call_until_done(partial(recovery.recover_calls, alone=True))
        try:
            async with asyncio.TaskGroup() as group:
                work = [
                    group.create_task(self._answer()),
                    group.create_task(self._effect_worker.run()),
                    group.create_task(_run_every(SWEEP_SEC, self._sweep)),
                    group.create_task(_run_every(TIDY_SEC, self._tidy)),
                    group.create_task(_run_every(product_names.REFRESH_SEC, self._learn_names)),
                ]
                if self._real is not None:
                    work.append(group.create_task(self._receive(self._real)))
                await lost
                for task in work:
                    task.cancel()
        finally:
            # We held the lock until now, so no other process has started working yet.
            await self._announce("bot_stopped")

    async def _answer(self) -> None:
        """Handle updates until cancelled; then finish open ones while the worker ends its calls."""
        # A waiting update may name products, but a shop that is away must not hold it up.
        with suppress(TimeoutError):
            async with asyncio.timeout(NAMES_SEC):
                await self._names_known.wait()
        try:
            await self._inbox.run()
        finally:
            with suppress(*DATABASE_AWAY):
                await self._inbox.stand_down(DRAIN_SEC)

    async def _receive(self, bot: Bot) -> None:
        """Get updates from Telegram, by polling or by webhook."""
        env, ear = settings.ENV, Ear(bot.id)
        if env.telegram_mode == "webhook":
            secret = env.telegram_webhook_secret.get_secret_value()
            receiving = keep_webhook(bot, f"{settings.WEB_ADDRESS}/telegram/webhook", secret, ear)
        else:
            receiving = Poller(
                bot, ear=ear, stored=self._inbox.wake, database_away=self._tell_senders
            ).run()
        async with asyncio.TaskGroup() as group:
            group.create_task(bots.set_up(bot, polling=env.telegram_mode == "polling"))
            group.create_task(receiving)

    async def _pause(self, seconds: float) -> None:
        await self._inbox.pause(seconds)

    async def _tell_senders(self, updates: list[object]) -> None:
        """Tell the senders that the database cannot store their updates; once in an outage."""
        bot_id = self._real.id if self._real is not None else 0
        for update in map(gate.parse_update, updates):
            if (
                isinstance(update, gate.IncomingUpdate)
                and update.private
                and update.may_ask(bot_id)
            ):
                await self._notices.outage(bot_id, update)

    async def _learn_names(self) -> None:
        """Fetch the products' names, which sentences are read with."""
        try:
            await product_names.refresh_catalogue()
        finally:
            self._names_known.set()

    async def _sweep(self) -> None:
        await domain.call(recovery.expire_due)
        await domain.call(recovery.recover_calls)
        for bot_id, view in await domain.call(recovery.alert_overdue, list(self._bots)):
            try:  # an owner who cannot be reached must not keep the alert from the others
                await outbox.alert(self._bots[bot_id], view)
            except TelegramAPIError as error:
                logger.warning("action %s: its owner was not told: %s", view.public_id, error)
        await outbox.redraw_stale(self._bots)
        for bot_id in self._bots:
            for user_id in await domain.call(access.take_notices, bot_id):
                await self._notices.send(bot_id, user_id, say(get_reply_language(None), "denied"))

    async def _tidy(self) -> None:
        await self._withdraw()
        await domain.call(recovery.sweep)
        await domain.call(inbox.forget_old_updates)
        await domain.call(store.forget_old_messages)
        await domain.call(stored_buttons.forget_old_offers)
        await domain.call(transcripts.forget_old_transcripts)
        await domain.call(not_understood.forget_old_sentences)
        if await domain.call(get_upstream_mode) == "DEMO":
            await domain.call(top_up, timezone.now())

    async def _withdraw(self) -> None:
        """Withdraw the proposals of people who are no longer owners."""
        if self._real is not None:
            await domain.call(recovery.withdraw_of_non_owners, self._real.id, settings.OWNER_IDS)

    async def _announce(self, event_type: str) -> None:
        """Record, best effort, that the bots start or stop working."""
        with suppress(*DATABASE_AWAY):
            for bot_id in self._bots:
                mode = "simulator" if bot_id == SIMULATOR_BOT_ID else settings.ENV.telegram_mode
                await domain.call(
                    pipeline.record,
                    event_type,
                    correlation_id=uuid4(),
                    actor=log.SYSTEM,
                    bot=bot_id,
                    mode=mode,
                    pid=os.getpid(),
                )


async def _run_every(seconds: float, step: Callable[[], Awaitable[None]]) -> None:
    """Run the step again and again; an error in one run must not end the bot."""
    while True:
        try:
            await step()
        except (*DATABASE_AWAY, *TELEGRAM_AWAY) as error:
            logger.warning("put off: %s", error)
        except Exception:
            logger.exception("%s failed, it is tried again in %s s", step.__name__, seconds)
        await asyncio.sleep(seconds)
