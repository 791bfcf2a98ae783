"""Slots of a coupon: what it takes off, and from when until when."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings

from tools.intents.answers import TEXTS
from tools.intents.language.words import CARDINALS, MONTHS, WEEKDAYS, get_value
from tools.intents.slots.coupon_code import list_codes
from tools.intents.slots.slot import Evidence, Problem, Reading, SlotReader, Values
from tools.intents.values.amount import CENT_DIGITS, Amount, is_foreign
from tools.intents.values.day import UnusablePeriod
from tools.intents.values.future_date import FutureDate, PastDate, find_ahead, find_day
from tools.texts import Text

MOST_PERCENT, MOST_MONEY = 95, Decimal(100_000)
CENT = Decimal("0.01")

WHAT_OFF = Text("What does the coupon take off? Per cent or an amount, for example 10% or 5 euro.")
NO_PERCENT = Text("“{said}” does not work; a coupon takes off 1 to 95 whole per cent.")
NO_AMOUNT = Text("“{said}” does not work; write the amount like 5.50, in {currency}.")
HAS_PASSED = Text("“{said}” has passed; write the day with its year, for example 31.12.2026.")


class CouponWorthReader(SlotReader):
    """Reads `percent_off` or `amount_off`; a number without a unit gives neither."""

    def read(self, reading: Reading) -> Values | Problem | None:
        sentence = reading.sentence
        codes = {at for said in list_codes(sentence) for at in said.at}
        reading.take(at for at in sentence.at("fresh") if sentence.at("coupon"))  # "a new coupon"
        begin = _find_order(reading)
        found = [
            amount
            for amount in sentence.amounts(frozenset(reading.used | reading.verb | codes))
            if min(amount.used) >= begin  # before it something else is counted
        ]
        asked = reading.asked in {"percent_off", "amount_off"}
        counted = [
            amount
            for amount in found
            if amount.percent or amount.money or (asked and len(found) == 1)
        ]
        if not counted and (note := _find_note(reading, begin, codes)) is not None:
            return note
        if len(counted) != 1:
            reading.take(at for amount in counted for at in amount.used)
            return Problem() if counted else None
        (amount,) = counted
        reading.take(amount.used)
        after = max(amount.used) + 1
        reading.take(at for at in sentence.at("off") if at == after)  # "five euros off"
        return _read_amount_off(reading, amount) if amount.money else _read_percent_off(amount)

    def is_said(self, name: str, value: Any, said: Evidence) -> bool:
        wanted = Decimal(str(value))
        return any(
            amount.text.replace(".", "").isdecimal()
            and amount.value == wanted
            and (amount.percent if name == "percent_off" else amount.money)
            and not is_foreign(said.sentence.tokens, amount)
            for amount in said.sentence.amounts()
        )


def _find_note(reading: Reading, begin: int, codes: set[int]) -> Values | None:
    """Read "a fiver off", "a tenner", and "процентов пятнадцать"; None: nothing of that is said."""
    tokens = reading.sentence.tokens
    for at in range(begin, len(tokens)):
        if at in codes or at in reading.used:
            continue
        for mark, worth in (("five_note", 5), ("ten_note", 10)):
            if tokens[at].has(mark):
                reading.take({at})
                return {"amount_off": str(Decimal(worth).quantize(CENT))}
        if "percent" in tokens[at].groups and at + 1 < len(tokens):
            value = get_value(CARDINALS, tokens[at + 1].low)
            if value is not None and 1 <= value <= MOST_PERCENT:
                reading.take({at, at + 1})
                return {"percent_off": value}
    return None


def _read_percent_off(amount: Amount) -> Values | Problem:
    if not amount.text.isdecimal() or not 1 <= int(amount.text) <= MOST_PERCENT:
        return Problem(NO_PERCENT, said=amount.text)
    return {"percent_off": int(amount.text)}


def _read_amount_off(reading: Reading, amount: Amount) -> Values | Problem:
    whole, _, cents = amount.text.partition(".")
    plain = whole.isdecimal() and (not cents or cents.isdecimal())
    # "1,000" may mean a thousand, so it is not read as 1
    fits = plain and len(cents) <= CENT_DIGITS and CENT <= Decimal(amount.text) <= MOST_MONEY
    if is_foreign(reading.sentence.tokens, amount) or not fits:
        said = reading.sentence.said(_find_begin(reading, amount), max(amount.used) + 1)
        return Problem(
            NO_AMOUNT,
            said=said,
            missing="amount_off",
            details={"currency": settings.SHOP_CURRENCY},
        )
    return {"amount_off": str(Decimal(amount.text).quantize(CENT))}


def _find_begin(reading: Reading, amount: Amount) -> int:
    """Find where the number begins as it was written: at the 1 of "1,000", not after the comma."""
    tokens, begin = reading.sentence.tokens, min(amount.used)
    while (
        begin > 1 and tokens[begin - 1].low == "," and tokens[begin - 1].end == tokens[begin].start
    ):
        begin -= 2
    return begin


class CouponPeriodReader(SlotReader):
    """Reads `starts_at` and `ends_at`; a past or unusable day is asked about as `ends_at`."""

    def read(self, reading: Reading) -> Values | Problem | None:
        sentence = reading.sentence
        begin = _find_order(reading)
        known = reading.known.get("starts_at")
        after = date.fromisoformat(str(known)[:10]) if known else None
        days = find_ahead(sentence.tokens, sentence.writer.today, begin=begin, after=after)
        if reading.asked and isinstance(days, FutureDate) and not days.used:
            days = find_day(sentence.tokens, sentence.writer.today) or days
        if isinstance(days, (PastDate, UnusablePeriod)):  # its "until" must not count as strange
            reading.take(
                at for at, token in enumerate(sentence.tokens) if "until_word" in token.marks
            )
        if isinstance(days, PastDate):
            return Problem(HAS_PASSED, said=days.said, missing="ends_at")
        if isinstance(days, UnusablePeriod):
            return Problem(TEXTS[days.reason], said=days.said, missing="ends_at")
        reading.take(days.used)
        if not days.used and _is_day_left(reading, begin):
            return Problem()  # a day was said in a way that is not read
        ends = {"starts_at": days.start, "ends_at": days.end}
        return {name: day.isoformat() for name, day in ends.items() if day is not None}

    def is_said(self, name: str, value: Any, said: Evidence) -> bool:
        """Return whether its day was said; the model may work out which day "Friday" is."""
        try:
            day = date.fromisoformat(str(value)[:10])
        except ValueError:
            return False
        return Decimal(day.day) in said.numbers or any(
            token.has("day_word") for token in said.sentence.tokens
        )


def _find_order(reading: Reading) -> int:
    """Find where the clause of the order begins: what stands before it is about something else."""
    if not reading.verb:
        return 0
    codes = [at for found in list_codes(reading.sentence) for at in found.at if found.named]
    begin = min(*reading.verb, *codes) if codes else min(reading.verb)
    tokens = reading.sentence.tokens
    while begin > 0 and tokens[begin - 1].low not in {",", ".", ";"}:
        begin -= 1
    return begin


def _is_day_left(reading: Reading, begin: int) -> bool:
    """Return whether a day is named that nobody has read: "LAMP5 for Easter Monday"."""
    return bool(reading.verb) and any(
        at >= begin
        and (
            get_value(MONTHS, token.low) is not None
            or get_value(WEEKDAYS, token.low) is not None
            or token.has("day_word")
            or "day" in token.groups
        )
        and not token.has("no_month_alone")
        for at, token in enumerate(reading.sentence.tokens)
        if at not in reading.used
    )
