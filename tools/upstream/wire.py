"""What goes over the wire between us and a shop; contract.md tells the shop's side of it."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import httpx
from pydantic import BaseModel, ValidationError

VERSION = "v1"
KEY_HEADER = "Idempotency-Key"
#: Larger answers are not read on.
MOST_BYTES = 5_000_000
#: For the connection, for each piece of the answer, and for all of it.
CONNECT_SEC, READ_SEC, WHOLE_SEC = 3.0, 6.0, 12.0


class TooMuch(httpx.TransportError):
    """The answer goes on beyond MOST_BYTES, or for longer than WHOLE_SEC."""


class Body:
    """An answer's body as it comes in."""

    def __init__(self) -> None:
        self._read = bytearray()
        self._until = time.monotonic() + WHOLE_SEC

    def add(self, chunk: bytes) -> None:
        self._read += chunk
        if len(self._read) > MOST_BYTES or time.monotonic() > self._until:
            raise TooMuch("the answer does not end")

    def whole(self) -> bytes:
        return bytes(self._read)


class Refusal(BaseModel):
    """The body of an answer that is not 2xx: `code` says why, in words of contract.md."""

    code: str = ""


class Written(BaseModel):
    """What became of a write: done, running or refused."""

    state: str
    code: str = ""
    answer: dict[str, Any] = {}


def options(base_url: str, api_key: str) -> dict[str, Any]:
    """How every request goes out: to one address, without following it anywhere else."""
    return {
        "base_url": f"{base_url.rstrip('/')}/{VERSION}/",
        "headers": {"Authorization": f"Bearer {api_key}"} if api_key else {},
        "timeout": httpx.Timeout(READ_SEC, connect=CONNECT_SEC),
        "follow_redirects": False,
        "trust_env": False,
    }


def query(parameters: Mapping[str, Any]) -> list[tuple[str, str | int | float | bool | None]]:
    """Arguments as a query: lists repeated, absent ones left out, lengths of time in seconds."""
    return [
        (name, _text(one))
        for name, value in parameters.items()
        if value is not None and value != ""
        for one in (value if isinstance(value, (list, tuple)) else (value,))
    ]


def _text(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case date():
            return value.isoformat()
        case timedelta():
            return str(int(value.total_seconds()))
        case _:
            return str(value)


def refusal_code(body: bytes) -> str:
    """The code in the body of a refusal; empty where there is none."""
    try:
        return Refusal.model_validate_json(body).code[:40]
    except ValidationError:
        return ""
