"""A few customers of the demo shop who are worth a second look.

Only their orders make them stand out: many within an hour, failed payments until one succeeds, a
newcomers' coupon used again and again, repeated refunds, an unusually large first order, one
telephone number for several people.
"""

from __future__ import annotations

from datetime import date
from random import Random
from typing import NamedTuple

from tools.demo.products import CUSTOMERS, SEED, build_phone
from tools.demo.shape import Shape
from tools.demo.story import Kind, Wish
from tools.models import RefundReason

#: Customers who never order by chance; the first three order here regularly, the others once.
RESERVED = tuple(range(5, CUSTOMERS + 1, 13))
IN_A_HURRY, SAVER, RETURNER, *NEWCOMERS = RESERVED
#: The newcomers give the telephone number of SAVER, who uses their coupon.
SHARED_PHONE = build_phone(SAVER)

#: The shop's age in days when they appear, and every how many days each then orders.
SINCE = 150
HURRY_EVERY, SAVE_EVERY, RETURN_EVERY, NEWCOMER_EVERY = 12, 4, 5, 14

#: Minutes after the hour, how the order ends, and its lines.
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
    """An order that is planned: in which hour of the day, at which second, and what."""

    hour: int
    second: int
    wish: Wish


def list_visits(shape: Shape, day: date) -> list[Visit]:
    """Return what the suspects order on this day."""
    age = shape.days_since(day, SINCE)
    if age < 0:
        return []
    rng = Random(f"{SEED} suspects {day}")  # noqa: S311 -- made-up figures, not secrets
    hour = rng.randint(12, 20)
    found = []
    if age % HURRY_EVERY == 5:  # noqa: PLR2004 -- not on the day on which the others begin
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
