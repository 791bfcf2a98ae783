"""Sentences: a text parsed once into tokens, with its language and the periods it names.

Only what was said is read. Defaults are not filled in; they belong to the tools.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, wraps
from typing import Any, TypeVar

from django.utils.functional import cached_property

from tools.intents.answers import Question, QuestionWriter
from tools.intents.language.courtesy import normalise_verbs
from tools.intents.language.tokens import Token, clean, split_tokens
from tools.intents.language.words import CARDINALS, get_value, list_phrases
from tools.intents.values.amount import Amount, find_amounts
from tools.intents.values.date_range import find_windows
from tools.intents.values.day import POINTED, UnusablePeriod, Window
from tools.intents.values.merging import find_rejected, merge_windows
from tools.intents.values.product_name import NO_PRODUCTS, Catalogue, NamedProducts
from tools.intents.values.told import (
    find_referring,
    find_told,
    follow_reference,
    is_beside,
    is_open,
)
from tools.intents.values.written_id import BARE_ID, mark_ids
from tools.languages import Language

#: Arguments read out of a sentence, and the places of the tokens that say them.
Arguments = tuple[dict[str, Any], frozenset[int]]
#: The arguments; or the question they raise; or None if the sentence means something else.
Built = Arguments | Question | None


NOTHING: frozenset[int] = frozenset()
R = TypeVar("R")


@dataclass(frozen=True)
class Sentence:
    """A text with its tokens, and the products it may name."""

    text: str
    tokens: tuple[Token, ...]
    #: Writes questions back, and knows the shop's day today.
    writer: QuestionWriter
    catalogue: Catalogue = NO_PRODUCTS
    #: The same words in the letters in which they were written, if `text` has others: "obed v dva".
    written: str = ""
    #: What readers have found out about the sentence, so that it is found out once.
    memo: dict[object, Any] = field(init=False, default_factory=dict, compare=False, repr=False)

    def at(self, name: str) -> list[int]:
        """Return the places of the tokens in that group or with that mark."""
        return list(self._places.get(name, ()))

    def has_any(self, names: Iterable[str]) -> bool:
        """Return whether a token is in one of those groups or has one of those marks."""
        return not self._places.keys().isdisjoint(names)

    def has_all(self, names: Iterable[str]) -> bool:
        """Return whether for each of those groups and marks there is a token."""
        return self._places.keys() >= set(names)

    def first(self, name: str) -> int:
        """Return the place of the first such token; the number of tokens if there is none."""
        return min(self.at(name), default=len(self.tokens))

    def within(self, begin: int, end: int) -> range:
        """Return the places of the tokens that overlap the text from `begin` to `end`."""
        first = bisect_right(self.tokens, begin, key=lambda token: token.end)
        return range(first, bisect_left(self.tokens, end, key=lambda token: token.start))

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        """The places of the tokens by group and mark, in order."""
        places: dict[str, list[int]] = {}
        for at, token in enumerate(self.tokens):
            for name in token.groups | token.marks:
                places.setdefault(name, []).append(at)
            if token.kind == "order" or BARE_ID in token.groups:
                places.setdefault("order_id", []).append(at)
        return places

    def said(self, at: int, end: int | None = None) -> str:
        """Return the text of the token at `at`, or of all tokens up to `end`, as it was written."""
        last = self.tokens[(at + 1 if end is None else end) - 1]
        return self.text[self.tokens[at].start : last.end]

    @property
    def spoken(self) -> str:
        """Return the words of the tokens, without the slips that were corrected in them."""
        follows = {left.end for left in self.tokens}
        apart = ("" if token.start in follows else " " for token in self.tokens)
        return "".join(map("".join, zip(apart, (t.low for t in self.tokens), strict=True))).strip()

    def as_written(self, begin: int) -> str:
        """Return the text from `begin` on, in the letters in which it was written."""
        count = sum(word.start() >= begin for word in re.finditer(r"\S+", self.text))
        words = list(re.finditer(r"\S+", self.written))
        if not self.written or len(words) != len(self.text.split()) or not count:
            return self.text[begin:]
        return self.written[words[-count].start() :]

    def cut(self, begin: int, end: int | None = None) -> Sentence:
        """Cut out the text from `begin` to `end`, with the tokens as they are, not split anew."""
        text = self.text[begin:end]
        kept = tuple(
            replace(token, start=token.start - begin, end=token.end - begin)
            for token in self.tokens
            if begin <= token.start < begin + len(text)
        )
        return Sentence(text, kept, self.writer, self.catalogue)

    def cut_clause(self, clause: range) -> Sentence:
        """Cut out the text of the tokens at these places, which are some."""
        return self.cut(self.tokens[clause.start].start, self.tokens[clause.stop - 1].end)

    def asked_in(self, language: Language) -> Sentence:
        """Return the same sentence, with questions back in that language."""
        return replace(self, writer=replace(self.writer, language=language))

    def without_question_mark(self) -> Sentence:
        """Return the sentence without the "?", "!" or "." at its end."""
        kept = self.tokens
        while kept and kept[-1].low in {"?", "!", "."}:
            kept = kept[:-1]
        return Sentence(self.text.rstrip("?!. "), kept, self.writer, self.catalogue)

    def rewritten(self, text: str, *, written: str = "") -> Sentence:
        """Parse another text with the same language, day and catalogue."""
        tokens = merge_tokens(split_tokens(text))
        return Sentence(text, tokens, self.writer, self.catalogue, written)

    @property
    def words(self) -> list[Token]:
        """Return the tokens that are not signs."""
        return [token for token in self.tokens if token.kind != "sign"]

    @cached_property
    def named_products(self) -> tuple[NamedProducts, ...]:
        """The products and categories that the words name, in order."""
        return tuple(self.catalogue.named(self.tokens))

    def amounts(
        self, without: frozenset[int] = NOTHING, *, loosely: bool = False
    ) -> tuple[Amount, ...]:
        """Return the amounts said, as `find_amounts` finds them."""
        return self.find_once(
            ("amounts", without, loosely),
            lambda: tuple(find_amounts(self.tokens, without, loosely=loosely)),
        )

    def find_once(self, key: object, find: Callable[[], R]) -> R:
        """Return what `find` finds; it is remembered under the key, and found once."""
        if key not in self.memo:
            self.memo[key] = find()
        found: R = self.memo[key]
        return found

    def windows(self, without: frozenset[int] = NOTHING) -> tuple[Window, ...] | UnusablePeriod:
        """Return the periods said, as if the tokens `without` were not there."""
        return self._periods(without) if without else self._all_periods

    @cached_property
    def _all_periods(self) -> tuple[Window, ...] | UnusablePeriod:
        return self._periods(NOTHING)

    def _periods(self, without: frozenset[int]) -> tuple[Window, ...] | UnusablePeriod:
        kept = [at for at in range(len(self.tokens)) if at not in without]
        found = find_windows([self.tokens[at] for at in kept], self.writer.today)
        if isinstance(found, UnusablePeriod):
            return found
        return tuple(
            replace(window, used=frozenset(kept[at] for at in window.used)) for window in found
        )


def parse(
    text: str, *, today: date, language: Language, catalogue: Catalogue = NO_PRODUCTS
) -> Sentence:
    """Parse the text on the shop's day `today`; questions back are in `language`."""
    cleaned = clean(text).strip()
    return Sentence(
        cleaned, merge_tokens(split_tokens(cleaned)), QuestionWriter(today, language), catalogue
    )


def merge_tokens(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """Add to the tokens the groups that neighbouring tokens make together, and find written ids."""
    tokens = mark_ids(normalise_verbs(tokens))
    extra: dict[int, set[str]] = {}
    for at in range(len(tokens)):
        for wanted, group in list_phrases(tokens[at].groups):
            here = tokens[at : at + len(wanted)]
            if len(here) == len(wanted) and all(
                name in token.groups for name, token in zip(wanted, here, strict=True)
            ):
                for step in range(len(wanted)):
                    extra.setdefault(at + step, set()).add(group)
    return tuple(
        replace(token, groups=token.groups | extra[at]) if at in extra else token
        for at, token in enumerate(tokens)
    )


def find_once(find: Callable[[Sentence], R]) -> Callable[[Sentence], R]:
    """Have what the function finds in a sentence remembered with that sentence."""

    @wraps(find)
    def find_or_remember(sentence: Sentence) -> R:
        return sentence.find_once(find, lambda: find(sentence))

    return find_or_remember


def find_once_in(
    find: Callable[[Sentence, range], R],
) -> Callable[[Sentence, range], R]:
    """Have what the function finds in a run of tokens remembered with their sentence."""

    @wraps(find)
    def find_or_remember(sentence: Sentence, run: range) -> R:
        return sentence.find_once((find, run.start, run.stop), lambda: find(sentence, run))

    return find_or_remember


def read_nothing(_: Sentence) -> Built:
    """Read no arguments."""
    return {}, NOTHING


@cache
def read_fixed(**payload: Any) -> Callable[[Sentence], Built]:
    """Build a reader that always gives these arguments."""
    return lambda _: (dict(payload), NOTHING)


def merge_built(*parts: Built) -> Built:
    """Merge the arguments of all parts; or return the first question that a part raises."""
    found: dict[str, Any] = {}
    used = NOTHING
    for part in parts:
        if isinstance(part, Question):
            return part
        if part is not None:
            found, used = found | part[0], used | part[1]
    return found, used


def parse_count(token: Token) -> int | None:
    """Return the number that a token says, in digits or as a word; None if it says none."""
    return token.number if token.kind == "number" else get_value(CARDINALS, token.low)


def find_window(
    sentence: Sentence, about: str, *, joining: bool = True, **known: Any
) -> Window | Question | None:
    """Find the period said; a question if there are several or it cannot be used; None if none.

    The question offers what may be meant as calls of the tool `about` with the arguments `known`.
    `joining`: "yesterday and today" are two days together.
    """
    windows = sentence.windows()
    told = find_told(sentence.tokens)
    if told and isinstance(windows, UnusablePeriod):
        windows = sentence.windows(told)  # "because I was out this morning, ..."
    if isinstance(windows, UnusablePeriod):
        return sentence.writer.wrong(windows, about, known)
    today = sentence.writer.today
    if told and not find_referring(sentence.tokens):
        windows = tuple(
            window for window in windows if not is_beside(window, told, sentence.tokens, today)
        )
    merged = merge_windows(windows, sentence.tokens, joining=joining)
    different = {(window.start, window.end): window for window in merged}
    if len(different) > 1:
        asked = sentence.writer.ask("two_windows", tool=about)
        return sentence.writer.offer(asked, tuple(different.values()), known)
    if not merged:
        return None
    # "It's Monday, so this week": both are today, and the unit says how much is meant.
    meant = next((window for window in merged if window.unit), merged[0])
    rejected = find_rejected(merged[0], sentence.tokens)
    used = NOTHING.union(*(window.used for window in merged), rejected)
    if meant.unit == POINTED and len(windows) == 1:
        said = sentence.said(min(used), max(used) + 1)
        return sentence.writer.wrong(UnusablePeriod("vague", said, (meant,)), about, known)
    if is_open(sentence.tokens, max(used) + 1):
        said = sentence.said(min(used), max(used) + 1)
        return sentence.writer.wrong(UnusablePeriod("open", said), about, known)
    return follow_reference(replace(meant, used=used), sentence.tokens, today)
