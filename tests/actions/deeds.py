"""What the model of the pipeline consists of: who asks, what for, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

#: What a step is answered: the outcome's name, and what distinguishes it.
Shape = tuple[Any, ...]


class By(NamedTuple):
    """Who asks or taps, in which update; the same for every delivery of it."""

    owner: int
    update: int
    story: UUID


@dataclass(frozen=True)
class Wish:
    """What was asked for. `of` is the story of the action to take back or to send again."""

    tool: str
    order: str = ""
    reason: str = ""
    on: bool = True
    labels: tuple[str, ...] = ()
    kind: str = "message"
    of: UUID | None = None


@dataclass
class Order:
    flag: tuple[bool, str] = (False, "")
    version: int = 1


@dataclass
class Call:
    """One outside call; `token` is whoever has it in hand."""

    number: int
    label: str
    kind: str
    born: float
    due: float
    state: str = "pending"
    attempts: int = 0
    token: object = None
    lease: float = 0
    lost: bool = False
    moved: bool = False
    code: str = ""

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(f"{self.kind} {self.number} to {self.label}, {self.state}")

    @property
    def takeable(self) -> bool:
        return self.state == "pending" or (self.state == "unknown" and self.kind == "upstream")


@dataclass(frozen=True)
class Before:
    """How an order was, and the version it has got since."""

    order: str
    flag: tuple[bool, str]
    version: int


@dataclass
class Deed:
    """A proposal and all that became of it."""

    story: UUID
    by: By
    wish: Wish
    basis: object
    expires: float
    variants: tuple[str, ...]
    status: str = "proposed"
    variant: str | None = None
    attempt: int = 0
    decided_by: UUID | None = None
    code: str = ""
    missed: int = 0
    before: Before | None = None
    since: float = 0
    alerted: bool = False
    calls: list[Call] = field(default_factory=list)
    #: Taps that have been told of, each with its event; and those that said how a call ended.
    taps: set[tuple[str, UUID]] = field(default_factory=set)
    told_by: set[UUID] = field(default_factory=set)

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text(f"{self.wish.tool} of update {self.by.update}, {self.status}")

    @property
    def is_over(self) -> bool:
        return self.status in ("committed", "failed")
