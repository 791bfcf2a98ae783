"""Amounts in an order: per cent, money and plain numbers, in digits or in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.conf import settings

from tools.intents.language.tokens import Token, find_end
from tools.intents.language.words import CARDINALS, get_value

LONGEST_AMOUNT = 10
#: The currencies that people may name, each with the mark of its words.
MARKS = {"EUR": "eur", "USD": "usd", "RUB": "rub", "GBP": "gbp"}


CENT_DIGITS = 2


_SIGNS = frozenset("+-")
_POINTS = frozenset(".,")


@dataclass(frozen=True)
class Amount:
    """A number and what it counts."""

    #: As it was said, with a decimal point and without a sign: "39.90", "2.5".
    text: str
    #: The places of its tokens.
    used: frozenset[int]
    percent: bool
    money: bool
    #: "+", "-" or "".
    sign: str

    @property
    def value(self) -> Decimal:
        return Decimal(self.text)

    def signed(self, up: bool) -> int | str:  # noqa: FBT001 -- the direction itself
        """Return it, up or down, as payloads hold it: a whole number as int, any other as text."""
        value = self.value if up else -self.value
        return int(value) if value == value.to_integral_value() else str(value)


def find_amounts(tokens: Sequence[Token], without: frozenset[int] = frozenset()) -> list[Amount]:
    """Find every amount in order, leaving out the tokens `without`."""
    found: list[Amount] = []
    at = 0
    while at < len(tokens):
        then = at + 1
        if tokens[at].kind in {"number", "dotted", "slashed", "iso"} and at not in without:
            if _is_decimal_comma(tokens, at):
                then = at + 3
            found.append(_add_cents(tokens, _build_amount(tokens, at, then)))
            then = max(then, max(found[-1].used) + 1)
        elif at not in without and (words := _read_in_words(tokens, at)):
            value, then = words
            named = replace(_build_amount(tokens, at, then), text=str(value))
            found.append(_add_cents(tokens, named))
            then = max(then, max(found[-1].used) + 1)
        at = then
    return found


def _read_in_words(tokens: Sequence[Token], at: int) -> tuple[int, int] | None:
    """Read a number in words before per cent or money: "пять процентов", "twenty five euro".

    Gives its value and where it ends; None if there is none.
    """
    found = _read_number(tokens, at)
    if found is None:
        return None
    then = found[1]
    counted = then < len(tokens) and (
        tokens[then].groups & {"percent", "money_unit"}
        or find_end(tokens, then, "per_cent") > then
    )
    return found if counted else None


def _read_number(tokens: Sequence[Token], at: int) -> tuple[int, int] | None:
    """Read a number in words, "двадцать пять", and where it ends; None if there is none."""
    value, then = get_value(CARDINALS, tokens[at].low), at + 1
    if value is None:
        return None
    ones = get_value(CARDINALS, tokens[then].low) if then < len(tokens) else None
    if ones is not None and value % 10 == 0 and ones < 10:  # noqa: PLR2004 -- tens and ones
        value, then = value + ones, then + 1
    return value, then


def _is_decimal_comma(tokens: Sequence[Token], at: int) -> bool:
    """Return whether a decimal comma follows the number: "39,90"."""
    if at + 2 >= len(tokens) or tokens[at].kind != "number" or tokens[at + 1].low != ",":
        return False
    cents = tokens[at + 2]
    together = tokens[at].end == tokens[at + 1].start and tokens[at + 1].end == cents.start
    return together and cents.kind == "number" and len(cents.low) <= CENT_DIGITS


def _build_amount(tokens: Sequence[Token], at: int, then: int) -> Amount:
    text = "".join(token.low for token in tokens[at:then]).replace(",", ".")
    before = tokens[at - 1] if at else None
    after = tokens[then] if then < len(tokens) else None
    said = (before.groups if before else frozenset()) | (after.groups if after else frozenset())
    used = set(range(at, then))
    if after and after.groups & {"percent", "money_unit"}:
        used.add(then)
    per_cent = range(then, find_end(tokens, then, "per_cent"))  # "ten per cent", "15 off percent"
    used.update(per_cent)
    if before and "money_unit" in before.groups:
        used.add(at - 1)
    sign = _sign(tokens, at)
    text = _read_fraction(tokens, at, text)
    percent = bool(per_cent or (after and "percent" in after.groups))
    return Amount(text, frozenset(used), percent, "money_unit" in said, sign)


def _sign(tokens: Sequence[Token], at: int) -> str:
    """Find the sign of "-5", "-€5" and "by - 5"; the dash of "P-101 - 5" counts too; "": none."""
    place = at - 1
    if place >= 0 and tokens[place].low in _POINTS and tokens[place].end == tokens[at].start:
        place -= 1  # "-.5"
    if place >= 0 and "money_unit" in tokens[place].groups:
        place -= 1
    return tokens[place].low if place >= 0 and tokens[place].low in _SIGNS else ""


def _read_fraction(tokens: Sequence[Token], at: int, text: str) -> str:
    """Read ".5" and ",5" as 0.5, unless something stands right before the point."""
    if at == 0 or tokens[at - 1].low not in _POINTS or tokens[at - 1].end != tokens[at].start:
        return text
    alone = (
        at == 1
        or tokens[at - 2].end != tokens[at - 1].start
        or tokens[at - 2].low in _SIGNS
        or "money_unit" in tokens[at - 2].groups
    )
    return f"0.{text}" if alone and text.isdecimal() else text


def is_foreign(tokens: Sequence[Token], amount: Amount) -> bool:
    """Return whether it is in another currency than the shop's."""
    said = [tokens[at] for at in amount.used if "money_unit" in tokens[at].groups]
    return any(
        currency != settings.SHOP_CURRENCY and token.has(mark)
        for token in said
        for currency, mark in MARKS.items()
    )


def _add_cents(tokens: Sequence[Token], amount: Amount) -> Amount:
    """Read "7 euro 50", "1 евро 50 центов" and "50 cents" as 7.50, 1.50 and 0.50."""
    then = max(amount.used) + 1
    after = tokens[then : then + 2]
    if amount.percent:
        return amount
    if after and "cents" in after[0].groups and amount.text.isdecimal():
        used = amount.used | {then}
        return replace(amount, text=_format_cents(amount.text), used=used, money=True)
    if not (amount.money and amount.text.isdecimal() and after):
        return amount
    cents, end = _read_cents(tokens, then)
    if cents is None:
        return amount
    named = end < len(tokens) and "cents" in tokens[end].groups
    other = end < len(tokens) and tokens[end].groups & {"percent", "money_unit", "quantity"}
    digits = after[0].kind == "number"
    if (not digits and not named) or (not named and other):
        return amount
    used = amount.used | set(range(then, end + named))
    return replace(amount, text=f"{amount.text}.{cents}", used=used)


def _read_cents(tokens: Sequence[Token], at: int) -> tuple[str | None, int]:
    """Read two digits of cents, "50" or "пятьдесят", and where they end; None: there are none."""
    if tokens[at].kind == "number":
        return (tokens[at].low if len(tokens[at].low) == CENT_DIGITS else None), at + 1
    found = _read_number(tokens, at)
    if found is None or found[0] >= 100:  # noqa: PLR2004 -- cents
        return None, at
    return f"{found[0]:02}", found[1]


def _format_cents(cents: str) -> str:
    return f"{int(cents) // 100}.{int(cents) % 100:02}"


def is_usable(amount: Amount) -> bool:
    """Return whether it is a plain number that can be a price or a percentage."""
    whole, _, cents = amount.text.partition(".")
    return (
        whole.isdecimal()
        and (cents == "" or cents.isdecimal())
        and len(cents) <= CENT_DIGITS
        and len(whole) <= LONGEST_AMOUNT
    )
