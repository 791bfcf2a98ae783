"""Slips of the pen: words of a sentence that are known words, written wrongly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tools.intents.language.tokens import Token
from tools.intents.language.words import (
    CARDINALS,
    find_meant,
    find_meant_among,
    find_short_meant,
    get_groups,
    get_value,
    is_known,
)
from tools.intents.leniency.idle_words import is_capital
from tools.intents.sentence import Sentence, merge_tokens

#: A sentence with more slips than these is not corrected.
MOST_SLIPS = 6
_UNITS = frozenset({"hour", "day", "week", "weekend", "month", "quarter", "year"})
#: Groups of the words that stand before a unit of time: "last week", "this month".
_DATING = frozenset({"last", "previous", "this", "coming"})
_ORDER = frozenset({"one_order"})


def correct_slips(sentence: Sentence) -> Sentence:
    """Correct slips of the pen. Only for questions: an order must not depend on a guess."""
    tokens = sentence.tokens
    odd = [
        at
        for at, token in enumerate(tokens)
        if token.kind == "word" and not token.groups and not is_capital(sentence, at)
    ]
    slips = {
        at: meant
        for at in odd[: MOST_SLIPS + 1]
        if (
            meant := find_meant(tokens[at].low)
            or _find_by_neighbours(tokens, at)
            or find_short_meant(tokens[at].low)
        )
    }
    if not 1 <= len(slips) <= MOST_SLIPS:
        return sentence
    corrected = tuple(
        replace(token, low=slips[at], groups=get_groups(slips[at])) if at in slips else token
        for at, token in enumerate(tokens)
    )
    return replace(sentence, tokens=merge_tokens(corrected))


def _find_by_neighbours(tokens: Sequence[Token], at: int) -> str:
    """Find what is meant between its neighbours: "this moth", "lats week", "oder 1031", "the 15ht"."""
    low = tokens[at].low
    before = tokens[at - 1] if at else None
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    if before is not None and before.kind == "number" and before.end == tokens[at].start:
        return low[::-1] if replace(tokens[at], low=low[::-1]).has("nth") else ""
    if after is not None and after.kind in {"number", "order"}:
        return find_meant_among(low, _ORDER)
    if after is not None and after.groups & _UNITS:
        return find_meant_among(low, _DATING)
    if before is None or not _is_dating(before):
        return ""
    ends = after is None or after.kind == "sign" or "filler" in after.groups
    return find_meant_among(low, _UNITS) if ends or not is_known(low) else ""


def _is_dating(token: Token) -> bool:
    """Return whether a unit of time is likely to follow: "last", "this", a number."""
    counts = token.kind == "number" or get_value(CARDINALS, token.low) is not None
    return counts or bool(token.groups & _DATING)
