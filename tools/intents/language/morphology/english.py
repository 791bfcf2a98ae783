"""English words: plurals and possessives, by their endings."""

from __future__ import annotations

from tools.intents.language.morphology.base import Morphology

_SHORTEST_PLURAL = 4


def _list_forms(word: str) -> frozenset[str]:
    """Return the word, the word without its possessive, and what it may be the plural of."""
    bare = word.removesuffix("'s")
    found = {word, f"{word}!", bare}
    if len(bare) >= _SHORTEST_PLURAL and bare.endswith("s") and not bare.endswith("ss"):
        found.add(bare[:-1])
        if bare.endswith("ies"):
            found.add(f"{bare[:-3]}y")
    return frozenset(found)


def _list_inflections(lemma: str) -> frozenset[str]:
    return frozenset({lemma, f"{lemma}s"})


ENGLISH = Morphology(forms=_list_forms, inflections=_list_inflections)
