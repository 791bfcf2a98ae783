"""Tokens: a text is cut into words, numbers, dates, ids and a few signs.

Every rule works on whole tokens, never on parts of a text, so that a word inside another one
("курс" in "конкурс") means nothing. All patterns take time linear in the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from django.utils.functional import cached_property  # without a lock, unlike Python's own

from tools.dashes import DASHES, replace_dashes
from tools.intents.language.lexicon import get_lexicon, normalise_spelling, register_derived
from tools.intents.language.lexicon_file import Table, Words
from tools.intents.language.words import (
    get_entries,
    get_groups,
    get_marks,
    get_value,
    list_value_runs,
    list_word_runs,
)

Kind = Literal["word", "number", "iso", "dotted", "slashed", "order", "product", "phone", "sign"]

LONGEST_TEXT = 4096
LONGEST_ID = 12
#: The value of a number that has more digits than anything here could mean.
ABSURD = 10**LONGEST_ID

_INVISIBLE = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_BROKEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_APOSTROPHE = str.maketrans(dict.fromkeys("’‘ʼ`´", "'"))

#: Signs before words: ": check", " - check", but not the minus of "-5% on tea".
_PAUSE = re.compile(rf"(?:[\s,:;.]|[{DASHES}](?![0-9]))*")

_TAG = re.compile(
    r"""</?(?:b|strong|i|em|u|ins|s|strike|del|a|code|pre|blockquote|span|tg-spoiler|p|div|br)"""
    r"""(?:\s+[a-z-]+="[^"<>]*")*\s*/?>""",
    re.IGNORECASE,
)

#: The pattern of each kind of token, except ids of orders and products, which are tried first.
_KINDS = r"""
      (?P<phone>\+[0-9](?:[\s()-]?[0-9]){6,17})
    | (?P<iso>[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?![0-9]))
    | (?P<slashed>[0-9]{1,4}/[0-9]{1,2}(?:/[0-9]{1,4})?(?![0-9]))
    | (?P<dotted>[0-9]+(?:\.[0-9]+){1,2})
    | (?P<number>[0-9]+)
    | (?P<word>w/(?:o|c)?(?![^\W_])|[^\W\d_][^\W_]*(?:'[^\W_]+)*)
    | (?P<sign>[-:;,.?%#№+&€$₽£])
    """


@register_derived
@cache
def _compile_token() -> re.Pattern[str]:
    """Compile the pattern of a token, with "OB-1003" and "P-101" in letters of any alphabet."""
    alike, ids = get_lexicon().look_alikes, get_lexicon().ids
    o, b, p = (f"[{letter}{alike.get(letter, '')}]" for letter in "obp")
    order, product = ("|".join(ids.get(kind, ("(?!)",))) for kind in ("order", "product"))
    return re.compile(
        rf"""
          (?P<order>(?<![^\W_])
            (?: {o}{b}\s?[-_#№]?\s? | (?:{order})(?:[-_]?|\s(?=[0-9]{{3}})) )
            [0-9]+(?![^\W_]))
        | (?P<product>(?<![^\W_])
            (?:{p}|{product})(?:[-_][0-9]+|[0-9]{{3,}})(?![^\W_]))
        | {_KINDS}
        """,
        re.VERBOSE | re.IGNORECASE,
    )


@dataclass(frozen=True)
class Token:
    """One piece of the text, with what it means by itself."""

    kind: Kind
    #: It in lower case and in our spelling.
    low: str
    #: Where it stands in the text.
    start: int
    end: int
    groups: frozenset[str] = frozenset()

    @cached_property
    def marks(self) -> frozenset[str]:
        return get_marks(self.low)

    @cached_property
    def names(self) -> frozenset[str]:
        """Its groups and its marks."""
        return self.groups | self.marks

    @cached_property
    def runs(self) -> Mapping[str, tuple[Words, ...]]:
        """The runs of several words that may begin with it, by their mark, long ones first."""
        return list_word_runs(self.low)

    def has(self, name: str) -> bool:
        """Return whether it is in that group or has that mark."""
        return name in self.names

    @property
    def number(self) -> int:
        """Return the value of a number; `ABSURD` if it is too long to mean anything."""
        return int(self.low) if len(self.low) <= LONGEST_ID else ABSURD

    @property
    def order_id(self) -> str:
        """Return the order's id, "OB-1003"; "" if it has too many digits for one."""
        return self._id("OB")

    @property
    def product_id(self) -> str:
        """Return the product's id, "P-101"; "" if it has too many digits for one."""
        return self._id("P")

    def _id(self, prefix: str) -> str:
        digits = "".join(sign for sign in self.low if sign in "0123456789")
        return f"{prefix}-{digits}" if len(digits) <= LONGEST_ID else ""


def clean(text: str) -> str:
    """Drop invisible characters, cut to Telegram's longest message, and write digits as 0-9."""
    text = _INVISIBLE.sub("", text[:LONGEST_TEXT])
    text = _BROKEN.sub(" ", text)
    if text.isascii():
        return text
    return "".join(str(int(sign)) if sign.isdecimal() else sign for sign in text)


def replace_tags(text: str) -> str:
    """Replace HTML tags by as many spaces, so that all other characters keep their places."""
    return _TAG.sub(lambda tag: " " * len(tag.group()), text)


def drop_pause(text: str) -> str:
    """Drop the punctuation before the words, and the spaces around them."""
    return text[_PAUSE.match(text).end() :].strip()  # type: ignore[union-attr]  # it always fits


def split_tokens(text: str) -> tuple[Token, ...]:
    """Split a cleaned text into tokens; in them every dash and minus is a plain "-".

    The text itself keeps its dashes: a reason or a message is cut out of it as it was written.
    """
    lowered = replace_dashes(replace_tags(text)).translate(_APOSTROPHE).replace("->", " →")
    tokens = []
    for match in _compile_token().finditer(lowered):
        kind: Kind = match.lastgroup  # type: ignore[assignment]  # every branch is named after a kind
        low = normalise_spelling(match.group())
        tokens.append(Token(kind, low, match.start(), match.end(), get_groups(low)))
    return tuple(tokens)


def find_end(tokens: Sequence[Token], at: int, name: str) -> int:
    """Return where the words in that group or with that mark end that begin at `at`.

    `at` itself: none begin there.
    """
    if not 0 <= at < len(tokens):
        return at
    token = tokens[at]
    for run in token.runs.get(name, ()):
        if is_run_at(tokens, at, run):
            return at + len(run)
    return at + (name in token.names)


def get_value_at(tokens: Sequence[Token], at: int, table: Table) -> tuple[int | None, int]:
    """Return the value of the word or words at `at`, and where they end; None: they have none."""
    if not 0 <= at < len(tokens):
        return None, at
    for run, known in list_value_runs(table, tokens[at].low):
        if is_run_at(tokens, at, run):
            return known, at + len(run)
    value = get_value(table, tokens[at].low)
    return value, at + (value is not None)


def is_run_at(tokens: Sequence[Token], at: int, run: Sequence[str]) -> bool:
    """Return whether the tokens from `at` on match these entries of a lexicon, one by one."""
    if not 0 <= at <= len(tokens) - len(run):
        return False
    for step, entry in enumerate(run):  # noqa: SIM110 -- asked for every word; `all` takes twice as long
        if entry not in get_entries(tokens[at + step].low):
            return False
    return True
