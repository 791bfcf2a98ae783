"""What a word is a form of: by a dictionary in Russian, by its ending in English.

The dictionary (27 MiB) is loaded by the first Russian word, or by `words.load`; words are remembered.
"""

from __future__ import annotations

import logging
import re
from functools import cache, lru_cache

from pymorphy3 import MorphAnalyzer
from pymorphy3.analyzer import Parse

LONGEST_WORD = 40
_RUSSIAN = re.compile("[а-я]+(?:-[а-я]+)*")
_ENGLISH = re.compile("[a-z']+")
_SHORTEST_PLURAL = 4
_ORDERS = frozenset({"impr", "INFN"})
_PARTICIPLES = frozenset({"PRTF", "PRTS"})
_NUMBERS = ("sing", "plur")
#: Of the dictionary's grammemes: pronouns, what stands for one, particles, interjections, asides.
_HELPING = frozenset({"NPRO", "Apro", "Ques", "PRCL", "INTJ", "Prnt"})
_TELLING = frozenset({"VERB", "ADVB", "PRED", "COMP", "GRND", "CONJ"})
#: Of those, the ones that change what is meant.
_PICKING = frozenset(
    "только лишь никто ничто никакой иной другой каждый один исключительно отдельный".split()  # noqa: SIM905
)
#: A reading less likely than this is rather another word.
_LIKELY = 0.3
_POSSIBLE = 0.1
_NAMES = frozenset({"Name", "Surn", "Patr"})


@lru_cache(maxsize=8192)
def forms(word: str) -> frozenset[str]:
    """The ways a lexicon may write this word, in lower case with "е" for "ё"."""
    if len(word) > LONGEST_WORD:
        return frozenset()
    if _ENGLISH.fullmatch(word):
        return frozenset({f"={word}", f"{word}!", *_english(word)})
    if not _RUSSIAN.fullmatch(word):
        return frozenset({f"={word}"})
    found = {f"={word}", word}
    for parse in _dictionary().parse(word):
        lemma = parse.normal_form.replace("ё", "е")
        found.add(lemma)
        grammemes = parse.tag.grammemes
        if grammemes & _ORDERS:
            found.add(f"{lemma}!")
        if grammemes & _PARTICIPLES:
            found.add(f"{lemma}/part")
        if "Supr" in grammemes:
            found.add(f"{lemma}/supr")
        found.update(f"{lemma}/{number}" for number in _NUMBERS if number in grammemes)
    return frozenset(found)


def is_function_word(word: str) -> bool:
    """Whether it is a Russian pronoun, particle or interjection ("которым", "ведь", "кстати"): a word
    that helps the others, and picks nothing out among them."""
    if not _RUSSIAN.fullmatch(word) or not is_russian_word(word):
        return False
    return any(
        parse.score >= _LIKELY
        and parse.tag.grammemes & _HELPING
        and parse.normal_form not in _PICKING
        for parse in _dictionary().parse(word)
    )


def is_helping_russian(word: str) -> bool:
    """Whether the dictionary knows it as a verb that tells, or as an adverb: no order, and no name of
    anything."""
    if not _RUSSIAN.fullmatch(word) or not is_russian_word(word):
        return False
    grammemes = _dictionary().parse(word)[0].tag.grammemes
    return bool(grammemes & _TELLING) and "impr" not in grammemes


def is_russian_word(word: str) -> bool:
    """Whether the dictionary has it; what it has is no slip of the pen."""
    return bool(_dictionary().word_is_known(word))


@lru_cache(maxsize=1024)
def written(word: str) -> frozenset[str]:
    """Every form of a lemma, for comparing with what was mistyped."""
    if not _RUSSIAN.fullmatch(word):
        return frozenset({word, f"{word}s"})
    return frozenset(
        form.word.replace("ё", "е")
        for parse in _dictionary().parse(word)
        if parse.normal_form.replace("ё", "е") == word
        for form in parse.lexeme
    )


@cache
def _dictionary() -> MorphAnalyzer:
    logging.getLogger("pymorphy3").setLevel(logging.WARNING)
    return MorphAnalyzer(lang="ru")


def _english(word: str) -> set[str]:
    """The word, without its possessive, and what it is the plural of."""
    bare = word.removesuffix("'s")
    found = {word, bare}
    if len(bare) >= _SHORTEST_PLURAL and bare.endswith("s") and not bare.endswith("ss"):
        found.add(bare[:-1])
        if bare.endswith("ies"):
            found.add(f"{bare[:-3]}y")
    return found


@lru_cache(maxsize=4096)
def is_person(word: str) -> bool:
    """Whether it is a Russian first name or surname, in whatever case it stands."""
    return bool(_named(word))


def nominative(word: str) -> str:
    """A name as it is written on an order: "Марии" is "Мария". Of a surname the shortest way, which is
    a part of the others: "Кузнецова" may be his or hers."""
    found = {
        case.word
        for parse in _named(word)
        if (case := parse.inflect({"nomn", "sing"})) is not None
    }
    return min(sorted(found), key=len).replace("ё", "е").title() if found else word


def _named(word: str) -> list[Parse]:
    if not _RUSSIAN.fullmatch(word.lower()):
        return []
    return [
        parse
        for parse in _dictionary().parse(word)
        if parse.is_known and parse.score >= _POSSIBLE and parse.tag.grammemes & _NAMES
    ]


def lemmas(word: str) -> frozenset[str]:
    """What the word may be a form of."""
    return frozenset(
        one for one in forms(word) if one[0] != "=" and one[-1] != "!" and "/" not in one
    )


def normal_forms(word: str) -> frozenset[str]:
    """The lemmas that the dictionary gives for it."""
    return frozenset(one.replace("ё", "е") for one in _dictionary().normal_forms(word))
