"""How often a key may ask."""

from __future__ import annotations

import math
import threading
import time
from collections import deque

#: Requests of one key within a minute, in this process.
MOST_A_MINUTE = 120
MINUTE = 60.0

_lock = threading.Lock()
_asked: dict[int, deque[float]] = {}


class TooFast(Exception):
    """The key has asked too often."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"This key may ask {MOST_A_MINUTE} times a minute. Slow down.")
        #: Seconds until it may ask again.
        self.retry_after = retry_after


def keep(key_id: int) -> None:
    """Count one request of the key; TooFast where it has made too many within the last minute."""
    now = time.monotonic()
    with _lock:
        asked = _asked.setdefault(key_id, deque())
        while asked and asked[0] <= now - MINUTE:
            asked.popleft()
        if len(asked) >= MOST_A_MINUTE:
            raise TooFast(math.ceil(asked[0] + MINUTE - now))
        asked.append(now)
