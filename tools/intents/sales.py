"""Arguments of questions about a number of days back, and about what sells and is in stock."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tools.intents.answers import Question
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
        if sentence.at("quantity"):
            found["metric"] = "quantity"
        elif payload and sentence.at("by") and sentence.at("sales"):
            found["metric"] = "revenue"
        return _limit(sentence, found, used)

    return build


def read_days(tool: str, **known: Any) -> Callable[[Sentence], Built]:
    """Build a reader of `days` and `end`; where no period is said, the tool's own default holds.

    `known` are the other arguments, which a question about the days keeps.
    """

    def build(sentence: Sentence) -> Built:
        window = find_window(sentence, tool)
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


def _limit(sentence: Sentence, found: dict[str, Any], used: frozenset[int]) -> Built:
    numbers = {
        at: count
        for at, token in enumerate(sentence.tokens)
        if at not in used and (count := parse_count(token)) is not None
    }
    if not numbers:
        return found, used
    [(at, count), *more] = numbers.items()
    if more or not 1 <= count <= MOST_RANKED:
        return sentence.writer.ask(
            "limit", tool=TOP, missing="limit", known=found, most=MOST_RANKED
        )
    return {**found, "limit": count}, used | {at}


def read_low_stock(sentence: Sentence) -> Built:
    """Read the limit of "товары с остатком до 10"; None without a number: another question."""
    limit = find_stock_limit(sentence)
    if limit is None or not limit[0]:
        return None
    return {"section": "low_stock", "low_stock_at_most": limit[0]}, limit[1]
