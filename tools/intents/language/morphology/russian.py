"""Russian words, by a dictionary.

It takes 27 MiB, and is loaded for the first Russian word, or by `words.load`.
"""

from __future__ import annotations

import logging
from functools import cache

from pymorphy3 import MorphAnalyzer
from pymorphy3.analyzer import Parse

from tools.intents.language.lexicon import normalise_spelling
from tools.intents.language.morphology.base import Morphology

_ORDERS = frozenset({"impr", "INFN"})
#: "Поднимем", "поднимаем": who says so has it done.
_TOGETHER = frozenset({"1per", "plur"})
_PARTICIPLES = frozenset({"PRTF", "PRTS"})
_NUMBERS = ("sing", "plur")
#: Grammemes of the dictionary: pronouns, pronominal words, particles, interjections, parentheses.
_HELPING = frozenset({"NPRO", "Apro", "Ques", "PRCL", "INTJ", "Prnt"})
_TELLING = frozenset({"VERB", "ADVB", "PRED", "COMP", "GRND", "CONJ"})
_NAMES = frozenset({"Name", "Surn", "Patr"})
#: A reading of a word that is less likely than this does not count.
_LIKELY = 0.3
_POSSIBLE = 0.1


@cache
def _load_dictionary() -> MorphAnalyzer:
    logging.getLogger("pymorphy3").setLevel(logging.WARNING)
    return MorphAnalyzer(lang="ru")


def _list_forms(word: str) -> frozenset[str]:
    found = {word}
    for parse in _load_dictionary().parse(word):
        lemma = normalise_spelling(parse.normal_form)
        found.add(lemma)
        grammemes = parse.tag.grammemes
        if grammemes & _ORDERS or grammemes >= _TOGETHER:
            found.add(f"{lemma}!")
        if grammemes & _PARTICIPLES:
            found.add(f"{lemma}/part")
        if "Supr" in grammemes:
            found.add(f"{lemma}/supr")
        found.update(f"{lemma}/{number}" for number in _NUMBERS if number in grammemes)
    return frozenset(found)


def _list_inflections(lemma: str) -> frozenset[str]:
    found = (
        form.word
        for parse in _load_dictionary().parse(lemma)
        if normalise_spelling(parse.normal_form) == lemma
        for form in parse.lexeme
    )
    return frozenset(normalise_spelling(" ".join(found)).split())


def _is_word(word: str) -> bool:
    return bool(_load_dictionary().word_is_known(word))


def _list_function_lemmas(word: str) -> frozenset[str]:
    if not _is_word(word):
        return frozenset()
    return frozenset(
        normalise_spelling(parse.normal_form)
        for parse in _load_dictionary().parse(word)
        if parse.score >= _LIKELY and parse.tag.grammemes & _HELPING
    )


def _is_helping(word: str) -> bool:
    if not _is_word(word):
        return False
    grammemes = _load_dictionary().parse(word)[0].tag.grammemes
    return bool(grammemes & _TELLING) and "impr" not in grammemes


def _to_base(word: str) -> str:
    """Return the infinitive of a verb in the past or the present: "убрали" is "убрать"."""
    parse = _load_dictionary().parse(word)[0]
    is_verb = parse.tag.POS == "VERB" and "impr" not in parse.tag.grammemes
    return normalise_spelling(parse.normal_form) if is_verb else ""


def _is_name(word: str) -> bool:
    return bool(_parse_name(word))


def _to_nominative(word: str) -> str:
    """Return a name in the nominative; "" if the word is none.

    Of several, the shortest, because the others contain it: "Кузнецова" may be his or hers.
    """
    found = {
        case.word
        for parse in _parse_name(word)
        if (case := parse.inflect({"nomn", "sing"})) is not None
    }
    return normalise_spelling(min(sorted(found), key=len)).title() if found else ""


def _parse_name(word: str) -> list[Parse]:
    return [
        parse
        for parse in _load_dictionary().parse(word)
        if parse.is_known and parse.score >= _POSSIBLE and parse.tag.grammemes & _NAMES
    ]


RUSSIAN = Morphology(
    forms=_list_forms,
    inflections=_list_inflections,
    has_dictionary=True,
    is_word=_is_word,
    function_lemmas=_list_function_lemmas,
    is_helping=_is_helping,
    base=_to_base,
    is_name=_is_name,
    nominative=_to_nominative,
)
