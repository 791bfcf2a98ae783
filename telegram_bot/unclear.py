"""What the rules did not understand, kept so that they can learn it: masked, counted, and bounded."""

from __future__ import annotations

import re
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from actions.asker import Asker
from audit.log import masked
from telegram_bot.models import Unclear

LONGEST = 300
MOST = 1_000
KEEP = timedelta(days=90)

_ADDRESS = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
#: A card, an account, a tax number; ids of orders and products, days and sums are shorter.
_DIGITS = re.compile(r"(?<![\d-])(?!\d{4}-\d\d-\d\d\b)\d(?:[ -]?\d){7,}")

#: The same message, handled once more, counts once.
_NOTE = """
    INSERT INTO ownerbot_unclear (text, language, count, planned, state, last_update_id, first_at, last_at)
    VALUES (%s, %s, 1, %s, 'open', %s, now(), now())
    ON CONFLICT (text, language) DO UPDATE
    SET count = ownerbot_unclear.count + 1,
        planned = ownerbot_unclear.planned + excluded.planned,
        last_update_id = excluded.last_update_id,
        last_at = now()
    WHERE ownerbot_unclear.last_update_id <> excluded.last_update_id
"""


def without_people(text: str) -> str:
    """The text as it may be kept: no secrets, telephone numbers, addresses or long numbers, on one line.

    Names cannot be told from other words; they stay.
    """
    safe = _DIGITS.sub("***", _ADDRESS.sub("***", masked(text)))
    return " ".join(safe.lower().split())[:LONGEST]


def note(text: str, by: Asker, *, planned: bool) -> None:
    """Count the sentence; one statement, which the same update may repeat."""
    kept = without_people(text)
    if kept:
        with connection.cursor() as cursor:
            cursor.execute(_NOTE, [kept, by.language, int(planned), by.update_id or 0])


def open_ones() -> list[Unclear]:
    """Those that nobody has dealt with, the most frequent first."""
    return list(Unclear.objects.filter(state=Unclear.State.OPEN).order_by("-count", "-last_at"))


def forget_old() -> None:
    """Delete what was said last too long ago, and the oldest beyond MOST."""
    Unclear.objects.filter(last_at__lt=timezone.now() - KEEP).delete()
    kept = Unclear.objects.order_by("-last_at").values("pk")[:MOST]
    Unclear.objects.exclude(pk__in=kept).delete()
