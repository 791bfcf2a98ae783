"""The catalogue: the shop's products as a sentence names them, in any spelling or alphabet.

Titles and words are compared as lemmas in Latin letters, one spelling for one sound: "кофе" and
"coffee", "мокка пот" and "Moka pot"; the commonest words for goods also by what they mean, "чай" and
"Tea". A word of a sentence may differ from a title's by a letter or two.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache

from anyascii import anyascii
from rapidfuzz.distance import OSA

from tools.intents.language.lexicon import get_lexicon, normalise_spelling, register_derived
from tools.intents.language.morphology import is_word, list_inflections, list_lemmas
from tools.intents.language.near_words import WordIndex, build_index, list_near
from tools.intents.language.tokens import Token
from tools.intents.language.words import CARDINALS, get_value, has_near, is_known

MOST_OFFERED = 3
#: The key of the question which of several products is meant.
WHICH_OF = "which_of"
#: Names are looked for within so many tokens only: a longer order is not plain.
MOST_TOKENS = 60
#: So many parts of sentences are remembered with what they name.
_MOST_KNOWN = 256
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
#: The mark of words that may stand inside a name without being part of it.
_INSIDE = "inside_name"
_WORD = re.compile(r"[0-9]+(?:[.,][0-9]+)?|[^\W\d_]+")
#: The ways to write a sound, each with the one that is compared.
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
    """What the tokens from `start` to `end` name: a category, or possible products, best first."""

    start: int
    end: int
    products: tuple[ShopProduct, ...] = ()
    category: str = ""

    @property
    def whole(self) -> bool:
        """Return whether all words of a title were said: "hand" alone names no hand grinder."""
        words = [len(re.findall(r"[^\W\d_]+", product.title)) for product in self.products[:1]]
        return bool(self.category) or words == [self.end - self.start] or len(self.products) > 1

    @property
    def used(self) -> frozenset[int]:
        return frozenset(range(self.start, self.end))


#: What a word is compared by: its sounds, and its consonants behind the mark of its alphabet.
Keys = frozenset[str]
#: The place of a title, and the places of its words that were said.
Said = tuple[int, frozenset[int]]


@dataclass(frozen=True)
class Catalogue:
    """The shop's products at one moment, ready to be looked up; empty if none are known."""

    products: tuple[ShopProduct, ...] = ()
    _titles: tuple[tuple[Keys, ...], ...] = field(init=False, repr=False, compare=False)
    #: By the first sound of a word: the word, with the places of the titles that have it.
    _words: dict[str, dict[Keys, set[int]]] = field(init=False, repr=False, compare=False)
    _categories: dict[str, tuple[Keys, ...]] = field(init=False, repr=False, compare=False)
    #: What was found for the words of a part of a sentence.
    _known: dict[object, list[NamedProducts]] = field(
        init=False, default_factory=dict, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        categories = dict.fromkeys(product.category for product in self.products)
        titles = tuple(_build_keys(product.title) for product in self.products)
        words: dict[str, dict[Keys, set[int]]] = {}
        for place, title in enumerate(titles):
            for word in title:
                for initial in _list_initials(word):
                    words.setdefault(initial, {}).setdefault(word, set()).add(place)
        object.__setattr__(self, "_titles", titles)
        object.__setattr__(self, "_words", words)
        object.__setattr__(
            self, "_categories", {name: _build_shelf_keys(name) for name in categories}
        )

    def named(self, tokens: Sequence[Token]) -> list[NamedProducts]:
        """Find every category and product that is named, in order.

        No name begins with a word that is in a group. A category wins if its whole name is said and
        nothing more. What was found for the same words is remembered: parts of a sentence are asked
        about again and again.
        """
        if not self.products:
            return []
        words = tuple((token.kind, token.low, token.groups) for token in tokens[:MOST_TOKENS])
        if words not in self._known:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            self._known[words] = self._find_named(tokens)
        return self._known[words]

    def _find_named(self, tokens: Sequence[Token]) -> list[NamedProducts]:
        found: list[NamedProducts] = []
        tokens = [self._correct(token) for token in tokens]
        at = 0
        while at < min(len(tokens), MOST_TOKENS):
            plain = tokens[at].kind == "word" and not tokens[at].groups
            named = self._longest(tokens, at) if plain else None
            if named is not None and named.end - named.start == 1 and _is_number(tokens[at]):
                named = None
            if named is not None:
                found.append(named)
            at = named.end if named else at + 1
        return found

    def _correct(self, token: Token) -> Token:
        """Write the goods that a misspelt word means, unless a title has a word like it."""
        if token.kind != "word" or token.groups or not (meant := _find_goods_meant(token.low)):
            return token
        return token if self._find_places(token) else replace(token, low=meant)

    def _find_places(self, token: Token) -> set[int]:
        """Find the places of the titles that have the token's word."""
        return {
            place
            for initial in _list_initials(_build_word_keys(token.low))
            for word, having in self._words.get(initial, {}).items()
            if _is_said(token, word)
            for place in having
        }

    def _longest(self, tokens: Sequence[Token], start: int) -> NamedProducts | None:
        """Find the longest run of tokens from `start` on that belongs to one title; None: none."""
        places = self._find_places(tokens[start])
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
        left = [(place, said) for place, said in left if _is_enough(run, self._titles[place])]
        return NamedProducts(start, end, self._best(left)) if left else None

    def _leftwards(
        self, tokens: Sequence[Token], start: int, left: list[Said]
    ) -> tuple[int, list[Said]]:
        """Extend the run by words before it that belong to it: "set" of "set of four cups"."""
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
            self._categories.items(), key=lambda named: named[0].lower() not in said
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
        """Return the products, those with the fewest unsaid words first.

        If exactly one title is said whole, only that product.
        """
        unsaid = {place: len(self._titles[place]) - len(said) for place, said in left}
        whole = [place for place, count in unsaid.items() if not count]
        places = (
            whole if len(whole) == 1 else sorted(unsaid, key=lambda place: (unsaid[place], place))
        )
        return tuple(self.products[place] for place in places)


def _is_number(token: Token) -> bool:
    """Return whether it is a number in words, which alone names nothing: "four per cent"."""
    return get_value(CARDINALS, token.low) is not None


def _match_token(
    title: Sequence[Keys], said: frozenset[int], token: Token
) -> frozenset[int] | None:
    """Add to `said` the place of the title's word that the token says; None: it says no more."""
    if token.kind not in {"word", "number", "dotted"}:
        return None
    for place, word in enumerate(title):
        if place not in said and _is_said(token, word):
            return said | {place}
    return None


def _is_said(token: Token, word: Keys) -> bool:
    """Return whether the token says the title's word. A word of the same alphabet is no slip."""
    keys = _build_word_keys(token.low)
    mark = "<" if token.low.isascii() else ">"
    if any(key[0] == mark for key in word) and is_word(token.low):
        return not word.isdisjoint(key for key in keys if key[0] not in _SWAPPED)
    return _is_alike(keys, word)


def _is_alike(said: Keys, title: Keys) -> bool:
    return _is_sounding_alike(said, title) or any(
        _SWAPPED[word[0]] + word[1:] in title for word in said if word[0] in _SWAPPED
    )


@lru_cache(maxsize=8192)
def _is_sounding_alike(said: Keys, title: Keys) -> bool:
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


def _is_count(tokens: Sequence[Token], at: int) -> bool:
    """Return whether a number is an amount, and no part of a name: "25%", "25 euro"."""
    after = tokens[at + 1].groups if at + 1 < len(tokens) else frozenset[str]()
    return tokens[at].kind != "word" and bool(after & {"percent", "money_unit"})


def _is_enough(tokens: Sequence[Token], title: Sequence[Keys]) -> bool:
    """Return whether at least one token is a word of the title, in no group, and no unit ("шт").

    "Set" is in a group, and so is not enough.
    """
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
    return any(len(key) >= _SHORTEST_NAME for key in word if key[0] not in _SWAPPED)


def _build_keys(text: str) -> tuple[Keys, ...]:
    return tuple(
        _build_word_keys(normalise_spelling(word).replace(",", "."))
        for word in _WORD.findall(text)
    )


def _build_shelf_keys(name: str) -> tuple[Keys, ...]:
    """Build the keys of a category, whose words may also be said in the plural: "the teas"."""
    words = (word.lower() for word in _WORD.findall(name))
    plurals = ({_write_sound(f"{word}s")} if word.isascii() else set() for word in words)
    return tuple(keys | more for keys, more in zip(_build_keys(name), plurals, strict=True))


@register_derived
@lru_cache(maxsize=8192)
def _build_word_keys(word: str) -> Keys:
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
def _find_goods_meant(word: str) -> str:
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


def _list_initials(keys: Keys) -> set[str]:
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


NO_PRODUCTS = Catalogue()
