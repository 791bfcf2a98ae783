"""Words that are one slip away from another, out of thousands.

One slip leaves the first letter of a word or its last one alone, and changes its length by one at
most. So only the words of an index that share such an end are compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rapidfuzz.distance import OSA

#: Words by their length, and by their first letter or their last one: ("a", "", 5), ("", "a", 5).
WordIndex = Mapping[tuple[str, str, int], tuple[str, ...]]

#: No word of a lexicon is as long; to compare longer ones would take long.
_LONGEST = 40


def build_index(words: Iterable[str]) -> WordIndex:
    """Index the words, to be looked up by `list_near`."""
    found: dict[tuple[str, str, int], list[str]] = {}
    for word in words:
        found.setdefault((word[0], "", len(word)), []).append(word)
        found.setdefault(("", word[-1], len(word)), []).append(word)
    return {end: tuple(having) for end, having in found.items()}


def list_near(word: str, index: WordIndex) -> list[str]:
    """List the words of the index that `word` is or that are one slip away, sorted.

    A slip: a letter too many, one that is missing, one for another, or two that changed places.
    """
    if not word or len(word) > _LONGEST:
        return []
    lengths = (len(word) - 1, len(word), len(word) + 1)
    ends = (
        (first, last, length)
        for first, last in ((word[0], ""), ("", word[-1]))
        for length in lengths
    )
    likely = {known for end in ends for known in index.get(end, ())}
    return sorted(known for known in likely if OSA.distance(word, known, score_cutoff=1) <= 1)
