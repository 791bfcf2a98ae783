"""The simulator's socket: every change of one chat, in order, even if hints get lost."""

from __future__ import annotations

import asyncio
import json
import logging
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qs

from channels.db import database_sync_to_async
from channels.layers import get_channel_layer

from audit.sockets import GuardedSocket, is_cancelled
from telegram_bot.simulator import drawing, store
from telegram_bot.simulator.permissions import may_use_simulator
from telegram_bot.updates.identity import get_simulated_chat

BATCH = 50
#: How often to look without a hint; this keeps the chat live while Redis is away.
TAIL_SEC = 1.0
JOIN_TIMEOUT_SEC = 1.0

log = logging.getLogger(__name__)


def _read_changes(chat_id: int, revision: int) -> list[dict[str, Any]]:
    return [
        drawing.to_json(message) for message in store.list_changes_after(chat_id, revision, BATCH)
    ]


_read = database_sync_to_async(_read_changes)


class SimulatorConsumer(GuardedSocket):
    """One open chat: the page sends `{"after": revision}` and gets every later change."""

    is_allowed = staticmethod(may_use_simulator)

    async def on_open(self) -> None:
        self._grown = asyncio.Event()
        self._joined = asyncio.Event()
        self._is_following = False
        role = parse_qs(self.scope["query_string"].decode("latin-1")).get("as", ["owner"])[0]
        self._chat_id = get_simulated_chat(role, self.user_id)
        self.start(self._listen())

    async def on_ask(self, after: int) -> None:
        if not self._is_following:
            self._is_following = True
            self.start(self._follow(after))

    async def _listen(self) -> None:
        """Look at the table at each hint from Redis; without Redis, try again every second."""
        while True:
            try:
                layer = get_channel_layer()
                channel = await layer.new_channel()
                await layer.group_add(store.get_group(self._chat_id), channel)
                try:
                    self._joined.set()
                    while not is_cancelled():
                        await layer.receive(channel)
                        self._grown.set()
                finally:
                    await layer.group_discard(store.get_group(self._chat_id), channel)
            except Exception as error:  # noqa: BLE001 -- whatever Redis does, the tail goes on
                log.debug("no hints for the simulator: %s", type(error).__name__)
            if is_cancelled():
                return
            await asyncio.sleep(TAIL_SEC)

    async def _follow(self, after: int) -> None:
        """Send the changes; join the group before the first read, so that no change is missed."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._joined.wait(), JOIN_TIMEOUT_SEC)
        replayed = False
        while True:
            self._grown.clear()
            try:
                changes = await _read(self._chat_id, after)
            except Exception as error:  # noqa: BLE001 -- PostgreSQL may be away; the next look heals it
                log.info("the simulator tries again: %s", type(error).__name__)
                await asyncio.sleep(TAIL_SEC)
                continue
            if changes or not replayed:
                after = changes[-1]["revision"] if changes else after
                frame = {"messages": changes, "replay": not replayed}
                await self.send(text_data=json.dumps(frame))
            replayed = replayed or len(changes) < BATCH
            if len(changes) < BATCH:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._grown.wait(), TAIL_SEC)
