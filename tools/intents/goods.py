"""Products in an order: which ones are meant, and whether it is an order at all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from tools.contracts import Suggestion
from tools.intents.answers import TEXTS, WAY, Question
from tools.intents.catalogue import MOST_OFFERED, WHICH_OF, Good
from tools.intents.mused import mused
from tools.intents.sentence import Sentence
from tools.intents.tokens import Token, without_tags

MOST_CATEGORY_WORDS = 2

#: What may stand between the words of an order without changing it. Words that pick some out
#: ("these", "some", "new") are none of them: an order for some products is not one for all.
_LINKS = frozenset(
    """a an the on for of to by in at with and from our my shop store up most than
    off на в по для у с со и до от из наш наши наших мои моих магазин магазине магазина так
    чтобы """.split()  # noqa: SIM905 -- reads better as a text
)

_BEING = frozenset({"is", "are"})
_RELATIVES = _BEING | frozenset(
    "что чего которых которые которого который which that that's thats whose".split()  # noqa: SIM905
)
#: What before a number makes it the most there may be, and what it takes off for that.
_AT_MOST = (
    (
        re.compile(
            r"\b(?:up to|at most|до|максимум|max|maximum|(?:no|not|не) (?:more|больше|более)(?: than| чем)?)$"
        ),
        0,
    ),
    (re.compile(r"\b(?:less|fewer|below|under|меньше|менее|ниже)(?: than| чем)?$"), 1),
)
_OR_LESS = re.compile(r"(?:or|and|или|и) (?:less|fewer|below|under|меньше|менее)")
_BETWEEN_IDS = frozenset({",", ";", "&", "and", "и"})
_ALL_THERE_IS = frozenset(
    {
        ("at", "all"),
        ("that's", "all"),
        ("thats", "all"),
        ("is", "all"),
        ("и", "все"),
        ("это", "все"),
        ("вот", "все"),
    }
)
_SUBJECTS_OF_OTHERS = ("coupon", "campaign", "promo", "rate", "notify", "order_id")


@dataclass(frozen=True)
class Scope:
    """The products meant, as a payload; `unclear`: they are named, but not in a way we take."""

    payload: dict[str, Any]
    used: frozenset[int] = frozenset()
    everything: bool = False
    unclear: bool = False
    #: The products it may be, best first, where a name fits several.
    choices: tuple[Good, ...] = ()

    @property
    def said(self) -> dict[str, Any]:
        """What was said of it, as a payload; nothing where a name fits several, or none was said."""
        return self.payload or ({"all": True} if self.everything else {})


def about_others(sentence: Sentence) -> bool:
    """Whether the sentence is about something else that has prices and discounts too."""
    return any(sentence.at(group) for group in _SUBJECTS_OF_OTHERS)


def doubted(
    sentence: Sentence,
    clearing: frozenset[str] = frozenset(),
    without: frozenset[int] = frozenset(),
) -> bool:
    """Whether it is negated, asked or conditional; a word of `clearing` asks to take off, and the
    tokens `without` only say which products: "no more than 3 left"."""
    if mused(sentence.text, sentence.tokens):
        return True
    rest = [(at, token) for at, token in enumerate(sentence.tokens) if at not in without]
    asked = any(
        "asks" in token.groups and not _relative(sentence.tokens, at) for at, token in rest
    )
    negated = any("not" in token.groups and not token.groups & clearing for _, token in rest)
    question = "?" in sentence.text and not sentence.at("may_you")
    return asked or negated or question


def bounded(
    sentence: Sentence, without: frozenset[int], more: frozenset[str] = frozenset()
) -> bool:
    """Whether it leaves open how much: "at most 5%", "up to 10%", or by one of the words `more`; the
    tokens `without` only say which products."""
    tokens = sentence.tokens
    return any(
        "bound" in token.groups
        or token.low in more
        or (token.low == "up" and [one.low for one in tokens[at + 1 : at + 2]] == ["to"])
        for at, token in enumerate(tokens)
        if at not in without
    )


def _relative(tokens: Sequence[Token], at: int) -> bool:
    """ "всё, что закончилось" and "products that are sold out" ask nothing."""
    before = [token for token in tokens[:at] if token.kind != "sign"]
    if not before or tokens[at].low not in _RELATIVES:
        return False
    if tokens[at].low in _BEING:
        return tokens[at - 1].low in _RELATIVES and _relative(tokens, at - 1)
    return bool(before[-1].groups & {"everything", "product"})


def strange(sentence: Sentence, used: frozenset[int], groups: Iterable[str]) -> Token | None:
    """The first word that is neither used, nor of these groups, nor a mere link."""
    known = {"kindly", "product", *groups}
    return next(
        (
            token
            for at, token in enumerate(sentence.tokens)
            if at not in used
            and not _relative(sentence.tokens, at)
            and token.kind != "sign"
            and token.low not in _LINKS
            and not token.groups & known
        ),
        None,
    )


def scope(sentence: Sentence) -> Scope:
    """Which products: by number, of a category, with so much stock at most, by name, or plainly all."""
    ids = [at for at, token in enumerate(sentence.tokens) if token.kind == "product"]
    if ids:
        return _by_ids(sentence, ids)
    if sentence.at("category"):
        return _by_category(sentence)
    limit = stock_limit(sentence)
    if limit is not None:
        return Scope({"stock_at_most": limit[0]}, limit[1])
    named = _by_name(sentence)
    if named is not None:
        return named
    everything = sentence.at("everything")
    return Scope({}, frozenset(everything), everything=bool(everything) and not _sums_up(sentence))


def _sums_up(sentence: Sentence) -> bool:
    """ "Raise prices by 5% and that's all", "... и всё": at the end it does not say of what."""
    lows = [token.low for token in sentence.tokens if token.kind != "sign"]
    return tuple(lows[-2:]) in _ALL_THERE_IS


def _by_name(sentence: Sentence) -> Scope | None:
    """The category or the products that the catalogue knows by that name."""
    found = sentence.catalogue.named(sentence.tokens)
    if not found:
        return None
    used = frozenset[int]().union(*(one.used for one in found))
    first, *more = found
    if not more and first.category:
        return Scope({"category": first.category}, used)
    if not more and len(first.goods) > 1:
        return Scope({}, used, choices=first.goods)
    between = (sentence.tokens[one.end : two.start] for one, two in pairwise(found))
    listed = all(token.low in _BETWEEN_IDS for gap in between for token in gap)
    single = all(len(one.goods) == 1 for one in found)
    ids = dict.fromkeys(one.goods[0].product_id for one in found if one.goods)
    return Scope({"product_ids": list(ids)}, used, unclear=not (listed and single))


def which(sentence: Sentence, where: Scope, tool: str, key: str, **payload: Any) -> Question:
    """Which product is meant: where a name fits several, the best three as complete calls."""
    asked = sentence.asker.ask(key, about=tool, tool=tool, missing="product_ids", known=payload)
    said = {name: value for name, value in payload.items() if name != WAY}
    if not where.choices or not said:
        return asked
    offered = tuple(
        Suggestion(
            label=f"{good.title}, {good.product_id}",
            tool=tool,
            payload={"product_ids": [good.product_id], **said},
        )
        for good in where.choices[:MOST_OFFERED]
    )
    text = TEXTS[WHICH_OF].to(sentence.asker.language)
    return replace(asked, text=text, suggestions=offered, key=WHICH_OF)


def _by_ids(sentence: Sentence, ids: list[int]) -> Scope:
    tokens = sentence.tokens
    listed = all(token.low in _BETWEEN_IDS for token in _inside(tokens, ids))
    found = list(dict.fromkeys(tokens[at].product_id for at in ids))
    others = bool(sentence.at("category")) or bool(sentence.at("stock"))
    unclear = not listed or "" in found or others
    return Scope({"product_ids": found}, frozenset(ids), unclear=unclear)


def _inside(tokens: Sequence[Token], ids: list[int]) -> list[Token]:
    return [
        token
        for at, token in enumerate(tokens)
        if ids[0] < at < ids[-1] and token.kind != "product"
    ]


def _by_category(sentence: Sentence) -> Scope:
    """ "category Coffee", "категории Чай": up to two words that are none of ours."""
    tokens, noun = sentence.tokens, sentence.at("category")[-1]
    words: list[int] = []
    for at in range(noun + 1, min(noun + 1 + MOST_CATEGORY_WORDS, len(tokens))):
        if tokens[at].kind != "word" or tokens[at].groups or tokens[at].low in _LINKS:
            break
        words.append(at)
    if not words and noun and tokens[noun - 1].kind == "word" and not tokens[noun - 1].groups:
        words = [noun - 1]  # "the Coffee category"
    if not words:
        return Scope({}, unclear=True)
    known = sentence.catalogue.named([tokens[at] for at in words])
    if len(known) == 1 and known[0].category and len(known[0].used) == len(words):
        return Scope({"category": known[0].category}, frozenset({noun, *words}))
    text = without_tags(sentence.text)[tokens[words[0]].start : tokens[words[-1]].end]
    return Scope({"category": " ".join(text.split())}, frozenset({noun, *words}))


def stock_limit(sentence: Sentence) -> tuple[int, frozenset[int]] | None:
    """ "с остатком до 5", "stock below 5", "3 or less left": the most pieces meant, and the tokens
    that say it."""
    stock = frozenset(sentence.at("stock") + sentence.at("left"))
    if not stock:
        return None
    for at, token in enumerate(sentence.tokens):
        found = _most(sentence.tokens, at) if token.kind == "number" else None
        if found is not None and found[0] >= 0:
            return found[0], found[1] | stock
    return None


def _most(tokens: Sequence[Token], at: int) -> tuple[int, frozenset[int]] | None:
    """What the number there says is the most, and the tokens around it that do."""
    before = " ".join(token.low for token in tokens[max(at - 3, 0) : at])
    then = [token.low for token in tokens[at + 1 : at + 4] if "quantity" not in token.groups]
    after = " ".join(then[:2])
    pieces = {at + 1} if any("quantity" in one.groups for one in tokens[at + 1 : at + 2]) else ()
    for pattern, less in _AT_MOST:
        if said := pattern.search(before):
            words = len(said[0].split())
            return tokens[at].number - less, frozenset({*range(at - words, at + 1), *pieces})
    if _OR_LESS.fullmatch(after):
        return tokens[at].number, frozenset(range(at, at + 3 + len(pieces)))
    return None
