"""The slot of the products an order is about.

They are named by id, by category, by the most that is in stock, by name, or plainly as all.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from tools.intents.language.tokens import Token, find_end, replace_tags
from tools.intents.sentence import Sentence, find_once
from tools.intents.slots.rounding import find_rounding
from tools.intents.slots.slot import Evidence, Problem, Reading, SlotReader, Values
from tools.intents.slots.stock_limit import find_stock_limit
from tools.intents.values.product_name import MOST_OFFERED, NamedProducts, ShopProduct
from tools.intents.values.written_id import is_measured
from tools.texts import Text

MOST_CATEGORY_WORDS = 2
#: One shorter word of a title names no product where only a price is spoken of.
_SHORTEST_PART = 5

SEVERAL_FIT = Text("Several products fit; tap the one you mean, or write its number.")

#: Groups and marks of words that may stand beside products and prices and add nothing.
NEAR_PRICES = frozenset({"link", "product", "price", "percent", "everything", "put", "placing"})
#: Groups of other subjects: a sentence with them changes no product, although it may name prices
#: and discounts.
NO_PRODUCT = frozenset({"coupon", "code_noun", "campaign", "promo", "rate", "notify", "order_id"})


#: Of so many products that words may name the model may choose.
_MOST_MEANT = 4
#: Groups and marks of words that may follow "all" and say nothing of which ones.
_ALL_ENDS = frozenset({
    "showcase", "up", "down", "to", "by_amount", "off_it", "price_up", "price_down", "price_set",
    "cheaper", "dearer", "plus", "minus", "percent", "money_unit", "price_move", "price_be",
    "at_price", "relative", "adds", "take_off", "call_off", "delete", "discount_end", "hide",
})  # fmt: skip


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
    #: Whether a name is so short a part of a title that it may be another word: "raise hand".
    is_hint: bool = False
    #: The products it may be, best first, if a name fits several.
    choices: tuple[ShopProduct, ...] = ()


@dataclass(frozen=True)
class ProductScopeReader(SlotReader):
    """Reads which products are meant."""

    #: The arguments that this tool has, and "sold_out" if it takes that word.
    takes: tuple[str, ...] = ("product_ids", "category", "stock_at_most", "all")
    #: Whether nothing else can be meant by a number that a product of the shop has: "publish 184".
    numbers: bool = False

    def read(self, reading: Reading) -> Values | Problem | None:
        sentence = mark_numbers(reading.sentence) if self.numbers else reading.sentence
        scope = find_scope(sentence)
        reading.take(scope.used)
        sold_out = find_sold_out(sentence) if "sold_out" in self.takes else []
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
            plain = "all" in self.takes and is_all(reading.sentence)
            return {"all": True} if plain else Problem()
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
                # Of several that the words may name, the model may choose: the preview names it.
                meant = {
                    product.product_id
                    for found in sentence.catalogue.named(sentence.tokens)
                    for product in found.products[:_MOST_MEANT]
                }
                return set(value) <= ids | named | meant | said.known
            case "category":
                spelt = str(value).casefold() in sentence.text.casefold()
                named = {found.category for found in sentence.catalogue.named(sentence.tokens)}
                return spelt or scope.values.get("category") == value or value in named
            case "stock_at_most":
                return value in said.numbers or (value == 0 and bool(find_sold_out(sentence)))
            case _:
                return is_all(sentence)


def find_sold_out(sentence: Sentence) -> list[int]:
    """Return the places of the words that mean sold-out products: "zero stock", "всё в нуле"."""
    tokens = sentence.tokens
    ends = ((at, find_end(tokens, at, "none_left")) for at in range(len(tokens)))
    said = {place for at, end in ends for place in range(at, end)}
    if said:
        said |= set(sentence.at("stock"))
    return sorted({*said, *sentence.at("sold_out")})


def mark_numbers(sentence: Sentence) -> Sentence:
    """Read each number that a product of the shop has as its id: "184", "p 120", "146-ю"."""
    known = {product.product_id for product in sentence.catalogue.products}
    tokens = sentence.tokens
    marked = tuple(
        replace(token, kind="product")
        if token.kind == "number" and token.product_id in known and not is_measured(tokens, at)
        else token
        for at, token in enumerate(tokens)
    )
    return replace(sentence, tokens=marked) if marked != tokens else sentence


def _find_number_parts(tokens: Sequence[Token], ids: Collection[int]) -> set[int]:
    """Find what belongs to the numbers at `ids`: the letter of "p 120", the ending of "146-ю"."""
    parts: set[int] = set()
    for at in ids:
        if tokens[at].kind != "product":
            continue
        begin = at - 1
        while begin >= 0 and (tokens[begin].low in {"#", "№"} or tokens[begin].has("numbers_it")):
            parts.add(begin)
            begin -= 1
        if begin >= 0 and tokens[begin].has("id_letter"):
            parts.add(begin)
        end = at + 1
        if (
            end < len(tokens)
            and tokens[end].has("owned_by_id")
            and tokens[end].start - 1 == tokens[at].end
        ):
            parts.add(end)  # "P-147's discount"
        end += end < len(tokens) and tokens[end].low == "-"
        if end < len(tokens) and tokens[end].has("nth_row"):
            parts |= set(range(at + 1, end + 1))
    return parts


@find_once
def find_scope(sentence: Sentence) -> Scope:
    """Find which products the sentence names; what is left out of them makes them unclear."""
    scope = _find_named(sentence)
    return replace(scope, unclear=True) if _is_some_left_out(sentence) else scope


def _is_some_left_out(sentence: Sentence) -> bool:
    places = range(len(sentence.tokens))
    return any(find_end(sentence.tokens, at, "all_but") > at for at in places)


def _find_named(sentence: Sentence) -> Scope:
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
    said = frozenset(sentence.at("everything")) - _get_rounding(sentence)
    meant = any(not _is_ending(sentence.tokens, at) for at in said)
    return Scope({}, said, everything=meant)


def _get_rounding(sentence: Sentence) -> frozenset[int]:
    """Return the places of the tokens that say how to round: "to whole euros" names no products."""
    found = find_rounding(sentence)
    return found[1] if found is not None else frozenset()


def _is_ending(tokens: Sequence[Token], at: int) -> bool:
    """Return whether the word only ends the sentence: "... and that's all", "... и всё"."""
    last = all(token.kind == "sign" for token in tokens[at + 1 :])
    before = tokens[at - 1] if at else None
    return last and before is not None and (before.has("joining") or before.has("that_is"))


def is_all(sentence: Sentence) -> bool:
    """Return whether all products are said plainly: "everything", "all prices", "every product".

    "All teas" are not all.
    """
    skipped = _get_rounding(sentence)
    return any(
        _is_all_end(sentence.tokens[at + 1 :]) and not _is_ending(sentence.tokens, at)
        for at in sentence.at("everything")
        if at not in skipped
    )


def _is_all_end(after: Sequence[Token]) -> bool:
    """Return whether the words after "all" do not narrow it: none, products, or how they change."""
    for token in after:
        if token.kind == "sign" and token.low not in {"-", "+"}:
            continue
        if token.groups & {"product", "price", "prices", "discount", "discounts", "stock"}:
            return True
        if token.kind != "word" or token.marks & _ALL_ENDS or token.groups & _ALL_ENDS:
            return True
        if not (token.marks & {"link"} or token.groups & {"article", "kindly", "everything"}):
            return False
    return True


def _find_by_name(sentence: Sentence) -> Scope | None:
    """Find the category or the products that the catalogue knows by name; None if none."""
    if not sentence.named_products:
        return None
    used = frozenset[int]().union(*(named.used for named in sentence.named_products))
    found = _drop_repeated(sentence.named_products)
    first, *more = found
    if not more and first.category:
        return Scope({"category": first.category}, used)
    if not more and len(first.products) > 1:
        return Scope({}, used, choices=first.products)
    between = (sentence.tokens[left.end : right.start] for left, right in pairwise(found))
    listed = all(gap and _is_list_gap(gap) for gap in between)
    single = all(len(named.products) == 1 for named in found)
    ids = dict.fromkeys(named.products[0].product_id for named in found if named.products)
    words = sentence.tokens[first.start : first.end]
    hint = len(words) == 1 and not first.whole and len(words[0].low) < _SHORTEST_PART
    unclear = not (listed and single)
    return Scope({"product_ids": list(ids)}, used, unclear=unclear, is_hint=hint and not more)


def _drop_repeated(found: Sequence[NamedProducts]) -> list[NamedProducts]:
    """Drop what only says again what was named: "the sweets, all the sweets", "ginger lemon tea"."""
    kept = [found[0]]
    for named in found[1:]:
        last = kept[-1]
        sorts = {product.category for product in last.products}
        beside = named.start == last.end and named.category in sorts
        same = (named.category, named.products) == (last.category, last.products)
        again = same and named.start > last.end  # "чай tea" are two words for one shelf, or two
        if not (beside or again):
            kept.append(named)
    return kept


def _build_ids_scope(sentence: Sentence, ids: list[int]) -> Scope:
    tokens = sentence.tokens
    found = list(dict.fromkeys(tokens[at].product_id for at in ids))
    named = sentence.named_products
    also = {at for name in named if _is_among(name, found) for at in name.used}
    also |= _find_number_parts(tokens, ids)
    gaps = (
        [token for at, token in enumerate(tokens[left + 1 : right], left + 1) if at not in also]
        for left, right in pairwise(ids)
    )
    listed = all(map(_is_list_gap, gaps))
    others = bool(sentence.at("category")) or find_stock_limit(sentence) is not None
    contrary = any(not _is_among(name, found) for name in named)
    unclear = not listed or "" in found or others or contrary
    return Scope({"product_ids": found}, frozenset({*ids, *also}), unclear=unclear)


def _is_among(named: NamedProducts, ids: Sequence[str]) -> bool:
    """Return whether a name only says again what the ids say: "P-150, the cake stand"."""
    return bool(named.category) or any(product.product_id in ids for product in named.products)


def _is_list_gap(gap: Sequence[Token]) -> bool:
    """Return whether the words between two products join them: ", ", " and the ", " и с "."""
    joined = any(map(_is_joining, gap)) or not gap
    return joined and all(_is_joining(token) or token.has("list_link") for token in gap)


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
