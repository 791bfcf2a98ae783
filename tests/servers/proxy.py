"""A wire that can be cut: a proxy on loopback before a server's socket, for the test's thread to use."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.servers.threads import served

WAIT_SEC = 40.0
CHUNK = 65_536
#: How a client of PostgreSQL begins and commits; each a text of its own, so it ends with a zero.
BEGIN, COMMIT = b"BEGIN\0", b"COMMIT\0"
#: A word may arrive in two pieces: so much of the first is looked at again with the second.
TAIL = 64


@dataclass(eq=False)
class Link:
    """One client's connection, and ours to the server for it."""

    client: asyncio.StreamWriter
    server: asyncio.StreamWriter
    #: Whether the transaction that is open has said the word whose commit is to be lost.
    told: bool = False
    losing: bool = False

    def abort(self) -> None:
        for writer in (self.client, self.server):
            writer.transport.abort()


class Proxy:
    """Passes bytes on, unless it is told not to. Its methods may be called from any thread."""

    def __init__(self, target: Path) -> None:
        self._target = target
        self.port = 0
        #: Seconds that everything the server says is held up.
        self.delay = 0.0
        #: New connections are ended at once.
        self.refusing = False
        #: Set when what was asked for with a word has happened to a transaction.
        self.struck = threading.Event()
        self._lose_after = self._cut_at = b""
        self._links: set[Link] = set()
        self._loop = asyncio.new_event_loop()
        self._flowing = asyncio.Event()
        self._flowing.set()

    def cut(self) -> None:
        """End every connection there is."""
        self._do(self._abort_all)

    def hang(self) -> None:
        """Let nothing pass, in either direction, and end nothing."""
        self._do(self._flowing.clear)

    def flow(self) -> None:
        """Let pass what has piled up, and all that follows."""
        self._do(self._flowing.set)

    def lose_commit(self, word: str) -> None:
        """Lose the server's answer to the next commit of a transaction that has said this word.

        The server has committed, and the connection ends before its client hears so.
        """
        self.struck.clear()
        self._lose_after = word.encode()

    def cut_at(self, word: str) -> None:
        """End every connection as soon as a client says this word, which the server never hears."""
        self.struck.clear()
        self._cut_at = word.encode()

    def _abort_all(self) -> None:
        for link in self._links:
            link.abort()

    def _do(self, act: Callable[[], object]) -> None:
        done = threading.Event()

        def run() -> None:
            act()
            done.set()

        self._loop.call_soon_threadsafe(run)
        assert done.wait(WAIT_SEC)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self._pass_on(reader, writer)
        except asyncio.CancelledError:
            writer.transport.abort()  # the proxy ends; asyncio 3.11 complains of one that is passed on

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.refusing:
            writer.transport.abort()
            return
        try:
            from_server, to_server = await asyncio.open_unix_connection(self._target)
        except OSError:  # the server is down, and so is whoever asks for it through us
            writer.transport.abort()
            return
        link = Link(writer, to_server)
        self._links.add(link)
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._ask(link, reader))
                group.create_task(self._answer(link, from_server))
        except* OSError:
            pass  # one side is gone; the other goes, too
        finally:
            link.abort()
            self._links.discard(link)

    async def _ask(self, link: Link, reader: asyncio.StreamReader) -> None:
        before = b""
        while piece := await reader.read(CHUNK):
            await self._flowing.wait()
            seen = before + piece
            if self._cut_at and self._cut_at in seen:
                self._cut_at = b""
                self._abort_all()
                self.struck.set()
                return
            link.told = (link.told and BEGIN not in seen) or (
                bool(self._lose_after) and self._lose_after in seen
            )
            if COMMIT in seen:
                link.losing, link.told = link.told, False
            before = b"" if COMMIT in seen else seen[-TAIL:]
            link.server.write(piece)
            await link.server.drain()
        link.abort()

    async def _answer(self, link: Link, reader: asyncio.StreamReader) -> None:
        while piece := await reader.read(CHUNK):
            await self._flowing.wait()
            if self.delay:
                await asyncio.sleep(self.delay)
            if link.losing and self._lose_after:
                self._lose_after = b""
                link.abort()
                self.struck.set()
                return
            link.client.write(piece)
            await link.client.drain()
        link.abort()

    async def _serve(self, ready: threading.Event, stopped: asyncio.Event) -> None:
        server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        await stopped.wait()
        server.close()
        passing = asyncio.all_tasks() - {asyncio.current_task()}
        for task in passing:
            task.cancel()
        if passing:
            await asyncio.wait(passing)


@contextmanager
def proxy(target: Path) -> Iterator[Proxy]:
    """A proxy before that Unix socket, while it runs."""
    wire = Proxy(target)
    with served(wire._loop, wire._serve):
        yield wire
