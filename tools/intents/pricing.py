"""Orders about prices: up, down, or to so much, each only where the sentence says all of it.

Which products is asked before by how much, and all of them are only meant where it is said plainly:
"raise prices by 5%" is asked about, "raise all prices by 5%" is not.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from tools.intents.amounts import Amount, amounts, foreign, usable
from tools.intents.answers import WAY, Answer, Question, ToolCall
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

TOOL = "adjust_price"
MOST_PERCENT = 1000
ALL_OF_IT = 100
HIGHEST_PRICE = Decimal("9999999.99")
_VERBS = ("price_up", "price_down", "price_set")
_KNOWN = (*_VERBS, "cheaper", "dearer", "price", "percent", "money_unit", "everything", "put")
#: What is missing where only the amount is: the direction has been said.
_WAYS: dict[tuple[str, ...], str] = {("price_up",): "raise_by", ("price_down",): "lower_by"}
_TO = frozenset({"до", "to"})


def adjust_price(sentence: Sentence) -> Answer | None:
    """The change of prices that the sentence orders, or what is missing; None: it orders none."""
    places = _verbs(sentence)
    named = sentence.at("price") or _compared(sentence) or _moves(sentence, places)
    if not named or not any(places.values()) or about_others(sentence):
        return None
    asker = sentence.asker
    where = scope(sentence)
    verbs = [name for name, at in places.items() if not where.used.issuperset(at)]
    if doubted(sentence, without=where.used) or bounded(sentence, where.used):
        return asker.ask("not_priced", about=TOOL)
    found = amounts(sentence.tokens, where.used)
    used = where.used.union(*(one.used for one in found))
    odd = strange(sentence, used, _KNOWN)
    if odd is not None:
        said = sentence.text[odd.start : odd.end]
        return asker.ask("strange", about=TOOL, tool=TOOL, said=said)
    change = _how_much(sentence, verbs, found)
    known = {} if isinstance(change, Question) else change
    if where.unclear or "stock_at_most" in where.payload:
        return which(sentence, where, TOOL, "which_price", **known)
    if isinstance(change, Question):
        return _open(sentence, where, verbs, found, change)
    return _call(sentence, where, change)


def _open(
    sentence: Sentence, where: Scope, verbs: list[str], found: list[Amount], change: Question
) -> Question:
    """The question about a change that is not said in full: which products comes first."""
    way = _WAYS.get(tuple(verbs))
    if not (where.said or found):
        return which(sentence, where, TOOL, "which_price", **({WAY: way} if way else {}))
    if any(one.sign for one in found):  # "raise by -5%" says two ways
        way = None
    if way and change.key in {"how_much_price", "price_way"}:
        change = sentence.asker.ask("price_by", about=TOOL, tool=TOOL)
    return replace(change, missing=way or change.missing, known=where.said)


def _moves(sentence: Sentence, places: dict[str, list[int]]) -> bool:
    """ "Raise P-101 by 4%", "lower the mug by 5%": of a product, only its price goes up by so much."""
    up_or_down = places["price_up"] or places["price_down"]
    product = any(token.kind == "product" for token in sentence.tokens) or (
        up_or_down and any(one.whole for one in sentence.catalogue.named(sentence.tokens))
    )
    worth = any(map(sentence.at, ("percent", "money_unit", "cents")))
    others = sentence.at("discount") or sentence.at("stock")
    return bool(up_or_down and product and worth and not others)


def _verbs(sentence: Sentence) -> dict[str, list[int]]:
    """Where each verb stands; "cheaper" only says how, and orders it together with "make"."""
    places = {name: sentence.at(name) for name in _VERBS}
    if not _compared(sentence):
        return places
    made, cheaper, dearer = places["price_set"], sentence.at("cheaper"), sentence.at("dearer")
    return {"price_up": made and dearer, "price_down": made and cheaper, "price_set": []}


def _compared(sentence: Sentence) -> bool:
    return bool(sentence.at("cheaper") or sentence.at("dearer"))


def _way_is_open(sentence: Sentence, verb: str, amount: Amount) -> bool:
    """ "Put the price up 5 euro", "cheaper than 5 euro": a price, or by how much?"""
    lows = [token.low for token in sentence.tokens]
    if verb == "price_set":
        return not {"up", "down", "off"}.isdisjoint(lows)
    if not _compared(sentence):
        return False
    begin = min(amount.used)
    before = lows[begin - 1] if begin else ""
    after = sentence.tokens[max(amount.used) + 1 : max(amount.used) + 2]
    by = before in {"by", "на"} or any(one.groups & {"cheaper", "dearer"} for one in after)
    return not by or not {"than", "чем"}.isdisjoint(lows)


def _how_much(
    sentence: Sentence, verbs: list[str], found: list[Amount]
) -> dict[str, Any] | Question:
    if len(found) != 1 or len(verbs) != 1:
        return sentence.asker.ask("how_much_price", about=TOOL, tool=TOOL, missing="percent")
    return _change(sentence, verbs[0], found[0])


def _change(sentence: Sentence, verb: str, amount: Amount) -> dict[str, Any] | Question:
    """The payload's part that says how; a question where up or down, or the unit, is left open."""
    if not usable(amount) or foreign(sentence.tokens, amount):
        return _out_of_range(sentence, amount)
    if not amount.percent and _way_is_open(sentence, verb, amount):
        return sentence.asker.ask("price_way", about=TOOL, tool=TOOL, missing="percent")
    up = {"price_up": True, "price_down": False}.get(verb)
    to = any(sentence.tokens[at - 1].low in _TO for at in amount.used if at)
    if up is None and amount.sign:
        up = amount.sign == "+"
    if not (amount.percent or (up is not None and not to)):
        return _set_to(sentence, amount)
    twice = bool(amount.sign) and verb != "price_set"  # "raise by -5%"
    if up is None or to or twice or not (amount.percent or amount.money):
        return sentence.asker.ask("price_way", about=TOOL, tool=TOOL, missing="percent")
    return _by(sentence, amount, up=up)


def _by(sentence: Sentence, amount: Amount, *, up: bool) -> dict[str, Any] | Question:
    most = MOST_PERCENT if up else ALL_OF_IT - Decimal("0.01")
    if not 0 < amount.value <= (most if amount.percent else HIGHEST_PRICE):
        return _out_of_range(sentence, amount)
    if amount.percent:
        return {"percent": amount.signed(up)}
    return {"amount": amount.text if up else f"-{amount.text}"}


def _set_to(sentence: Sentence, amount: Amount) -> dict[str, Any] | Question:
    if any(sentence.tokens[at - 1].low == "by" for at in amount.used if at):
        return sentence.asker.ask("price_way", about=TOOL, tool=TOOL, missing="percent")
    if not 0 < amount.value <= HIGHEST_PRICE:
        return _out_of_range(sentence, amount)
    return {"set_to": amount.text}


def _call(sentence: Sentence, where: Scope, change: dict[str, Any]) -> Answer:
    bare = "category" in where.payload and not sentence.at("category")
    if bare and "set_to" in change:  # "set the price of coffee to 5": of which one?
        return which(sentence, where, TOOL, "which_price", **change)
    if not where.said or (where.everything and "set_to" in change):
        key = "which_prices" if sentence.at("prices") and "set_to" not in change else "which_price"
        return which(sentence, where, TOOL, key, **change)
    return ToolCall(TOOL, {**where.said, **change})


def _out_of_range(sentence: Sentence, amount: Amount) -> Question:
    return sentence.asker.ask(
        "price_range", about=TOOL, tool=TOOL, missing="set_to", said=amount.text
    )
