"""A shop over HTTP: writes that carry an idempotency key, and what their answers mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from tools.attempts import Attempt, NotYet


async def attempt(path: str, body: Mapping[str, Any], key: UUID, *, check: bool) -> Attempt:
    """One attempt at a write."""
    return NotYet("UNREACHABLE")
