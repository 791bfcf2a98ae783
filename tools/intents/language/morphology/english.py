"""English words, by a dictionary of their forms, which is loaded for the first English word."""

from __future__ import annotations

from tools.intents.language.morphology.base import Morphology

_SHORTEST_PLURAL = 4


def _list_lemmas(word: str) -> dict[str, tuple[str, ...]]:
    """Return the lemmas of a word by its part of speech; empty: the dictionary has it not."""
    from lemminflect import getAllLemmas

    found: dict[str, tuple[str, ...]] = getAllLemmas(word)
    return found


def _list_forms(word: str) -> frozenset[str]:
    """Return the word, its noun without plural or possessive, and its verb as "raise/verb"."""
    bare = word.removesuffix("'s")
    lemmas = _list_lemmas(bare)
    found = {word, f"{word}!", bare, *lemmas.get("NOUN", ())}
    found.update(f"{lemma}/verb" for lemma in lemmas.get("VERB", ()))
    if not lemmas and len(bare) >= _SHORTEST_PLURAL and bare.endswith("s") and bare[-2] != "s":
        found.add(f"{bare[:-3]}y" if bare.endswith("ies") else bare[:-1])
    return frozenset(found)


def _list_inflections(lemma: str) -> frozenset[str]:
    from lemminflect import getAllInflections

    return frozenset({lemma}.union(*getAllInflections(lemma).values()))


def _is_word(word: str) -> bool:
    return bool(_list_lemmas(word.removesuffix("'s")))


def _is_helping(word: str) -> bool:
    """Return whether the word can only be an adverb, or a verb that is no imperative: "posted"."""
    lemmas = _list_lemmas(word)
    return bool(lemmas) and lemmas.keys() <= {"VERB", "ADV"} and word not in lemmas.get("VERB", ())


def _to_base(word: str) -> str:
    """Return the infinitive of a verb in another form: "removing" and "removed" are "remove"."""
    verbs = _list_lemmas(word).get("VERB", ())
    return "" if word in verbs else next(iter(verbs), "")


ENGLISH = Morphology(
    forms=_list_forms,
    inflections=_list_inflections,
    has_dictionary=True,
    is_word=_is_word,
    is_helping=_is_helping,
    base=_to_base,
)
