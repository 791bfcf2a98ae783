"""Health checks for machines: alive and ready. The answers tell strangers nothing more."""

from __future__ import annotations

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from psycopg_pool import PoolTimeout

from telegram_bot.updates import hearing


@never_cache
def check_alive(_request: HttpRequest) -> HttpResponse:
    """Answer 200 as long as the process answers at all."""
    return HttpResponse("ok", content_type="text/plain")


@never_cache
def check_ready(_request: HttpRequest) -> HttpResponse:
    """Answer 200 if PostgreSQL answers and the bot gets its updates, else 503 with the reason.

    Redis is not needed: without it, pages ask for news instead.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute("SHOW statement_timeout")
            is_limited = cursor.fetchone() != ("0",)
        deaf = hearing.find_deafness(settings.ENV.bot_id)
    except (DatabaseError, PoolTimeout):
        return _refuse("not ready")
    if not is_limited:  # the start checks this too, but not where the pages are started by hand
        return _refuse("not ready: DATABASE_URL leads to a pooler that drops our settings")
    if deaf is not None:
        return _refuse(f"not ready: the bot is deaf: {hearing.REASONS[deaf.code].en}")
    return HttpResponse("ok", content_type="text/plain")


def _refuse(why: str) -> HttpResponse:
    return HttpResponse(why, status=503, content_type="text/plain; charset=utf-8")
