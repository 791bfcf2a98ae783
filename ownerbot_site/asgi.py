"""The web process: pages over HTTP, live feeds over WebSockets."""

from __future__ import annotations

import warnings

from channels.routing import ProtocolTypeRouter
from django.core.asgi import get_asgi_application

# WhiteNoise streams files from disk with a plain iterator; they are small, and cached by browsers.
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous")

pages = get_asgi_application()  # sets Django up, so it comes before whatever imports models

from ownerbot_site import limits, sockets  # noqa: E402 -- needs Django set up

application = ProtocolTypeRouter(
    {"http": limits.limit_bodies(pages), "websocket": sockets.application}
)
