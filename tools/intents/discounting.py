"""Orders about discounts: "скидка 10% на P-101", and taking them off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tools.intents.answers import Answer, Question, ToolCall
from tools.intents.arguments import Sentence
from tools.intents.goods import (
    Amount,
    Scope,
    about_others,
    amounts,
    doubted,
    scope,
    strange,
    usable,
)

TOOL = "set_discount"
MOST_PERCENT = 95
_CLEARS = frozenset({"take_off", "call_off", "delete"})
_KNOWN = ("discount", "percent", "everything", "price")
_SETS = ("put", "price_set", "give")


def set_discount(sentence: Sentence) -> Answer | None:
    """The discount that the sentence orders, or what is missing; None: it orders none."""
    if not sentence.at("discount") or about_others(sentence):
        return None
    clearing = any(token.groups & _CLEARS for token in sentence.tokens)
    if doubted(sentence, _CLEARS):
        return sentence.asker.ask("not_discounted", about=TOOL)
    where = scope(sentence)
    found = amounts(sentence.tokens, where.used)
    used = where.used.union(*(one.used for one in found))
    odd = strange(sentence, used, (*_KNOWN, *(_CLEARS if clearing else _SETS)))
    if odd is not None:
        said = sentence.text[odd.start : odd.end]
        return sentence.asker.ask("strange", about=TOOL, tool=TOOL, said=said)
    if where.unclear:
        return _which(sentence, {"percent": 0} if clearing and not found else {})
    return _cleared(sentence, where, found) if clearing else _given(sentence, where, found)


def _cleared(sentence: Sentence, where: Scope, found: Sequence[Amount]) -> Answer:
    everything = where.everything or bool(sentence.at("discounts"))
    if found or not (where.payload or everything):
        return _which(sentence, {} if found else {"percent": 0})
    return ToolCall(TOOL, {**where.payload, "percent": 0})


def _given(sentence: Sentence, where: Scope, found: Sequence[Amount]) -> Answer:
    whole = [
        one
        for one in found
        if one.percent and not one.sign and usable(one) and one.text.isdecimal()
    ]
    if len(found) != 1 or not whole or whole[0].value > MOST_PERCENT:
        known = where.payload or ({"all": True} if where.everything else {})
        return sentence.asker.ask(
            "how_much_discount", about=TOOL, tool=TOOL, missing="percent", known=known
        )
    if not (where.payload or where.everything):
        return _which(sentence, {"percent": int(whole[0].value)})
    return ToolCall(TOOL, {**(where.payload or {"all": True}), "percent": int(whole[0].value)})


def _which(sentence: Sentence, known: Mapping[str, Any]) -> Question:
    return sentence.asker.ask(
        "which_discount", about=TOOL, tool=TOOL, missing="product_ids", known=known
    )
