"""The words of every language, read once out of lexicon/*.toml (docs/add-a-language.md).

A *group* is a meaning that the rules of questions and orders know; a word of no group is strange to
them. A *mark* is asked about by one rule alone, and makes a word no less strange. A *value* is a
number that a word stands for.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Protocol, TypeVar

from tools.intents.language.lexicon_file import Lexicon, read

#: Where the files are.
FOLDERS: tuple[Path, ...] = (Path(__file__).parent.parent / "lexicon",)


class _ClearableCache(Protocol):
    def cache_clear(self) -> None: ...


R = TypeVar("R", bound=_ClearableCache)
_remembering: list[_ClearableCache] = []


def register_derived(function: R) -> R:
    """Of a function that remembers what it made of the lexicon: `forget` has it forget that."""
    _remembering.append(function)
    return function


def forget() -> None:
    """Have the files read again. The tests do so, with other FOLDERS."""
    for function in _remembering:
        function.cache_clear()


@register_derived
@cache
def get_lexicon() -> Lexicon:
    """The words of all files in FOLDERS."""
    return read(path for folder in FOLDERS for path in sorted(folder.glob("*.toml")))


def normalise_spelling(text: str) -> str:
    """The text in lower case, and with one spelling where a language has two."""
    text = text.lower()
    for written, ours in get_lexicon().spelling.items():
        text = text.replace(written, ours)
    return text
