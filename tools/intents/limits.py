"""How many rows a question wants: "top 5", "первые три", "half a dozen", "the ten best"."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from tools.intents.answers import Question
from tools.intents.sentence import Arguments, Sentence
from tools.intents.values.merging import find_correction
from tools.intents.values.reading import UNIT_DAYS, PlaceReader

_DOZEN = 12
#: Words that may stand between a number and what is counted: "the ten very best products".
_BETWEEN = 3

Found = tuple[int, frozenset[int]]


def read_limit(
    sentence: Sentence,
    used: Collection[int],
    *,
    most: int,
    tool: str,
    loose: bool = True,
    **known: Any,
) -> Arguments | Question | None:
    """Read `limit`; a question if it is too large or there are several; None if none is said.

    `loose`: a number in digits that belongs to nothing else is one too.
    """
    found = _settle(find_limits(sentence, used, loose=loose), sentence)
    if not found:
        return None
    counts = {count for count, _ in found}
    if len(counts) > 1 or not 1 <= min(counts) <= most:
        return sentence.writer.ask("limit", tool=tool, missing="limit", known=known, most=most)
    return {"limit": counts.pop()}, frozenset[int]().union(*(places for _, places in found))


def find_limits(sentence: Sentence, used: Collection[int], *, loose: bool = False) -> list[Found]:
    """Find the numbers of rows: those beside "top" or what is listed; `loose`: else any digits."""
    reader = PlaceReader(sentence.tokens, sentence.writer.today)
    beside: list[Found] = []
    others: list[Found] = []
    at = 0
    while at < len(sentence.tokens):
        if at in used or (hit := _read_number(reader, at)) is None:
            at += 1
            continue
        count, then = hit
        places = frozenset(range(at, then))
        if not any(reader.has(then, unit) for unit in (*UNIT_DAYS, "hour", "percent")):
            if _is_led(reader, at):
                beside.append((count, places | _find_lead(reader, at)))
            elif _is_of_rows(reader, then):
                beside.append((count, places))
            elif reader.kind(at) == "number":
                others.append((count, places))
        at = then
    return beside or (others if loose else [])


def _read_number(reader: PlaceReader, at: int) -> tuple[int, int] | None:
    """Read "5", "двадцать пять", "a dozen", "half a dozen", "полдюжины"."""
    half = reader.end_of(at, "half_dozen")
    if half > at:
        return _DOZEN // 2, half
    if reader.has(at, "dozen"):
        return _DOZEN, at + 1
    count, then = reader.count(at)
    return None if count is None else (abs(count), then)  # "top-5"


def _is_led(reader: PlaceReader, at: int) -> bool:
    """Return whether words before the number say that it limits the rows: "top-5", "only 5"."""
    before = at - 1 - (reader.low(at - 1) in {"-", ":"})
    return (
        reader.follows(before + 1, "limits")
        or reader.has(before, "top")
        or reader.has(before, "bottom")
    )


def _find_lead(reader: PlaceReader, at: int) -> frozenset[int]:
    """Find the words before the number that do nothing but limit the rows: "only", "no more than"."""
    before = at - (reader.low(at - 1) in {"-", ":"})
    begin = next(
        (before - back for back in (3, 2, 1) if _is_lead(reader, before - back, before)), at
    )
    return frozenset(
        place for place in range(begin, at) if not reader.tokens[place].groups & {"top", "bottom"}
    )


def _is_lead(reader: PlaceReader, begin: int, end: int) -> bool:
    return reader.end_of(begin, "limits") == end


def _is_of_rows(reader: PlaceReader, at: int) -> bool:
    """Return whether what is listed follows the number: "5 best", "10 самых слабых позиций"."""
    if reader.has(at - 1, "row_count"):  # "десятка", "пяток"
        return True
    for place in range(at, at + _BETWEEN):
        if reader.has(place, "rows"):
            return True
        if reader.kind(place) != "word" or reader.unit(place):
            return False
    return False


def _settle(found: list[Found], sentence: Sentence) -> list[Found]:
    """Keep what is said after a correction: "top five, no hang on, the top eight"."""
    for at in range(len(found) - 1, 0, -1):
        before, after = found[at - 1], found[at]
        if find_correction(sentence.tokens, max(before[1]) + 1, min(after[1])) >= 0:
            spent = frozenset(range(min(before[1]), min(after[1])))
            return [(after[0], after[1] | spent), *found[at + 1 :]]
    return found
