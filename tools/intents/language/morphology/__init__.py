"""What a word is a form of: by the languages whose letters it is written in.

What was found out of a word is remembered.
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
#: By the name that a file of words calls it.
MORPHOLOGIES: dict[str, Morphology] = {
    "none": Morphology(),
    "english": ENGLISH,
    "russian": RUSSIAN,
}


@register_derived
@lru_cache(maxsize=8192)
def list_forms(word: str) -> frozenset[str]:
    """The ways a lexicon may write this word, which is in lower case and in our spelling."""
    if len(word) > LONGEST_WORD:
        return frozenset()
    return frozenset({f"={word}"}).union(*(item.forms(word) for item in _find_morphologies(word)))


def list_lemmas(word: str) -> frozenset[str]:
    """What the word may be a form of."""
    return frozenset(
        form for form in list_forms(word) if form[0] != "=" and form[-1] != "!" and "/" not in form
    )


def list_inflections(lemma: str) -> frozenset[str]:
    """Every form of a lemma, for comparing with what was mistyped."""
    knowing = _find_morphologies(lemma)
    if not knowing:
        return frozenset({lemma})
    return frozenset().union(*(item.inflections(lemma) for item in knowing))


def is_word(word: str) -> bool:
    """Whether a dictionary has it; what it has is no slip of the pen."""
    return any(item.is_word(word) for item in _find_morphologies(word))


def is_function_word(word: str) -> bool:
    """Whether a dictionary knows it as a pronoun, particle or interjection ("которым", "ведь",
    "кстати"): a word that helps the others, and picks nothing out among them."""
    return any(
        "picks_out" not in get_lexicon().marks.get(lemma, ())
        for item in _find_morphologies(word)
        for lemma in item.function_lemmas(word)
    )


def is_helping(word: str) -> bool:
    """Whether a dictionary knows it as a verb that tells, or as an adverb: no order, and no name of
    anything."""
    return any(item.is_helping(word) for item in _find_morphologies(word))


def is_guessed(word: str) -> bool:
    """Whether its letters are those of a language that has no dictionary here: it may be any word."""
    letters = "".join(sign for sign in word if sign.isalpha())
    return any(not item.has_dictionary for item in _find_morphologies(letters))


@register_derived
@lru_cache(maxsize=4096)
def is_person(word: str) -> bool:
    """Whether it is a first name or surname, in whatever case it stands."""
    return any(item.is_name(word) for item in _find_morphologies(word.lower()))


def to_nominative(word: str) -> str:
    """A name as it is written on an order: "Марии" is "Мария"."""
    found = (item.nominative(word) for item in _find_morphologies(word.lower()))
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
