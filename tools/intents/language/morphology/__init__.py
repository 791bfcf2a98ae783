"""The forms of words, by the languages whose letters a word is written in.

What was found out about a word is cached.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from tools.intents.language.lexicon import get_lexicon, register_derived
from tools.intents.language.lexicon_file import LexiconError
from tools.intents.language.morphology.base import Morphology
from tools.intents.language.morphology.english import ENGLISH
from tools.intents.language.morphology.russian import RUSSIAN

LONGEST_WORD = 40
#: The modules by the names that lexicon files use.
MORPHOLOGIES: dict[str, Morphology] = {
    "none": Morphology(),
    "english": ENGLISH,
    "russian": RUSSIAN,
}


@register_derived
@lru_cache(maxsize=8192)
def list_forms(word: str) -> frozenset[str]:
    """Return the ways a lexicon may write this word; it is in lower case and in our spelling."""
    if len(word) > LONGEST_WORD:
        return frozenset()
    return frozenset({f"={word}"}).union(
        *(language.forms(word) for language in _find_morphologies(word))
    )


def list_lemmas(word: str) -> frozenset[str]:
    """Return the lemmas that the word may be a form of."""
    return frozenset(
        form for form in list_forms(word) if form[0] != "=" and form[-1] != "!" and "/" not in form
    )


def list_inflections(lemma: str) -> frozenset[str]:
    """Return every form of a lemma, for comparison with misspelt words."""
    knowing = _find_morphologies(lemma)
    if not knowing:
        return frozenset({lemma})
    return frozenset().union(*(language.inflections(lemma) for language in knowing))


@register_derived
@lru_cache(maxsize=8192)
def is_word(word: str) -> bool:
    """Return whether a dictionary has the word; if so, it is not misspelt."""
    return any(language.is_word(word) for language in _find_morphologies(word))


def is_function_word(word: str) -> bool:
    """Return whether a dictionary knows the word as a pronoun, particle or interjection.

    "которым", "ведь", "кстати": such a word adds nothing. Those with the mark "picks_out" do.
    """
    return any(
        "picks_out" not in get_lexicon().marks.get(lemma, ())
        for language in _find_morphologies(word)
        for lemma in language.function_lemmas(word)
    )


@register_derived
@lru_cache(maxsize=8192)
def is_helping(word: str) -> bool:
    """Return whether a dictionary knows the word as an adverb, or as a verb but no imperative.

    Such a word is no order, and no name of anything.
    """
    return any(language.is_helping(word) for language in _find_morphologies(word))


@register_derived
@lru_cache(maxsize=4096)
def to_base(word: str) -> str:
    """Return the verb of which the word is another form than an order's: "hid" is "hide"; or ""."""
    found = (language.base(word) for language in _find_morphologies(word))
    return next(filter(None, found), "")


def is_guessed(word: str) -> bool:
    """Return whether the word is in a language without a dictionary, so that it may be any word."""
    letters = "".join(sign for sign in word if sign.isalpha())
    return any(not language.has_dictionary for language in _find_morphologies(letters))


@register_derived
@lru_cache(maxsize=4096)
def is_person(word: str) -> bool:
    """Return whether the word is a first name or surname, in any grammatical case."""
    return any(language.is_name(word) for language in _find_morphologies(word.lower()))


def to_nominative(word: str) -> str:
    """Return a name as orders have it: "Мария" for "Марии". Other words come back as they are."""
    found = (language.nominative(word) for language in _find_morphologies(word.lower()))
    return next(filter(None, found), word)


def _find_morphologies(word: str) -> list[Morphology]:
    return [morphology for letters, morphology in _load_languages() if letters.fullmatch(word)]


@register_derived
@cache
def _load_languages() -> list[tuple[re.Pattern[str], Morphology]]:
    for language in get_lexicon().languages:
        if language.morphology not in MORPHOLOGIES:
            known = ", ".join(MORPHOLOGIES)
            raise LexiconError(
                f"{language.file}: morphology {language.morphology}: it is one of {known}"
            )
    return [
        (language.word, MORPHOLOGIES[language.morphology]) for language in get_lexicon().languages
    ]
