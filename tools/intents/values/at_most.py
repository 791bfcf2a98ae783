"""Upper limits in a sentence: "at most 5", "fewer than 3", "до 5", "two or less", "max 10"."""

from __future__ import annotations

from collections.abc import Sequence

from tools.intents.language.tokens import Token
from tools.intents.values.number import read_count

Limit = tuple[int, frozenset[int]]
#: Units with which a number is no count of pieces or rows.
_AMOUNTS = frozenset({"percent", "money_unit", "cents"})


def find_at_most(tokens: Sequence[Token], at: int) -> Limit | None:
    """Read the number at `at` as an upper limit, with the tokens that make it one; else None.

    A number in words counts as one in digits.
    """
    number, end = read_count(tokens, at)
    unit = tokens[end].groups if end < len(tokens) else frozenset[str]()
    if number is None or unit & _AMOUNTS:
        return None
    pieces = {end} if "quantity" in unit else set[int]()
    begin, most = _find_lead(tokens, at, number)
    if most is not None:
        return (most, frozenset({*range(begin, end), *pieces})) if most >= 0 else None
    then = [place for place in range(end, min(end + 4, len(tokens))) if place not in pieces]
    then = [place for place in then if not tokens[place].has("left")][:2]
    if len(then) < 2 or "or_and" not in tokens[then[0]].marks:  # noqa: PLR2004 -- "or less"
        return None
    or_none = number == 1 and tokens[then[1]].has("zero")
    if not (tokens[then[1]].has("fewer") or or_none):
        return None
    return number, frozenset({*range(at, end), *then, *pieces})


def _find_lead(tokens: Sequence[Token], at: int, number: int) -> tuple[int, int | None]:
    """Find where the words before the number begin that make it a limit, and the limit.

    None: there are no such words; -1: they make it a lower limit, "not less than 5".
    """
    begin = at - 1
    if begin >= 0 and tokens[begin].has("than"):
        begin -= 1
    marks = tokens[begin].marks if begin >= 0 else frozenset[str]()
    denied = begin > 0 and "not" in tokens[begin - 1].groups
    if "fewer" in marks:  # "less than 5" is at most 4
        return begin, -1 if denied else number - 1
    if "more" in marks and denied:  # "no more than 5"
        return begin - 1, number
    if begin == at - 1 and "at_most" in marks:  # "до 5", "max 5"
        return begin, number
    led = begin > 0 and "at_most_lead" in tokens[begin - 1].marks
    if begin == at - 1 and led and "at_most_end" in marks:  # "up to 5", "at most 5"
        return begin - 1, number
    return at, None
