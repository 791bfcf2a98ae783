"""Whether the real bot gets its updates: one row, which the bot process writes for all to read.

A bot that gets none is deaf; every page, answer and check that shows the program's state says so.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial
from uuid import uuid4

from django.conf import settings
from django.db import connection, transaction

from audit import log
from telegram_bot.models import Hearing
from tools.catalog.system.read import StatusItem
from tools.languages import Language
from tools.texts import Text

MOST_DETAIL = 200

#: Why a bot is deaf, and what to do about it.
REASONS: dict[str, Text] = {
    "token": Text("Telegram does not accept BOT_TOKEN; copy it anew from @BotFather"),
    "conflict": Text("another program asks for this bot's messages; end it, or give it a bot of its own"),
    "webhook": Text("another program has set a webhook for this bot and gets its messages; end it, or give "
        "it a bot of its own"),
    "refused": Text("Telegram refuses our webhook; correct PUBLIC_BASE_URL (port 443, 80, 88 or 8443)"),
    "undelivered": Text("Telegram cannot bring messages to PUBLIC_BASE_URL; it must be reachable from outside"),
    "away": Text("Telegram does not answer; look at this machine's network"),
    "other": Text("Telegram refuses to hand over messages"),
}  # fmt: skip

DEAF = Text("The bot is deaf")


def store_hearing(bot_id: int, code: str, detail: str = "") -> None:
    """Store why the bot is deaf from now on, or "" if it hears; record a change."""
    with transaction.atomic():
        row, made = Hearing.objects.select_for_update().get_or_create(bot_id=bot_id)
        was = "" if made else row.code
        row.code, row.detail, row.at = code, detail[:MOST_DETAIL], get_database_time()
        row.save()
        if code == was:
            return
        named = {"code": code} if code else {}
        log.record(
            "bot_deaf" if code else "bot_hears",
            correlation_id=uuid4(),
            actor=log.SYSTEM,
            payload={"bot": bot_id, **named},
        )


def find_hearing(bot_id: int) -> Hearing | None:
    """Return the bot's hearing as its process last stored it; None if it never did."""
    return Hearing.objects.filter(bot_id=bot_id).first()


def find_deafness(bot_id: int) -> Hearing | None:
    """Return the bot's hearing if it is deaf; None if it hears or there is no bot (0)."""
    return Hearing.objects.filter(bot_id=bot_id).exclude(code="").first() if bot_id else None


def say_reason(row: Hearing, language: Language = "en") -> str:
    """Return the reason in words, with Telegram's own words if there are any."""
    reason = REASONS[row.code].to(language)
    return f"{reason} ({row.detail})" if row.detail else reason


def get_database_time() -> datetime:
    """Return the database's clock, because different machines may write the rows we compare."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]  # type: ignore[no-any-return]


def list_status_items() -> list[StatusItem]:
    """Return what /status says of a deaf bot, in the simulator or from another bot process."""
    row = find_deafness(settings.ENV.bot_id)
    if row is None:
        return []
    return [StatusItem("bot_deaf", DEAF, 1, partial(say_reason, row))]
