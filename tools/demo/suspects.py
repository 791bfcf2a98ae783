"""A few customers of the demo shop who are worth a second look.

Nothing marks them but what they order: many orders within an hour, failed payments until one goes
through, a coupon for newcomers again and again, refunds over and over, an unusually large first
order, one telephone number for several people.
"""

from __future__ import annotations

from datetime import date
from random import Random
from typing import NamedTuple

from tools.demo.products import CUSTOMERS, SEED, build_phone
from tools.demo.shape import Shape
from tools.demo.story import Kind, Wish
from tools.models import RefundReason

#: Customers who order nothing by chance; the first three are regulars here, the others come once.
RESERVED = tuple(range(5, CUSTOMERS + 1, 13))
IN_A_HURRY, SAVER, RETURNER, *NEWCOMERS = RESERVED
#: The number that newcomers give is that of the one who saves with their coupon.
SHARED_PHONE = build_phone(SAVER)

#: How old the shop is when they turn up, and how often each then comes.
SINCE = 150
HURRY_EVERY, SAVE_EVERY, RETURN_EVERY, NEWCOMER_EVERY = 12, 4, 5, 14

#: Minutes after the hour, how it ends, and what is ordered.
HURRY: tuple[tuple[int, Kind, list[tuple[str, int]]], ...] = (
    (4, "failed", [("P-132", 2)]),
    (9, "failed", [("P-132", 2)]),
    (13, "failed", [("P-132", 1), ("P-131", 1)]),
    (21, "sold", [("P-132", 1), ("P-131", 1)]),
    (34, "sold", [("P-128", 2)]),
    (47, "failed", [("P-182", 3)]),
)
LARGE = (
    [("P-132", 5), ("P-131", 4)],
    [("P-183", 12)],
    [("P-153", 9), ("P-168", 6)],
)
RETURNS = (RefundReason.CHANGED_MIND, RefundReason.NOT_AS_DESCRIBED, RefundReason.DAMAGED)


class Visit(NamedTuple):
    """What is ordered how many seconds into which hour of the day."""

    hour: int
    second: int
    wish: Wish


def list_visits(shape: Shape, day: date) -> list[Visit]:
    """What they order on this day."""
    age = shape.days_since(day, SINCE)
    if age < 0:
        return []
    rng = Random(f"{SEED} suspects {day}")  # noqa: S311 -- made-up figures, not secrets
    hour = rng.randint(12, 20)
    found = []
    if age % HURRY_EVERY == 5:  # noqa: PLR2004 -- not on the day that the others begin
        found += [
            Visit(hour, minute * 60 + rng.randrange(50), Wish(IN_A_HURRY, lines, kind))
            for minute, kind, lines in HURRY
        ]
    if age % SAVE_EVERY == 0:
        lines = [(f"P-{rng.randint(101, 160)}", 2)]
        found.append(Visit(hour - 2, rng.randrange(3500), Wish(SAVER, lines, "sold", "WELCOME10")))
    if age % RETURN_EVERY == 0:
        reason = RETURNS[age // RETURN_EVERY % len(RETURNS)]
        lines = [(f"P-{rng.randint(133, 173)}", 1), (f"P-{rng.randint(101, 132)}", 1)]
        wish = Wish(RETURNER, lines, "returned", reason=reason)
        found.append(Visit(hour - 1, rng.randrange(3500), wish))
    if age % NEWCOMER_EVERY == 2:  # noqa: PLR2004 -- as above
        turn = age // NEWCOMER_EVERY
        who = NEWCOMERS[turn % len(NEWCOMERS)]
        wish = Wish(who, LARGE[turn % len(LARGE)], "sold", phone=SHARED_PHONE)
        found.append(Visit(hour, rng.randrange(3500), wish))
    return found
