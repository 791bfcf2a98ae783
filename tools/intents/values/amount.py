"""Amounts in an order: per cent, money and plain numbers, in digits or in words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.conf import settings

from tools.intents.language.tokens import Token, get_value_at
from tools.intents.values.number import SpokenNumber, read_spoken, read_whole

LONGEST_AMOUNT = 10
#: The currencies that people may name, each with the mark of its words.
MARKS = {"EUR": "eur", "USD": "usd", "RUB": "rub", "GBP": "gbp"}


CENT_DIGITS = 2
_THOUSAND_DIGITS = 3


_SIGNS = frozenset("+-")
_POINTS = frozenset(".,")
_UNITS = frozenset({"percent", "money_unit"})
_DIGITS = frozenset({"number", "dotted", "slashed", "iso"})
#: Thousands with points between them: "1.200".
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+")
#: The end of a number whose thousands have commas: "200.50" of "1,200.50".
_AFTER_COMMA = re.compile(r"[0-9]{3}\.[0-9]{1,2}")
#: Marks and groups after which a number in words needs no unit: "to twelve", "a discount of ten".
_NOUNS = ("discount", "price")
_LEADS = (*_NOUNS, "to", "by_word", "by_amount", "at_price", "price_set")


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

    @property
    def is_price_like(self) -> bool:
        """Return whether it has cents, as prices have and percentages have not: "39.90"."""
        return len(self.text.partition(".")[2]) == CENT_DIGITS


def find_amounts(
    tokens: Sequence[Token], without: frozenset[int] = frozenset(), *, loosely: bool = False
) -> list[Amount]:
    """Find every amount in order, leaving out the tokens `without`.

    `loosely`: also as people speak of prices, "to twelve", "half off", "процентов на пять", "a euro".
    """
    found: list[Amount] = []
    at = 0
    while at < len(tokens):
        amount = None if at in without else _read_amount(tokens, at)
        if amount is None and loosely and at not in without:
            amount = _read_loosely(tokens, at)
        then = at + 1
        if amount is not None and amount.used.isdisjoint(without):
            found.append(amount)
            then = max(then, max(amount.used) + 1)
        at = then
    return _drop_repeated(found) if loosely else found


def _read_amount(tokens: Sequence[Token], at: int) -> Amount | None:
    """Read the amount whose number begins at `at`; None: none does, or it counts nothing."""
    if tokens[at].kind in _DIGITS:
        text, then = _read_digits(tokens, at)
        return _add_cents(tokens, _build_amount(tokens, at, then, text))
    spoken = read_spoken(tokens, at)
    if spoken is None:
        return None
    amount = _build_spoken(tokens, at, spoken)
    amount = _add_cents(tokens, amount)
    return amount if amount.percent or amount.money else None


def _build_spoken(tokens: Sequence[Token], at: int, spoken: SpokenNumber) -> Amount:
    text = f"{spoken.value:.2f}" if spoken.is_price else f"{spoken.value:f}"
    amount = _build_amount(tokens, at, spoken.end, text)
    own = any("money_unit" in token.groups for token in tokens[at : spoken.end])  # "a fiver"
    return replace(amount, money=amount.money or own)


def _read_digits(tokens: Sequence[Token], at: int) -> tuple[str, int]:
    """Read the number in digits at `at`, with a decimal point, and where it ends."""
    first = tokens[at].low
    if _is_joined(tokens, at, ","):
        second = tokens[at + 2]
        if tokens[at].kind == "number" and _AFTER_COMMA.fullmatch(second.low):
            return f"{first}{second.low}", at + 3  # "1,200.50"
        if second.kind == "number" and len(second.low) <= CENT_DIGITS:
            if _THOUSANDS.fullmatch(first):
                first = first.replace(".", "")  # "1.200,50"
            if first.isdecimal():
                return f"{first}.{second.low}", at + 3
    if _is_thousand(tokens, at):
        rest, then = _read_digits(tokens, at + 1)
        return f"{first}{rest}", then
    return first, at + 1


def _is_joined(tokens: Sequence[Token], at: int, sign: str) -> bool:
    """Return whether that sign and another number follow at once: "39,90"."""
    if at + 2 >= len(tokens) or tokens[at + 1].low != sign:
        return False
    together = tokens[at].end == tokens[at + 1].start
    return together and tokens[at + 1].end == tokens[at + 2].start


def _is_thousand(tokens: Sequence[Token], at: int) -> bool:
    """Return whether a space stands between thousands, and money follows: "1 200 евро"."""
    if at + 2 >= len(tokens) or not tokens[at].low.isdecimal():
        return False
    rest = tokens[at + 1]
    grouped = len(tokens[at].low) <= _THOUSAND_DIGITS == len(rest.low) and rest.kind == "number"
    near = rest.start == tokens[at].end + 1
    money = "money_unit" in tokens[at + 2].groups or _is_joined(tokens, at + 1, ",")
    return grouped and near and money


def _build_amount(tokens: Sequence[Token], at: int, then: int, text: str) -> Amount:
    before = tokens[at - 1] if at else None
    after = tokens[then] if then < len(tokens) else None
    said = (before.groups if before else frozenset()) | (after.groups if after else frozenset())
    used = set(range(at, then))
    percent = bool(after and "percent" in after.groups)
    if after and after.groups & _UNITS:
        used.add(then)
        while percent and then + 1 < len(tokens) and tokens[then + 1].has("per_cent"):
            then += 1  # "per cent" are two words
            used.add(then)
    if before and "money_unit" in before.groups:
        used.add(at - 1)
    sign = _sign(tokens, at)
    return Amount(
        _read_fraction(tokens, at, text), frozenset(used), percent, "money_unit" in said, sign
    )


def _read_loosely(tokens: Sequence[Token], at: int) -> Amount | None:
    """Read an amount that is said as people speak of prices; None: none begins at `at`."""
    share, then = get_value_at(tokens, at, "shares")
    if share is not None:
        return Amount(str(share), frozenset(range(at, then)), percent=True, money=False, sign="")
    if tokens[at].kind == "word" and tokens[at].groups & _UNITS:
        return _read_unit_first(tokens, at)
    half = tokens[at].has("half_unit")  # "полевро"
    if half:
        return Amount("0.50", frozenset({at}), percent=False, money=True, sign="")
    spoken = read_spoken(tokens, at)
    if spoken is None:
        return None
    led = _is_lead(tokens, _find_before(tokens, at), _LEADS)
    led |= _is_lead(tokens, spoken.end, _NOUNS)
    return _build_spoken(tokens, at, spoken) if led or spoken.is_price else None


def _find_before(tokens: Sequence[Token], at: int) -> int:
    """Return the place of the word before `at`, whatever sign stands between; -1: there is none."""
    at -= 1
    while at >= 0 and tokens[at].kind == "sign":
        at -= 1
    return at


def _is_lead(tokens: Sequence[Token], at: int, names: Sequence[str]) -> bool:
    return 0 <= at < len(tokens) and any(map(tokens[at].has, names))


def _read_unit_first(tokens: Sequence[Token], at: int) -> Amount | None:
    """Read "процентов на пять" and "евро пять", and a unit that is its own number: "a euro"."""
    percent = "percent" in tokens[at].groups
    before = tokens[at - 1] if at else None
    single = Amount("1", frozenset({at}), percent=percent, money=not percent, sign="")
    if before is not None and before.has("a") and tokens[at].has("single_unit"):
        return _add_cents(tokens, single)
    then = at + 1
    then += then < len(tokens) and tokens[then].has("by_amount")
    text, end = "", then
    if then < len(tokens) and tokens[then].kind in _DIGITS:
        text, end = _read_digits(tokens, then)
    elif then < len(tokens) and (spoken := read_spoken(tokens, then)) is not None:
        text, end = f"{spoken.value:f}", spoken.end
    counted = end < len(tokens) and (tokens[end].groups & _UNITS or _is_cents(tokens, end))
    if text and not counted:
        used = frozenset(range(at, end))
        return Amount(text, used, percent=percent, money=not percent, sign=_sign(tokens, at))
    led = before is not None and any(
        map(before.has, ("by_amount", "price_up", "price_down", "adds"))
    )
    return _add_cents(tokens, single) if led and tokens[at].has("single_unit") else None


def _drop_repeated(found: list[Amount]) -> list[Amount]:
    """Join amounts that only say again what was said: "by 12 percent, yes twelve percent"."""
    kept: dict[tuple[Decimal, bool, bool, str], Amount] = {}
    for amount in found:
        if not is_usable(amount):
            return found
        key = amount.value, amount.percent, amount.money, amount.sign
        first = kept.get(key)
        kept[key] = replace(first, used=first.used | amount.used) if first else amount
    return list(kept.values())


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


def _is_cents(tokens: Sequence[Token], at: int) -> bool:
    """Return whether the token at `at` counts cents: "50 cents", "40c"."""
    if not 0 < at < len(tokens) or "percent" in tokens[at].groups:
        return False
    together = tokens[at - 1].end == tokens[at].start
    return "cents" in tokens[at].groups or (together and tokens[at].has("cents_sign"))


def _add_cents(tokens: Sequence[Token], amount: Amount) -> Amount:
    """Read "7 euro 50", "1 евро 50 центов", "a euro fifty" and "50 cents" with their cents."""
    then = max(amount.used) + 1
    if amount.percent or not amount.text.isdecimal():
        return amount
    if _is_cents(tokens, then):
        used = amount.used | {then}
        return replace(amount, text=_format_cents(amount.text), used=used, money=True)
    cents, end = _read_cents(tokens, then)
    named = _is_cents(tokens, end)
    if not cents or (not named and (not amount.money or _is_count(tokens, end))):
        return amount
    used = amount.used | set(range(then, end + named))
    return replace(amount, text=f"{amount.text}.{cents}", used=used, money=True)


def _read_cents(tokens: Sequence[Token], at: int) -> tuple[str, int]:
    """Read the two digits of cents at `at`, and where they end; "": there are none."""
    begin = at
    at += at < len(tokens) and tokens[at].has("joining")  # "21 евро и 50 центов"
    if at >= len(tokens):
        return "", begin
    if tokens[at].kind == "number" and len(tokens[at].low) == CENT_DIGITS:
        text, end = tokens[at].low, at + 1
    else:
        value, end = read_whole(tokens, at)
        text = f"{value}" if value is not None else ""
    fits = len(text) == CENT_DIGITS and (at == begin or _is_cents(tokens, end))
    return (text, end) if fits else ("", begin)


def _is_count(tokens: Sequence[Token], at: int) -> bool:
    """Return whether the number before `at` counts something else: "2 euro 10 percent"."""
    return at < len(tokens) and bool(tokens[at].groups & {*_UNITS, "quantity"})


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
