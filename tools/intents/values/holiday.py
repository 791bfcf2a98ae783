"""Days that have a name: "Black Friday", "Christmas Eve", "сочельник"."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

#: A holiday that is further ahead than this is taken for the last one.
_LOOK_AHEAD = timedelta(days=183)
_THURSDAY = 3


def _find_black_friday(year: int) -> date:
    """Return the day after the fourth Thursday of November."""
    first = date(year, 11, 1)
    return first + timedelta(days=(_THURSDAY - first.weekday()) % 7 + 3 * 7 + 1)


#: The day of each holiday in a year, by the mark of its names.
HOLIDAYS: Mapping[str, Callable[[int], date]] = {
    "black_friday": _find_black_friday,
    "cyber_monday": lambda year: _find_black_friday(year) + timedelta(days=3),
    "singles_day": lambda year: date(year, 11, 11),
    "saint_nicholas": lambda year: date(year, 12, 6),
    "christmas_eve": lambda year: date(year, 12, 24),
    "christmas_day": lambda year: date(year, 12, 25),
    "boxing_day": lambda year: date(year, 12, 26),
    "new_year_eve": lambda year: date(year, 12, 31),
    "new_year_day": lambda year: date(year, 1, 1),
    "valentines_day": lambda year: date(year, 2, 14),
    "womens_day": lambda year: date(year, 3, 8),
    "halloween": lambda year: date(year, 10, 31),
}


def find_around(holiday: str, today: date) -> tuple[date, date]:
    """Find the holiday that is meant on that day, and the one a year before it.

    It is the next one, unless that is more than half a year away.
    """
    find = HOLIDAYS[holiday]
    coming = next(day for ahead in (0, 1) if (day := find(today.year + ahead)) >= today)
    meant = coming if coming - today <= _LOOK_AHEAD else find(coming.year - 1)
    return meant, find(meant.year - 1)
