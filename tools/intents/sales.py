"""Arguments of questions about a number of days back, and about what sells and is in stock."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tools.intents.answers import Question
from tools.intents.limits import read_limit
from tools.intents.sentence import NOTHING, Built, Sentence, find_window, parse_count
from tools.intents.slots.stock_limit import find_stock_limit
from tools.intents.values.day import MOST_DAYS, UNIT_DAYS, Window

MOST_RANKED = 50
TOP, STOCK = "top_products", "inventory_status"


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


def read_low_stock(sentence: Sentence) -> Built:
    """Read the limit of "товары с остатком до 10"; None without a number: another question."""
    limit = find_stock_limit(sentence)
    if limit is None or not limit[0]:
        return None
    return {"section": "low_stock", "low_stock_at_most": limit[0]}, limit[1]
