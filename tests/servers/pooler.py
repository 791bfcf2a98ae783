"""A pooler on loopback before PostgreSQL, such as pgbouncer: many clients on a few server sessions."""

from __future__ import annotations

import asyncio
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from tests.servers.threads import served

SSL_REQUEST, GSS_REQUEST = 80877103, 80877104
READY, IDLE = b"Z", b"I"
#: After these of a client's messages the server answers up to "ready".
QUERY, SYNC, TERMINATE = b"Q", b"S", b"X"

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass
class Ways:
    """How this pooler is set up."""

    #: When a session goes back: after a transaction, or only when its client has gone.
    mode: Literal["transaction", "session"] = "transaction"
    #: What becomes of the settings that a client brings along.
    options: Literal["refused", "dropped", "kept"] = "kept"
    #: Which of the free sessions is given out: the one used last, or the one unused longest.
    latest_first: bool = True
    #: Whether a client hears what the server says without being asked; in session mode only.
    notices: bool = True


class Pooler:
    """One database's sessions. Clients come to `port`."""

    def __init__(self, target: Path, ways: Ways) -> None:
        self._target = target
        self._ways = ways
        self._free: list[Streams] = []
        self._loop = asyncio.new_event_loop()
        self.port = 0

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            startup = await _startup(reader, writer)
            if b"options\0" in startup and self._ways.options == "refused":
                text = b"SFATAL\0VFATAL\0C08P01\0Munsupported startup parameter: options\0\0"
                writer.write(_message(b"E", text))
                return
            held = await self._lease(startup)
            writer.write(_message(b"R", struct.pack("!i", 0)) + _message(b"K", bytes(8)))
            writer.write(_message(READY, IDLE))
            if self._ways.mode == "session" and self._ways.notices:
                await self._join(reader, writer, held)
                return
            self._free.append(held)
            await self._pass_on(reader, writer, startup)
        except (asyncio.IncompleteReadError, OSError):
            pass  # the client has gone
        except asyncio.CancelledError:
            writer.transport.abort()
        finally:
            writer.close()

    async def _join(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, session: Streams
    ) -> None:
        """One client on one session, to the end of either."""

        async def flow(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
            while piece := await source.read(65_536):
                target.write(piece)
            target.close()

        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(flow(reader, session[1]))
                group.create_task(flow(session[0], writer))
        except* OSError:
            pass
        finally:
            session[1].transport.abort()

    async def _pass_on(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, startup: bytes
    ) -> None:
        held: Streams | None = None
        asked = b""
        try:
            while (message := await _read(reader))[:1] != TERMINATE:
                asked += message
                if message[:1] not in QUERY + SYNC:
                    continue
                held = held or await self._lease(startup)
                held[1].write(asked)
                asked = b""
                answer = b""
                while answer[:1] != READY:
                    answer = await _read(held[0])
                    writer.write(answer)
                if answer[-1:] == IDLE and self._ways.mode == "transaction":
                    self._free.append(held)
                    held = None
        finally:
            if held is not None:
                held[1].transport.abort()

    async def _lease(self, startup: bytes) -> Streams:
        if self._free:
            return self._free.pop(-1 if self._ways.latest_first else 0)
        reader, writer = await asyncio.open_unix_connection(self._target)
        if self._ways.options == "dropped":
            startup = _without_options(startup)
        writer.write(struct.pack("!i", len(startup) + 4) + startup)
        while (await _read(reader))[:1] != READY:
            pass
        return reader, writer

    async def _serve(self, ready: threading.Event, stopped: asyncio.Event) -> None:
        server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        await stopped.wait()
        server.close()
        for _, writer in self._free:
            writer.transport.abort()
        passing = asyncio.all_tasks() - {asyncio.current_task()}
        for task in passing:
            task.cancel()
        if passing:
            await asyncio.wait(passing)


def _message(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("!i", len(body) + 4) + body


async def _read(reader: asyncio.StreamReader) -> bytes:
    """One whole message."""
    head = await reader.readexactly(5)
    return head + await reader.readexactly(struct.unpack("!i", head[1:])[0] - 4)


async def _startup(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
    """What a client begins with, less its length; encryption is not offered."""
    while True:
        length = struct.unpack("!i", await reader.readexactly(4))[0]
        body = await reader.readexactly(length - 4)
        if struct.unpack("!i", body[:4])[0] not in {SSL_REQUEST, GSS_REQUEST}:
            return body
        writer.write(b"N")


def _without_options(startup: bytes) -> bytes:
    words: list[Any] = startup[4:].rstrip(b"\0").split(b"\0")
    pairs = [(key, value) for key, value in zip(words[::2], words[1::2], strict=True)]
    kept = [key + b"\0" + value + b"\0" for key, value in pairs if key != b"options"]
    return startup[:4] + b"".join(kept) + b"\0"


@contextmanager
def pooler(target: Path, **ways: Any) -> Iterator[Pooler]:
    """A pooler before that Unix socket, while it runs."""
    item = Pooler(target, Ways(**ways))
    with served(item._loop, item._serve):
        yield item
