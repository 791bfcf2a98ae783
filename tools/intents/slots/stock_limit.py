"""The most pieces that may be in stock: "stock below 5", "two pieces or fewer", "с остатком до 5"."""

from __future__ import annotations

from tools.intents.sentence import Sentence
from tools.intents.values.at_most import Limit, find_at_most


def find_stock_limit(sentence: Sentence) -> Limit | None:
    """Find the most pieces that may be in stock, and the tokens that say it; None if not said.

    "С остатком до 5", "stock below 5", "3 or less left", "two pieces or fewer".
    """
    stock = frozenset(sentence.at("stock") + sentence.at("left"))
    if not stock and not sentence.at("quantity"):
        return None
    found = (find_at_most(sentence.tokens, at) for at in range(len(sentence.tokens)))
    limit = next(filter(None, found), None)
    return None if limit is None else (limit[0], limit[1] | stock)
