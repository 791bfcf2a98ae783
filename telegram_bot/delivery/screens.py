"""The screens of actions: who may draw one now, and whether the state to draw is news."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, field
from uuid import UUID

from actions.enums import Status
from actions.outcomes import ActionView

#: An action's rank only grows; a drawing of a lower rank is out of date.
RANK = {
    Status.PROPOSED: 0,
    Status.IN_PROGRESS: 1,
    Status.UNKNOWN: 2,
    Status.COMMITTED: 3,
    Status.FAILED: 3,
    Status.CANCELLED: 3,
    Status.EXPIRED: 3,
}
#: How many screens are kept in memory; for a forgotten one, the row still knows what it shows.
KEPT = 1000


@dataclass
class _Screen:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    rank: int = -1


class Screens:
    """The screens that this process draws."""

    def __init__(self) -> None:
        self._screens: OrderedDict[UUID, _Screen] = OrderedDict()

    def lock(self, public_id: UUID) -> asyncio.Lock:
        """Return the action's lock; its holder may draw the action's message."""
        return self._screen(public_id).lock

    def is_news(self, view: ActionView) -> bool:
        """Return whether no later state than this has been drawn."""
        return RANK[view.status] >= self._screen(view.public_id).rank

    def mark_drawn(self, view: ActionView) -> None:
        self._screen(view.public_id).rank = RANK[view.status]

    def _screen(self, public_id: UUID) -> _Screen:
        screen = self._screens.setdefault(public_id, _Screen())
        self._screens.move_to_end(public_id)
        if len(self._screens) > KEPT:
            oldest, first = next(iter(self._screens.items()))
            if not first.lock.locked():
                del self._screens[oldest]
        return screen
