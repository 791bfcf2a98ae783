"""Orders about discounts: "скидка 10% на P-101", and taking them off."""

from __future__ import annotations

from collections.abc import Sequence

from tools.intents.amounts import Amount, amounts, usable
from tools.intents.answers import Answer, ToolCall
from tools.intents.goods import (
    Scope,
    about_others,
    bounded,
    doubted,
    scope,
    strange,
    which,
)
from tools.intents.sentence import Sentence

TOOL = "set_discount"
MOST_PERCENT = 95
#: "Скидка до 10%" leaves open how much.
_OPEN = frozenset({"от", "до"})
_CLEARS = frozenset({"take_off", "call_off", "delete"})
_KNOWN = ("discount", "percent", "everything", "price")
_SETS = ("put", "price_set", "give")


def set_discount(sentence: Sentence) -> Answer | None:
    """The discount that the sentence orders, or what is missing; None: it orders none."""
    cut = sentence.at("price_down") and sentence.at("price")  # "knock 5% off all prices"
    if not sentence.at("discount") or cut or about_others(sentence):
        return None
    clearing = any(
        token.groups & _CLEARS and "discount" not in token.groups for token in sentence.tokens
    )
    where = scope(sentence)
    moved = sentence.at("price_up") and not clearing  # "raise the discount by 3%"
    open_ended = bounded(sentence, where.used, _OPEN)
    if open_ended or moved or doubted(sentence, _CLEARS, where.used):
        return sentence.asker.ask("not_discounted", about=TOOL)
    found = amounts(sentence.tokens, where.used)
    used = where.used.union(*(one.used for one in found))
    odd = strange(sentence, used, (*_KNOWN, *(_CLEARS if clearing else _SETS)))
    if odd is not None:
        said = sentence.text[odd.start : odd.end]
        return sentence.asker.ask("strange", about=TOOL, tool=TOOL, said=said)
    if where.unclear:
        known = {"percent": 0} if clearing and not found else {}
        return which(sentence, where, TOOL, "which_discount", **known)
    return _cleared(sentence, where, found) if clearing else _given(sentence, where, found)


def _cleared(sentence: Sentence, where: Scope, found: Sequence[Amount]) -> Answer:
    if found:
        return which(sentence, where, TOOL, "which_discount")
    if not where.said:
        key = "which_discounts" if sentence.at("discounts") else "which_discount"
        return which(sentence, where, TOOL, key, percent=0)
    return ToolCall(TOOL, {**where.said, "percent": 0})


def _given(sentence: Sentence, where: Scope, found: Sequence[Amount]) -> Answer:
    whole = [
        one
        for one in found
        if one.percent and not one.sign and usable(one) and one.text.isdecimal()
    ]
    if not (found or where.said):
        return which(sentence, where, TOOL, "which_discount")
    if len(found) != 1 or not whole or whole[0].value > MOST_PERCENT:
        return sentence.asker.ask(
            "how_much_discount", about=TOOL, tool=TOOL, missing="percent", known=where.said
        )
    percent = int(whole[0].value)
    if not where.said:
        return which(sentence, where, TOOL, "which_discount", percent=percent)
    return ToolCall(TOOL, {**where.said, "percent": percent})
