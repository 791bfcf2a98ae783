"""Values that a sentence says: ids, codes, days, names of products, numbers with their units."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tools.intents.language.tokens import Token
from tools.intents.language.words import CARDINALS, get_value
from tools.intents.sentence import Sentence

_CODE = re.compile(r"(?=.*[0-9])(?=.*[^\W\d_])[^\W_]+")
_UNITS = frozenset({"percent", "money_unit", "piece", "day", "week", "month", "hour"})


@dataclass(frozen=True)
class Value:
    """A value and its kind, such as "order", "days" or "number"; it ends before the token `end`."""

    kind: str
    begin: int
    end: int


def list_values(sentence: Sentence) -> list[Value]:
    """List the values in their order; none overlaps another."""
    taken: set[int] = set()
    found: list[Value] = []
    for value in _list_candidates(sentence):
        places = set(range(value.begin, value.end))
        if not places & taken:
            taken |= places
            found.append(value)
    return sorted(found, key=lambda value: value.begin)


def replace_value(before: Sentence, after: Sentence, new: Value) -> str | None:
    """Write a value of `after` in the place of the last such value of `before`; None: it has none.

    A bare number keeps the unit of the one before: "by 5 %, no, 7".
    """
    old = next((value for value in reversed(list_values(before)) if value.kind == new.kind), None)
    if old is None:
        return None
    bare = new.kind == "number" and new.end - new.begin == 1
    tokens, end = before.tokens, old.begin + 1 if bare else old.end
    kept = before.text[tokens[end - 1].end :]
    return f"{before.text[: tokens[old.begin].start]}{after.said(new.begin, new.end)}{kept}"


def _list_candidates(sentence: Sentence) -> Iterator[Value]:
    """Yield what may be values, those that say the most first."""
    tokens = sentence.tokens
    for at, token in enumerate(tokens):
        if token.kind in {"order", "product"}:
            yield Value(token.kind, at, at + 1)
        elif _is_campaign(tokens, at):
            yield Value("campaign", at, at + 3)
        elif token.kind == "word" and _CODE.fullmatch(token.low):
            yield Value("code", at, at + 1)
    windows = sentence.windows()
    for window in windows if isinstance(windows, tuple) else ():
        if window.used:
            yield Value("days", min(window.used), max(window.used) + 1)
    for named in sentence.catalogue.named(tokens):
        yield Value("name", named.start, named.end)
    for at, token in enumerate(tokens):
        if token.kind in {"number", "dotted"} or get_value(CARDINALS, token.low) is not None:
            yield Value("number", at, _skip_unit(tokens, at + 1))


def _is_campaign(tokens: Sequence[Token], at: int) -> bool:
    """Return whether "C-2" begins there."""
    here = tokens[at : at + 3]
    kinds = [token.kind for token in here]
    return (
        kinds == ["word", "sign", "number"]
        and len(here[0].low) == 1
        and here[1].low == "-"
        and here[0].end == here[1].start
    )


def _skip_unit(tokens: Sequence[Token], at: int) -> int:
    """Skip the decimals and the unit of a number: "5,90", "7 %", "two euros"."""
    if at + 1 < len(tokens) and tokens[at].low == "," and tokens[at + 1].kind == "number":
        at += 2 if tokens[at].end == tokens[at + 1].start else 0
    return at + (at < len(tokens) and bool(tokens[at].groups & _UNITS))
