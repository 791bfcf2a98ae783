"""What a word means: the groups of the lexicon that it belongs to, in whatever form it stands."""

from __future__ import annotations

from functools import cache, lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from tools.intents.language.lexicon import derived, lexicon
from tools.intents.language.lexicon_file import Table
from tools.intents.language.morphology import (
    forms,
    inflections,
    is_function_word,
    is_guessed,
    is_word,
)

MONTHS: Table = "months"
#: From Monday, 0, on.
WEEKDAYS: Table = "weekdays"
#: The days near today, as days back.
NEAR_DAYS: Table = "near_days"
#: Numbers people say as words; read only before a unit of time or a noun that is counted.
CARDINALS: Table = "cardinals"
ORDINALS: Table = "ordinals"
#: Words with these values are never strange.
NAMED: tuple[Table, ...] = (MONTHS, WEEKDAYS, NEAR_DAYS, CARDINALS, ORDINALS)

_SHORTEST_SLIP = 5
_NOTHING: frozenset[str] = frozenset()
_FILLER = frozenset({"filler"})


def load() -> None:
    """Have dictionary and vocabulary ready before the first question; about 0.2 s, once."""
    _vocabulary()


@derived
@lru_cache(maxsize=8192)
def groups_of(word: str) -> frozenset[str]:
    """The groups a word belongs to; "filler" is one of them."""
    groups = lexicon().groups
    found = _NOTHING.union(*(groups.get(entry, _NOTHING) for entry in entries_of(word)))
    return _FILLER if not found and is_function_word(word) else found


@derived
@lru_cache(maxsize=8192)
def marks_of(word: str) -> frozenset[str]:
    """The marks of a word: what single rules ask about, and no other rule knows it by."""
    marks = lexicon().marks
    return _NOTHING.union(*(marks.get(entry, _NOTHING) for entry in entries_of(word)))


@derived
@lru_cache(maxsize=8192)
def entries_of(word: str) -> frozenset[str]:
    """The ways a lexicon may write the word, its ending alone included."""
    return forms(word) | {ending for ending in lexicon().endings if word.endswith(ending[1:])}


@derived
@lru_cache(maxsize=8192)
def value_in(table: Table, word: str) -> int | None:
    """What a table says of the word, in whatever form it stands."""
    values = lexicon().values[table]
    return next((values[form] for form in forms(word) if form in values), None)


def phrases_from(groups: frozenset[str]) -> list[tuple[tuple[str, ...], str]]:
    """The neighbouring groups that make another one, as far as a word of these groups may open them."""
    phrases = lexicon().phrases
    return [phrase for group in groups & phrases.keys() for phrase in phrases[group]]


@derived
@lru_cache(maxsize=4096)
def meant_by(word: str) -> str:
    """The word that this one is a slip of the pen for; "" where it is none, or that is a guess.

    One slip, not in the first letter, and only in what is no word of its own: "выручак", "reveune".
    English has no dictionary here, so there one letter for another is no slip: "revenge" is a word.
    """
    if len(word) < _SHORTEST_SLIP or not word.isalpha() or is_named(word) or is_word(word):
        return ""
    near = _near(word, _vocabulary().get(word[0], ()))
    return near[0] if len({_meaning(group) for group in near}) == 1 else ""


def is_named(word: str) -> bool:
    """Whether it is a day, a month or a number."""
    return any(value_in(table, word) is not None for table in NAMED)


def _meaning(word: str) -> tuple[frozenset[str], tuple[int | None, ...]]:
    return groups_of(word), tuple(value_in(table, word) for table in NAMED)


def _near(word: str, vocabulary: tuple[str, ...]) -> list[str]:
    found = process.extract(word, vocabulary, scorer=OSA.distance, score_cutoff=1, limit=5)
    fitting = [group for group, *_ in found if not is_guessed(word) or _is_slip(word, group)]
    return [group for group in fitting if _meaning(group) != _meaning("")]


def _is_slip(word: str, meant: str) -> bool:
    """Whether two letters changed places, or one inside the word is missing or too many."""
    if len(word) == len(meant):
        return sorted(word) == sorted(meant)
    return word[-1] == meant[-1]


@derived
@cache
def _vocabulary() -> dict[str, tuple[str, ...]]:
    """Every form of every word we know, by its first letter."""
    listed = {entry for entry in lexicon().groups if entry not in lexicon().endings}
    listed.update(*(lexicon().values[table] for table in NAMED))
    found: dict[str, set[str]] = {}
    for lemma in {entry.lstrip("=").rstrip("!").partition("/")[0] for entry in listed}:
        for form in inflections(lemma):
            if len(form) >= _SHORTEST_SLIP - 1:
                found.setdefault(form[0], set()).add(form)
    return {letter: tuple(sorted(words)) for letter, words in found.items()}
