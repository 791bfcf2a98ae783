"""`manage.py serve_shop`: serve the demo shop over HTTP, to try UPSTREAM_MODE=HTTP."""

from __future__ import annotations

import shlex
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import uvicorn
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections
from django.utils import timezone

from ownerbot_site.env.values import MOST_PORT
from ownerbot_site.runtime import embedded, supervisor
from tools.demo.seed import top_up
from tools.reference.asgi import ReferenceServer
from tools.upstream.addresses import parse_address

BIND = "127.0.0.1:8200"
TOP_UP_SEC = 3600.0
#: The channel layer here: without Redis, because there are no live pages.
NOBODY_WATCHES = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}


class Command(BaseCommand):
    help = (
        "Serve the demo shop over HTTP, as tools/upstream/contract.md says: on the database of "
        "DATABASE_URL, or on one of its own below OWNERBOT_DATA_DIR."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--bind", default=BIND, help="host:port (default: %(default)s)")
        parser.add_argument(
            "--api-key",
            default="",
            help="what UPSTREAM_API_KEY has to be; without it anybody on this machine may ask",
        )

    def handle(self, *, bind: str, api_key: str, **options: Any) -> None:
        host, port = _parse_address(bind, api_key)
        # uvicorn raises the signal again that asked it to end; turn that into an exception, so that
        # the contexts below are closed.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        settings.CHANNEL_LAYERS = NOBODY_WATCHES
        with ExitStack() as stack:
            if settings.EMBEDDED_POSTGRES:
                stack.enter_context(_run_own_database(settings.ENV.data_dir / "shop"))
            call_command("migrate", interactive=False, verbosity=0)
            stack.enter_context(_keep_filled())
            self.stdout.write(_build_greeting(host, port, api_key))
            self.stdout.flush()
            uvicorn.run(
                ReferenceServer(api_key), host=host, port=port, lifespan="off", ws="none",
                log_level="warning", server_header=False, timeout_graceful_shutdown=2,
            )  # fmt: skip


def _parse_address(bind: str, api_key: str) -> tuple[str, int]:
    host, _, port = bind.rpartition(":")
    host = host.strip("[]")
    if not host or not port.isdecimal() or not 0 < int(port) < MOST_PORT:
        raise CommandError(f"--bind: {bind!r} is not host:port")
    address = parse_address(host)
    is_ours_alone = host == "localhost" or (address is not None and address.is_loopback)
    if not api_key and not is_ours_alone:
        raise CommandError("--api-key: others can reach that address, so a key is needed")
    return host, int(port)


@contextmanager
def _run_own_database(folder: Path) -> Iterator[None]:
    """Run a PostgreSQL for the shop alone, and point Django to it before anything has connected."""
    try:
        lock = supervisor.lock_data_dir(folder)
    except supervisor.AlreadyRunningError as problem:
        raise CommandError(str(problem)) from None
    with open(lock, closefd=True), embedded.run_services(embedded.prepare_postgres(folder)):
        embedded.ensure_database(folder)
        connections.settings["default"]["HOST"] = str(embedded.get_socket_dir(folder))
        yield
        connections.close_all()


@contextmanager
def _keep_filled() -> Iterator[None]:
    """Keep the demo shop filled up to now: at the start, and every TOP_UP_SEC in a thread."""
    top_up(timezone.now())
    ended = threading.Event()

    def go_on() -> None:
        while not ended.wait(TOP_UP_SEC):
            top_up(timezone.now())

    thread = threading.Thread(target=go_on, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _build_greeting(host: str, port: int, api_key: str) -> str:
    url = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    network = "127.0.0.1" if host == "localhost" else host
    wanted = {
        "UPSTREAM_MODE": "HTTP",
        "UPSTREAM_BASE_URL": url,
        "UPSTREAM_PRIVATE_NETWORKS": network,
        **({"UPSTREAM_API_KEY": shlex.quote(api_key)} if api_key else {}),
    }
    settings_in_front = " ".join(f"{name}={value}" for name, value in wanted.items())
    return f"""
The demo shop answers at {url}/v1/. In another terminal:
  {settings_in_front} make run
Ctrl-C closes it.
"""
