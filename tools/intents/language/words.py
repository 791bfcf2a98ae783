"""What a word means: its groups, marks and values in the lexicon, whatever its form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache, lru_cache, partial
from itertools import chain

from tools.intents.language.lexicon import get_lexicon, register_derived
from tools.intents.language.lexicon_file import Table, Words
from tools.intents.language.morphology import (
    is_function_word,
    is_guessed,
    is_word,
    list_forms,
    list_inflections,
)
from tools.intents.language.near_words import WordIndex, build_index, list_near

MONTHS: Table = "months"
#: Monday is 0.
WEEKDAYS: Table = "weekdays"
#: Words for days near today, as days back: "yesterday" is 1.
NEAR_DAYS: Table = "near_days"
#: Numbers written as words; read only before a unit of time or a noun that is counted.
CARDINALS: Table = "cardinals"
ORDINALS: Table = "ordinals"
#: The tables whose words are never strange.
NAMED: tuple[Table, ...] = (MONTHS, WEEKDAYS, NEAR_DAYS, CARDINALS, ORDINALS)

_SHORTEST_SLIP = 4
#: A word so short is corrected only where it joins others, or its neighbours say what it is.
_SHORTEST_SHORT = 3
#: A shorter word with another first letter is more likely a name: "anna" is not "wanna".
_SHORTEST_FIRST = 5
_NOTHING: frozenset[str] = frozenset()
_FILLER = frozenset({"filler"})


def load() -> None:
    """Load the dictionary and the vocabulary before the first question; about 0.2 s, once."""
    _index_vocabulary()


@register_derived
@lru_cache(maxsize=8192)
def get_groups(word: str) -> frozenset[str]:
    """Return the groups of a word; "filler" for a pronoun or particle that is in no other group."""
    groups = get_lexicon().groups
    found = _NOTHING.union(*(groups.get(entry, _NOTHING) for entry in get_entries(word)))
    return _FILLER if not found and is_function_word(word) else found


@register_derived
@lru_cache(maxsize=8192)
def get_marks(word: str) -> frozenset[str]:
    """Return the marks of a word; each mark is used by one rule alone."""
    marks = get_lexicon().marks
    return _NOTHING.union(*(marks.get(entry, _NOTHING) for entry in get_entries(word)))


@register_derived
@lru_cache(maxsize=8192)
def get_entries(word: str) -> frozenset[str]:
    """Return the ways a lexicon may write the word, also by its ending alone."""
    return list_forms(word) | {
        ending for ending in get_lexicon().endings if word.endswith(ending[1:])
    }


@register_derived
@lru_cache(maxsize=8192)
def get_value(table: Table, word: str) -> int | None:
    """Return the value of the word in that table, whatever its form; None if it has none."""
    values = get_lexicon().values[table]
    return next((values[form] for form in list_forms(word) if form in values), None)


@register_derived
@lru_cache(maxsize=8192)
def list_word_runs(word: str) -> Mapping[str, tuple[Words, ...]]:
    """List the runs of several words that may begin with the word, by their mark, long ones first."""
    found: dict[str, list[Words]] = {}
    for entry in get_entries(word):
        for name, run in get_lexicon().runs.get(entry, ()):
            found.setdefault(name, []).append(run)
    return {name: tuple(sorted(runs, key=len, reverse=True)) for name, runs in found.items()}


@register_derived
@lru_cache(maxsize=8192)
def list_value_runs(table: Table, word: str) -> tuple[tuple[Words, int], ...]:
    """List the runs of several words that may begin with the word, with their value in that table."""
    runs = get_lexicon().value_runs[table]
    return tuple(found for entry in get_entries(word) for found in runs.get(entry, ()))


def list_phrases(groups: frozenset[str]) -> list[tuple[tuple[str, ...], str]]:
    """List the phrases that a word of these groups may begin.

    A phrase: the neighbouring groups, and the group that they make together.
    """
    phrases = get_lexicon().phrases
    return [phrase for group in groups & phrases.keys() for phrase in phrases[group]]


@register_derived
@lru_cache(maxsize=4096)
def find_meant(word: str) -> str:
    """Find the word that was meant by a misspelt one; "" if it is not misspelt, or that is a guess.

    One slip in what is no word itself: "выручак", "reveune", "ssles".
    """
    if len(word) < _SHORTEST_SLIP or not word.isalpha() or is_named(word) or is_known(word):
        return ""
    near = _find_near(word)
    likely = min(map(partial(_rank_slip, word), near), default=(0, 0))
    near = [known for known in near if _rank_slip(word, known) == likely]
    return near[0] if len({_find_meaning(known) for known in near}) == 1 else ""


@register_derived
@lru_cache(maxsize=2048)
def find_meant_among(word: str, names: frozenset[str]) -> str:
    """Find the word of one of these groups that was meant, where its neighbours ask for such a one.

    It may be a word itself: "this moth" is this month, "lats week" is last week. "" if there is none.
    """
    if len(word) < _SHORTEST_SHORT or not word.isalpha() or is_named(word) or get_groups(word):
        return ""
    near = [
        known
        for known in list_near(word, _index_forms_of(names))
        if known[-1] == word[-1] or sorted(known) == sorted(word)
    ]
    likely = min(map(partial(_rank_slip, word), near), default=(0, 0))
    near = [known for known in near if _rank_slip(word, known) == likely]
    return near[0] if len({_find_meaning(known) for known in near}) == 1 else ""


@register_derived
@lru_cache(maxsize=2048)
def find_short_meant(word: str) -> str:
    """Find the word that only joins others, of which three letters were typed: "teh", "wre"; or ""."""
    if len(word) != _SHORTEST_SHORT or not word.isalpha() or is_named(word) or is_known(word):
        return ""
    swapped = [word[0] + word[2] + word[1], word[1] + word[0] + word[2]]
    found = next((known for known in swapped if "filler" in get_groups(known)), "")
    if found:
        return found
    short = [
        known
        for known in list_near(word, _index_forms_of(_FILLER))
        if len(known) == _SHORTEST_SLIP and (known[0], known[-1]) == (word[0], word[-1])
    ]
    return short[0] if len(short) == 1 else ""


@register_derived
@lru_cache(maxsize=8)
def _index_forms_of(names: frozenset[str]) -> WordIndex:
    """Index every form of every word that the lexicon has in one of these groups."""
    groups = get_lexicon().groups
    return _index_forms(entry for entry, having in groups.items() if having & names)


def has_near(word: str) -> bool:
    """Return whether a word of the lexicon is one slip away, or several are."""
    return bool(_find_near(word))


def is_known(word: str) -> bool:
    """Return whether a dictionary or the lexicon has the word, whatever it means."""
    return is_word(word) or bool(get_groups(word)) or "plain_word" in get_marks(word)


def is_named(word: str) -> bool:
    """Return whether the word is a day, a month or a number."""
    return any(get_value(table, word) is not None for table in NAMED)


def _find_meaning(word: str) -> tuple[frozenset[str], tuple[int | None, ...]]:
    return get_groups(word), tuple(get_value(table, word) for table in NAMED)


def _find_near(word: str) -> list[str]:
    fitting = [
        known
        for known in list_near(word, _index_vocabulary())
        if (not is_guessed(word) or _is_slip(word, known))
        and (word[0] == known[0] or len(word) >= _SHORTEST_FIRST)
    ]
    return [known for known in fitting if _find_meaning(known) != _find_meaning("")]


def _rank_slip(word: str, meant: str) -> tuple[int, int]:
    """Rank a slip; the lowest is the likeliest.

    Two letters that changed places, one that is missing or too many, one for another; and any of
    them rather than another first letter.
    """
    if sorted(word) == sorted(meant):
        return 0, 0
    return int(word[0] != meant[0]), 1 + int(len(word) == len(meant))


def _is_slip(word: str, meant: str) -> bool:
    """Return whether two letters changed places, or one inside the word is missing or too many.

    In a language without a dictionary one letter for another may be another word.
    """
    if len(word) == len(meant):
        return sorted(word) == sorted(meant)
    return word[-1] == meant[-1]


@register_derived
@cache
def _index_vocabulary() -> WordIndex:
    """Index every form of every word of the lexicon that is long enough to be misspelt."""
    named = (get_lexicon().values[table] for table in NAMED)
    return _index_forms(chain(get_lexicon().groups, *named))


def _index_forms(entries: Iterable[str]) -> WordIndex:
    """Index every form of these words, as a lexicon writes them, that is long enough."""
    found: set[str] = set()
    for entry in entries:
        if entry in get_lexicon().endings:
            continue
        lemma = entry.lstrip("=").rstrip("!").partition("/")[0]
        forms = {lemma} if entry.startswith("=") else list_inflections(lemma)
        found.update(form for form in forms if len(form) >= _SHORTEST_SLIP)
    return build_index(found)
