"""A sentence, parsed once: its text, its tokens, who asks, and the periods it names.

What was said is read, nothing is added: a tool's own defaults stay its own.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from tools.intents.answers import Question, QuestionWriter
from tools.intents.language.tokens import Token, clean, split_tokens
from tools.intents.language.words import CARDINALS, get_value, list_phrases
from tools.intents.values.date_range import find_windows
from tools.intents.values.day import UnusablePeriod, Window
from tools.intents.values.product_name import NO_GOODS, Catalogue
from tools.languages import Language

#: Arguments read out of a sentence, and the tokens that say them.
Arguments = tuple[dict[str, Any], frozenset[int]]
#: The same; or the question they raise; or None where the sentence turns out to mean something else.
Built = Arguments | Question | None


NOTHING: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Sentence:
    """A text with its tokens, who asks, and the products it may name."""

    text: str
    tokens: tuple[Token, ...]
    writer: QuestionWriter
    catalogue: Catalogue = NO_GOODS

    def at(self, name: str) -> list[int]:
        """Where words of that group or with that mark stand."""
        if name not in self._places:
            self._places[name] = [at for at, token in enumerate(self.tokens) if token.has(name)]
        return list(self._places[name])

    def first(self, name: str) -> int:
        """Where the first such word stands; the end of the sentence where there is none."""
        return min(self.at(name), default=len(self.tokens))

    def within(self, begin: int, end: int) -> range:
        """The tokens that stand, in part at least, in that piece of the text."""
        first = bisect_right(self.tokens, begin, key=lambda token: token.end)
        return range(first, bisect_left(self.tokens, end, key=lambda token: token.start))

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        """Where words of a group or mark stand, as far as somebody has asked."""
        return {}

    def said(self, at: int, end: int | None = None) -> str:
        """The text of the token there, or of those up to `end`, as it was written."""
        last = self.tokens[(at + 1 if end is None else end) - 1]
        return self.text[self.tokens[at].start : last.end]

    def cut(self, begin: int, end: int | None = None) -> Sentence:
        """The sentence from that place of its text on, up to `end`; its tokens are not made anew."""
        text = self.text[begin:end]
        kept = tuple(
            replace(token, start=token.start - begin, end=token.end - begin)
            for token in self.tokens
            if begin <= token.start < begin + len(text)
        )
        return Sentence(text, kept, self.writer, self.catalogue)

    def asked_in(self, language: Language) -> Sentence:
        """The same sentence; questions about it are in that language."""
        return replace(self, writer=replace(self.writer, language=language))

    def without_question_mark(self) -> Sentence:
        """The same words, as if nothing were asked at their end."""
        kept = self.tokens
        while kept and kept[-1].low in {"?", "!", "."}:
            kept = kept[:-1]
        return Sentence(self.text.rstrip("?!. "), kept, self.writer, self.catalogue)

    def rewritten(self, text: str) -> Sentence:
        """Another text, said by the same person on the same day."""
        return Sentence(text, merge_tokens(split_tokens(text)), self.writer, self.catalogue)

    @property
    def words(self) -> list[Token]:
        """The tokens without signs."""
        return [token for token in self.tokens if token.kind != "sign"]

    def windows(self, without: frozenset[int] = NOTHING) -> tuple[Window, ...] | UnusablePeriod:
        """The periods said, as if the tokens `without` were not there."""
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
            Window(
                window.start,
                window.end,
                frozenset(kept[at] for at in window.used),
                window.days,
                window.unit,
            )
            for window in found
        )


def parse(
    text: str, *, today: date, language: Language, catalogue: Catalogue = NO_GOODS
) -> Sentence:
    """The text as a sentence, on the shop's day `today`; questions back are in `language`."""
    cleaned = clean(text).strip()
    return Sentence(
        cleaned, merge_tokens(split_tokens(cleaned)), QuestionWriter(today, language), catalogue
    )


def merge_tokens(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """The tokens, with the groups that neighbours make together."""
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


def read_nothing(_: Sentence) -> Built:
    return {}, NOTHING


def read_fixed(**payload: Any) -> Callable[[Sentence], Built]:
    return lambda _: (dict(payload), NOTHING)


def merge_built(*parts: Built) -> Built:
    """The arguments of all parts, or the first question that one of them raises."""
    found: dict[str, Any] = {}
    used = NOTHING
    for part in parts:
        if isinstance(part, Question):
            return part
        if part is not None:
            found, used = found | part[0], used | part[1]
    return found, used


def parse_count(token: Token) -> int | None:
    """The number that a token says, in digits or as a word."""
    return token.number if token.kind == "number" else get_value(CARDINALS, token.low)


def find_window(sentence: Sentence, about: str) -> Window | Question | None:
    """The one period said; a question where there are several, or it cannot be used."""
    windows = sentence.windows()
    if isinstance(windows, UnusablePeriod):
        return sentence.writer.wrong(windows, about)
    if len({(window.start, window.end) for window in windows}) > 1:
        return sentence.writer.ask("two_windows", tool=about)
    if not windows:
        return None
    return Window(
        windows[0].start, windows[0].end, NOTHING.union(*(window.used for window in windows)),
        windows[0].days, windows[0].unit,
    )  # fmt: skip
