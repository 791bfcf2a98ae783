"""Cutting a sentence into tokens: words, numbers, dates, order ids and a few signs.

Every rule speaks of whole tokens, never of parts of a text, so that one word inside another
("курс" in "конкурс") means nothing. All patterns are linear in the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Literal

from tools.dashes import DASHES, replace_dashes
from tools.intents.language.lexicon import get_lexicon, normalise_spelling, register_derived
from tools.intents.language.lexicon_file import Table
from tools.intents.language.words import get_entries, get_groups, get_marks, get_value

Kind = Literal["word", "number", "iso", "dotted", "slashed", "order", "product", "phone", "sign"]

LONGEST_TEXT = 4096
LONGEST_ID = 12
#: What a number counts as when it has more digits than anything here could mean.
ABSURD = 10**LONGEST_ID

_INVISIBLE = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_BROKEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_APOSTROPHE = str.maketrans(dict.fromkeys("’‘ʼ`´", "'"))

#: What leads to words: ": check", " - check", but not the minus of "-5% on tea".
_PAUSE = re.compile(rf"(?:[\s,:;.]|[{DASHES}](?![0-9]))*")

_TAG = re.compile(
    r"""</?(?:b|strong|i|em|u|ins|s|strike|del|a|code|pre|blockquote|span|tg-spoiler|p|div|br)"""
    r"""(?:\s+[a-z-]+="[^"<>]*")*\s*/?>""",
    re.IGNORECASE,
)

#: Each kind of token but for ids of orders and products, which come first.
_KINDS = r"""
      (?P<phone>\+[0-9](?:[\s()-]?[0-9]){6,17})
    | (?P<iso>[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?![0-9]))
    | (?P<slashed>[0-9]{1,4}/[0-9]{1,2}(?:/[0-9]{1,4})?(?![0-9]))
    | (?P<dotted>[0-9]+(?:\.[0-9]+){1,2})
    | (?P<number>[0-9]+)
    | (?P<word>[^\W\d_][^\W_]*(?:'[^\W_]+)*)
    | (?P<sign>[-:;,.?%#№+&€$₽£])
    """


@register_derived
@cache
def _compile_token() -> re.Pattern[str]:
    """A token; "OB-1003" and "P-101" in the letters of any alphabet."""
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
    """One piece of the text; `low` is its lower-case form, start and end its place."""

    kind: Kind
    low: str
    start: int
    end: int
    groups: frozenset[str] = frozenset()

    @cached_property
    def marks(self) -> frozenset[str]:
        return get_marks(self.low)

    def has(self, name: str) -> bool:
        """Whether it is of that group, or has that mark."""
        return name in self.groups or name in self.marks

    @property
    def number(self) -> int:
        """The value of a number; ABSURD where it is too long to mean anything."""
        return int(self.low) if len(self.low) <= LONGEST_ID else ABSURD

    @property
    def order_id(self) -> str:
        """ "OB-1003", or "" where the digits are too many to be an id."""
        return self._id("OB")

    @property
    def product_id(self) -> str:
        """ "P-101", or "" where the digits are too many to be an id."""
        return self._id("P")

    def _id(self, prefix: str) -> str:
        digits = "".join(sign for sign in self.low if sign in "0123456789")
        return f"{prefix}-{digits}" if len(digits) <= LONGEST_ID else ""


def clean(text: str) -> str:
    """The text without what nobody sees, cut to Telegram's length; digits become 0-9."""
    text = _INVISIBLE.sub("", text[:LONGEST_TEXT])
    text = _BROKEN.sub(" ", text)
    if text.isascii():
        return text
    return "".join(str(int(sign)) if sign.isdecimal() else sign for sign in text)


def replace_tags(text: str) -> str:
    """The text with spaces in place of HTML formatting, every other sign in its old place."""
    return _TAG.sub(lambda tag: " " * len(tag.group()), text)


def drop_pause(text: str) -> str:
    """The text without the signs that only lead to it, and without spaces around it."""
    return text[_PAUSE.match(text).end() :].strip()  # type: ignore[union-attr]  # it always fits


def split_tokens(text: str) -> tuple[Token, ...]:
    """The tokens of a cleaned text, in order; every dash and minus is a plain "-" in them.

    The text itself keeps its own: a reason or a message is cut out of it as it was written."""
    lowered = replace_dashes(replace_tags(text)).translate(_APOSTROPHE)
    tokens = []
    for match in _compile_token().finditer(lowered):
        kind: Kind = match.lastgroup  # type: ignore[assignment]  # every branch is named after a kind
        low = normalise_spelling(match.group())
        tokens.append(Token(kind, low, match.start(), match.end(), get_groups(low)))
    return tuple(tokens)


def find_end(tokens: Sequence[Token], at: int, name: str) -> int:
    """Where the words end that mean it, from that place on; the place itself where none do."""
    for run in get_lexicon().runs.get(name, ()):
        if is_run_at(tokens, at, run):
            return at + len(run)
    return at + (0 <= at < len(tokens) and tokens[at].has(name))


def get_value_at(tokens: Sequence[Token], at: int, table: Table) -> tuple[int | None, int]:
    """What a table says of the words there, which may be several, and where they end."""
    for run, known in get_lexicon().value_runs[table].items():
        if is_run_at(tokens, at, run):
            return known, at + len(run)
    value = get_value(table, tokens[at].low) if 0 <= at < len(tokens) else None
    return value, at + (value is not None)


def is_run_at(tokens: Sequence[Token], at: int, run: Sequence[str]) -> bool:
    """Whether those entries of a lexicon stand there, one token each."""
    here = tokens[at : at + len(run)] if at >= 0 else ()
    pairs = zip(run, here, strict=False)
    return len(here) == len(run) and all(entry in get_entries(pair.low) for entry, pair in pairs)
