"""What the ranker sees of a sentence.

Pieces of its words, its words and neighbouring pairs of them; what the lexicon knows of each word, its
groups and marks; how it begins and ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise, product
from zlib import crc32

from tools.dashes import replace_dashes
from tools.intents.language.lexicon import normalise_spelling, register_derived
from tools.intents.language.tokens import clean, split_tokens

#: Every feature falls into one of so many buckets.
BUCKETS = 49152
#: Words longer than this, and more of them, tell nothing more.
_LONGEST_WORD = 24
_MOST_WORDS = 60
_PIECES = (3, 4, 5)
#: So many words are told as the first; the length is told in such steps, up to so many.
_FIRST, _STEP, _MOST_STEPS = 2, 4, 6
#: A group that says nothing of what is meant.
_FILLER = frozenset({"filler"})
_WORD = re.compile(r"[^\W\d_]+|[0-9]+|[%€$?:«»\"-]")
_ORDER = re.compile(r"(?<!\w)(?:ob|\u043e\u0431)[\s#№_-]{0,2}[0-9]+")
_PRODUCT = re.compile(r"(?<!\w)[p\u0440][\s_-]?[0-9]+")
_CAMPAIGN = re.compile(r"(?<!\w)[c\u0441]-[0-9]+")
_CODE = re.compile(r"(?<!\w)[a-z]{3,}[0-9]+(?!\w)")
Names = frozenset[str]
Buckets = frozenset[int]


def list_features(text: str) -> list[int]:
    """Return the buckets of the features of a text, each once, in order."""
    words = _split(text)
    tokens = split_tokens(clean(text))[:_MOST_WORDS]
    known = [groups for token in tokens if (groups := token.groups - _FILLER)]
    found = [find_buckets(_list_places(words, asks="?" in text))]
    found += map(_find_word, words)
    found += [_find_pair(left, right) for left, right in pairwise(words)]
    found += [_find_meaning(token.groups, token.marks) for token in tokens]
    found += [_find_meant_pair(left, right) for left, right in pairwise(known)]
    return sorted(frozenset[int]().union(*found))


def list_word_features(word: str) -> list[int]:
    """Return the buckets of the features of a word by itself, each once, in order."""
    tokens = split_tokens(clean(word))
    meant = [_find_meaning(token.groups, token.marks) for token in tokens]
    return sorted(frozenset[int]().union(*map(_find_word, _split(word)), *meant))


def find_buckets(names: Iterable[str]) -> Buckets:
    """Return the buckets into which features of these names fall."""
    return frozenset(crc32(name.encode()) % BUCKETS for name in names)


def _list_places(words: Sequence[str], *, asks: bool) -> list[str]:
    """Name the words that begin and end the text, its length, and whether it has a question mark."""
    length = min(len(words) // _STEP, _MOST_STEPS)
    ends = [f"$ {word}" for word in words[-1:]]
    return [*(f"^ {word}" for word in words[:_FIRST]), *ends, f"length {length}", f"asks {asks}"]


@lru_cache(maxsize=8192)
def _find_word(word: str) -> Buckets:
    padded = f"<{word}>"
    pieces = (padded[at : at + size] for size in _PIECES for at in range(len(padded) - size + 1))
    return find_buckets((word, *pieces))


@lru_cache(maxsize=8192)
def _find_pair(left: str, right: str) -> Buckets:
    return find_buckets((f"{left} {right}",))


@register_derived
@lru_cache(maxsize=8192)
def _find_meaning(groups: Names, marks: Names) -> Buckets:
    """Return the buckets of a word's groups, of its marks, and of all of them together."""
    together = [f"all {'+'.join(sorted(groups | marks))}"] if groups or marks else []
    return find_buckets(
        (
            *(f"group {name}" for name in groups - _FILLER),
            *(f"mark {name}" for name in marks),
            *together,
        )
    )


@register_derived
@lru_cache(maxsize=8192)
def _find_meant_pair(left: Names, right: Names) -> Buckets:
    return find_buckets(map(">".join, product(left, right)))


def _split(text: str) -> list[str]:
    """Split a text into words; ids, codes and numbers become one word for each kind."""
    low = normalise_spelling(replace_dashes(text))
    for pattern, kind in (
        (_ORDER, " #order "),
        (_PRODUCT, " #product "),
        (_CAMPAIGN, " #campaign "),
        (_CODE, " #code "),
    ):
        low = pattern.sub(kind, low)
    found = re.findall(r"#[a-z]+|" + _WORD.pattern, low)[:_MOST_WORDS]
    return [_write(word) for word in found]


def _write(word: str) -> str:
    if word.isdecimal():
        return f"#{min(len(word), 5)}"
    return word[:_LONGEST_WORD]
