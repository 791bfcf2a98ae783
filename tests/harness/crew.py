"""Bot processes beside a program without one: the first leads, the others wait to take over."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import psutil

from tests.harness.program import WAIT_SEC, Program, bot_settings, until

#: Settings of a program whose bot the test starts by itself, and may kill at a fault point.
WITHOUT_BOT = {"SIMULATOR_ENABLED": "false", "DEBUG": "true", "FAULTS": "true"}

WAITING = "another bot process is at work; waiting to take over"


def _is_frozen(bot: subprocess.Popen[bytes]) -> bool:
    return bool(psutil.Process(bot.pid).status() == psutil.STATUS_STOPPED)


class Crew:
    """They can be made to die or freeze at a fault point; who is gone is replaced."""

    def __init__(self, running: Program, size: int, settings: dict[str, str]) -> None:
        self._running = running
        self._settings = settings
        self._size = size
        self._bots: list[subprocess.Popen[bytes]] = []
        self._log = running.data_dir / "bots.log"

    @property
    def output(self) -> str:
        """What all of them have said."""
        return self._log.read_text()

    def fill(self) -> None:
        """Start as many as are missing, without waiting for them."""
        while len(self._bots) < self._size:
            with self._log.open("ab") as log:
                bot = self._running.begin("runbot", output=log, **self._settings)
            self._bots.append(bot)

    def arm(self, point: str, what: str = "kill") -> None:
        """The next one that passes that point dies there, or freezes ("stop")."""
        folder = self._running.data_dir / "faults"
        folder.mkdir(exist_ok=True)
        (folder / point).write_text(what)

    def await_death(self, point: str) -> None:
        """Wait until somebody has died at that point, and replace him."""
        fallen = until(lambda: [bot for bot in self._bots if bot.poll() is not None], pause=0.1)
        assert not (self._running.data_dir / "faults" / point).exists()
        assert [bot.returncode for bot in fallen] == [-signal.SIGKILL]
        self._bots = [bot for bot in self._bots if bot not in fallen]
        self.fill()

    def await_freezing(self, point: str) -> subprocess.Popen[bytes]:
        """Wait until somebody has frozen at that point: who?"""
        until(lambda: not (self._running.data_dir / "faults" / point).exists(), pause=0.1)
        return until(lambda: next(filter(_is_frozen, self._bots), None))  # type: ignore[no-any-return]

    def await_stand_by(self) -> None:
        """Wait until one leads and another waits."""
        until(lambda: WAITING in self.output and self._running.events("bot_started"), pause=0.1)

    def leads(self) -> int:
        """The process id of whoever began to work last."""
        return int(self._running.events("bot_started")[-1]["payload"]["pid"])

    def leader(self) -> subprocess.Popen[bytes]:
        """Whoever leads; where the record does not know, because it could not be written, the oldest."""
        known = self.leads()
        return next((bot for bot in self._bots if bot.pid == known), self._bots[0])

    def replace(self, bot: subprocess.Popen[bytes], sig: int = signal.SIGKILL) -> int:
        """End that one for good, and start another in its place; how it ended."""
        bot.send_signal(sig)
        ended = bot.wait(WAIT_SEC)
        self._bots.remove(bot)
        self.fill()
        return ended

    def missing(self) -> list[int]:
        """How those ended who should be there; they are replaced."""
        fallen = [bot for bot in self._bots if bot.poll() is not None]
        self._bots = [bot for bot in self._bots if bot not in fallen]
        self.fill()
        return [bot.returncode for bot in fallen]

    def dismiss(self) -> None:
        """End them all."""
        for bot in self._bots:
            bot.kill()
        for bot in self._bots:
            bot.wait(WAIT_SEC)
        self._bots.clear()


@contextmanager
def crew(running: Program, api_url: str, size: int = 2, **environment: str) -> Iterator[Crew]:
    """So many bot processes, for the time of the block."""
    started = Crew(running, size, bot_settings(api_url) | environment)
    started.fill()
    try:
        yield started
    finally:
        started.dismiss()
