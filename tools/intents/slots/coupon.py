"""Slots of a coupon: its code, what it takes off, how often it may be used, and until when."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings

from tools.dashes import replace_dashes
from tools.intents.answers import TEXTS
from tools.intents.language.tokens import replace_tags
from tools.intents.slots.campaign import is_campaign
from tools.intents.slots.slot import Evidence, Problem, Reading, SlotReader, Values
from tools.intents.values.amount import CENT_DIGITS, Amount, find_amounts, is_foreign
from tools.intents.values.day import UnusablePeriod
from tools.intents.values.future_date import FutureDate, PastDate, find_ahead, find_day
from tools.texts import Text

_CODE = re.compile(r"(?<![\w-])[A-Za-z][A-Za-z0-9]*(?:[-_][A-Za-z0-9]+)*(?!\w)")
#: Letters and then digits, "SHIP5": without the word "coupon" only such a word can be a code.
_LIKE_A_CODE = re.compile(r"[A-Z]{3,}[0-9]+")
_LIKE_A_CODE_AFTER_ITS_NOUN = re.compile(r"[A-Za-z]{3,}[0-9]+")
#: Groups whose words are never codes, not even after "coupon".
_NEVER_CODES = frozenset(
    {"kindly", "filler", "asks", "not", "article", "coupon", "code_noun", "take_off", "future"}
)
SHORTEST_CODE, SHORTEST_WORD, LONGEST_CODE = 2, 3, 40
MOST_PERCENT, MOST_MONEY, MOST_USES = 95, Decimal(100_000), 1_000_000
CENT = Decimal("0.01")

WHAT_OFF = Text("What does the coupon take off? Per cent or an amount, for example 10% or 5 euro.")
NO_PERCENT = Text("“{said}” does not work; a coupon takes off 1 to 95 whole per cent.")
NO_AMOUNT = Text("“{said}” does not work; write the amount like 5.50, in {currency}.")
HOW_OFTEN = Text("How often may the coupon be used? At least once, for example 100.")
HAS_PASSED = Text("“{said}” has passed; write the day with its year, for example 31.12.2026.")


def is_coupon_code(reading_text: str, *, after_noun: bool) -> bool:
    """Return whether a word of the text can only be a coupon's code.

    `after_noun`: the text has the word "code", so it may also be in small letters.
    """
    like = _LIKE_A_CODE_AFTER_ITS_NOUN if after_noun else _LIKE_A_CODE
    return any(map(like.fullmatch, _CODE.findall(replace_dashes(replace_tags(reading_text)))))


class CouponCodeReader(SlotReader):
    """Reads `code`: a word with a digit, or in capitals unless the whole text is."""

    greedy = True

    def read(self, reading: Reading) -> Values | Problem | None:
        codes = find_codes(reading)
        if len(codes) == 1:
            return {"code": codes[0]}
        if not codes and reading.asked == "code":
            left = reading.left
            alone = len(left) == len(reading.sentence.words) == 1
            if alone and _CODE.fullmatch(word := reading.sentence.said(left[0])):
                token = reading.sentence.tokens[left[0]]
                known = (
                    token.kind != "word" or token.groups & _NEVER_CODES or token.has("hesitates")
                )
                if not known and len(word) >= SHORTEST_WORD:
                    reading.take(left)
                    return {"code": word.upper()}
        return Problem() if codes else None

    def is_said(self, name: str, value: Any, said: Evidence) -> bool:
        """Return whether it stands in the sentence as a code."""
        return str(value).upper() in find_codes(Reading(said.sentence))


def find_codes(reading: Reading) -> list[str]:
    """Find words that can only be codes, among those that no other reader has understood."""
    text = replace_dashes(replace_tags(reading.sentence.text))
    shouting = text == text.upper()
    tokens = reading.sentence.tokens
    found: dict[str, None] = {}
    for match in _CODE.finditer(text):
        code = match.group()
        at = reading.sentence.within(*match.span())
        if any(place in reading.used or place in reading.verb for place in at):
            continue
        digits = any(sign.isdigit() for sign in code)
        capitals = not shouting and code.isupper() and len(code) >= SHORTEST_WORD
        named = any(tokens[place].kind in {"product", "order"} for place in at)
        named = named or (reading.is_answer and not reading.asked)
        fits = SHORTEST_CODE <= len(code) <= LONGEST_CODE and not named and not is_campaign(code)
        if fits and (digits or (capitals and not any(_is_word(reading, place) for place in at))):
            reading.take(at)
            found[code.upper()] = None
    return list(found)


def _is_word(reading: Reading, at: int) -> bool:
    """Return whether the token is a word of the lexicon, and so no code.

    After "coupon" most of those words may be codes too.
    """
    tokens = reading.sentence.tokens
    named = at > 0 and tokens[at - 1].groups & {"coupon", "code_noun"}
    return bool(tokens[at].groups & _NEVER_CODES if named else tokens[at].groups)


class CouponWorthReader(SlotReader):
    """Reads `percent_off` or `amount_off`; a number without a unit gives neither."""

    def read(self, reading: Reading) -> Values | Problem | None:
        sentence = reading.sentence
        found = find_amounts(sentence.tokens, frozenset(reading.used | reading.verb))
        asked = reading.asked in {"percent_off", "amount_off"}
        counted = [
            amount
            for amount in found
            if amount.percent or amount.money or (asked and len(found) == 1)
        ]
        if len(counted) != 1:
            reading.take(at for amount in counted for at in amount.used)
            return Problem() if counted else None
        (amount,) = counted
        reading.take(amount.used)
        return _read_amount_off(reading, amount) if amount.money else _read_percent_off(amount)

    def is_said(self, name: str, value: Any, said: Evidence) -> bool:
        wanted = Decimal(str(value))
        return any(
            amount.text.replace(".", "").isdecimal()
            and amount.value == wanted
            and (amount.percent if name == "percent_off" else amount.money)
            and not is_foreign(said.sentence.tokens, amount)
            for amount in find_amounts(said.sentence.tokens)
        )


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


class UseLimitReader(SlotReader):
    """Reads `max_uses`: "100 uses", "на 100 раз"."""

    def read(self, reading: Reading) -> Values | Problem | None:
        tokens = reading.sentence.tokens
        asked = reading.asked == "max_uses"
        counts = [
            at
            for at, token in enumerate(tokens)
            if token.kind == "number"
            and at not in reading.used
            and (any(then.has("use_noun") for then in tokens[at + 1 : at + 2]) or asked)
        ]
        for at in counts:
            then = (
                {at + 1}
                if any(token.has("use_noun") for token in tokens[at + 1 : at + 2])
                else set()
            )
            reading.take({at, *then, *_lead(reading, at)})
        if not counts:
            return None
        count = tokens[counts[0]].number
        return {"max_uses": count} if len(counts) == 1 and 1 <= count <= MOST_USES else Problem()

    def is_said(self, name: str, value: Any, said: Evidence) -> bool:
        tokens = said.sentence.tokens
        shares = {amount.value for amount in find_amounts(tokens) if amount.percent}
        return value in said.numbers and (
            value not in shares
            or any(
                token.kind == "number"
                and token.number == value
                and not any(then.groups & {"percent"} for then in tokens[at + 1 : at + 2])
                for at, token in enumerate(tokens)
            )
        )


def _lead(reading: Reading, at: int) -> set[int]:
    """Find the words before a number of uses: "at most", "limited to", "не более"."""
    taken: set[int] = set()
    while at > 0 and reading.sentence.tokens[at - 1].has("use_lead"):
        at -= 1
        taken.add(at)
    return taken


class CouponPeriodReader(SlotReader):
    """Reads `starts_at` and `ends_at`; a past or unusable day is asked about as `ends_at`."""

    def read(self, reading: Reading) -> Values | Problem | None:
        sentence = reading.sentence
        days = find_ahead(sentence.tokens, sentence.writer.today)
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
