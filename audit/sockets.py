"""The rules for every WebSocket of our pages: who may open one, how many, how much it may send."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections import deque
from collections.abc import Coroutine
from importlib import import_module
from typing import Any
from weakref import WeakSet

from channels.auth import get_user
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings

from audit.outage import DATABASE_AWAY

CHECK_EVERY_SEC = 10.0
MOST_SOCKETS_PER_USER = 10
MOST_FRAME_BYTES = 16_384
MOST_FRAMES_A_SECOND = 20

NOT_ALLOWED, SIGNED_OUT, TOO_MANY = 4403, 4401, 4429
TOO_FAST, TOO_LARGE, TRY_AGAIN = 1008, 1009, 1013

log = logging.getLogger(__name__)


class GuardedSocket(AsyncWebsocketConsumer):
    """The socket of one open page of a signed-in user, who is checked every CHECK_EVERY_SEC.

    The page sends `{"after": number}` and is sent what comes after that number. A subclass says who
    may open it (`is_allowed`) and what happens next (`on_open`, `on_ask`, `on_alive`, `on_close`).
    """

    #: A socket that subscribed to the layer by itself would die with Redis.
    channel_layer_alias = "none"
    user_id: int = 0

    @staticmethod
    def is_allowed(user: Any) -> bool:
        """Return whether that user may open this socket; may use the database."""
        raise NotImplementedError

    async def on_open(self) -> None:
        """Run when the user has been let in."""

    async def on_ask(self, after: int) -> None:
        """Run when the page asks for all that comes after that number."""

    async def on_alive(self) -> None:
        """Run each time the session was checked and is still valid."""

    def on_close(self) -> None:
        """Run when the socket is closed; also if the user was never let in, and maybe twice."""

    async def connect(self) -> None:
        self._tasks: list[asyncio.Task[None]] = []
        self._said_at: deque[float] = deque(maxlen=MOST_FRAMES_A_SECOND)
        user = self.scope["user"]
        is_allowed = await database_sync_to_async(self.is_allowed)(user)
        await self.accept()  # a browser gets the close code only from an accepted socket
        if not is_allowed:
            await self.close(NOT_ALLOWED)
            return
        self.user_id = user.pk
        mine = sum(type(socket) is type(self) and socket.user_id == user.pk for socket in _open)
        if mine >= MOST_SOCKETS_PER_USER:
            await self.close(TOO_MANY)
            return
        _open.add(self)
        self.start(self._watch())
        await self.on_open()

    async def disconnect(self, code: int) -> None:
        self._leave()

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if self not in _open:
            return
        refusal = self._check_frame(text_data or bytes_data or "") or await self._check_session()
        if refusal:
            await self.end(refusal)
            return
        after = parse_after(text_data)
        if after is not None:
            await self.on_ask(after)

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Start a task that is cancelled when the socket is closed."""
        self._tasks.append(asyncio.create_task(work))

    async def end(self, code: int) -> None:
        """Close the socket from our side with this code."""
        self._leave()
        await self.close(code)

    def _leave(self) -> None:
        _open.discard(self)
        self.on_close()
        for task in self._tasks:
            if task is not asyncio.current_task():
                task.cancel()

    def _check_frame(self, frame: str | bytes) -> int | None:
        """Return the close code for a frame that is too large or too soon; None if it is fine."""
        if len(frame) > MOST_FRAME_BYTES:
            return TOO_LARGE
        now = time.monotonic()
        is_full = len(self._said_at) == MOST_FRAMES_A_SECOND
        if is_full and now - self._said_at[0] < 1:
            return TOO_FAST
        self._said_at.append(now)
        return None

    async def _check_session(self) -> int | None:
        """Return the close code if the session is over or cannot be checked; None if valid."""
        try:
            return None if await self._is_still_allowed() else SIGNED_OUT
        except DATABASE_AWAY:
            return TRY_AGAIN

    async def _watch(self) -> None:
        """Close the socket when the session ends, even if the page never sends anything."""
        while True:
            await asyncio.sleep(CHECK_EVERY_SEC)
            try:
                if not await self._is_still_allowed():
                    await self.end(SIGNED_OUT)
                    return
                await self.on_alive()
            except Exception as error:  # noqa: BLE001 -- PostgreSQL may be away; asked again
                log.info("a socket cannot check its session: %s", type(error).__name__)

    async def _is_still_allowed(self) -> bool:
        """Return whether the user is still signed in and may still open this socket.

        Reads the session again, because the socket's own copy is from the handshake.
        """
        engine = import_module(settings.SESSION_ENGINE)
        session = engine.SessionStore(self.scope["session"].session_key)
        user = await get_user({"session": session})
        return user.pk == self.user_id and bool(
            await database_sync_to_async(self.is_allowed)(user)
        )


_open: WeakSet[GuardedSocket] = WeakSet()


def is_cancelled() -> bool:
    """Return whether the current task was cancelled; redis-py may hide that while it connects."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def parse_after(text: str | None) -> int | None:
    """Return the number of a frame `{"after": number}`; None for anything else."""
    try:
        frame: Any = json.loads(text or "")
    except (ValueError, RecursionError):
        return None
    after = frame.get("after") if isinstance(frame, dict) else None
    return after if isinstance(after, int) and 0 <= after < 2**63 else None
