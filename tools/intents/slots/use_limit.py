"""The slot of how often a coupon may be used: "100 uses", "first 50 customers", "одноразовый"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tools.intents.language.tokens import Token, find_end
from tools.intents.slots.coupon_code import list_codes
from tools.intents.slots.slot import Evidence, Problem, Reading, SlotReader, Values
from tools.intents.values.amount import find_amounts
from tools.intents.values.number import read_count
from tools.texts import Text

HOW_OFTEN = Text("How often may the coupon be used? At least once, for example 100.")
MOST_USES = 1_000_000


class UseLimitReader(SlotReader):
    """Reads `max_uses`."""

    def read(self, reading: Reading) -> Values | Problem | None:
        tokens = reading.sentence.tokens
        codes = {at for said in list_codes(reading.sentence) for at in said.at}
        without = frozenset(reading.used | codes)
        counts, used = find_uses(tokens, without=without, asked=reading.asked == "max_uses")
        reading.take(used)
        if not counts:
            return None
        fits = len(set(counts)) == 1 and 1 <= counts[0] <= MOST_USES
        return {"max_uses": counts[0]} if fits else Problem()

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


def find_uses(
    tokens: Sequence[Token], *, without: frozenset[int] = frozenset(), asked: bool = False
) -> tuple[list[int], list[int]]:
    """Find how often a coupon may be used: the numbers said, and the places of their words.

    `without`: tokens that say something else; `asked`: a bare number is one.
    """
    counts: list[int] = []
    used: list[int] = []
    at = 0
    while at < len(tokens):
        end = find_end(tokens, at, "single_use")
        if end > at and not without.intersection(range(at, end)):
            counts.append(1)
            used += range(at, end)
            at = end
            continue
        count, end = read_count(tokens, at)
        if count is None or without.intersection(range(at, end)):
            at += 1
            continue
        begin = _find_lead(tokens, at)
        noun = end
        while noun < len(tokens) and tokens[noun].has("use_link"):
            noun += 1
        if noun < len(tokens) and tokens[noun].has("use_noun"):
            end = noun + 1
            while end < len(tokens) and tokens[end].has("use_rest"):
                end += 1
        elif at and tokens[at - 1].has("use_noun"):  # "применений двенадцать"
            begin = _find_lead(tokens, at - 1)
        elif not asked and not any(tokens[step].has("use_limit") for step in range(begin, at)):
            at += 1
            continue
        if end < len(tokens) and tokens[end].groups & {"percent", "money_unit", "cents"}:
            at += 1
            continue
        counts.append(count)
        used += range(begin, end)
        at = end
    return counts, used


def _find_lead(tokens: Sequence[Token], at: int) -> int:
    """Find where the words before a number of uses begin: "at most", "limited to", "первым"."""
    while at > 0 and (tokens[at - 1].has("use_lead") or tokens[at - 1].has("use_limit")):
        at -= 1
    return at
