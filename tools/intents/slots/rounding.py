"""The slot of the rounding of new prices: "to .99", "round to whole euros", "до целых"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tools.intents.language.tokens import Token
from tools.intents.sentence import Sentence
from tools.intents.slots.slot import Evidence, Problem, Reading, SlotReader, Values
from tools.intents.values.number import read_whole

#: A rounding, and the places of the tokens that say it.
Rounded = tuple[str, frozenset[int]]

_FARTHEST = 6
_NINETY_NINE, _TEN = 99, 10
_DIGITS = frozenset({"number", "dotted"})
_TENTHS = frozenset({"1", "10"})


class RoundingReader(SlotReader):
    """Reads `rounding`; "cent" is what the tool does by itself."""

    def read(self, reading: Reading) -> Values | Problem | None:
        found = find_rounding(reading.sentence)
        if found is None:
            return None
        reading.take(found[1])
        return {"rounding": found[0]}

    def is_said(self, name: str, value: Any, said: Evidence) -> bool:
        found = find_rounding(said.sentence)
        return found is not None and found[0] == value


def find_rounding(sentence: Sentence) -> Rounded | None:
    """Find how prices are to be rounded; None if it is not said, or not in a way that is known."""
    tokens = sentence.tokens
    for name in ("rounds", "ends_in"):
        for at in sentence.at(name):
            found = _read_target(tokens, at + 1)
            if found is not None:
                return found[0], frozenset(range(at, found[1]))
    for at in sentence.at("to"):  # "coffee -5% to .99", "до целых", but not "set P-101 to .99"
        counted = any(token.kind in _DIGITS or token.has("percent") for token in tokens[:at])
        found = _read_end(tokens, at + 1) if counted else None
        if found is not None:
            return found[0], frozenset(range(at, found[1]))
    return None


def _read_target(tokens: Sequence[Token], begin: int) -> tuple[str, int] | None:
    for at in range(begin, min(begin + _FARTHEST, len(tokens))):
        found = _read_end(tokens, at) or _read_count(tokens, at)
        if found is not None:
            return found
        if not (tokens[at].has("round_link") or tokens[at].low in {",", ".", "-"}):
            return None
    return None


def _read_end(tokens: Sequence[Token], at: int) -> tuple[str, int] | None:
    """Read ".99", "0,99" and "whole euros" at `at`; None: neither stands there."""
    if at >= len(tokens):
        return None
    if tokens[at].has("whole_unit"):
        after = at + 1
        after += after < len(tokens) and tokens[after].has(
            "whole_unit"
        )  # "the nearest whole euro"
        return "whole", after + (after < len(tokens) and "money_unit" in tokens[after].groups)
    text = "".join(token.low for token in tokens[at : at + 3])
    if tokens[at].low == "0.99":
        return "ninety_nine", at + 1
    if text.startswith("0,99"):
        return "ninety_nine", at + 3
    return ("ninety_nine", at + 2) if text.startswith((".99", ",99")) else None


def _read_count(tokens: Sequence[Token], at: int) -> tuple[str, int] | None:
    """Read "99", "ten cents", "0,10" and "a cent" at `at`; None: none stands there."""
    if tokens[at].low in {"0.1", "0.10"}:
        return "tenth", at + 1
    if tokens[at].low == "0" and [token.low for token in tokens[at + 1 : at + 2]] == [","]:
        cents = [token.low for token in tokens[at + 2 : at + 3]]
        return ("tenth", at + 3) if cents and cents[0] in _TENTHS else None
    value, end = read_whole(tokens, at)
    if tokens[at].kind == "number":
        value, end = tokens[at].number, at + 1
    cents_said = end < len(tokens) and "cents" in tokens[end].groups
    if value == _NINETY_NINE:
        return "ninety_nine", end + cents_said
    if cents_said and value in {1, _TEN}:
        return ("tenth" if value == _TEN else "cent"), end + 1
    return ("cent", at + 1) if "cents" in tokens[at].groups else None
