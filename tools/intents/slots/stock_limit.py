"""The most pieces that may be in stock: "stock below 5", "two pieces or fewer", "с остатком до 5"."""

from __future__ import annotations

from collections.abc import Sequence

from tools.intents.language.tokens import Token
from tools.intents.sentence import Sentence
from tools.intents.values.number import read_whole


def find_stock_limit(sentence: Sentence) -> tuple[int, frozenset[int]] | None:
    """Find the most pieces that may be in stock, and the tokens that say it; None if not said.

    "С остатком до 5", "stock below 5", "3 or less left", "two pieces or fewer".
    """
    stock = frozenset(sentence.at("stock") + sentence.at("left"))
    pieces = frozenset(sentence.at("quantity"))
    if not stock and not pieces:
        return None
    for at in range(len(sentence.tokens)):
        number, end = _read_count(sentence.tokens, at)
        found = _find_most(sentence.tokens, at, number, end) if number is not None else None
        if found is not None and found[0] >= 0:
            return found[0], found[1] | stock
    return None


def _read_count(tokens: Sequence[Token], at: int) -> tuple[int | None, int]:
    """Read the whole number at `at`, in digits or in words, and where it ends; None: none."""
    if tokens[at].kind == "number":
        return tokens[at].number, at + 1
    return read_whole(tokens, at)


def _find_most(  # noqa: PLR0911 -- one return for each way to say it
    tokens: Sequence[Token], at: int, number: int, end: int
) -> tuple[int, frozenset[int]] | None:
    """Read the number from `at` to `end` as an upper limit, with the tokens that make it one.

    None: it is none.
    """
    pieces = {end} if any("quantity" in token.groups for token in tokens[end : end + 1]) else set()
    if any(token.groups & {"percent", "money_unit", "cents"} for token in tokens[end : end + 1]):
        return None
    begin = at - 1
    if begin >= 0 and tokens[begin].has("than"):
        begin -= 1
    marks = tokens[begin].marks if begin >= 0 else frozenset[str]()
    if "fewer" in marks:  # "less than 5" is at most 4, "no less than 5" is another matter
        negated = begin and "not" in tokens[begin - 1].groups
        return None if negated else (number - 1, frozenset({*range(begin, end), *pieces}))
    if "more" in marks and begin and "not" in tokens[begin - 1].groups:  # "no more than 5"
        return number, frozenset({*range(begin - 1, end), *pieces})
    if begin == at - 1 and "at_most" in marks:  # "до 5"
        return number, frozenset({begin, *range(at, end), *pieces})
    led = begin > 0 and "at_most_lead" in tokens[begin - 1].marks
    if begin == at - 1 and led and "at_most_end" in marks:  # "up to 5", "at most 5"
        return number, frozenset({*range(begin - 1, end), *pieces})
    then = [place for place in range(end, min(end + 4, len(tokens))) if place not in pieces]
    then = [place for place in then if not tokens[place].has("left")][:2]
    if (
        len(then) == 2  # noqa: PLR2004 -- "or less", "or none"
        and "or_and" in tokens[then[0]].marks
        and ("fewer" in tokens[then[1]].marks or (number == 1 and tokens[then[1]].has("zero")))
    ):
        return number, frozenset({*range(at, end), *then, *pieces})
    return None
