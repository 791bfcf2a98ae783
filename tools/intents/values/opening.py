"""The words that a period or a day may begin with; all others are passed over quickly."""

from __future__ import annotations

from functools import lru_cache

from tools.intents.language.lexicon import register_derived
from tools.intents.language.lexicon_file import Table
from tools.intents.language.tokens import Token
from tools.intents.language.words import (
    NAMED,
    NEAR_DAYS,
    get_marks,
    get_value,
    list_value_runs,
    list_word_runs,
)
from tools.intents.values.holiday import HOLIDAYS
from tools.intents.values.period import TO_DATE
from tools.intents.values.reading import HALF_UNITS, UNIT_DAYS

#: Groups and marks of the first word of a period; it may also be a number or have a value.
_OF_PERIODS = frozenset(
    {
        *UNIT_DAYS, *HALF_UNITS, *TO_DATE, *HOLIDAYS, "opens_span", "a", "this", "last", "previous",
        "before_previous", "begin", "one_and_half", "half", "pair", "weekend", "week_from", "week_until",
        "half_year_1", "half_year_2", "future", "vague",
    }
)  # fmt: skip
#: The same for the days to come, with what leads to them: "from", "until", "only", "on".
_OF_DAYS_AHEAD = _OF_PERIODS | {"begins", "till_day", "on_day", "only_day", "day_link"}
_NUMBERED = frozenset({"number", "iso", "slashed", "dotted"})
_TABLES: tuple[Table, ...] = (*NAMED, "short_weekdays", "quarters")


def may_open_period(token: Token) -> bool:
    """Return whether a period may begin with the token."""
    return _may_open(token, _OF_PERIODS)


def may_open_day_ahead(token: Token) -> bool:
    """Return whether a day to come, or what leads to one, may begin with the token."""
    return _may_open(token, _OF_DAYS_AHEAD)


def _may_open(token: Token, names: frozenset[str]) -> bool:
    return (
        token.kind in _NUMBERED
        or _may_word_open(token.low, names)
        or not names.isdisjoint(token.groups)
    )


@register_derived
@lru_cache(maxsize=8192)
def _may_word_open(word: str, names: frozenset[str]) -> bool:
    return (
        not names.isdisjoint({*get_marks(word), *list_word_runs(word)})
        or any(get_value(table, word) is not None for table in _TABLES)
        or bool(list_value_runs(NEAR_DAYS, word))
    )
