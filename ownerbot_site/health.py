"""What machines ask: alive, and ready. Nobody learns more here than these few words."""

from __future__ import annotations

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from psycopg_pool import PoolTimeout

from telegram_bot.updates import hearing


@never_cache
def check_alive(_request: HttpRequest) -> HttpResponse:
    """200 while the process answers at all."""
    return HttpResponse("ok", content_type="text/plain")


@never_cache
def check_ready(_request: HttpRequest) -> HttpResponse:
    """200 while PostgreSQL answers and the bot gets its updates, else 503 and the reason; Redis may
    be away, pages then ask instead."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SHOW statement_timeout")
            is_limited = cursor.fetchone() != ("0",)
        deaf = hearing.find_deafness(settings.ENV.bot_id)
    except (DatabaseError, PoolTimeout):
        return _refuse("not ready")
    if not is_limited:  # whoever starts the pages by hand has not been told so at the start
        return _refuse("not ready: DATABASE_URL leads to a pooler that drops our settings")
    if deaf is not None:
        return _refuse(f"not ready: the bot is deaf: {hearing.REASONS[deaf.code].en}")
    return HttpResponse("ok", content_type="text/plain")


def _refuse(why: str) -> HttpResponse:
    return HttpResponse(why, status=503, content_type="text/plain; charset=utf-8")
