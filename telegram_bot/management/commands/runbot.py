"""`manage.py runbot`: the bot, until SIGTERM or Ctrl-C."""

from __future__ import annotations

import asyncio
import signal
import sys
from typing import Any

import uvloop
from django.conf import settings
from django.core.management.base import BaseCommand

from telegram_bot.startup import wait_for_database

DATABASE_WAIT_SEC = 30


class Command(BaseCommand):
    help = "Run the bot: poll Telegram, answer the simulator, expire what is due."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.ENV.bot_id and not settings.SIMULATOR_ENABLED:
            self.stderr.write("There is no bot to run: set BOT_TOKEN, or SIMULATOR_ENABLED=true.")
            sys.exit(2)
        if problem := wait_for_database(DATABASE_WAIT_SEC):
            self.stderr.write(problem)
            sys.exit(1)
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(_run())


async def _run() -> None:
    from telegram_bot.app import BotApp
    from telegram_bot.bots import build_real_bot, build_sending_bot, build_simulator_bot

    token = settings.ENV.bot_token.get_secret_value()
    api = settings.ENV.telegram_api_base_url
    app = BotApp(
        build_real_bot(token, api) if token else None,
        build_sending_bot(token, api) if token else None,
        build_simulator_bot() if settings.SIMULATOR_ENABLED else None,
    )
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for wanted in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(wanted, stop.set)
    working = asyncio.create_task(app.run())
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    failed = working.done()
    working.cancel()
    await asyncio.wait({working})
    await app.close()
    if failed:
        working.result()
