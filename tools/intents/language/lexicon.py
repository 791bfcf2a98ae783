"""The words of every language, read once from lexicon/*.toml (docs/add-a-language.md).

A *group* is a meaning that the rules of questions and orders know; a word without a group is
strange to them. A *mark* is used by one rule alone; a word with nothing but marks is still strange.
A *value* is the number that a word stands for.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Protocol, TypeVar

from tools.intents.language.lexicon_file import Lexicon, read

#: The folders of the files.
FOLDERS: tuple[Path, ...] = (Path(__file__).parent.parent / "lexicon",)


class _ClearableCache(Protocol):
    def cache_clear(self) -> None: ...


R = TypeVar("R", bound=_ClearableCache)
_remembering: list[_ClearableCache] = []


def register_derived(function: R) -> R:
    """Have `forget` clear the cache of this function: it caches what it made of the lexicon."""
    _remembering.append(function)
    return function


def forget() -> None:
    """Have the files read again; tests do so with other FOLDERS."""
    for function in _remembering:
        function.cache_clear()


@register_derived
@cache
def get_lexicon() -> Lexicon:
    """Return the words of all files in FOLDERS. LexiconError: one cannot be used."""
    return read(path for folder in FOLDERS for path in sorted(folder.glob("*.toml")))


def normalise_spelling(text: str) -> str:
    """Write the text in lower case, and in one spelling where a language has two."""
    text = text.lower()
    for written, ours in get_lexicon().spelling.items():
        text = text.replace(written, ours)
    return text
