"""How one attempt at an outside call ended: one of four cases.

A call that was certainly not carried out may be repeated, or is final. A call that may have been
carried out is never repeated blindly (docs/reliability.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

#: A call that could not be carried out within this time is given up; then nothing has happened.
PATIENCE_SEC = 600.0
FIRST_PAUSE_SEC, LONGEST_PAUSE_SEC = 1.0, 60.0


@dataclass(frozen=True)
class Delivered:
    """Carried out; `answer` is what the other side said."""

    answer: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Rejected:
    """Not carried out, and it never will be: asking again changes nothing."""

    code: str
    answer: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class NotYet:
    """Certainly not carried out; to be tried again after `wait_sec`, or after a growing pause.

    `target`: where to send it instead, as a group that became a supergroup has a new id.
    """

    code: str
    wait_sec: float | None = None
    target: str | None = None


@dataclass(frozen=True)
class Lost:
    """Perhaps carried out: the request was sent, and no answer told whether it was."""

    reason: str


Attempt = Delivered | Rejected | NotYet | Lost
