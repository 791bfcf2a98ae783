"""Lexicon files: what one may hold, and the lexicon that all of them make together."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Annotated, Literal, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

Table = Literal[
    "months", "weekdays", "short_weekdays", "near_days", "cardinals", "ordinals", "quarters", "wholes", "magnitudes", "shares"
]  # fmt: skip

_WORD = r"(?:=[^\s=*]+|\*[^\s=*]+|[^\s=*!/]+(?:!|/(?:sing|plur|part|supr|verb))?)"
#: A lemma "order", its imperative "order!", its plural "order/plur", one form "=orders", an ending
#: "*n't".
Entry = Annotated[str, StringConstraints(pattern=f"^{_WORD}$")]
#: One or more words in a row: "=up =to". "=glad|happy" is either word, "=so|" may be left out.
Run = Annotated[str, StringConstraints(pattern=f"^{_WORD}(?: {_WORD})*$")]
Letter = Annotated[str, StringConstraints(min_length=1, max_length=1)]

Names = frozenset[str]
Words = tuple[str, ...]
K = TypeVar("K")
V = TypeVar("V")


class LexiconError(Exception):
    """A lexicon file cannot be used; the message says which one, where in it, and why."""


class LanguageFile(BaseModel):
    """One lexicon file as it is written."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    morphology: str = "none"
    letters: str = ""
    spelling: dict[Letter, Letter] = {}
    look_alikes: dict[Letter, Letter] = {}
    ids: dict[Literal["order", "product"], list[Entry]] = {}
    keyboard: tuple[str, str] = ("", "")
    latin: dict[str, str] = {}
    silent: str = ""
    groups: dict[str, list[Entry]] = {}
    marks: dict[str, list[Run]] = {}
    values: dict[Table, dict[int, list[Run]]] = {}
    phrases: dict[str, list[str]] = {}
    goods: dict[str, list[Entry]] = {}


@dataclass(frozen=True)
class Language:
    """A language: its letters, and the module that knows the forms of its words."""

    file: str
    morphology: str
    #: Matches a word that is written in its letters only.
    word: re.Pattern[str]
    #: Keys of an English keyboard, and the letters that they type in this language.
    keyboard: tuple[str, str]
    #: Latin letters, and the letters of this language that people write so.
    latin: Mapping[str, str]
    #: A letter at the end of words that they leave out there; "": none.
    silent: str = ""


@dataclass(frozen=True)
class Lexicon:
    """The words of all lexicon files."""

    languages: tuple[Language, ...]
    #: The groups of each entry, and its marks.
    groups: Mapping[str, Names]
    marks: Mapping[str, Names]
    #: Per table, the number that each word stands for.
    values: Mapping[str, Mapping[str, int]]
    #: Several words in a row with their mark, by the first of them.
    runs: Mapping[str, tuple[tuple[str, Words], ...]]
    #: Several words in a row with the number they stand for, by table and by the first of them.
    value_runs: Mapping[str, Mapping[str, tuple[tuple[Words, int], ...]]]
    #: The entries that are only the ending of a word.
    endings: Names
    #: Neighbouring groups and the group that they make together, by the first of them.
    phrases: Mapping[str, tuple[tuple[Words, str], ...]]
    #: The English names of goods, by their names in other languages.
    goods: Mapping[str, Names]
    #: Letters that have two spellings, each with the one that is used here.
    spelling: Mapping[str, str]
    #: Letters of other alphabets, by the Latin one that they look like.
    look_alikes: Mapping[str, str]
    #: Words for the letters in the ids of orders and products.
    ids: Mapping[str, Words]


def read(paths: Iterable[Path]) -> Lexicon:
    """Read the words of these files. LexiconError: one of them cannot be used."""
    files = {path.name: _parse_file(path) for path in paths}
    _check_names(files)
    every = files.values()
    groups = [(entry, name) for file in every for name, entry in _list_pairs(file.groups)]
    marks = [
        (run, name)
        for file in every
        for name, written in _list_pairs(file.marks)
        for run in _list_runs(written)
    ]
    phrases = [
        (tuple(run.split()), name) for file in every for name, run in _list_pairs(file.phrases)
    ]
    alike = ((ours, other) for file in every for other, ours in file.look_alikes.items())
    values = _merge_values(files)
    return Lexicon(
        languages=tuple(_build_language(name, file) for name, file in files.items()),
        groups=_group_sets(groups),
        marks=_group_sets(pair for pair in marks if " " not in pair[0]),
        values={table: _filter_single(found) for table, found in values.items()},
        runs=_group_runs((name, run) for run, name in marks if " " in run),
        value_runs={table: _group_value_runs(found) for table, found in values.items()},
        endings=frozenset(entry for entry, _ in (*groups, *marks) if entry.startswith("*")),
        phrases=_group_tuples((phrase[0][0], phrase) for phrase in phrases),
        goods=_group_sets(
            (word, name) for file in every for name, word in _list_pairs(file.goods)
        ),
        spelling={old: new for file in every for old, new in file.spelling.items()},
        look_alikes={ours: "".join(others) for ours, others in _group_tuples(alike).items()},
        ids=_group_tuples(pair for file in every for pair in _list_pairs(file.ids)),
    )


def _parse_file(path: Path) -> LanguageFile:
    try:
        return LanguageFile.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise LexiconError(f"{path.name}: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = " ".join(str(part) for part in first["loc"] if part != "[key]")
        raise LexiconError(f"{path.name}: {place}: {first['msg']}") from error


def _check_names(files: Mapping[str, LanguageFile]) -> None:
    """Check that no name is both a group and a mark, and that phrases name existing groups.

    LexiconError otherwise.
    """
    every = files.values()
    groups = {name for file in every for name in (*file.groups, *file.phrases)}
    for file_name, file in files.items():
        if both := groups & file.marks.keys():
            raise LexiconError(f"{file_name}: marks {min(both)}: there is a group of that name")
        for name, run in _list_pairs(file.phrases):
            if unknown := set(run.split()) - groups:
                raise LexiconError(
                    f"{file_name}: phrases {name}: there is no group {min(unknown)}"
                )


def _merge_values(files: Mapping[str, LanguageFile]) -> dict[str, dict[str, int]]:
    """Merge the values of all files, per table. LexiconError: a word has two values."""
    found: dict[str, dict[str, int]] = {table: {} for table in get_args(Table)}
    for file_name, file in files.items():
        for table, words in file.values.items():
            for value, run in _list_pairs(words):
                if found[table].setdefault(run, value) != value:
                    raise LexiconError(
                        f"{file_name}: values {table}: {run} is both {found[table][run]} and {value}"
                    )
    return found


def _build_language(name: str, file: LanguageFile) -> Language:
    letters = f"[{file.letters}]+" if file.letters else "(?!)"
    try:
        word = re.compile(f"{letters}(?:['-]{letters})*")
    except re.error as error:
        raise LexiconError(f"{name}: letters {file.letters}: {error}") from error
    return Language(name, file.morphology, word, file.keyboard, file.latin, file.silent)


def _filter_single(words: Mapping[str, int]) -> dict[str, int]:
    return {word: value for word, value in words.items() if " " not in word}


def _group_value_runs(words: Mapping[str, int]) -> dict[str, tuple[tuple[Words, int], ...]]:
    runs = ((tuple(run.split()), value) for run, value in words.items() if " " in run)
    return _group_tuples((run[0], (run, value)) for run, value in runs)


def _list_pairs(table: Mapping[K, Iterable[str]]) -> Iterator[tuple[K, str]]:
    return ((name, word) for name, words in table.items() for word in words)


def _list_runs(written: str) -> list[str]:
    """List the runs that one with alternatives stands for: "=be =so| =glad|happy" are four."""
    ways = (_list_ways(word) for word in written.split())
    return list(dict.fromkeys(" ".join(filter(None, run)) for run in product(*ways)))


def _list_ways(word: str) -> list[str]:
    sign, words = ("=", word[1:]) if word.startswith("=") else ("", word)
    return [f"{sign}{way}" if way else "" for way in words.split("|")]


def _group_runs(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[tuple[str, Words], ...]]:
    """Group the marks and their runs by the first word of the run."""
    runs = ((name, tuple(run.split())) for name, run in pairs)
    return _group_tuples((run[0], (name, run)) for name, run in runs)


def _group_tuples(pairs: Iterable[tuple[str, V]]) -> dict[str, tuple[V, ...]]:
    """Group the pairs by their left sides: all right sides of each."""
    found: dict[str, list[V]] = {}
    for left, right in pairs:
        found.setdefault(left, []).append(right)
    return {left: tuple(rights) for left, rights in found.items()}


def _group_sets(pairs: Iterable[tuple[str, str]]) -> dict[str, Names]:
    return {left: frozenset(rights) for left, rights in _group_tuples(pairs).items()}
