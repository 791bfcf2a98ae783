"""The web process: pages and agents over HTTP, live feeds over WebSockets."""

from __future__ import annotations

import warnings
from typing import Any

from channels.routing import ProtocolTypeRouter
from django.core.asgi import get_asgi_application

# WhiteNoise sends files with a plain iterator, which Django warns of. The files are small, and
# browsers cache them.
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous")

pages = get_asgi_application()  # sets Django up, so it comes before whatever imports models

from ownerbot_site import limits, sockets  # noqa: E402 -- needs Django set up
from ownerbot_site.agents import door  # noqa: E402 -- the same


async def serve_http(scope: dict[str, Any], receive: limits.Receive, send: limits.Send) -> None:
    """Pass requests for MCP to its own ASGI application, and all others to Django."""
    app: limits.App = door.application if scope["path"] in door.PATHS else pages
    await app(scope, receive, send)


application = ProtocolTypeRouter(
    {"http": limits.limit_bodies(serve_http), "websocket": sockets.application}
)
