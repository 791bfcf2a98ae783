"""The shells of recordings: what tells their kind and their length, without any sound."""

from __future__ import annotations

import struct

OPUS_PER_SEC = 48_000


def ogg(seconds: float = 2.0, size: int = 0) -> bytes:
    """Opus in Ogg of that length, made at least `size` bytes large."""
    first = _page(0, b"OpusHead\x01\x01" + bytes(9))
    last = _page(round(seconds * OPUS_PER_SEC), b"sound")
    return first + bytes(max(0, size - len(first) - len(last))) + last


def mp4() -> bytes:
    """A video note."""
    return struct.pack(">I", 24) + b"ftypisom" + bytes(12)


def _page(position: int, packet: bytes) -> bytes:
    head = b"OggS" + struct.pack("<BBqIII", 0, 0, position, 1, 0, 0)
    return head + bytes([1, len(packet)]) + packet
