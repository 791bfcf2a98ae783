"""Questions about products: what sells best and worst, and what is in stock."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tools.intents.answers import Question
from tools.intents.days import MOST_DAYS, UNIT_DAYS, Window
from tools.intents.goods import stock_limit
from tools.intents.sentence import Built, Sentence, counted, one_window

MOST_RANKED = 50
TOP, STOCK = "top_products", "inventory_status"


def ranking(**payload: Any) -> Callable[[Sentence], Built]:
    """A ranking: over which days, how many, by what, of products or categories."""

    def build(sentence: Sentence) -> Built:
        found, used = dict(payload), frozenset[int]()
        window = one_window(sentence, TOP)
        if isinstance(window, Question):
            return window
        if window is not None:
            days = _days(sentence, window)
            if days > MOST_DAYS:
                return sentence.asker.ask("trend_days", about=TOP, tool=TOP, missing="days")
            found["days"], used = days, window.used
            if window.end != sentence.asker.today:
                found["end"] = window.end.isoformat()
        if sentence.at("category"):
            found["group_by"] = "category"
        if sentence.at("quantity"):
            found["metric"] = "quantity"
        elif payload and sentence.at("by") and sentence.at("sales"):
            found["metric"] = "revenue"
        return _limited(sentence, found, used)

    return build


def _days(sentence: Sentence, window: Window) -> int:
    """ "This week" means the last seven days: on a Monday, one day says nothing of sales."""
    if window.days:
        return window.days
    if window.unit in UNIT_DAYS and window.end == sentence.asker.today:
        return UNIT_DAYS[window.unit]
    return (window.end - window.start).days + 1


def _limited(sentence: Sentence, found: dict[str, Any], used: frozenset[int]) -> Built:
    numbers = {
        at: count
        for at, token in enumerate(sentence.tokens)
        if at not in used and (count := counted(token)) is not None
    }
    if not numbers:
        return found, used
    [(at, count), *more] = numbers.items()
    if more or not 1 <= count <= MOST_RANKED:
        return sentence.asker.ask("limit", about=TOP, tool=TOP, missing="limit", most=MOST_RANKED)
    return {**found, "limit": count}, used | {at}


def low_stock(sentence: Sentence) -> Built:
    """ "Товары с остатком до 10": without a number it is another question."""
    limit = stock_limit(sentence)
    if limit is None or not limit[0]:
        return None
    return {"section": "low_stock", "low_stock_at_most": limit[0]}, limit[1]
