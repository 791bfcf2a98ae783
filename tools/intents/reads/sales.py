"""Arguments of questions about a number of days back, and about what sells and is in stock."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import cache
from typing import Any

from tools.intents.answers import Question
from tools.intents.limits import read_limit
from tools.intents.sentence import NOTHING, Built, Sentence, find_window, parse_count
from tools.intents.values.day import MOST_DAYS, UNIT_DAYS, Window

MOST_RANKED = 50
#: Groups that say nothing more beside the one that they stand under.
_FURTHER = {"versus": ("day", "period"), "lays": ("product",), "gives_back": ("sales",)}
TOP = "top_products"


@cache
def read_ranking(**payload: Any) -> Callable[[Sentence], Built]:
    """Build a reader of a ranking: which days, how many, by what, of products or categories.

    `payload` is always given.
    """

    def build(sentence: Sentence) -> Built:
        built = read_days(TOP, **payload)(sentence)
        if built is None or isinstance(built, Question):
            return built
        days, used = built
        found = {**payload, **days}
        if sentence.at("category"):
            found["group_by"] = "category"
        pieces, counted = _find_quantity(sentence)
        if pieces or counted:
            found["metric"], used = "quantity", used | counted
        elif payload and sentence.at("by") and sentence.at("sales"):
            found["metric"] = "revenue"
        limited = read_limit(sentence, used, most=MOST_RANKED, tool=TOP, **found)
        if isinstance(limited, Question):
            return limited
        return (found, used) if limited is None else (found | limited[0], used | limited[1])

    return build


def _find_quantity(sentence: Sentence) -> tuple[frozenset[int], frozenset[int]]:
    """Find the words that rank by pieces, not money: "by units", "по количеству"; "by number sold".

    In "15 pieces of the best" they only count the rows.
    """
    tokens = sentence.tokens
    pieces = [
        at
        for at in sentence.at("quantity")
        if not (at and parse_count(tokens[at - 1]) is not None)
    ]
    counted = [at for at in sentence.at("howmany") if at and "by" in tokens[at - 1].groups]
    return frozenset(pieces), frozenset(counted)


def read_short_ranking(sentence: Sentence) -> Built:
    """Read a ranking that names nothing but its length: "топ 5"; None if it has none."""
    direction = "bottom" if sentence.at("bottom") else "top"
    built = read_ranking(direction=direction)(sentence)
    return built if built is None or isinstance(built, Question) or "limit" in built[0] else None


@cache
def read_days(tool: str, **known: Any) -> Callable[[Sentence], Built]:
    """Build a reader of `days` and `end`; where no period is said, the tool's own default holds.

    `known` are the other arguments, which a question about the days keeps.
    """

    def build(sentence: Sentence) -> Built:
        window = find_window(sentence, tool, **known)
        if isinstance(window, Question):
            return window
        if window is None:
            return {}, NOTHING
        found: dict[str, Any] = {"days": _count_days(sentence, window)}
        if found["days"] > MOST_DAYS:
            said = " ".join(sentence.tokens[at].low for at in sorted(window.used))
            return sentence.writer.ask("count", tool=tool, missing="days", known=known, said=said)
        if window.end != sentence.writer.today:
            found["end"] = window.end.isoformat()
        return found, window.used

    return build


def list_further(needs: Collection[str]) -> tuple[str, ...]:
    """List the groups that may be said beside some of these: "compared with the days before"."""
    return tuple(group for need in needs for group in _FURTHER.get(need, ()))


@cache
def read_compared_days(tool: str) -> Callable[[Sentence], Built]:
    """Build a reader like `read_days` for a tool that compares with the days before by itself.

    None where the period may be what is compared with: "refunds compared with October".
    """
    read = read_days(tool)

    def build(sentence: Sentence) -> Built:
        built = read(sentence)
        if not isinstance(built, tuple) or not built[1]:
            return built
        payload, used = built
        if min(used) > sentence.first("than"):
            return None
        then = max(used) + 1
        after = min(used) > sentence.first("versus")
        if after and then < len(sentence.tokens) and sentence.tokens[then].has("earlier"):
            return {}, used | {then}  # "compared with the three months before"
        return None if after and "end" in payload and not sentence.at("extent") else built

    return build


def _count_days(sentence: Sentence, window: Window) -> int:
    """Return the number of days of the window.

    "This week" means the last seven days: on a Monday, one day says nothing about sales. Longer
    units are those of the calendar, up to today.
    """
    if window.days:
        return window.days
    if window.unit == "week" and window.end == sentence.writer.today:
        return UNIT_DAYS["week"]
    return (window.end - window.start).days + 1
