"""The catalogue: the shop's products as a sentence names them, in any spelling or alphabet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from tools.intents.language.morphology import list_lemmas
from tools.intents.language.tokens import Token
from tools.intents.language.words import CARDINALS, get_value
from tools.intents.values.sounding import (
    Keys,
    build_keys,
    build_shelf_keys,
    build_word_keys,
    find_goods_meant,
    is_name,
    is_said,
    is_sounding_alike,
    list_initials,
)

MOST_OFFERED = 3
#: The key of the question which of several products is meant.
WHICH_OF = "which_of"
#: Names are looked for within so many tokens only: a longer order is not plain.
MOST_TOKENS = 60
#: So many parts of sentences are remembered with what they name.
_MOST_KNOWN = 256
#: The mark of words that may stand inside a name without being part of it.
_INSIDE = "inside_name"


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
        titles = tuple(build_keys(product.title) for product in self.products)
        words: dict[str, dict[Keys, set[int]]] = {}
        for place, title in enumerate(titles):
            for word in title:
                for initial in list_initials(word):
                    words.setdefault(initial, {}).setdefault(word, set()).add(place)
        object.__setattr__(self, "_titles", titles)
        object.__setattr__(self, "_words", words)
        object.__setattr__(
            self, "_categories", {name: build_shelf_keys(name) for name in categories}
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
        found = self._known.get(words)
        if found is None:  # another thread may do the same, or clear it in between
            found = self._find_named(tokens)
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            self._known[words] = found
        return found

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
        if token.kind != "word" or token.groups or not (meant := find_goods_meant(token.low)):
            return token
        return token if self._find_places(token) else replace(token, low=meant)

    def _find_places(self, token: Token) -> set[int]:
        """Find the places of the titles that have the token's word."""
        return {
            place
            for initial in list_initials(build_word_keys(token.low))
            for word, having in self._words.get(initial, {}).items()
            if is_said(token, word)
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
        if place not in said and is_said(token, word):
            return said | {place}
    return None


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
            is_sounding_alike(build_word_keys(token.low), word) for word in title if is_name(word)
        )
        for token in tokens
    )


NO_PRODUCTS = Catalogue()
