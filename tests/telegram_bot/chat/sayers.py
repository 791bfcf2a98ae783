"""A process of its own that counts sentences: threads that all start at once.

Started by spawning, so nothing here may touch Django before `prepare` has set it up.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

THREADS = 4
WAIT_SEC = 60.0

_start: Any


def prepare(start: Any, database: str) -> None:
    """Set Django up on the test's own database."""
    global _start  # noqa: PLW0603 -- what the process was started with
    import os

    os.environ["DJANGO_SETTINGS_MODULE"] = "ownerbot_site.settings"
    import django
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = database
    django.setup()
    _start = start


def say(text: str, updates: Sequence[int]) -> None:
    """Count the sentence for each of these updates, in every thread."""
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(lambda _: _say(text, updates), range(THREADS)))


def _say(text: str, updates: Sequence[int]) -> None:
    from django.db import connection

    from telegram_bot.chat import not_understood
    from tests.actions.conftest import caller

    try:
        connection.ensure_connection()
        _start.wait(WAIT_SEC)
        for number in updates:
            not_understood.count_sentence(text, caller(update_id=number), planned=False)
    finally:
        connection.close()
