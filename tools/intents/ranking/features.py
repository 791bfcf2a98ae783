"""What the ranker sees of a sentence: pieces of its words, its words and neighbouring pairs of them."""

from __future__ import annotations

import re
from itertools import pairwise
from zlib import crc32

from tools.dashes import replace_dashes
from tools.intents.language.lexicon import normalise_spelling

#: Every feature falls into one of so many buckets.
BUCKETS = 1 << 15
#: Words longer than this, and more of them, tell nothing more.
_LONGEST_WORD = 24
_MOST_WORDS = 60
_PIECES = (3, 4, 5)
_WORD = re.compile(r"[^\W\d_]+|[0-9]+|[%€$?:«»\"-]")
_ORDER = re.compile(r"(?<!\w)(?:ob|\u043e\u0431)[\s#№_-]{0,2}[0-9]+")
_PRODUCT = re.compile(r"(?<!\w)[p\u0440][\s_-]?[0-9]+")
_CAMPAIGN = re.compile(r"(?<!\w)[c\u0441]-[0-9]+")
_CODE = re.compile(r"(?<!\w)[a-z]{3,}[0-9]+(?!\w)")


def list_features(text: str) -> list[int]:
    """Return the buckets of the features of a text, each once, in order."""
    words = _split(text)
    named = [*words, *(f"{left} {right}" for left, right in pairwise(words))]
    for word in words:
        padded = f"<{word}>"
        named += [
            padded[at : at + size] for size in _PIECES for at in range(len(padded) - size + 1)
        ]
    return sorted({crc32(name.encode()) % BUCKETS for name in named})


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
