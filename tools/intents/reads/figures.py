"""Arguments of questions about figures: a window, a trend, a comparison."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tools.intents.answers import Question
from tools.intents.language.tokens import Token
from tools.intents.sentence import NOTHING, Built, Sentence, find_window
from tools.intents.values.day import COUNTED, MOST_DAYS, UnusablePeriod, Window
from tools.texts import Text

TREND_DAYS = Text("The chart can show 1 to 365 days, for example: /trend 14.")
COMPARE = Text("I can compare with the previous period, week or month; choose one.")
#: The period before a unit. Before a weekend it is the one a week earlier: the two days right
#: before it are no weekend.
_BEFORE_UNIT = {"week": "previous_week", "weekend": "previous_week", "month": "previous_month"}
#: Groups of the words in front of "before": "the week before", "the one before", "днём раньше".
_BEFORE_IT = frozenset({"day", "week", "month", "period", "article", "filler"})


def read_kpi(sentence: Sentence) -> Built:
    """Read a day or a period as `start` and `end`; no arguments where none is said: today."""
    window = find_window(sentence, "kpi_snapshot", joining=False)
    if isinstance(window, Question):
        return window
    if window is None:
        return {}, NOTHING
    return _to_days(window), window.used


def read_trend(sentence: Sentence) -> Built:
    """Read a period as `days` and `end`, or a bare number as `days`: "trend 14"."""
    window = find_window(sentence, "revenue_trend")
    if isinstance(window, Question):
        return window
    if window is not None:
        return _build_trend(sentence, window)
    numbers = [at for at, token in enumerate(sentence.tokens) if token.kind == "number"]
    if len(numbers) != 1 or sentence.tokens[numbers[0]] is not sentence.words[-1]:
        return {}, NOTHING
    days = sentence.tokens[numbers[0]].number  # "trend 14", as in the command
    if 1 <= days <= MOST_DAYS:
        return {"days": days}, frozenset(numbers)
    return _ask_trend_days(sentence)


def read_sales(sentence: Sentence) -> Built:
    """Read `days` where several days up to today are said; other periods are left to `read_kpi`."""
    window = find_window(sentence, "revenue_trend")
    if isinstance(window, Question):
        return window
    if window is not None and window.unit == COUNTED:
        return _build_trend(sentence, window)
    if window is None or window.days is None or window.days == 1:
        return {}, NOTHING
    return {"days": window.days}, window.used


def read_comparison(sentence: Sentence) -> Built:
    """Read a comparison: "this month vs last month", by unit, or two periods that can be compared.

    A question where it is not said what to compare with.
    """
    before_it = _read_period_before(sentence) or _read_same_day(sentence)
    if before_it:
        return before_it
    match sentence.windows(_find_compared_with(sentence)):
        case (now, other) if found := _compare_windows(sentence, now, other):
            return found
    unit, used = _find_compared_unit(sentence)
    windows = sentence.windows(used)
    if isinstance(windows, UnusablePeriod):
        return sentence.writer.wrong(windows, "compare")
    if unit:
        # "this week" says nothing new, as it is what is compared; "last week" does.
        windows_said = [
            window
            for window in windows
            if window.unit != unit or window.end < sentence.writer.today
        ]
        used = used.union(*(window.used for window in windows))
        if len(windows_said) > 1:
            return sentence.writer.ask("two_windows", about="compare", tool="kpi_snapshot")
        payload = _to_days(windows_said[0]) if windows_said else {}
        return {**payload, "compare_to": f"previous_{unit}"}, used
    return sentence.writer.ask(COMPARE, about="compare", tool="kpi_snapshot", missing="compare_to")


def _find_compared_with(sentence: Sentence) -> frozenset[int]:
    """Return the places of the "с" that only compares: "сравни сегодня со вчера".

    In "с 1 по 5" it opens a period, and stays one of its words.
    """
    tokens = sentence.tokens
    ends = [at for at, token in enumerate(tokens) if token.has("compared_until")]
    if any("versus" not in token.groups for at in ends for token in tokens[at + 1 : at + 2]):
        return NOTHING
    return frozenset(at for at, token in enumerate(tokens) if token.has("compared_with"))


def _compare_windows(sentence: Sentence, now: Window, other: Window) -> Built:
    """Read two periods as a comparison; None if they are not apart as `compare_to` can say.

    "This month" is compared by its days so far.
    """
    before, after = sorted((now, other), key=lambda window: window.start)
    apart = _describe_distance(before, after)
    if not apart:
        return None
    if after.unit == "month" and after.end == sentence.writer.today:
        return {"compare_to": "previous_month"}, before.used | after.used
    return {**_to_days(after), "compare_to": apart}, before.used | after.used


def _describe_distance(before: Window, after: Window) -> str:
    """Return the earlier period as `compare_to` of the later one; "" if it cannot be said so."""
    if before.unit == after.unit == "weekend":
        return "previous_week" if after.start - before.start == timedelta(days=7) else ""
    if before.unit == after.unit == "month" and before.end + timedelta(days=1) == after.start:
        return "previous_month"
    if before.end - before.start != after.end - after.start:
        return ""
    if before.end + timedelta(days=1) == after.start:
        return "previous_week" if before.unit == after.unit == "week" else "previous_period"
    return "previous_week" if after.start - before.start == timedelta(days=7) else ""


def _read_period_before(sentence: Sentence) -> Built:
    """Read a period and the one before it.

    "Last week vs the week before", "прошлую неделю с позапрошлой".
    """
    tokens = sentence.tokens
    for at, token in enumerate(tokens):
        if "earlier" in token.groups and at and tokens[at - 1].groups & _BEFORE_IT:
            beside = frozenset({at - 1, at})
        elif "before_previous" in token.groups and not any(
            map(_get_unit, tokens[at + 1 : at + 2])
        ):
            beside = frozenset({at})
        else:
            continue
        windows = sentence.windows(beside)
        if isinstance(windows, UnusablePeriod) or len(windows) != 1:
            return None
        said = windows[0]
        compared = {"compare_to": _describe_before(said)}
        so_far = said.unit in {"week", "month"} and said.end == sentence.writer.today
        return {**({} if so_far else _to_days(said)), **compared}, said.used | beside
    return None


def _read_same_day(sentence: Sentence) -> Built:
    """Read a day and how far back the other one is: "yesterday against the same day last week"."""
    same, windows = sentence.at("same_day"), sentence.windows()
    if not same or isinstance(windows, UnusablePeriod) or not windows:
        return None
    unit = next((named for token in sentence.tokens if (named := _get_unit(token))), "period")
    used = frozenset(same).union(*(window.used for window in windows))
    return {**_to_days(windows[0]), "compare_to": f"previous_{unit}"}, used


def _describe_before(window: Window) -> str:
    return _BEFORE_UNIT.get(window.unit, "previous_period")


def _to_days(window: Window) -> dict[str, Any]:
    return {"start": window.start.isoformat(), "end": window.end.isoformat()}


def _build_trend(sentence: Sentence, window: Window) -> Built:
    days = window.days or (window.end - window.start).days + 1
    if days > MOST_DAYS:
        return _ask_trend_days(sentence)
    payload: dict[str, Any] = {"days": days}
    if window.end != sentence.writer.today:
        payload["end"] = window.end.isoformat()
    return payload, window.used


def _ask_trend_days(sentence: Sentence) -> Question:
    return sentence.writer.ask(TREND_DAYS, tool="revenue_trend", missing="days")


def _find_compared_unit(sentence: Sentence) -> tuple[str, frozenset[int]]:
    """Find the unit that is compared with the one before it, and the tokens that say so.

    "" if none is.
    """
    pair = find_unit_to_unit(sentence)
    if pair:
        return _get_unit(sentence.tokens[pair[0]]), frozenset(pair)
    tokens = sentence.tokens
    starts = [at for at in sentence.at("previous") if not (at and "this" in tokens[at - 1].groups)]
    named = next((unit for token in tokens if (unit := _get_unit(token))), "")
    for at in reversed(starts):
        then = tokens[at + 1] if at + 1 < len(tokens) else None
        unit = _get_unit(then) if then else ""
        if unit:
            return unit, frozenset({at, at + 1})
        if named and (then is None or "filler" in then.groups or then.kind == "sign"):
            return named, frozenset({at})
    return "", NOTHING


def find_unit_to_unit(sentence: Sentence) -> tuple[int, ...]:
    """Find "week over week" or "неделя к (прошлой) неделе"; the place of the unit comes first.

    Empty if it is not said.
    """
    tokens = sentence.tokens
    for at in range(len(tokens) - 2):
        unit = _get_unit(tokens[at])
        if not unit or not tokens[at + 1].groups & {"to_each", "versus"}:
            continue
        if at and tokens[at - 1].groups & {"previous", "before_previous"}:
            continue  # "last week vs the week before" is not about this one
        then = at + 3 if "previous" in tokens[at + 2].groups else at + 2
        if then < len(tokens) and _get_unit(tokens[then]) == unit:
            start = at - 1 if at and "this" in tokens[at - 1].groups else at
            return (at, *(place for place in range(start, then + 1) if place != at))
    return ()


def is_beside_previous(sentence: Sentence) -> bool:
    """Return whether the sentence compares with the unit before: "к прошлому месяцу"."""
    tokens = sentence.tokens
    return any(
        token.has("compared_to")
        and "previous" in tokens[at + 1].groups
        and _get_unit(tokens[at + 2])
        for at, token in enumerate(tokens[:-2])
    )


def _get_unit(token: Token) -> str:
    return next((unit for unit in ("week", "month", "period") if unit in token.groups), "")
