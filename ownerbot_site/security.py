"""Response headers that differ by path."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from inspect import iscoroutinefunction

from csp.constants import UNSAFE_EVAL, UNSAFE_INLINE
from django.http import HttpRequest, HttpResponseBase
from django.utils.decorators import sync_and_async_middleware

#: Where the pages are that use the admin's templates and scripts.
SHELL = ("/admin/", "/simulator/")
#: What the admin's own scripts (Alpine) need; all other pages keep the strict policy.
RELAXED = {"script-src": ["'self'", UNSAFE_EVAL], "style-src": ["'self'", UNSAFE_INLINE]}

Handler = Callable[[HttpRequest], HttpResponseBase | Awaitable[HttpResponseBase]]


def _relax_csp(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    if request.path.startswith(SHELL):
        response._csp_update = RELAXED  # type: ignore[attr-defined]  # noqa: SLF001 -- django-csp's way
    return response


@sync_and_async_middleware
def relax_csp_in_admin(get_response: Handler) -> Handler:
    """Middleware: allow eval and inline styles on the pages of the admin's shell only."""
    if iscoroutinefunction(get_response):

        async def relaxed(request: HttpRequest) -> HttpResponseBase:
            return _relax_csp(request, await get_response(request))

        return relaxed

    def relaxed_sync(request: HttpRequest) -> HttpResponseBase:
        return _relax_csp(request, get_response(request))  # type: ignore[arg-type]

    return relaxed_sync
