"""The reference server, `manage.py serve_shop`, as a process."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).resolve().parent.parent.parent
KEY = "key-of-the-reference-shop"
WAIT_SEC = 60.0


class Reference:
    """The server; `environment` says on which database."""

    def __init__(self, environment: dict[str, str]) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.url = f"http://127.0.0.1:{self.port}"
        self._environment = environment
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Returns once it answers."""
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("OWNERBOT_")}
        bind = f"127.0.0.1:{self.port}"
        self._process = subprocess.Popen(
            [sys.executable, "manage.py", "serve_shop", "--bind", bind, "--api-key", KEY],
            cwd=ROOT,
            env=inherited | self._environment,
            stdout=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + WAIT_SEC
        while not self._answers():
            assert self._process.poll() is None, "the reference server does not start"
            assert time.monotonic() < deadline
            time.sleep(0.05)

    def _answers(self) -> bool:
        with suppress(httpx.TransportError):
            return self._get("capabilities").status_code == 200
        return False

    def read(self, path: str) -> Any:
        return self._get(path).raise_for_status().json()

    def _get(self, path: str) -> httpx.Response:
        return httpx.get(f"{self.url}/v1/{path}", headers={"Authorization": f"Bearer {KEY}"})

    def end(self, by: int = signal.SIGTERM) -> int:
        assert self._process is not None
        self._process.send_signal(by)
        return self._process.wait(WAIT_SEC)


@contextmanager
def reference(environment: dict[str, str]) -> Iterator[Reference]:
    """The server while it runs."""
    server = Reference(environment)
    server.start()
    try:
        yield server
    finally:
        server.end(signal.SIGKILL)
