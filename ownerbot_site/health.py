"""What machines ask: alive, and ready. Nobody learns more here than these words."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from psycopg_pool import PoolTimeout


@never_cache
def healthz(_request: HttpRequest) -> HttpResponse:
    """200 while the process answers at all."""
    return HttpResponse("ok", content_type="text/plain")


@never_cache
def readyz(_request: HttpRequest) -> HttpResponse:
    """200 while PostgreSQL answers, else 503; Redis may be away, pages then ask instead."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SHOW statement_timeout")
            is_limited = cursor.fetchone() != ("0",)
    except (DatabaseError, PoolTimeout):
        return HttpResponse("not ready", status=503, content_type="text/plain")
    if not is_limited:  # whoever starts the pages by hand has not been told so at the start
        why = "not ready: DATABASE_URL leads to a pooler that drops our settings"
        return HttpResponse(why, status=503, content_type="text/plain")
    return HttpResponse("ok", content_type="text/plain")
