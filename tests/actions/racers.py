"""A process of its own that taps: many threads on the real pipeline, all let go at once.

Started by spawning, so nothing here may touch Django before `prepare` has set it up.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import BrokenBarrierError
from typing import Any, Protocol
from uuid import UUID

#: Threads of one process; each has a connection of its own.
THREADS = 10
WAIT_SEC = 60.0


class Start(Protocol):
    """A barrier that threads of several processes share."""

    def wait(self, timeout: float | None = None) -> int: ...


@dataclass(frozen=True)
class Tap:
    """One delivery of one tap; `story` is the same for every delivery of the same tap."""

    data: str
    owner: int
    story: UUID

    @property
    def is_cancel(self) -> bool:
        return self.data.startswith("cancel:")


@dataclass(frozen=True)
class Answer:
    """What a tap was answered, or the error that it should not have met."""

    tap: Tap
    outcome: str
    status: str
    error: str = ""


_start: Start


def prepare(start: Start, database: str) -> None:
    """Set Django up on the test's own database, with a connection for each thread."""
    global _start  # noqa: PLW0603 -- what the process was started with
    import os

    os.environ["DJANGO_SETTINGS_MODULE"] = "ownerbot_site.settings"
    import django
    from django.conf import settings

    options = settings.DATABASES["default"]["OPTIONS"]
    settings.DATABASES["default"]["NAME"] = database
    options["pool"] |= {"max_size": THREADS, "timeout": WAIT_SEC}
    options["options"] += " -c synchronous_commit=off"  # taps race for locks, not for the disk
    django.setup()
    _register_tools()
    _start = start


def _register_tools() -> None:
    from tests.actions.conftest import Send
    from tests.actions.world import Choice
    from tools import registry

    registry.get("flag_order")  # discovers the catalog, which would refuse to come second
    registry._tools[Send.name] = Send()
    registry._tools[Choice.name] = Choice()


def race(taps: Sequence[Tap]) -> list[Answer]:
    """Make these taps: each thread its share, one after another, from the common start on."""
    shares = [taps[number::THREADS] for number in range(THREADS)]
    with ThreadPoolExecutor(THREADS) as pool:
        return [answer for share in pool.map(_run, shares) for answer in share]


def _run(taps: Sequence[Tap]) -> list[Answer]:
    from django.db import connection

    try:
        connection.ensure_connection()  # so that it is the taps that meet, not the logins
        _start.wait(WAIT_SEC)
        return [_tapped(tap) for tap in taps]
    except BrokenBarrierError as error:
        return [Answer(tap, "", "", repr(error)) for tap in taps]
    finally:
        connection.close()


def _tapped(tap: Tap) -> Answer:
    from actions import pipeline
    from tests.actions.conftest import caller

    decide: Any = pipeline.cancel if tap.is_cancel else pipeline.confirm
    try:
        outcome = decide(tap.data, caller(tap.owner, correlation_id=tap.story))
    except Exception as error:  # noqa: BLE001 -- told to the test, which fails for it
        return Answer(tap, "", "", repr(error))
    return Answer(tap, type(outcome).__name__, str(outcome.action.status))
