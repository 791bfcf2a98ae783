"""The services that the program needs, as the overview's status strip shows them."""

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
from tools.intents.planner.server import count_tokens_left

if TYPE_CHECKING:
    from audit.models import AuditEvent

PING_SEC = 0.3


@dataclass(frozen=True)
class ServiceStatus:
    """A service and its state as a badge; the tone is good, warn or bad."""

    name: str
    tone: str
    text: str


def check_services() -> list[ServiceStatus]:
    """Return the state of each service.

    PostgreSQL is not asked: the reader's session was just read from it.
    """
    return [
        *_check_telegram(),
        ServiceStatus("PostgreSQL", "good", gettext("connected")),
        _check_redis(),
        *_check_models(),
    ]


def _check_telegram() -> list[ServiceStatus]:
    """Return whether the bot gets its messages; empty where there is no bot."""
    bot_id = settings.ENV.bot_id
    if not bot_id:
        return []
    row = hearing.find_hearing(bot_id)
    if row is None:
        return [ServiceStatus("Telegram", "warn", gettext("the bot has not reached it yet"))]
    if not row.code:
        return [ServiceStatus("Telegram", "good", gettext("connected"))]
    at = date_format(localtime(row.at), "j F, H:i")
    text = gettext("the bot is deaf since %(at)s: %(why)s") % {
        "at": at,
        "why": hearing.say_reason(row),
    }
    return [ServiceStatus("Telegram", "bad", text)]


def _check_redis() -> ServiceStatus:
    try:
        _get_client().ping()
    except (RedisError, OSError):
        return ServiceStatus(
            "Redis", "warn", gettext("Live updates degraded: pages ask every second")
        )
    return ServiceStatus("Redis", "good", gettext("connected"))


def _check_models() -> list[ServiceStatus]:
    """Return the state of the planner and of the speech service, of those that are on."""
    env, since = settings.ENV, timezone.now() - TROUBLE
    found = []
    if env.llm_provider != "OFF":
        found.append(_check_planner(env.openai_llm_model, since))
    if env.asr_provider != "OFF":
        found.append(
            _describe_model(
                gettext("Voice"), env.openai_asr_model, queries.find_speech_failure(since)
            )
        )
    return found


def _check_planner(model: str, since: datetime) -> ServiceStatus:
    if count_tokens_left() <= 0:
        return ServiceStatus(gettext("Planner"), "warn", gettext("today's tokens are used up"))
    return _describe_model(gettext("Planner"), model, queries.find_planner_failure(since))


def _describe_model(name: str, model: str, failure: AuditEvent | None) -> ServiceStatus:
    if failure is None:
        return ServiceStatus(name, "good", model)
    at = date_format(localtime(failure.occurred_at), "H:i")
    text = gettext("no answer since {at} ({code})").format(at=at, code=failure.payload["code"])
    return ServiceStatus(name, "warn", text)


@cache
def _get_client() -> Redis:
    return Redis.from_url(
        settings.REDIS_URL,
        socket_connect_timeout=PING_SEC,
        socket_timeout=PING_SEC,
        retry=Retry(NoBackoff(), 0),
    )
