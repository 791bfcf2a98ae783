"""How one attempt at an outside call ended: the only four things there are to know about it.

What was surely not carried out may be repeated or is final; what may have been carried out is never
repeated blindly (docs/reliability.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

#: A call that is not carried out within this time is given up; nothing has happened then.
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
    """Surely not carried out; worth another try after `wait_sec`, or after a growing pause.

    `target` is where it has to go instead: a group that became a supergroup has a new id.
    """

    code: str
    wait_sec: float | None = None
    target: str | None = None


@dataclass(frozen=True)
class Lost:
    """It may have been carried out: the request left, and no answer that tells came back."""

    reason: str


Attempt = Delivered | Rejected | NotYet | Lost
