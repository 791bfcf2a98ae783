"""The shop's products as they are named in a sentence, whatever the spelling or the alphabet.

Titles and words are compared as lemmas in Latin letters, one spelling for one sound: "кофе" and
"coffee", "мокка пот" and "Moka pot"; the commonest words for goods also by what they mean, "чай" and
"Tea". A word of a sentence may differ from a title's by a letter or two.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from anyascii import anyascii
from rapidfuzz.distance import OSA

from tools.intents.language.lexicon import get_lexicon, normalise_spelling, register_derived
from tools.intents.language.morphology import is_word, list_lemmas
from tools.intents.language.tokens import Token

MOST_OFFERED = 3
#: The question which of them is meant.
WHICH_OF = "which_of"
#: An order of more tokens is not plain; nothing is named beyond them.
MOST_TOKENS = 60
_SHORTEST_FUZZY = 4
_MEDIUM, _LONG = 6, 8
_SHORTEST_BONES = 2
_SHORTEST_NAME = 3
#: A word is compared by a lemma of its own only where that says enough.
_SHORTEST_LEMMA = 4
_VOWELS = re.compile("[aeiou]")
#: Consonants of one alphabet are compared with those of the other only.
_SWAPPED = {"<": ">", ">": "<"}
#: The mark of what may stand inside a name without being a word of it.
_INSIDE = "inside_name"
_WORD = re.compile(r"[0-9]+(?:[.,][0-9]+)?|[^\W\d_]+")
#: Sounds that are written in several ways, each with the one that we compare.
_SOUNDS = tuple(
    (re.compile(pattern), sign)
    for pattern, sign in (
        (r"sch|sh", "s"), (r"ck|ch|c|q", "k"), (r"ph", "f"), (r"w", "v"), (r"ee|ie|y|j", "i"),
        (r"oo|ou", "u"), (r"ai|ei", "e"), (r"x", "ks"), (r"kh", "h"), (r"(?<=[tgr])h", ""), (r"(.)\1+", r"\1"),
    )
)  # fmt: skip


@dataclass(frozen=True)
class ShopProduct:
    """A product: its id, its title and its category, as the shop writes them."""

    product_id: str
    title: str
    category: str


@dataclass(frozen=True)
class NamedProducts:
    """What the tokens from `start` to `end` name: one category, or the products it may be, best
    first."""

    start: int
    end: int
    goods: tuple[ShopProduct, ...] = ()
    category: str = ""

    @property
    def whole(self) -> bool:
        """Whether all words of a title were said: "hand" alone names no hand grinder."""
        words = [len(re.findall(r"[^\W\d_]+", good.title)) for good in self.goods[:1]]
        return bool(self.category) or words == [self.end - self.start] or len(self.goods) > 1

    @property
    def used(self) -> frozenset[int]:
        return frozenset(range(self.start, self.end))


Keys = frozenset[str]
#: A title by its place, and which of its words were said.
Said = tuple[int, frozenset[int]]


@dataclass(frozen=True)
class Catalogue:
    """A snapshot of the shop's products, ready to be looked up; empty where none is known."""

    goods: tuple[ShopProduct, ...] = ()
    _titles: tuple[tuple[Keys, ...], ...] = field(init=False, repr=False, compare=False)
    #: The titles, by their places, that have a word; the words by their first sound.
    _words: dict[str, dict[Keys, set[int]]] = field(init=False, repr=False, compare=False)
    _categories: dict[str, tuple[Keys, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        categories = dict.fromkeys(product.category for product in self.goods)
        titles = tuple(_build_keys(product.title) for product in self.goods)
        words: dict[str, dict[Keys, set[int]]] = {}
        for place, title in enumerate(titles):
            for word in title:
                for initial in _list_initials(word):
                    words.setdefault(initial, {}).setdefault(word, set()).add(place)
        object.__setattr__(self, "_titles", titles)
        object.__setattr__(self, "_words", words)
        object.__setattr__(self, "_categories", {name: _build_keys(name) for name in categories})

    def named(self, tokens: Sequence[Token]) -> list[NamedProducts]:
        """Every category and product that is named, in order; no name begins with a word of ours.

        A category wins where its whole name is said and nothing more.
        """
        found: list[NamedProducts] = []
        at = 0
        while at < min(len(tokens), MOST_TOKENS) and self.goods:
            plain = tokens[at].kind == "word" and not tokens[at].groups
            item = self._longest(tokens, at) if plain else None
            if item is not None:
                found.append(item)
            at = item.end if item else at + 1
        return found

    def _longest(self, tokens: Sequence[Token], start: int) -> NamedProducts | None:
        """The longest run of tokens from there that all belong to one title."""
        keys = _build_word_keys(tokens[start].low)
        places = {
            place
            for initial in _list_initials(keys)
            for word, having in self._words.get(initial, {}).items()
            if _is_alike(keys, word)
            for place in having
        }
        left = [
            (place, said)
            for place in sorted(places)
            if (said := _match_token(self._titles[place], frozenset(), tokens[start])) is not None
        ]
        end = start + 1 if left else start
        at = end
        while left and at < len(tokens):
            if tokens[at].has(_INSIDE):
                at += 1
                continue
            more = [
                (place, then)
                for place, said in left
                if not _is_count(tokens, at)
                and (then := _match_token(self._titles[place], said, tokens[at])) is not None
            ]
            if not more:
                break
            left, at = more, at + 1
            end = at
        category = self._category(tokens, start, max(end, start + 1))
        if category is not None:
            return category
        start, left = self._leftwards(tokens, start, left)
        run = tokens[start:end]
        left = [item for item in left if _is_enough(run, self._titles[item[0]])]
        return NamedProducts(start, end, self._best(left)) if left else None

    def _leftwards(
        self, tokens: Sequence[Token], start: int, left: list[Said]
    ) -> tuple[int, list[Said]]:
        """The run with the words before it that belong to it too: the "set" of "set of four cups"."""
        at = start - 1
        while at >= 0 and left:
            if tokens[at].has(_INSIDE):
                at -= 1
                continue
            more = [
                (place, _match_token(self._titles[place], said, tokens[at]))
                for place, said in left
            ]
            fitting = [(place, then) for place, then in more if then is not None]
            if not fitting or tokens[at].kind != "word":
                break
            left, start, at = fitting, at, at - 1
        return start, left

    def _category(self, tokens: Sequence[Token], start: int, least: int) -> NamedProducts | None:
        said = {lemma for token in tokens[start:least] for lemma in list_lemmas(token.low)}
        by_its_name = sorted(
            self._categories.items(), key=lambda item: item[0].lower() not in said
        )
        for name, keys in by_its_name:  # where a shop has both, "чай" is "Чай" rather than "Tea"
            taken: frozenset[int] | None = frozenset()
            end = min(start + len(keys), len(tokens))
            for token in tokens[start:end]:
                taken = _match_token(keys, taken, token) if taken is not None else None
            whole = taken is not None and len(taken) == len(keys) and end >= least
            if whole and _is_enough(tokens[start:end], keys):
                return NamedProducts(start, end, category=name)
        return None

    def _best(self, left: Sequence[Said]) -> tuple[ShopProduct, ...]:
        """The titles, those with the least unsaid first; one that is said whole stands alone."""
        unsaid = {place: len(self._titles[place]) - len(said) for place, said in left}
        whole = [place for place, count in unsaid.items() if not count]
        places = (
            whole if len(whole) == 1 else sorted(unsaid, key=lambda item: (unsaid[item], item))
        )
        return tuple(self.goods[place] for place in places)


def _match_token(
    title: Sequence[Keys], said: frozenset[int], token: Token
) -> frozenset[int] | None:
    """`said` and the place of a title's word that the token says; None: it says none that is left."""
    if token.kind not in {"word", "number", "dotted"}:
        return None
    keys = _build_word_keys(token.low)
    for place, word in enumerate(title):
        if place not in said and _is_alike(keys, word):
            return said | {place}
    return None


def _is_alike(said: Keys, title: Keys) -> bool:
    return _is_sounding_alike(said, title) or any(
        _SWAPPED[word[0]] + word[1:] in title for word in said if word[0] in _SWAPPED
    )


@lru_cache(maxsize=8192)
def _is_sounding_alike(said: Keys, title: Keys) -> bool:
    """Whether the words are the same but for a letter, in long ones two; not by consonants alone."""
    words = [word for word in said if word[0] not in _SWAPPED]
    if not title.isdisjoint(words):
        return True
    return any(_is_slip(word, two) for word in words for two in title)


def _is_slip(item: str, two: str) -> bool:
    """Whether one is a slip of the pen for two; in a short word only a vowel for another."""
    if min(len(item), len(two)) < _SHORTEST_FUZZY or item[0] != two[0] or not item.isalpha():
        return False
    if len(item) < _MEDIUM:
        return _get_consonants(item) == _get_consonants(two) and OSA.distance(item, two) == 1
    return OSA.distance(item, two) <= (1 if len(item) < _LONG else 2)


def _is_count(tokens: Sequence[Token], at: int) -> bool:
    """Whether a number is an amount rather than part of a name: "25%", "25 euro"."""
    after = tokens[at + 1].groups if at + 1 < len(tokens) else frozenset[str]()
    return tokens[at].kind != "word" and bool(after & {"percent", "money_unit"})


def _is_enough(tokens: Sequence[Token], title: Sequence[Keys]) -> bool:
    """Whether one word at least is the title's and none of ours, such as "set", nor a unit ("шт")."""
    return any(
        token.kind == "word"
        and not token.groups
        and any(
            _is_sounding_alike(_build_word_keys(token.low), word)
            for word in title
            if _is_name(word)
        )
        for token in tokens
    )


def _is_name(word: Keys) -> bool:
    return any(len(item) >= _SHORTEST_NAME for item in word if item[0] not in _SWAPPED)


def _build_keys(text: str) -> tuple[Keys, ...]:
    return tuple(
        _build_word_keys(normalise_spelling(word).replace(",", "."))
        for word in _WORD.findall(text)
    )


@register_derived
@lru_cache(maxsize=8192)
def _build_word_keys(word: str) -> Keys:
    """The word and its lemmas as they sound, in Latin letters; and its consonants, because vowels
    change from one alphabet to the other."""
    mark = "<" if word.isascii() else ">"
    known = is_word(word)  # of any other word the lemma is a guess
    written = {word, *list_lemmas(word)} if known else {word}
    heard = {form for form in written if form == word or len(form) >= _SHORTEST_LEMMA}
    english = {other for form in written for other in get_lexicon().goods.get(form, ())}
    meant = english | {f"{item}s" for item in english}
    sounds = {_write_sound(form) for form in heard | meant}
    # What a word means tells more than its consonants.
    bones = (
        set() if meant else {_get_telling_consonants(sound) for sound in sounds if sound.isalpha()}
    )
    return frozenset(sounds | {mark + bone for bone in bones if bone})


def _list_initials(keys: Keys) -> set[str]:
    return {key[1] if key[0] in _SWAPPED else key[0] for key in keys}


def _get_telling_consonants(sound: str) -> str:
    """The consonants, where they say enough; two alone say so only of words as long: "кап" and "cup"
    are alike, "белую" and "blue" are not."""
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


NO_GOODS = Catalogue()
