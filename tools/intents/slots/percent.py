"""The slot of a whole percentage."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tools.intents.sentence import Sentence
from tools.intents.slots.price_change import is_bounded
from tools.intents.slots.slot import Evidence, Problem, Reading, SlotReader, Values
from tools.intents.values.amount import Amount, is_usable


@dataclass(frozen=True)
class WholePercentReader(SlotReader):
    """Reads one whole percentage from 0 to `most`; in an answer the number alone is enough."""

    argument: str
    most: int

    def read(self, reading: Reading) -> Values | Problem | None:
        sentence = reading.sentence
        found = sentence.amounts(frozenset(reading.used), loosely=True)
        before = set(reading.used)
        reading.take(at for amount in found for at in amount.used)
        reading.doubted |= is_bounded(sentence, before, open_ends=not reading.asked)
        if self.argument in reading.values:  # the verb has said it: "take the discount off"
            told = all(_is_before_discount(sentence, amount) for amount in found)
            return None if told else Problem()
        if not found:
            return None
        alone = bool(reading.asked or sentence.at("discount") or sentence.at("sale"))
        fits = [
            int(amount.value)
            for amount in found
            if is_usable(amount)
            and not amount.sign
            and amount.text.isdecimal()
            and (amount.percent or (alone and not amount.money))
            and amount.value <= self.most
        ]
        return {self.argument: fits[0]} if len(found) == len(fits) == 1 else Problem()

    def is_said(self, name: str, value: Any, said: Evidence) -> bool:
        if value in said.verbs.get(name, ()):
            return True
        wanted = Decimal(str(value))
        return any(
            amount.percent and is_usable(amount) and amount.value == wanted
            for amount in said.sentence.amounts(loosely=True)
        )


def _is_before_discount(sentence: Sentence, amount: Amount) -> bool:
    """Return whether it only says which discount is taken off: "remove the 10% discount"."""
    after = max(amount.used) + 1
    told = any("discount" in token.groups for token in sentence.tokens[after : after + 1])
    return told and amount.percent and not sentence.at("drop")
