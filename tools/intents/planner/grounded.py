"""Grounded figures: a figure of the model's text is shown only if a tool has returned it.

So the model's own arithmetic is never shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from tools.contracts import Card
from tools.intents.language.lexicon import normalise_spelling
from tools.intents.language.words import CARDINALS, get_value

_SPACE = "\u00a0\u202f\u2009 "
_NUMBER = re.compile(rf"\d+(?:[{_SPACE}]\d{{3}}(?!\d)|[.,:]\d+)*")
#: A number with the word after it, which may change its value: "2 thousand".
_COUNTED = re.compile(rf"({_NUMBER.pattern})(?:[{_SPACE}]?([^\W\d_]+)(?![^\W_]))?")
_SENTENCE = re.compile(r"[^.!?\n]*(?:[.!?](?=\d)[^.!?\n]*)*(?:[.!?]+|\n|$)")
_WORD = re.compile(r"[^\W\d_]+")
#: A number with more digits is no figure.
_MOST_DIGITS = 15
#: Values of words that are no figures: "one of the orders", "один из заказов".
_NO_FIGURES = frozenset({0, 1})


def parse_figures(text: str) -> set[Decimal]:
    """Parse every number that the text may mean: "1,234.50" is one, "1,234" may be two."""
    found: set[Decimal] = set()
    for match in _NUMBER.findall(text):
        found |= parse_number(match)
    for word in _WORD.findall(normalise_spelling(text)):
        value = get_value(CARDINALS, word)
        if value is not None and value not in _NO_FIGURES:
            found.add(Decimal(value))
    return found


def parse_number(written: str) -> set[Decimal]:
    """Parse the numbers that digits with separators may mean."""
    bare = re.sub(f"[{_SPACE}]", "", written)
    if ":" in bare:  # a time
        return {Decimal(part) for part in re.split("[:.,]", bare)}
    marks = [sign for sign in bare if sign in ".,"]
    if not marks:
        return {Decimal(bare)}
    whole = Decimal(re.sub("[.,]", "", bare))
    if len(set(marks)) == 1 and len(marks) > 1:
        return {whole}
    head, _, tail = bare.rpartition(marks[-1])
    decimal = Decimal(f"{re.sub('[.,]', '', head)}.{tail}")
    return {decimal, whole} if len(tail) == 3 else {decimal}  # noqa: PLR2004 -- 1,234 is either


def collect_figures(data: Any) -> set[Decimal]:
    """Collect every figure in a tool's data: numbers, and numbers inside texts."""
    match data:
        case bool() | None:
            return set()
        case int() | float() | Decimal():
            return _round_figure(Decimal(str(data)))
        case Mapping():
            return set().union(*map(collect_figures, data.values()), set())
        case str():
            found = parse_figures(data)
            return set().union(*map(_round_figure, found), set())
        case Iterable():
            return set().union(*map(collect_figures, data), set())
        case _:
            return parse_figures(str(data))


def collect_card_figures(card: Card) -> set[Decimal]:
    """Collect every figure that the card shows."""
    return collect_figures(card.model_dump(mode="json", exclude={"next", "chart"}))


def _round_figure(value: Decimal) -> set[Decimal]:
    """Return the value without its sign, and as people round it: to cents, tenths and wholes."""
    value = abs(value)
    if value.adjusted() > _MOST_DIGITS:  # an account number, say
        return {value}
    return {value, *(round(value, places) for places in (0, 1, 2)), *_to_percent(value)}


def _to_percent(share: Decimal) -> set[Decimal]:
    """Return a share as per cent too, rounded: 0.125 is also 12.5. Empty for no share."""
    return {round(share * 100, places) for places in (0, 1)} if 0 < share < 1 else set()


def split_sentences(text: str) -> list[str]:
    """Split a text into sentences and lines; a point inside a number ends no sentence."""
    return [match.strip() for match in _SENTENCE.findall(text) if match.strip()]


def keep_grounded(text: str, told: set[Decimal], *, asking: set[Decimal]) -> str:
    """Keep the sentences whose figures were all `told` by tools.

    A question back may also name figures of the owner, `asking`. A statement may not: "yes, it was
    5,000".
    """
    return " ".join(
        sentence
        for sentence in split_sentences(text)
        if all(
            _is_known(figure, told | asking if sentence.endswith("?") else told)
            for figure in _parse_each(sentence)
        )
    )


def _parse_each(sentence: str) -> list[set[Decimal]]:
    """Parse each number of the sentence: the values that it may mean."""
    sentence = normalise_spelling(sentence)
    found = [
        {value * (get_value("magnitudes", word) or 1) for value in parse_number(number)}
        for number, word in _COUNTED.findall(sentence)
    ]
    words = _WORD.findall(sentence)
    values = [get_value(CARDINALS, word) for word in words]
    return found + [
        {Decimal(value)} for value in values if value is not None and value not in _NO_FIGURES
    ]


def _is_known(meanings: set[Decimal], allowed: set[Decimal]) -> bool:
    return not meanings.isdisjoint(allowed)
