"""Answers while PostgreSQL is away: 503 and one log line, not a traceback for every request."""

from __future__ import annotations

import logging

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.deprecation import MiddlewareMixin

from audit.outage import DATABASE_AWAY
from ownerbot_site.api import api
from ownerbot_site.api_errors import build_error

log = logging.getLogger(__name__)

RETRY_AFTER_SEC = 5


class UnavailableMiddleware(MiddlewareMixin):
    """Middleware that answers 503 for a view that failed because the database is away."""

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return answer_unavailable(request, error) if isinstance(error, DATABASE_AWAY) else None


def answer_unavailable(request: HttpRequest, error: Exception | type[Exception]) -> HttpResponse:
    """Answer 503: JSON below /api/, else a page that reloads itself after a few seconds."""
    # The log never gets the address: that of a sign-in link is a secret until it is used.
    match = request.resolver_match
    log.error(
        "503 for %s: the database does not answer (%s)",
        match.view_name if match else "a page",
        type(error.__cause__ or error).__name__,
    )
    if request.path.startswith("/api/"):
        response: HttpResponse = build_error(
            503, "UNAVAILABLE", "The database does not answer right now. Ask again in a moment."
        )
    else:
        page = render_to_string("ownerbot/unavailable.html", {"retry_after": RETRY_AFTER_SEC})
        response = HttpResponse(page, status=503)
    response["Retry-After"] = str(RETRY_AFTER_SEC)
    response["Cache-Control"] = "no-store"
    response._has_been_logged = True  # type: ignore[attr-defined]  # noqa: SLF001 -- Django's way
    return response


# ninja handles its errors itself, so the middleware never gets them.
for kind in DATABASE_AWAY:
    api.add_exception_handler(kind, answer_unavailable)
