"""The bot process: polling, inbox, sweep and screens, for as long as it holds the lock."""

from __future__ import annotations

import asyncio
import json
import logging
import os
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from uuid import uuid4

from aiogram import Bot
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.types import Update
from django.conf import settings
from django.utils import timezone
from pydantic import ValidationError

from actions import pipeline, recovery
from actions.outcomes import reference
from audit import access, log
from audit.outage import DATABASE_AWAY
from telegram_bot import bots, domain
from telegram_bot.chat import not_understood, product_names, stored_buttons
from telegram_bot.context import language_for
from telegram_bot.delivery import outbox
from telegram_bot.delivery.effect_worker import Courier
from telegram_bot.dispatcher import build_dispatcher
from telegram_bot.simulator import store
from telegram_bot.startup import database_answers
from telegram_bot.updates import gate, inbox, intake
from telegram_bot.updates.identity import SIMULATOR_BOT_ID
from telegram_bot.updates.inbox import Inbox, Item
from telegram_bot.updates.leadership import lead
from telegram_bot.updates.polling import Poller
from telegram_bot.view.phrases import say
from telegram_bot.voice import transcripts
from tools.contracts import Language
from tools.demo.seed import top_up
from tools.upstream.mode import upstream_mode

SWEEP_SEC = 3.0
TIDY_SEC = 60.0
DRAIN_SEC = 10.0
#: So long after the start answers wait for the names of the products.
NAMES_SEC = 5.0
MOST_TRIES = 5
FIRST_PAUSE_SEC, LONGEST_PAUSE_SEC = 0.5, 5.0
#: So long an answer is tried to be brought while Telegram is away.
PATIENCE = timedelta(hours=1)
TELEGRAM_AWAY = (TelegramNetworkError, TelegramServerError, TelegramRetryAfter)

logger = logging.getLogger(__name__)


class BotApp:
    """Everything the bot process does, for the real bot, the simulator's, or both."""

    def __init__(self, real: Bot | None, sender: Bot | None, simulator: Bot | None) -> None:
        """`sender` is the real bot once more, for messages that must not arrive twice."""
        self._real = real
        self._bots = {real.id: real} if real is not None else {}
        self._senders = {sender.id: sender} if sender is not None else {}
        if simulator is not None:
            self._bots[SIMULATOR_BOT_ID] = self._senders[SIMULATOR_BOT_ID] = simulator
        self._courier = Courier(self._bots, self._senders)
        self._dispatcher = build_dispatcher()
        self._inbox = Inbox(list(self._bots), self._handle, self._give_up)
        self._told_of_outage: set[tuple[int, int]] = set()
        self._names_known = asyncio.Event()

    async def run(self) -> None:
        """Work whenever this is the process that holds the lock, until cancelled."""
        while True:
            async with lead(list(self._bots), heard=self._inbox.wake) as lost:
                await self._work_until(lost)

    async def close(self) -> None:
        """Let go of everything; `run` has ended."""
        # By session, not by bot: those of one token are equal, and one of them would stay open.
        for session in {bot.session for bot in (*self._bots.values(), *self._senders.values())}:
            await session.close()

    async def _work_until(self, lost: asyncio.Task[None]) -> None:
        await self._announce("bot_started")
        # Nobody else makes calls while the lock is ours: what is in hand was left by a dead process.
        await domain.insist(partial(recovery.recover_calls, alone=True))
        try:
            async with asyncio.TaskGroup() as group:
                work = [
                    group.create_task(self._answer()),
                    group.create_task(self._courier.run()),
                    group.create_task(_every(SWEEP_SEC, self._sweep)),
                    group.create_task(_every(TIDY_SEC, self._tidy)),
                    group.create_task(_every(product_names.REFRESH_SEC, self._learn_names)),
                ]
                if self._real is not None:
                    work.append(group.create_task(self._receive(self._real)))
                await lost
                for task in work:
                    task.cancel()
        finally:
            # The lock was ours all the time: nobody else has begun what we were about to end.
            await self._announce("bot_stopped")

    async def _answer(self) -> None:
        """Handle updates until cancelled; what is in hand ends while the worker ends its calls."""
        with suppress(TimeoutError):  # what waits may name products; a shop that is away may not
            async with asyncio.timeout(NAMES_SEC):
                await self._names_known.wait()
        try:
            await self._inbox.run()
        finally:
            with suppress(*DATABASE_AWAY):
                await self._inbox.stand_down(DRAIN_SEC)

    async def _receive(self, bot: Bot) -> None:
        """Get updates from Telegram: by asking, or by having been told where to bring them."""
        env = settings.ENV
        if env.telegram_mode == "webhook":
            secret = env.telegram_webhook_secret.get_secret_value()
            await bots.set_up(bot, f"{settings.WEB_ADDRESS}/telegram/webhook", secret)
            return
        poller = Poller(bot, stored=self._inbox.wake, database_away=self._tell_senders)
        async with asyncio.TaskGroup() as group:
            group.create_task(bots.set_up(bot))
            group.create_task(poller.run())

    async def _handle(self, item: Item) -> None:
        """One accepted update, to its end: retried while the database or Telegram is away."""
        raw = json.loads(item.raw)
        arrived = gate.read(raw)
        if isinstance(arrived, gate.Arrived) and not arrived.may_ask(item.bot_id):
            await domain.call(intake.refuse, item.id, item.bot_id, arrived)
            return
        try:
            update = Update.model_validate(raw, context={"bot": self._bots[item.bot_id]})
        except ValidationError as error:
            await domain.call(
                inbox.set_aside, item, f"{error.error_count()} fields not as Telegram's"
            )
            return
        with domain.if_it_hangs(partial(self._tell_of_outage, item.bot_id, arrived)):
            failure = await self._dispatch(update, item)
        pause, tries = FIRST_PAUSE_SEC, 0
        while failure is not None:
            if isinstance(failure, TELEGRAM_AWAY):
                tries += MOST_TRIES if timezone.now() - item.received_at > PATIENCE else 0
            elif isinstance(failure, TelegramAPIError):  # refused: asking again changes nothing
                tries = MOST_TRIES
            elif await domain.call(database_answers):
                tries += 1
            else:
                await self._tell_of_outage(item.bot_id, arrived)
            if tries >= MOST_TRIES:
                await self._fail(item, failure)
                return
            await self._inbox.pause(pause)
            pause = min(pause * 2, LONGEST_PAUSE_SEC)
            failure = await self._dispatch(update, item)
        self._told_of_outage.discard((item.bot_id, item.lane))

    async def _dispatch(self, update: Update, item: Item) -> Exception | None:
        """Run its handler once; what a later try may heal is returned, mistakes of ours are raised."""
        try:
            await self._dispatcher.feed_update(self._bots[item.bot_id], update, item=item)
        except (*DATABASE_AWAY, TelegramAPIError) as error:
            return error
        return None

    async def _fail(self, item: Item, failure: Exception) -> None:
        logger.error("update %s could not be answered: %s", item.update_id, failure)
        await domain.call(
            pipeline.record,
            "handler_failed",
            correlation_id=item.correlation_id,
            actor=log.SYSTEM,
            error=type(failure).__name__,
        )
        if not isinstance(failure, TelegramForbiddenError):
            await self._excuse(item, "trouble")

    async def _give_up(self, item: Item) -> None:
        await self._excuse(item, "given.up")

    async def _excuse(self, item: Item, phrase: str) -> None:
        language = _language_in(gate.read(json.loads(item.raw)))
        text = say(language, phrase, reference=reference(item.correlation_id))
        await self._send(item.bot_id, item.lane, text)

    async def _tell_senders(self, updates: list[object]) -> None:
        """The database cannot even take updates in; their senders hear it once an outage."""
        bot_id = self._real.id if self._real is not None else 0
        for one in map(gate.read, updates):
            if isinstance(one, gate.Arrived) and one.private and one.may_ask(bot_id):
                await self._tell_of_outage(bot_id, one)

    async def _tell_of_outage(self, bot_id: int, update: gate.Arrived | gate.Malformed) -> None:
        """Answer the tap, if it is one, and say once an outage that nothing is lost."""
        if isinstance(update, gate.Malformed):
            return
        language = _language_in(update)
        if update.kind == "callback_query":
            text = say(language, "toast.database.away")
            try:
                await self._bots[bot_id].answer_callback_query(
                    str(update.raw[update.kind]["id"]), text
                )
            except (TelegramAPIError, *DATABASE_AWAY) as error:
                logger.info("a tap could not be answered: %s", error)
        if (bot_id, update.lane) not in self._told_of_outage:
            self._told_of_outage.add((bot_id, update.lane))
            await self._send(bot_id, update.lane, say(language, "database.away"))

    async def _send(self, bot_id: int, chat_id: int, text: str) -> None:
        """A sentence of our own, best effort: what it tells of is on record or in the log."""
        try:
            await self._bots[bot_id].send_message(chat_id, text)
        except (TelegramAPIError, *DATABASE_AWAY) as error:
            logger.warning("chat %s could not be told: %s", chat_id, error)

    async def _learn_names(self) -> None:
        """The products' names, which sentences are read with."""
        try:
            await product_names.refresh()
        finally:
            self._names_known.set()

    async def _sweep(self) -> None:
        await domain.call(recovery.expire_due)
        await domain.call(recovery.recover_calls)
        for bot_id, view in await domain.call(recovery.alert_overdue, list(self._bots)):
            await outbox.alert(self._bots[bot_id], view)
        await outbox.redraw_stale(self._bots)
        for bot_id in self._bots:
            for user_id in await domain.call(access.take_notices, bot_id):
                await self._send(bot_id, user_id, say(language_for(None), "denied"))

    async def _tidy(self) -> None:
        await self._withdraw()
        await domain.call(recovery.sweep)
        await domain.call(inbox.forget_old)
        await domain.call(store.forget_old)
        await domain.call(stored_buttons.forget_old)
        await domain.call(transcripts.forget_old)
        await domain.call(not_understood.forget_old)
        if await domain.call(upstream_mode) == "DEMO":
            await domain.call(top_up, timezone.now())

    async def _withdraw(self) -> None:
        """Proposals of people who are owners no more must not stay open."""
        if self._real is not None:
            await domain.call(recovery.withdraw_of_others, self._real.id, settings.OWNER_IDS)

    async def _announce(self, event_type: str) -> None:
        """Put on record, best effort, that the bots start or stop working."""
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


def _language_in(update: gate.Arrived | gate.Malformed) -> Language:
    return language_for(update.language_code if isinstance(update, gate.Arrived) else None)


async def _every(seconds: float, step: Callable[[], Awaitable[None]]) -> None:
    """Do it again and again; whatever goes wrong once must not end the bot."""
    while True:
        try:
            await step()
        except (*DATABASE_AWAY, *TELEGRAM_AWAY) as error:
            logger.warning("put off: %s", error)
        except Exception:
            logger.exception("%s failed, it is tried again in %s s", step.__name__, seconds)
        await asyncio.sleep(seconds)
