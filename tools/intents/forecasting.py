"""Questions about the days to come: what will sell, and what to reorder."""

from __future__ import annotations

import calendar
from collections.abc import Callable
from datetime import date
from typing import Any

from tools.intents.language.words import NEAR_DAYS, get_value
from tools.intents.sentence import Built, Sentence
from tools.intents.values.day import UNIT_DAYS, DayReader
from tools.texts import Text

TOOL = "demand_forecast"
MOST_AHEAD = 60
DAYS_AHEAD = Text(
    "I can look 1 to 60 days ahead, today being the first, for example: forecast for 14 days."
)


def read_ahead(**payload: Any) -> Callable[[Sentence], Built]:
    """Build a reader of `horizon_days`: how many days ahead are asked about.

    Where nothing is said, the tool's own default holds. `payload` is given in every case.
    """

    def build(sentence: Sentence) -> Built:
        found = find_horizons(sentence)
        if not found:
            return dict(payload), frozenset()
        [(days, used), *more] = found
        if more or not 1 <= days <= MOST_AHEAD:
            return sentence.writer.ask(
                DAYS_AHEAD, tool=TOOL, missing="horizon_days", known=payload
            )
        return {"horizon_days": days, **payload}, used

    return build


def find_horizons(sentence: Sentence) -> list[tuple[int, frozenset[int]]]:
    """Find how many days ahead are said, and the tokens that say it; empty if none.

    "14 days", "two weeks", "a month", "this week", "today", and a number that ends the sentence.
    """
    reader = DayReader(sentence.tokens, sentence.writer.today)
    found: list[tuple[int, frozenset[int]]] = []
    at = 0
    while at < len(sentence.tokens):
        count, then = reader.count(at)
        unit = reader.unit(then)
        if unit and not (count is None and unit == "day"):
            found.append((_count_days(reader, at, count, unit), frozenset(range(at, then + 1))))
        elif count is not None and at == len(sentence.tokens) - 1:
            found.append((count, frozenset({at})))
        elif get_value(NEAR_DAYS, reader.low(at)) == 0:
            found.append((1, frozenset({at})))
        at = then + 1 if unit else at + 1
    return found


def _count_days(reader: DayReader, at: int, count: int | None, unit: str) -> int:
    if count is None and reader.has(at - 1, "this"):
        return _to_the_end_of(unit, reader.today)
    return (1 if count is None else count) * UNIT_DAYS[unit]


def _to_the_end_of(unit: str, today: date) -> int:
    """Return the days left of this week or month, today included.

    For a quarter or a year, its full length: more than `MOST_AHEAD`, so it is asked back.
    """
    if unit == "week":
        return 7 - today.weekday()
    if unit == "month":
        return calendar.monthrange(today.year, today.month)[1] - today.day + 1
    return UNIT_DAYS[unit]
