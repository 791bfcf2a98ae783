"""Sentences that the rules did not understand, kept to improve the rules: masked, counted, few."""

from __future__ import annotations

import re
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from actions.caller import Caller
from audit.log import mask_secrets
from telegram_bot.models import Unclear
from tools.dashes import DASHES
from tools.intents.resolve import detect_language

LONGEST = 300
MOST = 1_000
KEEP = timedelta(days=90)
WEEK = timedelta(days=7)
#: What stands in place of a masked part.
GAP = "***"

#: Sums, and ids without their letters, have at most so many digits; a telephone number has more.
MOST_DIGITS = 6
#: Keys and tokens are longer than any word that people write.
_LONG_WORD = re.compile(r"[\w-]{20,}")
_ID = rf"(?<!\w)(?:[oо][bв]|об|[pрп]|[cс])[{DASHES}_][0-9]{{1,8}}(?!\w)"
#: Digits that may be one number, whatever separates them.
_DIGITS = re.compile(rf"(?P<id>{_ID})|[+(]?\d(?:[{DASHES}\s().:/+]{{0,3}}\d)*")
_DAY = r"(?:0?[1-9]|[12][0-9]|3[01])"
_MOMENT = (
    rf"(?:(?:19|20)[0-9]{{2}}[{DASHES}][0-9]{{1,2}}[{DASHES}][0-9]{{1,2}}"
    rf"|{_DAY}[./]{_DAY}(?:[./](?:(?:19|20)?[0-9]{{2}}))?"
    r"|[0-9]{1,2}:[0-9]{2})"
)
#: Days and times of day, one or several.
_MOMENTS = re.compile(rf"{_MOMENT}(?:(?:\s?[{DASHES}]\s?|\s){_MOMENT})*")

#: An update counts once, however often it is handled: its inbox row is marked.
_NOTE = """
    WITH fresh AS (
        UPDATE ownerbot_inbox SET unclear = true WHERE id = %s AND NOT unclear RETURNING id
    )
    INSERT INTO ownerbot_unclear (text, language, count, planned, state, first_at, last_at)
    SELECT %s, %s, 1, %s, 'open', now(), now() FROM fresh
    ON CONFLICT (text, language) DO UPDATE
    SET count = ownerbot_unclear.count + 1,
        planned = ownerbot_unclear.planned + excluded.planned,
        last_at = now()
"""


def mask_people(text: str) -> str:
    """Return the text as it may be kept: masked, in small letters, on one line.

    Secrets, addresses, telephone numbers and other long numbers are masked. Ids of orders and
    products, days and percentages stay. Names stay too: nothing tells them from other words.
    """
    safe = _LONG_WORD.sub(_mask_key, mask_secrets(text.lower()))
    words = [GAP if len(word) > 1 and "@" in word else word for word in safe.split()]
    return _DIGITS.sub(_mask_long_number, " ".join(words))[:LONGEST]


def _mask_key(found: re.Match[str]) -> str:
    return GAP if re.search("[0-9]", found[0]) and re.search("[a-z]", found[0]) else found[0]


def _mask_long_number(found: re.Match[str]) -> str:
    is_short = len(re.findall(r"\d", found[0])) <= MOST_DIGITS
    return found[0] if found["id"] or is_short or _MOMENTS.fullmatch(found[0]) else GAP


def count_sentence(text: str, by: Caller, *, planned: bool) -> None:
    """Count the sentence, in one statement; the same update counts once."""
    kept = mask_people(text)
    language = detect_language(text, by.language)
    if kept:
        with connection.cursor() as cursor:
            cursor.execute(_NOTE, [by.update_id, kept, language, int(planned)])


def count_open_this_week() -> int:
    """Return how many sentences of the last seven days nobody has dealt with."""
    return Unclear.objects.filter(
        state=Unclear.State.OPEN, last_at__gte=timezone.now() - WEEK
    ).count()


def list_open() -> list[Unclear]:
    """Return the sentences that nobody has dealt with, the most frequent first."""
    return list(Unclear.objects.filter(state=Unclear.State.OPEN).order_by("-count", "-last_at"))


def forget_old_sentences() -> None:
    """Delete sentences last said longer ago than KEEP, and all but the newest MOST."""
    Unclear.objects.filter(last_at__lt=timezone.now() - KEEP).delete()
    kept = Unclear.objects.order_by("-last_at").values("pk")[:MOST]
    Unclear.objects.exclude(pk__in=kept).delete()
