"""`manage.py up`: run everything under supervision, until Ctrl-C."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
import sys
import time
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from audit.outage import DATABASE_AWAY
from ownerbot_site import preflight
from ownerbot_site.accounts import signin
from ownerbot_site.env.schema import BASE_DIR
from ownerbot_site.runtime import addresses, embedded, supervisor
from telegram_bot.startup import wait_for_database
from telegram_bot.updates import hearing
from tools.demo.seed import top_up
from tools.upstream.mode import get_upstream_mode

DATABASE_WAIT_SEC = 30
START_SEC = 60
GRACEFUL_STOP_SEC = 5
#: After this time we say that the bot has not reached Telegram yet.
REACH_SEC = 30

logger = logging.getLogger(__name__)


class StartError(Exception):
    """The start failed; the text says in a sentence why, and what to do."""


class Command(BaseCommand):
    help = (
        "Start everything: embedded servers if needed, migrations, demo shop, web pages and bot."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--database-wait",
            type=float,
            default=DATABASE_WAIT_SEC,
            metavar="SEC",
            help="how long to wait for the PostgreSQL of DATABASE_URL (default: %(default)s)",
        )

    def handle(self, *args: Any, database_wait: float, **options: Any) -> None:
        try:
            self._lock = supervisor.lock_data_dir(settings.ENV.data_dir)
            asyncio.run(_run_until_stopped(self.stdout.write, database_wait))
        except (StartError, supervisor.AlreadyRunningError) as problem:
            self.stderr.write(str(problem))
            sys.exit(1)


async def _run_until_stopped(say: Any, database_wait: float) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for wanted in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(wanted, stop.set)
    children = supervisor.ChildGroup()
    starting = asyncio.create_task(_start(children, say, database_wait))
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({starting, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if starting.done():
            starting.result()
            await stopping
        say("Stopping ...")
    finally:
        starting.cancel()
        await asyncio.wait({starting})
        addresses.forget_address(settings.ENV.data_dir)
        await children.stop()


async def _start(children: supervisor.ChildGroup, say: Any, database_wait: float) -> None:
    env = settings.ENV
    host, port = addresses.parse_bind(env.web_bind)
    await asyncio.to_thread(_check_port, host, port)
    data_dir = env.data_dir
    if settings.EMBEDDED_POSTGRES:
        service = await asyncio.to_thread(embedded.prepare_postgres, data_dir)
        children.add(supervisor.Child.from_service(service))
        await _wait_until_ready(service)
        await asyncio.to_thread(embedded.ensure_database, data_dir)
    elif problem := await asyncio.to_thread(wait_for_database, database_wait):
        raise StartError(problem)
    if settings.EMBEDDED_REDIS:
        service = await asyncio.to_thread(embedded.prepare_redis, data_dir)
        children.add(supervisor.Child.from_service(service))
    link = await asyncio.to_thread(_prepare)
    begun = await asyncio.to_thread(hearing.get_database_time)
    children.add(
        supervisor.Child(
            "web",
            supervisor.build_python_argv(
                "-m", "uvicorn", "ownerbot_site.asgi:application", "--app-dir", str(BASE_DIR),
                "--host", host, "--port", str(port),
                "--timeout-graceful-shutdown", str(GRACEFUL_STOP_SEC), "--log-level", "warning",
                "--no-server-header", "--ws-max-size", "16384", "--forwarded-allow-ips", ",".join(env.trusted_proxies),
            ),
        )
    )  # fmt: skip
    if env.bot_id or settings.SIMULATOR_ENABLED:
        children.add(
            supervisor.Child(
                "bot", supervisor.build_python_argv(str(BASE_DIR / "manage.py"), "runbot")
            )
        )
    await _wait_for_web(env.web_bind)
    addresses.store_address(data_dir, env.web_bind, settings.WEB_ADDRESS)
    say(_build_greeting(link))
    if env.bot_id:
        await _tell_of_bot(begun, say)


def _prepare() -> str:
    """Bring the database up to date; return the path of a sign-in link for the owner.

    Raises StartError where the database is that of an earlier version.
    """
    call_command("migrate", interactive=False, verbosity=0)
    if missing := preflight.find_missing_columns():
        raise StartError(
            f"The database is that of an earlier version of OwnerBot: it has no {missing[0]}. Until 1.0 such a "
            f"database cannot be brought along: {_say_elsewhere()} and start again."
        )
    if get_upstream_mode() == "DEMO":
        top_up(timezone.now())
    return signin.create_link(signin.get_or_create_owner())


def _say_elsewhere() -> str:
    if settings.EMBEDDED_POSTGRES:
        return f"move {settings.ENV.data_dir} away"
    return "let DATABASE_URL name an empty one"


def _build_greeting(link: str) -> str:
    lines = [
        "",
        f"{settings.SHOP_NAME} is open. This link signs you in, once:",
        f"  {settings.WEB_ADDRESS}{link}",
    ]
    if not settings.ENV.bot_id and settings.SIMULATOR_ENABLED:
        lines.append(
            f"No BOT_TOKEN is set, so the owner's chat is {settings.WEB_ADDRESS}/simulator/"
        )
    checks = (preflight.check_shared_secret, preflight.check_upstream_is_https)
    notes = [f"Note: {message.msg}" for check in checks for message in check()]
    return "\n".join([*lines, *notes, "Ctrl-C stops everything.", ""])


async def _tell_of_bot(begun: datetime, say: Any) -> None:
    """Wait for the bot's first report on Telegram after `begun`, and say what it is."""
    deadline: float | None = time.monotonic() + REACH_SEC
    while True:
        with suppress(*DATABASE_AWAY):
            row = await asyncio.to_thread(hearing.find_hearing, settings.ENV.bot_id)
            if row is not None and row.at >= begun:
                break
        if deadline and time.monotonic() > deadline:
            deadline = None
            say("The bot has not reached Telegram yet, and goes on trying.\n")
        await asyncio.sleep(0.2)
    if row.code:
        told = hearing.say_reason(row)
        say(f"The bot is deaf: {told}. It goes on trying; the overview says when it hears.\n")
    else:
        say("The bot answers its owners in Telegram.\n")


def _check_port(host: str, port: int) -> None:
    """Raise StartError where the port is taken; an earlier run that is ending gets some time."""
    deadline = time.monotonic() + GRACEFUL_STOP_SEC + 2
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    while True:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                if time.monotonic() > deadline:
                    raise StartError(
                        f"{host}:{port} cannot be used for the web pages ({error.strerror}). "
                        f"Choose another, for example WEB_BIND={host}:{port + 1}"
                    ) from None
            else:
                return
        time.sleep(0.2)


async def _wait_until_ready(service: embedded.Service) -> None:
    deadline = time.monotonic() + START_SEC
    while not await asyncio.to_thread(service.is_ready):
        if time.monotonic() > deadline:
            raise StartError(f"{service.name} does not start; {service.log} says why.")
        await asyncio.sleep(0.05)


async def _wait_for_web(bind: str) -> None:
    deadline = time.monotonic() + START_SEC
    while not await asyncio.to_thread(addresses.is_answering, bind):
        if time.monotonic() > deadline:
            raise StartError("The web pages do not start; the lines above say why.")
        await asyncio.sleep(0.1)
