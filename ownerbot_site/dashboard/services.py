"""What the program stands on, as the overview's status strip shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from audit import queries
from telegram_bot.updates import hearing
from tools.catalog.system.read import TROUBLE
from tools.intents.planner.server import tokens_left

if TYPE_CHECKING:
    from audit.models import AuditEvent

PING_SEC = 0.3


@dataclass(frozen=True)
class Service:
    """A service and how it is, as a badge: tone good, warn or bad."""

    name: str
    tone: str
    text: str


def services() -> list[Service]:
    """PostgreSQL is up wherever this is drawn: the reader's session came out of it."""
    return [
        *_telegram(),
        Service("PostgreSQL", "good", gettext("connected")),
        _redis(),
        *_models(),
    ]


def _telegram() -> list[Service]:
    """Whether the bot gets its messages; nothing where there is none."""
    bot_id = settings.ENV.bot_id
    if not bot_id:
        return []
    row = hearing.known(bot_id)
    if row is None:
        return [Service("Telegram", "warn", gettext("the bot has not reached it yet"))]
    if not row.code:
        return [Service("Telegram", "good", gettext("connected"))]
    at = date_format(localtime(row.at), "j F, H:i")
    text = gettext("the bot is deaf since %(at)s: %(why)s") % {"at": at, "why": hearing.told(row)}
    return [Service("Telegram", "bad", text)]


def _redis() -> Service:
    try:
        _client().ping()
    except (RedisError, OSError):
        return Service("Redis", "warn", gettext("Live updates degraded: pages ask every second"))
    return Service("Redis", "good", gettext("connected"))


def _models() -> list[Service]:
    """The planner and the listener; nothing of one that is off."""
    env, since = settings.ENV, timezone.now() - TROUBLE
    found = []
    if env.llm_provider != "OFF":
        found.append(_planner(env.openai_llm_model, since))
    if env.asr_provider != "OFF":
        found.append(_model(gettext("Voice"), env.openai_asr_model, queries.speech_failure(since)))
    return found


def _planner(model: str, since: datetime) -> Service:
    if tokens_left() <= 0:
        return Service(gettext("Planner"), "warn", gettext("today's tokens are used up"))
    return _model(gettext("Planner"), model, queries.planner_failure(since))


def _model(name: str, model: str, failure: AuditEvent | None) -> Service:
    if failure is None:
        return Service(name, "good", model)
    at = date_format(localtime(failure.occurred_at), "H:i")
    text = gettext("no answer since {at} ({code})").format(at=at, code=failure.payload["code"])
    return Service(name, "warn", text)


@cache
def _client() -> Redis:
    return Redis.from_url(
        settings.REDIS_URL,
        socket_connect_timeout=PING_SEC,
        socket_timeout=PING_SEC,
        retry=Retry(NoBackoff(), 0),
    )
