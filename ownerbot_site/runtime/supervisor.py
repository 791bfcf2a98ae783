"""The child processes of `up`: started in order, restarted when they end, stopped together."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ownerbot_site.runtime import embedded

FIRST_PAUSE_SEC, LONGEST_PAUSE_SEC = 0.5, 15.0
#: A child that ran this long has recovered; after its next end the pause is short again.
HEALTHY_AFTER_SEC = 30.0
#: How long a child has to stop: longer than the bot waits for its running work to end.
STOP_SEC = 15.0

logger = logging.getLogger(__name__)


class AlreadyRunningError(Exception):
    """Another supervisor uses this data folder and did not end when asked."""


@dataclass
class Child:
    """One program that is to be kept running."""

    name: str
    argv: Sequence[str]
    stop_signal: int = signal.SIGTERM
    options: dict[str, Any] = field(default_factory=dict)
    log: Path | None = None
    process: asyncio.subprocess.Process | None = None

    @classmethod
    def from_service(cls, service: embedded.Service) -> Child:
        return cls(
            service.name, service.argv, service.stop_signal, dict(service.options), service.log
        )

    async def keep_running(self) -> None:
        """Start the program, and again whenever it ends, until cancelled; then stop it."""
        pause = FIRST_PAUSE_SEC
        try:
            while True:
                started = time.monotonic()
                end = await self._start_and_wait()
                if time.monotonic() - started > HEALTHY_AFTER_SEC:
                    pause = FIRST_PAUSE_SEC
                logger.warning("%s ended (%s), starting it again in %.1f s", self.name, end, pause)
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE_SEC)
        finally:
            await self._stop()

    async def _start_and_wait(self) -> str:
        """Run the program; return its exit code as text, or why it could not be started."""
        try:
            self.process = await self._started()
        except OSError as error:
            return str(error)
        return str(await self.process.wait())

    async def _started(self) -> asyncio.subprocess.Process:
        log = self.log.open("ab") if self.log else None
        try:
            return await asyncio.create_subprocess_exec(
                *self.argv,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                # A session of its own, so that Ctrl-C reaches only the supervisor, which stops the
                # children in order.
                start_new_session=True,
                preexec_fn=embedded.build_death_pact(self.stop_signal),
                **self.options,
            )
        finally:
            if log is not None:
                log.close()

    async def _stop(self) -> None:
        if self.process is None or self.process.returncode is not None:
            return
        self.process.send_signal(self.stop_signal)
        try:
            async with asyncio.timeout(STOP_SEC):
                await self.process.wait()
        except TimeoutError:
            logger.warning("%s did not end in %.0f s and is killed", self.name, STOP_SEC)
            self.process.kill()
            await self.process.wait()


class ChildGroup:
    """Children in the order in which they were started; they are stopped in reverse order."""

    def __init__(self) -> None:
        self._tasks: list[asyncio.Task[None]] = []

    def add(self, child: Child) -> None:
        self._tasks.append(asyncio.create_task(child.keep_running()))

    async def stop(self) -> None:
        while self._tasks:
            task = self._tasks.pop()
            task.cancel()
            await asyncio.wait({task})


def build_python_argv(*arguments: str) -> list[str]:
    return [sys.executable, *arguments]


def lock_data_dir(data_dir: Path, seconds: float = 20) -> int:
    """Lock the data folder for this supervisor, after asking an earlier one to end.

    Returns the descriptor of the open lock file; the lock is held as long as that is open. Raises
    AlreadyRunningError where the earlier one has not ended after `seconds`.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    lock = os.open(data_dir / "up.lock", os.O_RDWR | os.O_CREAT, 0o600)
    deadline = time.monotonic() + seconds
    asked = False
    while not _try_lock(lock):
        holder = os.pread(lock, 20, 0).decode().strip()
        if not asked and holder.isdigit():
            sys.stdout.write(f"OwnerBot already runs here (process {holder}); it makes way.\n")
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(holder), signal.SIGTERM)
            asked = True
        if time.monotonic() > deadline:
            raise AlreadyRunningError(f"OwnerBot already runs on {data_dir}, as process {holder}.")
        time.sleep(0.1)
    os.ftruncate(lock, 0)
    os.pwrite(lock, str(os.getpid()).encode(), 0)
    return lock


def _try_lock(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
