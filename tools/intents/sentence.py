"""A question as the rules see it: its text, its tokens, who asks, and the periods it names.

What was said is read, nothing is added: a tool's own defaults stay its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tools.intents.answers import Asker, Question
from tools.intents.language.tokens import Token
from tools.intents.language.words import CARDINALS, value_in
from tools.intents.slots.date_range import find_windows
from tools.intents.slots.day import Window, Wrong
from tools.intents.slots.product_name import NO_GOODS, Catalogue

#: Arguments read out of a sentence, and the tokens that say them; or the question they raise; or
#: None where the sentence turns out to mean something else.
Built = tuple[dict[str, Any], frozenset[int]] | Question | None


NOTHING: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Sentence:
    """A question: its text, its tokens, who asks, and the products it may name."""

    text: str
    tokens: tuple[Token, ...]
    asker: Asker
    catalogue: Catalogue = NO_GOODS

    def at(self, group: str) -> list[int]:
        return [at for at, token in enumerate(self.tokens) if group in token.groups]

    def windows(self, without: frozenset[int] = NOTHING) -> tuple[Window, ...] | Wrong:
        """The periods said, as if the tokens `without` were not there."""
        return self._periods(without) if without else self._all_periods

    @cached_property
    def _all_periods(self) -> tuple[Window, ...] | Wrong:
        return self._periods(NOTHING)

    def _periods(self, without: frozenset[int]) -> tuple[Window, ...] | Wrong:
        kept = [at for at in range(len(self.tokens)) if at not in without]
        found = find_windows([self.tokens[at] for at in kept], self.asker.today)
        if isinstance(found, Wrong):
            return found
        return tuple(
            Window(one.start, one.end, frozenset(kept[at] for at in one.used), one.days, one.unit)
            for one in found
        )


def nothing(_: Sentence) -> Built:
    return {}, NOTHING


def fixed(**payload: Any) -> Callable[[Sentence], Built]:
    return lambda _: (dict(payload), NOTHING)


def counted(token: Token) -> int | None:
    """The number that a token says, in digits or as a word."""
    return token.number if token.kind == "number" else value_in(CARDINALS, token.low)


def one_window(sentence: Sentence, about: str) -> Window | Question | None:
    """The one period said; a question where there are several, or it cannot be used."""
    windows = sentence.windows()
    if isinstance(windows, Wrong):
        return sentence.asker.wrong(windows, about)
    if len({(one.start, one.end) for one in windows}) > 1:
        return sentence.asker.ask("two_windows", about=about, tool=about)
    if not windows:
        return None
    return Window(
        windows[0].start, windows[0].end, NOTHING.union(*(one.used for one in windows)),
        windows[0].days, windows[0].unit,
    )  # fmt: skip
