"""Questions about the days to come: what will sell, and what to reorder."""

from __future__ import annotations

import calendar
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from typing import Any

from tools.intents.answers import Question
from tools.intents.language.words import NEAR_DAYS, get_value
from tools.intents.limits import find_limits, read_limit
from tools.intents.sentence import NOTHING, Built, Sentence
from tools.intents.values.day import Window
from tools.intents.values.future_date import AheadReader
from tools.intents.values.merging import find_correction
from tools.intents.values.reading import UNIT_DAYS
from tools.texts import Text

TOOL = "demand_forecast"
MOST_AHEAD = 60
MOST_PLANNED = 200
DAYS_AHEAD = Text(
    "I can look 1 to 60 days ahead, today being the first, for example: forecast for 14 days."
)

#: How many days ahead are said, and the places of the tokens that say it.
Horizon = tuple[int, frozenset[int]]


@cache
def read_ahead(**payload: Any) -> Callable[[Sentence], Built]:
    """Build a reader of `horizon_days`: how many days ahead are asked about; and of `limit`.

    Where nothing is said, the tool's own default holds. `payload` is given in every case.
    """

    def build(sentence: Sentence) -> Built:
        listed = NOTHING.union(*(places for _, places in find_limits(sentence, NOTHING)))
        found = find_horizons(sentence, listed)
        used = NOTHING.union(*(places for _, places in found), _find_some_days(sentence))
        known = dict(payload)
        if payload.get("reorder"):
            limited = read_limit(
                sentence, used, most=MOST_PLANNED, tool=TOOL, loose=False, **payload
            )
            if isinstance(limited, Question):
                return limited
            if limited is not None:
                known, used = known | limited[0], used | limited[1]
        days = {count for count, _ in found}
        if not days:
            return known, used
        if len(days) > 1 or not 1 <= min(days) <= MOST_AHEAD:
            return _ask_horizon(sentence, days, known)
        return {"horizon_days": days.pop(), **known}, used

    return build


def _ask_horizon(sentence: Sentence, days: set[int], known: dict[str, Any]) -> Question:
    """Ask how many days ahead; where several are said, each is offered as a button."""
    writer = sentence.writer
    asked = writer.ask(DAYS_AHEAD, tool=TOOL, missing="horizon_days", known=known)
    if len(days) == 1:
        return asked
    ahead = {count: writer.today + timedelta(days=count - 1) for count in sorted(days)}
    choices = [
        (Window(writer.today, last), {"horizon_days": count})
        for count, last in ahead.items()
        if 1 <= count <= MOST_AHEAD
    ]
    return writer.offer_calls(asked, choices, known)


def find_horizons(sentence: Sentence, listed: frozenset[int] = NOTHING) -> list[Horizon]:
    """Find how many days ahead are said, and the tokens that say it; empty if none.

    "14 days", "two weeks", "a month", "this week", "until Friday", "today", and a number that ends
    the sentence. `listed` are the places of a number of rows.
    """
    reader = AheadReader(sentence.tokens, sentence.writer.today)
    found: list[Horizon] = []
    rough: list[Horizon] = []
    at = 0
    while at < len(sentence.tokens):
        hit = _read_until(reader, at) or _read_length(reader, at)
        if hit is not None:
            found += hit[0]
            at = hit[1]
            continue
        count, then = reader.count(at)
        ends = then == len(sentence.tokens) and not _is_after_strange(sentence, at)
        if count is not None and ends and at not in listed:
            found.append((count, frozenset(range(at, then))))
        elif (unit := reader.unit(at)) and unit != "day" and not reader.has(at - 1, "previous"):
            rough.append((_count_bare(reader, at, unit), frozenset({at})))
        elif get_value(NEAR_DAYS, reader.low(at)) == 0:
            rough.append((1, frozenset({at})))
        at = max(then, at + 1)
    return _settle(found, rough, sentence)


def _find_some_days(sentence: Sentence) -> frozenset[int]:
    """Find "the coming days", "days ahead", "ближайшие дни": no certain number of days."""
    tokens = sentence.tokens
    return frozenset(
        at
        for at in (*sentence.at("day"), *sentence.at("some_time"))
        if any("coming" in near.groups for near in tokens[max(at - 1, 0) : at + 2])
    )


def _is_after_strange(sentence: Sentence, at: int) -> bool:
    """Return whether the number follows a pause, or a word that may say what it counts."""
    before = sentence.tokens[at - 1] if at else None
    return before is not None and (before.low == "," or not (before.groups or before.marks))


def _read_until(reader: AheadReader, at: int) -> tuple[list[Horizon], int] | None:
    """Read "until Friday", "by 6 December", "до конца месяца", "up to and including the 29th"."""
    if not reader.has(at, "till_day") and not reader.has(at, "by_day"):
        return None
    hit = reader.ahead(reader.past(at + 1, "included"))
    if hit is None:
        return None
    day, then = hit
    if not isinstance(day, date):
        return None
    return [((day - reader.today).days + 1, frozenset(range(at, then)))], then


def _read_length(reader: AheadReader, at: int) -> tuple[list[Horizon], int] | None:
    """Read "14 days", "полтора месяца"; both readings of "a week and a half"."""
    found = reader.length(at)
    if found is None:
        return None
    number, unit, then = found
    days = number * UNIT_DAYS[unit]
    whole = sorted({int(days), -int(-days // 1)})
    return [(count, frozenset(range(at, then))) for count in whole], then


def _count_bare(reader: AheadReader, at: int, unit: str) -> int:
    if reader.has(at - 1, "this") or reader.end_of(at - 1, "on_the_week") == at + 1:
        return _to_the_end_of(unit, reader.today)
    return UNIT_DAYS[unit]


def _to_the_end_of(unit: str, today: date) -> int:
    """Return the days left of this week or month, today included.

    For a quarter or a year, its full length: more than `MOST_AHEAD`, so it is asked back.
    """
    if unit == "week":
        return 7 - today.weekday()
    if unit == "month":
        return calendar.monthrange(today.year, today.month)[1] - today.day + 1
    return UNIT_DAYS[unit]


def _settle(found: list[Horizon], rough: list[Horizon], sentence: Sentence) -> list[Horizon]:
    """Keep what is said last after a correction, and what is exact: "a month, 30 days"."""
    every = sorted((*found, *rough), key=lambda horizon: min(horizon[1]))
    for at in range(len(every) - 1, 0, -1):
        end = max(every[at - 1][1])
        if find_correction(sentence.tokens, end + 1, min(every[at][1])) >= 0:
            spent = frozenset(range(min(every[at - 1][1]), min(every[at][1])))
            kept = every[at:]
            return [(kept[0][0], kept[0][1] | spent), *kept[1:]]
    if not found:
        return rough
    spare = NOTHING.union(*(used for days, used in rough if _is_spare(days, found)))
    left = [horizon for horizon in rough if not _is_spare(horizon[0], found)]
    return [*((days, used | spare) for days, used in found), *left]


def _is_spare(days: int, found: list[Horizon]) -> bool:
    """Return whether a rough length only repeats an exact one; today is the first of any days."""
    return days == 1 or any(abs(days - exact) <= 1 for exact, _ in found)
