"""Several periods in one question that mean one: corrections, and words that say it twice.

"Last seven, no, last eight days", "last week, Monday to Sunday", "за месяц, 30 дней",
"September, from the 1st to the 30th", "вчера и сегодня".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from tools.intents.language.tokens import Token, find_end
from tools.intents.language.words import CARDINALS, get_value
from tools.intents.values.date_range import DATES, NOW
from tools.intents.values.day import POINTED, Window

#: How many days a unit may have; "the week from the 2nd to the 8th" is one of seven.
_UNIT_LENGTHS = {
    "day": range(1, 2), "week": range(7, 8), "fortnight": range(14, 15), "month": range(28, 32),
    "quarter": range(90, 93), "year": range(365, 367),
}  # fmt: skip
#: "That month" may be one of 28 days or 31, "those two days" are two: a fifteenth more or less.
_POINTED_SLACK = 15
#: Between a rejected period and its "not" stand at most so many words: "not for the".
_NEGATION_REACH = 3


def merge_windows(
    windows: Sequence[Window], tokens: Sequence[Token], *, joining: bool = True
) -> tuple[Window, ...]:
    """Reduce the periods that a question names to those that really differ.

    Each one that is left has used the tokens of those that only repeat or precede it. `joining`:
    "вчера и сегодня" are two days together; without it they may also be asked about one by one.
    """
    steps: tuple[Callable[[Sequence[Window], Sequence[Token]], Sequence[Window]], ...] = (
        _drop_corrected, _drop_negated, _apply_month, _drop_repeated,
    )  # fmt: skip
    found = list(windows)
    for step in steps:
        if _count_different(found) > 1:
            found = list(step(found, tokens))
    if _count_different(found) > 1:
        joined = _merge_neighbours(found, tokens)
        alone = _count_different(joined) == 1
        if joining or (alone and len(joined) > 1):  # "on the weekend, Saturday and Sunday"
            found = list(joined)
    used = frozenset[int]().union(*(window.used for window in windows))
    spent = used - frozenset[int]().union(*(window.used for window in found))
    if len(found) < len(windows) and found:
        spent |= _find_corrections(min(spent, default=0), max(found[-1].used), tokens)
        found = [replace(window, used=window.used | spent) for window in found]
    return tuple(found)


def _count_different(windows: Sequence[Window]) -> int:
    return len({(window.start, window.end) for window in windows})


def find_correction(tokens: Sequence[Token], begin: int, end: int) -> int:
    """Return where a correction between two places ends: "no wait", "хотя нет"; -1: there is none."""
    places = [
        stop
        for at in range(begin, end)
        if begin < (stop := find_end(tokens, at, "corrects")) <= end and stop > at
    ]
    return max(places, default=-1)


def find_rejected(window: Window, tokens: Sequence[Token]) -> frozenset[int]:
    """Find a number that is taken back before the period, with what takes it back: "seven, no, ..."."""
    begin = min(window.used)
    for at in range(max(begin - 2 * _NEGATION_REACH, 0), begin):
        end = find_end(tokens, at, "corrects")
        if not at < end <= begin:
            continue
        number = at - 1 - (tokens[at - 1].low == ",")
        said = tokens[number] if number >= 0 else None
        if said is not None and (
            said.kind == "number" or get_value(CARDINALS, said.low) is not None
        ):
            return frozenset(range(number, end))
    return frozenset()


def _find_corrections(begin: int, end: int, tokens: Sequence[Token]) -> frozenset[int]:
    """Find the words of the corrections between two places."""
    return frozenset(
        place for at in range(begin, end) for place in range(at, find_end(tokens, at, "corrects"))
    )


def _drop_corrected(windows: Sequence[Window], tokens: Sequence[Token]) -> Sequence[Window]:
    """Keep what is said after the last correction."""
    for at in range(len(windows) - 1, 0, -1):
        before, after = windows[at - 1], windows[at]
        if find_correction(tokens, max(before.used) + 1, min(after.used)) >= 0:
            return windows[at:]
    return windows


def _drop_negated(windows: Sequence[Window], tokens: Sequence[Token]) -> Sequence[Window]:
    """Drop "not yesterday", "не за неделю", if another period is left."""
    kept = [window for window in windows if not _is_negated(window, tokens)]
    return kept or windows


def _is_negated(window: Window, tokens: Sequence[Token]) -> bool:
    begin = min(window.used)
    for at in range(begin - 1, max(begin - 1 - _NEGATION_REACH, -1), -1):
        if tokens[at].has("negates_period"):
            return True
        if "filler" not in tokens[at].groups:
            return False
    return False


def _apply_month(windows: Sequence[Window], _: Sequence[Token]) -> Sequence[Window]:
    """Put days without a month into the month said: "September, from the 1st to the 30th"."""
    months = [window for window in windows if window.unit == "month" and not window.days]
    if len({month.start for month in months}) != 1:
        return windows
    first = months[0].start
    moved = [_set_month(window, first) if window.unit == DATES else window for window in windows]
    if any(window is None for window in moved):
        return windows
    dated = [window for window in moved if window is not None]
    inside = [window for window in dated if window.unit == DATES]
    return [window for window in dated if window not in months] if inside else windows


def _set_month(window: Window, first: date) -> Window | None:
    """Move days to the month that begins on `first`; None: it has no such days."""
    if (window.start.year, window.start.month) != (window.end.year, window.end.month):
        return None
    try:
        start, end = first.replace(day=window.start.day), first.replace(day=window.end.day)
    except ValueError:
        return None
    return replace(window, start=start, end=end)


def _drop_repeated(windows: Sequence[Window], _: Sequence[Token]) -> Sequence[Window]:
    """Drop what only repeats another one, less exactly, or says that it ends today."""
    left = list(windows)
    for window in windows:
        others = [other for other in left if other is not window]
        if others and any(_is_repeating(window, other) for other in others):
            left = others
    return left


def _is_repeating(window: Window, other: Window) -> bool:
    length = (other.end - other.start).days + 1
    if window.unit == POINTED and window.days:  # "October, that month"
        return abs(window.days - length) <= window.days // _POINTED_SLACK
    if window.unit == NOW:
        return other.end == window.end and other.unit != NOW
    if window.days and window.unit:  # "the week", next to its days
        return length in _UNIT_LENGTHS.get(window.unit, range(0))
    if window.days == length and not other.days:  # "13 to 15 November, three days"
        return True
    ago = (other.end - window.start).days
    single = window.start == window.end
    return bool(
        single and other.days and ago == other.days
    )  # "two weeks ago", and these two weeks


def _merge_neighbours(windows: Sequence[Window], tokens: Sequence[Token]) -> Sequence[Window]:
    """Join days or months that follow one another: "вчера и сегодня", "July, August and September"."""
    joined = [windows[0]]
    for window in windows[1:]:
        last = joined[-1]
        between = tokens[max(last.used) + 1 : min(window.used)]
        together = all(token.has("joins_periods") for token in between) and len(between) <= 3  # noqa: PLR2004 -- ", and the"
        earlier, later = sorted((last, window), key=lambda window: window.start)
        next_to = earlier.end + timedelta(days=1) == later.start
        alike = last.unit == window.unit or (_is_day(last) and _is_day(window))
        if together and next_to and alike and (_is_day(window) or window.unit == "month"):
            both = last.used | window.used
            joined[-1] = Window(earlier.start, later.end, both, unit=last.unit)
        else:
            joined.append(window)
    return joined


def _is_day(window: Window) -> bool:
    return window.start == window.end and window.unit in {"", DATES, NOW}
