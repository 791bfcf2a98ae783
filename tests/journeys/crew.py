"""Bot processes beside a program without one: the first leads, the others wait to take over."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from tests.journeys.program import WAIT_SEC, Program, bot_settings, until

#: Settings of a program whose bot the test starts by itself, and may kill at a fault point.
WITHOUT_BOT = {"SIMULATOR_ENABLED": "false", "DEBUG": "true", "FAULTS": "true"}


class Crew:
    """They can be made to die or freeze at a fault point; who is gone is replaced."""

    def __init__(self, running: Program, api_url: str, size: int) -> None:
        self._running = running
        self._settings = bot_settings(api_url)
        self._size = size
        self._bots: list[subprocess.Popen[bytes]] = []

    def fill(self) -> None:
        """Start as many as are missing, without waiting for them."""
        while len(self._bots) < self._size:
            self._bots.append(self._running.begin("runbot", **self._settings))

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

    def leader(self) -> subprocess.Popen[bytes]:
        """Whoever began to work last."""
        pid = int(self._running.events("bot_started")[-1]["payload"]["pid"])
        return next(bot for bot in self._bots if bot.pid == pid)

    def replace(self, bot: subprocess.Popen[bytes]) -> None:
        """End that one for good, and start another in its place."""
        bot.kill()
        bot.wait(WAIT_SEC)
        self._bots.remove(bot)
        self.fill()

    def dismiss(self) -> None:
        """End them all."""
        for bot in self._bots:
            bot.kill()
        for bot in self._bots:
            bot.wait(WAIT_SEC)
        self._bots.clear()


@contextmanager
def crew(running: Program, api_url: str, size: int = 2) -> Iterator[Crew]:
    """So many bot processes, for the time of the block."""
    started = Crew(running, api_url, size)
    started.fill()
    try:
        yield started
    finally:
        started.dismiss()
