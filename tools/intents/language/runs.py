"""Marks of one word or of several in a row, found by the first word: many at once, quickly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache

from tools.intents.language.lexicon import get_lexicon, register_derived
from tools.intents.language.morphology import is_word, list_inflections
from tools.intents.language.near_words import WordIndex, build_index, list_near
from tools.intents.language.tokens import Token, is_run_at
from tools.intents.language.words import get_entries

_SHORTEST_SLIP = 4


def find_marks(
    tokens: Sequence[Token], at: int, names: frozenset[str]
) -> tuple[int, frozenset[str]]:
    """Return where the longest run that begins at `at` ends, and its marks among `names`.

    `at` itself and no marks: none begins there.
    """
    end, found = at, frozenset[str]()
    token = tokens[at]
    if single := token.marks & names:
        end, found = at + 1, single
    for name in names & token.runs.keys():
        for run in token.runs[name]:
            if at + len(run) >= end and is_run_at(tokens, at, run):
                longer = at + len(run) > end
                end, found = at + len(run), frozenset({name}) | (frozenset() if longer else found)
    return end, found


@register_derived
@lru_cache(maxsize=2048)
def find_meant_mark(word: str, names: frozenset[str]) -> frozenset[str]:
    """Return the marks among `names` that a misspelt word was meant to have; empty: none for sure.

    One slip in what is no word itself: "rever", "отмнеи".
    """
    if len(word) < _SHORTEST_SLIP or not word.isalpha() or is_word(word):
        return frozenset()
    marked = _list_marked(names)
    near = {marked[known] for known in list_near(word, _index_marked(names))}
    return near.pop() if len(near) == 1 else frozenset()


@register_derived
@lru_cache(maxsize=2048)
def find_meant_in_run(word: str, names: frozenset[str]) -> str:
    """Return the word of a run with one of these marks that was meant by a misspelt one, else "".

    "не поулчил" is "не получил".
    """
    if len(word) < _SHORTEST_SLIP or not word.isalpha() or is_word(word):
        return ""
    near = list_near(word, _index_run_words(names))
    return near[0] if len(near) == 1 else ""


@register_derived
@lru_cache(maxsize=64)
def _index_run_words(names: frozenset[str]) -> WordIndex:
    listed = get_lexicon().runs.values()
    runs = (run for found in listed for name, run in found if name in names)
    words = {entry[1:] for run in runs for entry in run if entry.startswith("=")}
    return build_index(word for word in words if len(word) >= _SHORTEST_SLIP)


@register_derived
@cache
def _index_marked(names: frozenset[str]) -> WordIndex:
    return build_index(_list_marked(names))


@register_derived
@cache
def _list_marked(names: frozenset[str]) -> Mapping[str, frozenset[str]]:
    """Return every form of the words with these marks that is long enough to be misspelt."""
    found: dict[str, frozenset[str]] = {}
    for entry, marks in get_lexicon().marks.items():
        if not marks & names or entry.startswith("*"):
            continue
        lemma = entry.lstrip("=").rstrip("!").partition("/")[0]
        forms = {lemma} if entry.startswith("=") else list_inflections(lemma)
        for form in forms:
            # Of an order only the form that orders is listed: get_entries knows it by "lemma!".
            if len(form) >= _SHORTEST_SLIP and entry in get_entries(form):
                found[form] = found.get(form, frozenset()) | (marks & names)
    return found
