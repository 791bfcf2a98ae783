"""A server that says to whoever connects whatever a test wants said, byte for byte."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress

#: What is sent after the request has come in, piece by piece.
Says = Callable[[], Iterable[bytes]]


class Rude:
    """The server; `sent` counts the bytes that went out, `callers` the connections that came in,
    and `heard` is how each of them began."""

    def __init__(self, says: Says) -> None:
        self.sent = 0
        self.callers = 0
        self.heard: list[bytes] = []
        self._says = says
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._closed = threading.Event()

    def run(self) -> None:
        with suppress(OSError):
            while True:
                caller, _ = self._listener.accept()
                self.callers += 1
                threading.Thread(target=self._serve, args=(caller,), daemon=True).start()

    def _serve(self, caller: socket.socket) -> None:
        with caller, suppress(OSError):
            self.heard.append(caller.recv(65536))
            for piece in self._says():
                caller.sendall(piece)
                self.sent += len(piece)
                if self._closed.is_set():
                    return

    def close(self) -> None:
        self._closed.set()
        with suppress(OSError):  # wakes whoever waits in accept()
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()


@contextmanager
def rude_server(says: Says) -> Iterator[Rude]:
    server = Rude(says)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.close()
        thread.join(5)
