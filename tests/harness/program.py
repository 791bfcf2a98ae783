"""The assembled program, started as the README says, with Telegram replaced by a server of ours."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import psutil
import psycopg
from psycopg.rows import dict_row

from ownerbot_site.runtime import embedded
from tests.servers.telegram import TOKEN

ROOT = Path(__file__).resolve().parent.parent.parent
OWNER, OTHER_OWNER, STRANGER = 7_000_000_001, 7_000_000_002, 7_000_000_666
TEAM = (-100_1001, -100_1002)
WAIT_SEC = 120.0


class Program:
    """`manage.py up` as a process."""

    def __init__(self, data_dir: Path, port: int, environment: dict[str, str]) -> None:
        self.data_dir = data_dir
        self.address = f"http://127.0.0.1:{port}"
        self.lines: list[str] = []
        self._environment = environment | {
            "OWNERBOT_DATA_DIR": str(data_dir),
            "WEB_BIND": f"127.0.0.1:{port}",
        }
        self.process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        inherited = _inherited()
        first = len(self.lines)
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "up"],
            cwd=ROOT,
            env=inherited | self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        threading.Thread(target=self._read, args=(self.process,), daemon=True).start()
        until(lambda: any("/sign-in/" in line for line in self.lines[first:]) or self._ended())
        assert not self._ended(), self.output

    def _ended(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def _read(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        with process.stdout as lines:
            for line in lines:
                self.lines.append(line)

    @property
    def output(self) -> str:
        return "".join(self.lines)

    @property
    def sign_in_link(self) -> str:
        links: list[str] = re.findall(r"http://\S+/sign-in/\S+", self.output)
        return links[-1]

    def stop(self, sig: int = signal.SIGINT) -> int:
        assert self.process is not None
        if self.process.poll() is None:
            self.process.send_signal(sig)
        return self.process.wait(WAIT_SEC)

    def begin(
        self, *command: str, output: IO[bytes] | None = None, **environment: str
    ) -> subprocess.Popen[bytes]:
        """Start a further process of the same set-up, as `manage.py command`."""
        inherited = _inherited()
        return subprocess.Popen(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=inherited | self._environment | environment,
            stdout=output,
            stderr=output,
        )

    def new_key(self, name: str, *options: str) -> str:
        """An API key, made as the operator makes one."""
        with tempfile.TemporaryFile() as output:
            made = self.begin("api_key", "create", name, *options, output=output)
            made.wait(WAIT_SEC)
            output.seek(0)
            said = output.read().decode()
        found = re.search(r"^ob_\S+", said, re.MULTILINE)
        assert found is not None, said
        return found[0]

    @contextmanager
    def another(self, *command: str) -> Iterator[subprocess.Popen[bytes]]:
        """A further process of the same set-up, ended with the block."""
        process = self.begin(*command)
        try:
            yield process
        finally:
            process.terminate()
            process.wait(WAIT_SEC)

    def children(self, word: str = "") -> list[psutil.Process]:
        """Every process that belongs to it, wherever it hangs in the process tree; with `word`, those
        that have it in their command line."""
        mark = str(self.data_dir)
        found = []
        for process in psutil.process_iter():
            try:
                line = " ".join(process.cmdline())
                ours = mark in line or process.environ().get("OWNERBOT_DATA_DIR") == mark
                if ours and word in line and process.status() != psutil.STATUS_ZOMBIE:
                    found.append(process)
            except psutil.Error:  # it has just ended
                continue
        return found

    def child(self, word: str) -> psutil.Process:
        """The oldest child with that word in its command line."""
        return min(self.children(word), key=lambda process: process.create_time())

    def sql(self, query: str, *arguments: Any) -> list[dict[str, Any]]:
        with psycopg.connect(
            embedded.build_postgres_url(self.data_dir), row_factory=dict_row
        ) as connection:
            cursor = connection.execute(query, arguments)
            return cursor.fetchall() if cursor.description else []

    def events(self, event_type: str) -> list[dict[str, Any]]:
        return self.sql(
            "SELECT * FROM ownerbot_audit_events WHERE event_type = %s ORDER BY id", event_type
        )

    def unflag(self) -> None:
        """Take the flags off all orders, as if nobody had been here before."""
        self.sql(
            """UPDATE ownerbot_demo_orders SET flagged = false, flag_reason = '', flagged_at = NULL,
               flagged_by = NULL WHERE flagged"""
        )

    def order(self, order_id: str) -> dict[str, Any]:
        return self.sql("SELECT * FROM ownerbot_demo_orders WHERE order_id = %s", order_id)[0]


def _inherited() -> dict[str, str]:
    """Our environment, less our own servers and what would make Python write out each line at once."""
    return {
        key: value
        for key, value in os.environ.items()
        if not key.startswith("OWNERBOT_") and key != "PYTHONUNBUFFERED"
    }


def until(condition: Callable[[], Any], seconds: float = WAIT_SEC, pause: float = 0.02) -> Any:
    """Wait until it holds, asking after each pause; the value that held."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(pause)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def bot_settings(api_url: str) -> dict[str, str]:
    """What a bot at that Bot API needs."""
    return {
        "BOT_TOKEN": TOKEN,
        "OWNER_IDS": f"{OWNER},{OTHER_OWNER}",
        "MANAGER_CHAT_IDS": ",".join(map(str, TEAM)),
        "TELEGRAM_API_BASE_URL": api_url,
    }


@contextmanager
def program(data_dir: Path, api_url: str = "", **environment: str) -> Iterator[Program]:
    """The program running; whatever happens, nothing of it is left afterwards."""
    with_bot = bot_settings(api_url) if api_url else {}
    started = Program(data_dir, free_port(), with_bot | environment)
    try:
        started.start()
        yield started
    finally:
        if started.process is not None and started.process.poll() is None:
            started.stop()
        for left in started.children():
            left.kill()
