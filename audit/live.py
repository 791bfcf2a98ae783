"""The live feed: every committed event reaches every open page, in order, even if hints get lost.

A hint through Redis says that there are new events. It may get lost; the table is the truth. One
hub per process reads new events once for all its sockets. A socket reads the table itself only for
events that the hub no longer holds: its replay, or what a slow page has missed.
"""

from __future__ import annotations

import asyncio
import json
import logging
from bisect import bisect_right
from collections import deque
from contextlib import suppress
from weakref import WeakKeyDictionary

from channels.db import database_sync_to_async
from channels.layers import get_channel_layer

from audit import queries
from audit.announce import GROUP
from audit.permissions import may_read
from audit.sentences import to_line
from audit.sockets import GuardedSocket, is_cancelled

BATCH = 200
#: How many events the hub keeps for sockets that lag a little.
RECENT = 1000
#: How often to look without a hint; this keeps pages live while Redis is away.
TAIL_SEC = 1.0
LISTEN_AGAIN_SEC = 5.0

log = logging.getLogger(__name__)

#: An event's id and its JSON text, encoded once for all sockets.
Line = tuple[int, str]


def _read_lines(last_id: int) -> list[Line]:
    return [(event.pk, json.dumps(to_line(event))) for event in queries.list_after(last_id, BATCH)]


_read = database_sync_to_async(_read_lines)
_head = database_sync_to_async(queries.get_newest_id)


class Hub:
    """Reads new events once for all sockets of this process, and wakes the sockets."""

    def __init__(self) -> None:
        self.head: int | None = None
        self.sockets: set[LiveConsumer] = set()
        self._recent: deque[Line] = deque(maxlen=RECENT)
        self._hinted = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    def join(self, socket: LiveConsumer) -> None:
        """Add a socket; the first one starts the tasks."""
        self.sockets.add(socket)
        if not self._tasks:
            self._tasks = [asyncio.create_task(self._listen()), asyncio.create_task(self._tail())]

    def leave(self, socket: LiveConsumer) -> None:
        """Remove a socket; after the last one, stop the tasks and forget the events."""
        self.sockets.discard(socket)
        if not self.sockets:
            for task in self._tasks:
                task.cancel()
            self._tasks.clear()
            self._recent.clear()
            self.head = None

    def list_after(self, last_id: int) -> list[Line] | None:
        """Return up to a batch of events after `last_id`; None where the hub lacks the next one."""
        if not self._recent or self._recent[0][0] > last_id + 1:
            return None
        start = bisect_right(self._recent, last_id, key=lambda line: line[0])
        return [self._recent[i] for i in range(start, min(start + BATCH, len(self._recent)))]

    async def _listen(self) -> None:
        """Wake the tail at each hint from Redis; without Redis, try again from time to time."""
        while True:
            try:
                await self._hear_hints()
            except Exception as error:  # noqa: BLE001 -- whatever Redis does, the tail goes on
                log.info("no hints from Redis: %s", type(error).__name__)
            if is_cancelled():
                return
            await asyncio.sleep(LISTEN_AGAIN_SEC)

    async def _hear_hints(self) -> None:
        layer = get_channel_layer()
        channel = await layer.new_channel()
        try:
            await layer.group_add(GROUP, channel)
            while not is_cancelled():
                await layer.receive(channel)
                self._hinted.set()
        finally:
            await layer.group_discard(GROUP, channel)

    async def _tail(self) -> None:
        """Read new events at every hint, and at least every TAIL_SEC."""
        reading = True
        while True:
            try:
                await self._catch_up()
                reading = True
            except Exception as error:  # noqa: BLE001 -- PostgreSQL may be away; it is tried again
                if reading:
                    log.warning("live feed waits for PostgreSQL (%s)", type(error).__name__)
                reading = False
            with suppress(TimeoutError):
                async with asyncio.timeout(TAIL_SEC):
                    await self._hinted.wait()
            self._hinted.clear()

    async def _catch_up(self) -> None:
        if self.head is None:
            self.head = await _head()
            self._wake()
        while lines := await _read(self.head):
            self._recent.extend(lines)
            self.head = lines[-1][0]
            self._wake()

    def _wake(self) -> None:
        for socket in self.sockets:
            socket.grown.set()


#: One hub per event loop: a process has one, a test has its own.
_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()


def get_hub() -> Hub:
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        _hubs[loop] = Hub()
    return _hubs[loop]


class LiveConsumer(GuardedSocket):
    """The socket of one open page. The page sends `{"after": id}` and gets every event after it."""

    is_allowed = staticmethod(may_read)

    async def on_open(self) -> None:
        self.grown = asyncio.Event()
        self.last_id = 0
        self._asked: int | None = None
        self._is_feeding = False
        get_hub().join(self)  # before the first read, so that no event is missed in between

    async def on_ask(self, after: int) -> None:
        self._asked = after
        self.grown.set()
        if not self._is_feeding:
            self._is_feeding = True
            self.start(self._feed())

    async def on_alive(self) -> None:
        """Send an empty frame, which tells the page that the connection is alive."""
        if self._is_feeding:
            await self._send([])

    def on_close(self) -> None:
        get_hub().leave(self)

    async def _feed(self) -> None:
        """Send the events that the page has missed, then new ones; try again where a read fails."""
        while True:
            await self.grown.wait()
            self.grown.clear()
            try:
                if self._asked is not None:
                    # The page may ask for an id that is too high, if the database is a new one.
                    self.last_id, self._asked = min(self._asked, await _head()), None
                    await self._send([])
                await self._drain()
            except Exception as error:  # noqa: BLE001 -- PostgreSQL may be away
                log.info("live socket tries again: %s", type(error).__name__)
                await asyncio.sleep(TAIL_SEC)
                self.grown.set()

    async def _drain(self) -> None:
        """Send all events after `last_id`, from the hub, or else from the table."""
        while True:
            lines = get_hub().list_after(self.last_id)
            if lines is None:
                lines = await _read(self.last_id)
            if not lines:
                return
            self.last_id = lines[-1][0]
            await self._send(lines)

    async def _send(self, lines: list[Line]) -> None:
        head = max(get_hub().head or 0, self.last_id)
        events = ",".join(text for _, text in lines)
        await self.send(text_data=f'{{"events":[{events}],"head":{head}}}')
