"""How the arguments of questions about figures are read: a window, a trend, a comparison."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tools.intents.answers import Question
from tools.intents.days import MOST_DAYS, Window, Wrong
from tools.intents.sentence import NOTHING, Built, Sentence, one_window
from tools.intents.tokens import Token


def kpi(sentence: Sentence) -> Built:
    """A day or a span as start and end; nothing said means today."""
    window = one_window(sentence, "kpi_snapshot")
    if isinstance(window, Question):
        return window
    if window is None:
        return {}, NOTHING
    return _days(window), window.used


def trend(sentence: Sentence) -> Built:
    window = one_window(sentence, "revenue_trend")
    if isinstance(window, Question):
        return window
    if window is not None:
        return _as_trend(sentence, window)
    numbers = [at for at, token in enumerate(sentence.tokens) if token.kind == "number"]
    if len(numbers) != 1:
        return {}, NOTHING
    days = sentence.tokens[numbers[0]].number  # "trend 14", as in the command
    if 1 <= days <= MOST_DAYS:
        return {"days": days}, frozenset(numbers)
    return _trend_days(sentence)


def sales(sentence: Sentence) -> Built:
    """Sales of so many days back; other spans are left to kpi."""
    window = one_window(sentence, "revenue_trend")
    if isinstance(window, Question):
        return window
    if window is None or window.days is None or window.days == 1:
        return {}, NOTHING
    return {"days": window.days}, window.used


def compare(sentence: Sentence) -> Built:
    """ "this month vs last month": a comparison by unit, or of two spans that touch."""
    unit, used = _compared_unit(sentence)
    windows = sentence.windows(used)
    if isinstance(windows, Wrong):
        return sentence.asker.wrong(windows, "compare")
    if unit:
        # "this week" is what is compared anyhow; "last week" is not.
        windows_said = [
            one for one in windows if one.unit != unit or one.end < sentence.asker.today
        ]
        used = used.union(*(one.used for one in windows))
        if len(windows_said) > 1:
            return sentence.asker.ask("two_windows", about="compare", tool="kpi_snapshot")
        payload = _days(windows_said[0]) if windows_said else {}
        return {**payload, "compare_to": f"previous_{unit}"}, used
    match sorted(windows, key=lambda one: one.start):
        case [before, after] if _touch(before, after):
            payload = {**_days(after), "compare_to": "previous_period"}
            return payload, before.used | after.used
    return sentence.asker.ask(
        "compare", about="compare", tool="kpi_snapshot", missing="compare_to"
    )


def _touch(before: Window, after: Window) -> bool:
    """Whether two spans of one length follow each other without a gap."""
    same_length = before.end - before.start == after.end - after.start
    return same_length and before.end + timedelta(days=1) == after.start


def _days(window: Window) -> dict[str, Any]:
    return {"start": window.start.isoformat(), "end": window.end.isoformat()}


def _as_trend(sentence: Sentence, window: Window) -> Built:
    days = window.days or (window.end - window.start).days + 1
    if days > MOST_DAYS:
        return _trend_days(sentence)
    payload: dict[str, Any] = {"days": days}
    if window.end != sentence.asker.today:
        payload["end"] = window.end.isoformat()
    return payload, window.used


def _trend_days(sentence: Sentence) -> Question:
    return sentence.asker.ask(
        "trend_days", about="revenue_trend", tool="revenue_trend", missing="days"
    )


def _compared_unit(sentence: Sentence) -> tuple[str, frozenset[int]]:
    """The unit that is compared with the one before it, and the tokens that say so."""
    pair = unit_to_unit(sentence)
    if pair:
        return _unit(sentence.tokens[pair[0]]), frozenset(pair)
    tokens = sentence.tokens
    starts = [at for at in sentence.at("previous") if not (at and "this" in tokens[at - 1].groups)]
    for at in reversed(starts):
        then = tokens[at + 1] if at + 1 < len(tokens) else None
        unit = _unit(then) if then else ""
        if unit:
            return unit, frozenset({at, at + 1})
        named = next((_unit(one) for one in tokens if _unit(one)), "")
        if named and (then is None or "filler" in then.groups or then.kind == "sign"):
            return named, frozenset({at})
    return "", NOTHING


def unit_to_unit(sentence: Sentence) -> tuple[int, ...]:
    """Where "week over week" or "неделя к (прошлой) неделе" stands."""
    tokens = sentence.tokens
    for at in range(len(tokens) - 2):
        unit = _unit(tokens[at])
        if not unit or not tokens[at + 1].groups & {"to_each", "versus"}:
            continue
        if at and tokens[at - 1].groups & {"previous", "before_previous"}:
            continue  # "last week vs the week before" is not about this one
        then = at + 3 if "previous" in tokens[at + 2].groups else at + 2
        if then < len(tokens) and _unit(tokens[then]) == unit:
            start = at - 1 if at and "this" in tokens[at - 1].groups else at
            return (at, *(one for one in range(start, then + 1) if one != at))
    return ()


def beside_previous(sentence: Sentence) -> bool:
    """Whether it says "к прошлому месяцу"."""
    tokens = sentence.tokens
    return any(
        token.low == "к" and "previous" in tokens[at + 1].groups and _unit(tokens[at + 2])
        for at, token in enumerate(tokens[:-2])
    )


def _unit(token: Token) -> str:
    return next((unit for unit in ("week", "month", "period") if unit in token.groups), "")
