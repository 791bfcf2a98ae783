"""The slot of the products an order is about.

They are named by id, by category, by the most that is in stock, by name, or plainly as all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from tools.intents.language.tokens import Token, replace_tags
from tools.intents.sentence import Sentence
from tools.intents.slots.slot import Evidence, Problem, Reading, SlotReader, Values
from tools.intents.values.at_most import find_at_most
from tools.intents.values.product_name import MOST_OFFERED, ShopProduct
from tools.texts import Text

MOST_CATEGORY_WORDS = 2

SEVERAL_FIT = Text("Several products fit; tap the one you mean, or write its number.")

#: Groups and marks of words that may stand beside products and prices and add nothing.
NEAR_PRICES = frozenset({"link", "product", "price", "percent", "everything", "put"})
#: Groups of other subjects: a sentence with them changes no product, although it may name prices
#: and discounts.
NO_PRODUCT = frozenset({"coupon", "code_noun", "campaign", "promo", "rate", "notify", "order_id"})


@dataclass(frozen=True)
class Scope:
    """The products that are meant."""

    #: As arguments; empty if none are named.
    values: dict[str, Any]
    #: The places of the tokens that name them.
    used: frozenset[int] = frozenset()
    #: Whether a word such as "all" is said.
    everything: bool = False
    #: Whether they are named in a way that cannot be read.
    unclear: bool = False
    #: The products it may be, best first, if a name fits several.
    choices: tuple[ShopProduct, ...] = ()


@dataclass(frozen=True)
class ProductScopeReader(SlotReader):
    """Reads which products are meant."""

    #: The arguments that this tool has, and "sold_out" if it takes that word.
    takes: tuple[str, ...] = ("product_ids", "category", "stock_at_most", "all")

    def read(self, reading: Reading) -> Values | Problem | None:
        scope = find_scope(reading.sentence)
        reading.take(scope.used)
        sold_out = reading.sentence.at("sold_out") if "sold_out" in self.takes else []
        reading.take(sold_out)
        if sold_out and not scope.values:
            return {"stock_at_most": 0}
        if scope.choices:
            choices = tuple(
                (f"{product.title}, {product.product_id}", {"product_ids": [product.product_id]})
                for product in scope.choices[:MOST_OFFERED]
            )
            return Problem(SEVERAL_FIT, choices=choices)
        if scope.unclear or (scope.values and not scope.values.keys() <= set(self.takes)):
            return Problem()
        if scope.values:
            return scope.values
        if scope.everything:
            return {"all": True} if "all" in self.takes else Problem()
        return self._read_category(reading) if reading.asked and "category" in self.takes else None

    def _read_category(self, reading: Reading) -> Values | None:
        """Read an answer of one or two words as a category; None if the shop has no such one."""
        sentence = reading.sentence
        left = reading.left
        plain = all(
            not sentence.tokens[at].groups and sentence.tokens[at].kind == "word" for at in left
        )
        if not 1 <= len(left) <= MOST_CATEGORY_WORDS or not plain:
            return None
        if left != list(range(left[0], left[-1] + 1)) or len(left) < len(sentence.words):
            return None
        name = sentence.said(left[0], left[-1] + 1)
        sold = {product.category for product in sentence.catalogue.products}
        if (sold and name not in sold) or any(sentence.tokens[at].has("hesitates") for at in left):
            return None
        reading.take(left)
        return {"category": name}

    def is_said(self, name: str, value: Any, said: Evidence) -> bool:
        sentence = said.sentence
        scope = find_scope(sentence)
        match name:
            case "product_ids":
                ids = {token.product_id for token in sentence.tokens if token.kind == "product"}
                named = set(scope.values.get("product_ids", ()))
                return set(value) <= ids | named | said.known
            case "category":
                return str(value).casefold() in sentence.text.casefold()
            case "stock_at_most":
                return value in said.numbers or (value == 0 and bool(sentence.at("sold_out")))
            case _:
                return is_all(sentence)


def find_scope(sentence: Sentence) -> Scope:
    """Find which products the sentence names."""
    ids = [at for at, token in enumerate(sentence.tokens) if token.kind == "product"]
    if ids:
        return _build_ids_scope(sentence, ids)
    if sentence.at("category"):
        return _find_by_category(sentence)
    limit = find_stock_limit(sentence)
    if limit is not None:
        return Scope({"stock_at_most": limit[0]}, limit[1])
    named = _find_by_name(sentence)
    if named is not None:
        return named
    said = frozenset(sentence.at("everything"))
    meant = any(not _is_ending(sentence.tokens, at) for at in said)
    return Scope({}, said, everything=meant)


def _is_ending(tokens: Sequence[Token], at: int) -> bool:
    """Return whether the word only ends the sentence: "... and that's all", "... и всё"."""
    last = all(token.kind == "sign" for token in tokens[at + 1 :])
    before = tokens[at - 1] if at else None
    return last and before is not None and (before.has("joining") or before.has("that_is"))


def is_all(sentence: Sentence) -> bool:
    """Return whether all products are said plainly: "everything", "all prices", "every product".

    "All teas" are not all.
    """
    return any(_is_all_end(sentence.tokens[at + 1 :]) for at in sentence.at("everything"))


def _is_all_end(after: Sequence[Token]) -> bool:
    """Return whether the words after "all" do not narrow it: none, products, or how they change."""
    for token in after:
        if token.kind == "sign" and token.low not in {"-", "+"}:
            continue
        if token.groups & {"product", "price", "prices", "discount", "discounts", "stock"}:
            return True
        if token.kind != "word" or token.has("up") or token.marks & {"to", "by_amount", "off_it"}:
            return True
        if "showcase" in token.groups:
            return True
        if not (token.marks & {"link"} or token.groups & {"article", "kindly"}):
            return False
    return True


def _find_by_name(sentence: Sentence) -> Scope | None:
    """Find the category or the products that the catalogue knows by name; None if none."""
    found = sentence.catalogue.named(sentence.tokens)
    if not found:
        return None
    used = frozenset[int]().union(*(named.used for named in found))
    first, *more = found
    if not more and first.category:
        return Scope({"category": first.category}, used)
    if not more and len(first.products) > 1:
        return Scope({}, used, choices=first.products)
    between = (sentence.tokens[left.end : right.start] for left, right in pairwise(found))
    listed = all(_is_joining(token) for gap in between for token in gap)
    single = all(len(named.products) == 1 for named in found)
    ids = dict.fromkeys(named.products[0].product_id for named in found if named.products)
    return Scope({"product_ids": list(ids)}, used, unclear=not (listed and single))


def _build_ids_scope(sentence: Sentence, ids: list[int]) -> Scope:
    tokens = sentence.tokens
    listed = all(
        _is_joining(token)
        for at, token in enumerate(tokens)
        if ids[0] < at < ids[-1] and token.kind != "product"
    )
    found = list(dict.fromkeys(tokens[at].product_id for at in ids))
    others = bool(sentence.at("category")) or bool(sentence.at("stock"))
    unclear = not listed or "" in found or others
    return Scope({"product_ids": found}, frozenset(ids), unclear=unclear)


def _is_joining(token: Token) -> bool:
    return token.low in {",", ";"} or "joining" in token.marks


def _find_by_category(sentence: Sentence) -> Scope:
    """Find the category that is named: "category Coffee", "категории Чай", "the Coffee category".

    Up to two words that are in no group.
    """
    tokens, noun = sentence.tokens, sentence.at("category")[-1]
    words: list[int] = []
    for at in range(noun + 1, min(noun + 1 + MOST_CATEGORY_WORDS, len(tokens))):
        if tokens[at].kind != "word" or tokens[at].groups or "link" in tokens[at].marks:
            break
        words.append(at)
    if not words and noun and tokens[noun - 1].kind == "word" and not tokens[noun - 1].groups:
        words = [noun - 1]  # "the Coffee category"
    if not words:
        return Scope({}, unclear=True)
    known = sentence.catalogue.named([tokens[at] for at in words])
    if len(known) == 1 and known[0].category and len(known[0].used) == len(words):
        return Scope({"category": known[0].category}, frozenset({noun, *words}))
    text = replace_tags(sentence.text)[tokens[words[0]].start : tokens[words[-1]].end]
    return Scope({"category": " ".join(text.split())}, frozenset({noun, *words}))


def find_stock_limit(sentence: Sentence) -> tuple[int, frozenset[int]] | None:
    """Find the most pieces that may be in stock, and the tokens that say it; None if not said.

    "С остатком до 5", "stock below 5", "3 or less left".
    """
    stock = frozenset(sentence.at("stock") + sentence.at("left"))
    if not stock:
        return None
    for at, token in enumerate(sentence.tokens):
        found = find_at_most(sentence.tokens, at) if token.kind == "number" else None
        if found is not None and found[0] >= 0:
            return found[0], found[1] | stock
    return None
