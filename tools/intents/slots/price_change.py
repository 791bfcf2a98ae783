"""The slot of a price change: up or down by per cent or money, or to a new price."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from tools.intents.answers import WAY
from tools.intents.language.tokens import Token
from tools.intents.sentence import Sentence
from tools.intents.slots.slot import Evidence, Problem, Reading, SlotReader, Values
from tools.intents.values.amount import Amount, find_amounts, is_foreign, is_usable
from tools.texts import Text

MOST_PERCENT = 1000
ALL_OF_IT = 100
HIGHEST_PRICE = Decimal("9999999.99")
#: The names under which the amount is asked for if only the direction is known.
RAISE, LOWER = "raise_by", "lower_by"
_DIRECTIONS = {RAISE: True, LOWER: False, "price_up": True, "price_down": False}
#: Groups of words that say which way a price goes: up (True) or down (False).
_MOVES = {
    "price_up": True, "dearer": True, "up": True, "plus": True,
    "price_down": False, "cheaper": False, "down": False, "minus": False,
}  # fmt: skip

HOW_MUCH = Text("To what price, or by how many per cent? For example 9.20 or +3%.")
BY_HOW_MUCH = Text("By how much? Per cent or money, for example 3% or 2 euro.")
UP_OR_DOWN = Text("Up or down, per cent or money? For example +3% or -2 euro.")
OUT_OF_RANGE = Text(
    "“{said}” does not work as a price or a percentage; write for example 9.20 or +3%."
)


class PriceChangeReader(SlotReader):
    """Reads `percent`, `amount` or `set_to`."""

    def read(self, reading: Reading) -> Values | Problem | None:
        sentence = reading.sentence
        found = sentence.amounts(frozenset(reading.used), loosely=True)
        reading.take(at for amount in found for at in amount.used)
        reading.take(sentence.at("apiece"))
        if not (len(found) == 1 and _is_new_price(sentence, found[0])):
            reading.doubted |= is_bounded(sentence, reading.used - _collect_tokens(found))
        direction = _find_direction(reading)
        if reading.is_answer and not reading.asked:
            return _read_beside(sentence, found, direction)
        if len(found) != 1 or (not reading.asked and len(reading.verbs) != 1):
            if direction is not None and not found:
                reading.values[WAY] = RAISE if direction else LOWER
            return replace(_ask(HOW_MUCH, direction), is_gap=not found)
        change = _read_answer(sentence, found[0], direction) if reading.asked else None
        change = change or _read_change(sentence, found[0], direction)
        if isinstance(change, Problem) and change.text is UP_OR_DOWN and not found[0].sign:
            return _ask(UP_OR_DOWN, direction)
        return change

    def is_said(self, name: str, value: Any, said: Evidence) -> bool:
        """Return whether that number was said with that unit, and goes the way the words say."""
        number = Decimal(str(value))
        tokens = said.sentence.tokens
        fitting = [
            amount
            for amount in find_amounts(tokens, loosely=True)
            if is_usable(amount)
            and amount.value == abs(number)
            and amount.percent == (name == "percent")
            and (amount.money or name != "amount")
            and not is_foreign(tokens, amount)
        ]
        moves = {
            up for group, up in _MOVES.items() if said.sentence.at(group)
        }  # up, down, or both
        if name == "set_to":  # "raise it by 2" is no new price
            return any(not moves or _is_led(tokens, amount, "to") for amount in fitting)
        # "Raise by -5%" says up by a word and down by a sign: neither is taken as meant.
        signs = {amount.sign == "+" for amount in fitting if amount.sign}
        return bool(fitting) and moves | signs == {number > 0}


def _is_led(tokens: Sequence[Token], amount: Amount, mark: str) -> bool:
    """Return whether a word with that mark stands right before the amount."""
    begin = min(amount.used)
    return begin > 0 and mark in tokens[begin - 1].marks


def _is_new_price(sentence: Sentence, amount: Amount) -> bool:
    """Return whether it is a price to go to: "up to 12 euro" bounds no price, "up to 10%" does."""
    tokens, begin = sentence.tokens, min(amount.used)
    bounded = any("bound" in token.groups for token in tokens)
    return _is_led(tokens, amount, "to") and begin > 1 and not amount.percent and not bounded


def is_bounded(sentence: Sentence, without: set[int], *, open_ends: bool = False) -> bool:
    """Return whether the sentence leaves open how much: "at most 5%", "up to 10%".

    The tokens `without` are left out, because they only say which products. `open_ends`: "from" and
    "up to" count as well.
    """
    tokens = sentence.tokens
    return any(
        "bound" in token.groups
        or (open_ends and "amount_open" in token.marks)
        or (token.has("up") and any("to" in then.marks for then in tokens[at + 1 : at + 2]))
        for at, token in enumerate(tokens)
        if at not in without
    )


def _collect_tokens(found: Sequence[Amount]) -> set[int]:
    return {at for amount in found for at in amount.used}


def _read_beside(
    sentence: Sentence,
    found: Sequence[Amount],
    up: bool | None,  # noqa: FBT001 -- the direction itself
) -> Values | None:
    """Read the change that an answer to another question also says: "P-112 by 5%"; else None."""
    if len(found) != 1 or not (found[0].percent or found[0].money):
        return None
    (amount,) = found
    if up is None and not amount.sign:
        return None
    if up is not None and amount.sign:
        return None
    change = _build_change(amount, up=amount.sign == "+" if up is None else up)
    return None if isinstance(change, Problem) or is_foreign(sentence.tokens, amount) else change


def _find_direction(reading: Reading) -> bool | None:
    """Find the direction: up (True) or down (False), by the only verb or by what was asked for.

    None: it is not known.
    """
    if reading.is_answer:
        return _DIRECTIONS.get(reading.asked, _DIRECTIONS.get(reading.known.get(WAY, "")))
    return _DIRECTIONS.get(reading.verbs[0]) if len(reading.verbs) == 1 else None


def find_move(sentence: Sentence) -> bool | None:
    """Find which way the words say that a price goes: up (True) or down; None: not, or both."""
    moves = {up for group, up in _MOVES.items() if sentence.at(group)}
    return moves.pop() if len(moves) == 1 else None


def _ask(text: Text, direction: bool | None) -> Problem:  # noqa: FBT001 -- the direction itself
    """Ask for the change; if the direction is known, only for the amount."""
    if direction is None:
        return Problem(text, missing="percent")
    return Problem(BY_HOW_MUCH, missing=RAISE if direction else LOWER)


def _read_answer(sentence: Sentence, amount: Amount, up: bool | None) -> Values | Problem | None:  # noqa: FBT001 -- the direction itself
    """Read an answer that is a new price; a problem if it may be a percentage too.

    None: it is a change, by its sign, its per cent or the known direction.
    """
    if up is not None:
        return None
    if amount.percent or amount.sign:
        return None
    if amount.text.isdecimal() and not amount.money and len(sentence.words) == 1:
        return Problem(HOW_MUCH, missing="percent")  # "5": euro, or per cent?
    return _set_to(sentence, amount)


def _read_change(
    sentence: Sentence,
    amount: Amount,
    up: bool | None,  # noqa: FBT001 -- the direction itself
) -> Values | Problem:
    if not is_usable(amount) or is_foreign(sentence.tokens, amount):
        return _refuse_amount(amount)
    if not amount.percent and _is_open(sentence, amount):
        return Problem(UP_OR_DOWN, missing="percent")
    to = any("to" in sentence.tokens[at - 1].marks for at in amount.used if at)
    by_verb = up is not None
    if up is None and amount.sign:
        up = amount.sign == "+"
    if not (amount.percent or (up is not None and not to)):
        return _set_to(sentence, amount)
    twice = bool(amount.sign) and by_verb  # "raise by -5%"
    after = sentence.tokens[max(amount.used) + 1 : max(amount.used) + 2]
    by = _is_led(sentence.tokens, amount, "by_word") or any(token.has("off") for token in after)
    by |= bool(amount.sign) or any(token.groups & {"cheaper", "dearer"} for token in after)
    by_money = amount.is_price_like and by  # "by 0.35", "1.50 off", "+1.50"
    if up is None or to or twice or not (amount.percent or amount.money or by_money):
        return Problem(UP_OR_DOWN, missing="percent")
    return _build_change(amount, up=up)


def _is_open(sentence: Sentence, amount: Amount) -> bool:
    """Return whether it is open if the amount is a new price or the difference.

    "Put the price up 5 euro", "cheaper than 5 euro".
    """
    tokens, begin, after = sentence.tokens, min(amount.used), max(amount.used) + 1
    led = any(_is_led(tokens, amount, mark) for mark in ("by_amount", "to", "plus", "minus", "a"))
    if sentence.at("up") or sentence.at("off") or sentence.at("down"):
        said = any(map(sentence.at, ("price_up", "price_down", "relative_move")))
        placed = bool(sentence.at("price_set") or sentence.at("price_move"))
        return placed and not said and not led and not tokens[begin].has("a")
    if not (sentence.at("cheaper") or sentence.at("dearer")):
        return False
    by = led or any(token.groups & {"cheaper", "dearer"} for token in tokens[after : after + 1])
    return not by or bool(sentence.at("than"))


def _build_change(amount: Amount, *, up: bool) -> Values | Problem:
    most = MOST_PERCENT if up else ALL_OF_IT - Decimal("0.01")
    if not 0 < amount.value <= (most if amount.percent else HIGHEST_PRICE):
        return _refuse_amount(amount)
    if amount.percent:
        return {"percent": amount.signed(up)}
    return {"amount": amount.text if up else f"-{amount.text}"}


def _set_to(sentence: Sentence, amount: Amount) -> Values | Problem:
    if any("by_word" in sentence.tokens[at - 1].marks for at in amount.used if at):
        return Problem(UP_OR_DOWN, missing="percent")
    if not is_usable(amount) or not 0 < amount.value <= HIGHEST_PRICE:
        return _refuse_amount(amount)
    return {"set_to": amount.text}


def _refuse_amount(amount: Amount) -> Problem:
    return Problem(OUT_OF_RANGE, said=amount.text, missing="set_to")
