"""Let in requests with an API key, up to a limit per minute; the same over HTTP and over MCP."""

from __future__ import annotations

import math
import threading
import time
from collections import deque

from ownerbot_site.accounts import keys
from ownerbot_site.models import ApiKey

#: The name under which the ASGI scope of an admitted request has its ApiKey.
KEY = "ownerbot.api_key"
UNAVAILABLE = "The database does not answer right now. Ask again in a moment."
#: How many requests one key may make within a minute, counted by this process.
MOST_A_MINUTE = 120
MINUTE = 60.0

_lock = threading.Lock()
_asked: dict[int, deque[float]] = {}


class RateLimitError(Exception):
    """The key has made too many requests within a minute."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"A key may ask {MOST_A_MINUTE} times a minute. Slow down.")
        #: Seconds until it may ask again.
        self.retry_after = retry_after


def admit(token: str) -> ApiKey | None:
    """Return the valid key with that text and count this request; None where there is no such key.

    Raises RateLimitError where the key has made too many requests within the last minute.
    """
    key = keys.find_live_key(token, keys.READ) if token.startswith(keys.PREFIX) else None
    if key is not None:
        _count_request(key.pk)
    return key


def _count_request(key_id: int) -> None:
    now = time.monotonic()
    with _lock:
        asked = _asked.setdefault(key_id, deque())
        while asked and asked[0] <= now - MINUTE:
            asked.popleft()
        if len(asked) >= MOST_A_MINUTE:
            raise RateLimitError(math.ceil(asked[0] + MINUTE - now))
        asked.append(now)
