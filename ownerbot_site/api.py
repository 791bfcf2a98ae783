"""The root of the HTTP API: authentication, errors, and the router of each app."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import URLPattern, URLResolver
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import HttpBearer, SessionAuth

from actions.api import router as actions
from audit.api import router as audit
from audit.permissions import may_read
from ownerbot_site.agents import entry
from ownerbot_site.agents import http as agents
from ownerbot_site.api_errors import build_error
from ownerbot_site.models import ApiKey
from tools.api import router as tools

log = logging.getLogger(__name__)

View = Callable[..., HttpResponse]


class KeyAuth(HttpBearer):
    """Authentication by `Authorization: Bearer ob_...`; addresses and cookies are never read."""

    def authenticate(self, request: HttpRequest, token: str) -> ApiKey | None:
        return entry.admit(token)


class ReaderAuth(SessionAuth):
    """Authentication by the browser's session, for users who may read what is on record."""

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        user = request.user
        if may_read(user):
            return user
        if user.is_active and user.is_staff:
            raise PermissionDenied
        return None


def require_reader_or_404(view: View) -> View:
    """Decorate the API page: users who may read get it, everybody else gets 404."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_read(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


class Api(NinjaAPI):
    """The API; every answer, also a refusal, has the API's own shape and is not cached."""

    @property
    def urls(self) -> tuple[list[URLResolver | URLPattern], str, str]:
        found, app, namespace = super().urls
        for pattern in found:
            if isinstance(pattern, URLPattern):
                pattern.callback = never_cache(_wrap_refusal(pattern.callback))
        return found, app, namespace


def _wrap_refusal(view: View) -> View:
    """Give ninja's refusal of a wrong method our shape; it comes before our error handlers."""

    @wraps(view)
    def shaped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if not isinstance(response, HttpResponseNotAllowed):
            return response
        refusal = build_error(405, "METHOD_NOT_ALLOWED", f"Only {response['Allow']} works here.")
        refusal["Allow"] = response["Allow"]
        return refusal

    return shaped


api = Api(
    title="OwnerBot",
    version="1",
    description="Reads the action log and the audit, and calls the tools: what reads is answered, what "
    "changes something is shown to the owner and waits for their tap. Nothing here can confirm a change.",
    urls_namespace="api",
    auth=[KeyAuth(), ReaderAuth()],  # a key comes first, whoever is signed in as well
    docs_decorator=require_reader_or_404,
)
api.add_router("", actions)
api.add_router("", audit)
api.add_router("", tools)
api.add_router("", agents.build_router(), auth=KeyAuth())  # not for browsers: people ask the bot


@csrf_exempt
@never_cache
def answer_not_found(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Answer 404 for every address under the API that does not exist."""
    return build_error(404, "NOT_FOUND", "There is nothing at this address.")


@api.exception_handler(AuthenticationError)
def _handle_unauthenticated(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return build_error(
        401, "UNAUTHENTICATED", "Sign in, or send Authorization: Bearer and a valid API key."
    )


@api.exception_handler(PermissionDenied)
def _handle_forbidden(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
    return build_error(
        403, "FORBIDDEN", "This account may not view the audit events and the action log."
    )


@api.exception_handler(Http404)
def _handle_not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return build_error(404, "NOT_FOUND", "There is no such item.")


@api.exception_handler(ValidationError)
def _handle_invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    first = error.errors[0]
    where = ".".join(str(part) for part in first["loc"][1:]) or "request"
    return build_error(422, "INVALID", f"{where}: {first['msg']}")


@api.exception_handler(HttpError)
def _handle_http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    return build_error(error.status_code, "REFUSED", str(error))


@api.exception_handler(agents.CallRefusedError)
def _handle_refused_call(request: HttpRequest, error: agents.CallRefusedError) -> HttpResponse:
    refused = error.refused
    return build_error(error.status, refused.code, refused.text, refused.correlation_id)


@api.exception_handler(entry.RateLimitError)
def _handle_rate_limit(request: HttpRequest, error: entry.RateLimitError) -> HttpResponse:
    response = build_error(HTTPStatus.TOO_MANY_REQUESTS, "TOO_FAST", str(error))
    response["Retry-After"] = str(error.retry_after)
    return response


@api.exception_handler(Exception)
def _handle_unexpected(request: HttpRequest, error: Exception) -> HttpResponse:
    correlation_id = uuid4()
    log.error("API request failed, correlation id %s", correlation_id, exc_info=error)
    return build_error(
        500,
        "INTERNAL",
        "Something went wrong on our side; quote the correlation id.",
        correlation_id,
    )
