"""How words of titles and sentences are compared: as lemmas in Latin letters, one spelling for one sound.

"кофе" and "coffee", "мокка пот" and "Moka pot" sound alike. The commonest words for goods are compared by
what they mean too, "чай" and "Tea". A word of a sentence may differ from a title's by a letter or two.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from anyascii import anyascii
from rapidfuzz.distance import OSA

from tools.intents.language.lexicon import get_lexicon, normalise_spelling, register_derived
from tools.intents.language.morphology import is_word, list_inflections, list_lemmas
from tools.intents.language.near_words import WordIndex, build_index, list_near
from tools.intents.language.tokens import Token
from tools.intents.language.words import has_near, is_known

_SHORTEST_FUZZY = 4


_MEDIUM, _LONG = 6, 8


_SHORTEST_BONES = 2


_SHORTEST_NAME = 3


#: A lemma shorter than this is not compared, because it says too little.
_SHORTEST_LEMMA = 4


#: A shorter word for goods is not corrected.
_SHORTEST_MEANT = 5


_VOWELS = re.compile("[aeiou]")


#: The alphabet of a word, written before its consonants: consonants of one alphabet are compared
#: only with those of the other.
_SWAPPED = {"<": ">", ">": "<"}


_WORD = re.compile(r"[0-9]+(?:[.,][0-9]+)?|[^\W\d_]+")


#: The ways to write a sound, each with the one that is compared.
_SOUNDS = tuple(
    (re.compile(pattern), sign)
    for pattern, sign in (
        (r"sch|sh", "s"), (r"ck|ch|c|q", "k"), (r"ph", "f"), (r"w", "v"), (r"ee|ie|y|j", "i"),
        (r"oo|ou", "u"), (r"ai|ei", "e"), (r"x", "ks"), (r"kh", "h"), (r"(?<=[tgr])h", ""), (r"(.)\1+", r"\1"),
    )
)  # fmt: skip


#: What a word is compared by: its sounds, and its consonants behind the mark of its alphabet.
Keys = frozenset[str]


def is_said(token: Token, word: Keys) -> bool:
    """Return whether the token says the title's word. A word of the same alphabet is no slip."""
    keys = build_word_keys(token.low)
    mark = "<" if token.low.isascii() else ">"
    if any(key[0] == mark for key in word) and is_word(token.low):
        return not word.isdisjoint(key for key in keys if key[0] not in _SWAPPED)
    return _is_alike(keys, word)


def _is_alike(said: Keys, title: Keys) -> bool:
    return is_sounding_alike(said, title) or any(
        _SWAPPED[word[0]] + word[1:] in title for word in said if word[0] in _SWAPPED
    )


@lru_cache(maxsize=8192)
def is_sounding_alike(said: Keys, title: Keys) -> bool:
    """Return whether the words differ by at most one letter, long ones by two.

    Equal consonants are not enough.
    """
    words = [word for word in said if word[0] not in _SWAPPED]
    if not title.isdisjoint(words):
        return True
    return any(_is_slip(word, meant) for word in words for meant in title)


def _is_slip(word: str, meant: str) -> bool:
    """Return whether `word` is `meant` misspelt; in a short word only one vowel for another."""
    if min(len(word), len(meant)) < _SHORTEST_FUZZY or word[0] != meant[0] or not word.isalpha():
        return False
    if len(word) < _MEDIUM:
        return _get_consonants(word) == _get_consonants(meant) and OSA.distance(word, meant) == 1
    return OSA.distance(word, meant) <= (1 if len(word) < _LONG else 2)


def is_name(word: Keys) -> bool:
    return any(len(key) >= _SHORTEST_NAME for key in word if key[0] not in _SWAPPED)


def build_keys(text: str) -> tuple[Keys, ...]:
    return tuple(
        build_word_keys(normalise_spelling(word).replace(",", ".")) for word in _WORD.findall(text)
    )


def build_shelf_keys(name: str) -> tuple[Keys, ...]:
    """Build the keys of a category, whose words may also be said in the plural: "the teas"."""
    words = (word.lower() for word in _WORD.findall(name))
    plurals = ({_write_sound(f"{word}s")} if word.isascii() else set() for word in words)
    return tuple(keys | more for keys, more in zip(build_keys(name), plurals, strict=True))


@register_derived
@lru_cache(maxsize=8192)
def build_word_keys(word: str) -> Keys:
    """Build the keys of a word: it and its lemmas as they sound, and its consonants.

    The consonants, because vowels change from one alphabet to the other.
    """
    mark = "<" if word.isascii() else ">"
    known = is_word(word)  # of any other word the lemma is a guess
    written = {word, *list_lemmas(word)} if known else {word}
    heard = {form for form in written if form == word or len(form) >= _SHORTEST_LEMMA}
    english = {other for form in written for other in get_lexicon().goods.get(form, ())}
    meant = english | {f"{name}s" for name in english}
    sounds = {_write_sound(form) for form in heard | meant}
    # If the meaning of a word is known, it tells more than the consonants.
    bones = (
        set() if meant else {_get_telling_consonants(sound) for sound in sounds if sound.isalpha()}
    )
    return frozenset(sounds | {mark + bone for bone in bones if bone})


@register_derived
@lru_cache(maxsize=2048)
def find_goods_meant(word: str) -> str:
    """Find the word for goods that was meant by a misspelt one: "сладстям", "подарик"; else ""."""
    if len(word) < _SHORTEST_MEANT or not word.isalpha() or is_known(word) or has_near(word):
        return ""
    near = list_near(word, _index_goods())
    meanings = {_list_goods()[form] for form in near}
    return near[0] if len(meanings) == 1 else ""


@register_derived
@cache
def _index_goods() -> WordIndex:
    return build_index(_list_goods())


@register_derived
@cache
def _list_goods() -> dict[str, frozenset[str]]:
    """Return what goods are called in English by every form of their names that may be misspelt."""
    found: dict[str, frozenset[str]] = {}
    for name, english in get_lexicon().goods.items():
        for form in list_inflections(name.lstrip("=")):
            if len(form) >= _SHORTEST_MEANT:
                found[form] = found.get(form, frozenset()) | frozenset(english)
    return found


def list_initials(keys: Keys) -> set[str]:
    return {key[1] if key[0] in _SWAPPED else key[0] for key in keys}


def _get_telling_consonants(sound: str) -> str:
    """Return the consonants if they say enough, else "".

    Two consonants do only for words of one length: "кап" and "cup" are alike, "белую" and "blue"
    are not.
    """
    bones = _get_consonants(sound)
    if len(bones) > _SHORTEST_BONES:
        return bones
    return f"{bones}{len(sound)}" if len(bones) == _SHORTEST_BONES else ""


def _get_consonants(sound: str) -> str:
    return sound[0] + _VOWELS.sub("", sound[1:])


def _write_sound(word: str) -> str:
    latin = anyascii(word).lower()
    if not latin.isalpha():
        return latin or word
    for pattern, sign in _SOUNDS:
        latin = pattern.sub(sign, latin)
    return latin or word
