"""The routes of all WebSockets, and which pages may open them."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from channels.auth import AuthMiddlewareStack
from channels.routing import URLRouter
from channels.security.websocket import WebsocketDenier
from django.conf import settings
from django.http.request import validate_host
from django.urls import path, re_path

from audit.live import LiveConsumer
from audit.outage import DATABASE_AWAY
from audit.sockets import TRY_AGAIN

log = logging.getLogger(__name__)

Scope = dict[str, Any]
App = Callable[[Scope, Any, Any], Awaitable[None]]


def is_same_origin(headers: list[tuple[bytes, bytes]]) -> bool:
    """Return whether the page that makes the request is ours: same scheme, host and port.

    A page cannot forge the Origin that its browser sends. Comparing only host names would let in
    another port or plain http.
    """
    found = {key.lower(): value.decode("latin-1") for key, value in headers}
    try:
        origin = urlsplit(found.get(b"origin", ""))
    except ValueError:  # "http://[::1", say
        return False
    host = found.get(b"host", "")
    return (
        origin.scheme == urlsplit(settings.WEB_ADDRESS).scheme
        and bool(host)
        and origin.netloc == host
        and validate_host(origin.hostname or "", settings.ALLOWED_HOSTS)
    )


class Denier(WebsocketDenier):  # type: ignore[misc]  # channels ships no types
    """Answers the handshake with 403, also while Redis is away."""

    channel_layer_alias = "none"


deny = Denier.as_asgi()


def require_same_origin(app: App) -> App:
    """Return the application with handshakes from other sites' pages refused."""

    async def guarded(scope: Scope, receive: Any, send: Any) -> None:
        inner = app if is_same_origin(scope["headers"]) else deny
        await inner(scope, receive, send)

    return guarded


def close_without_database(app: App) -> App:
    """Return the application with sockets closed by code 1013 while PostgreSQL does not answer.

    The page then connects again by itself.
    """

    async def guarded(scope: Scope, receive: Any, send: Any) -> None:
        is_accepted = False

        async def noting(message: dict[str, Any]) -> None:
            nonlocal is_accepted
            is_accepted = is_accepted or message["type"] == "websocket.accept"
            await send(message)

        try:
            await app(scope, receive, noting)
        except DATABASE_AWAY as error:
            log.warning("a socket has to wait for PostgreSQL (%s)", type(error).__name__)
            if not is_accepted:  # a browser gets the close code only from an accepted socket
                await receive()
                await send({"type": "websocket.accept"})
            await send({"type": "websocket.close", "code": TRY_AGAIN})

    return guarded


def _build_routes() -> list[Any]:
    routes = [path("ws/live/", LiveConsumer.as_asgi())]
    if settings.SIMULATOR_ENABLED:
        from telegram_bot.simulator.routing import websocket_urlpatterns

        routes += websocket_urlpatterns
    return [*routes, re_path("", deny)]


application = require_same_origin(
    close_without_database(AuthMiddlewareStack(URLRouter(_build_routes())))
)
