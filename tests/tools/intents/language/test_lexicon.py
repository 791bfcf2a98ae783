"""The lists of words are what they say they are: lemmas, in groups that somebody asks about."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest
from pymorphy3 import MorphAnalyzer

from tools.intents import language
from tools.intents.language.lexicon import FOLDERS, get_lexicon, normalise_spelling
from tools.intents.language.lexicon_file import Table
from tools.intents.language.words import find_meant, get_groups, get_value

RUSSIAN = re.compile("[а-я]")
CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
PROGRAM = Path(language.__file__ or "").parent.parent
PATHS = sorted(path for folder in FOLDERS for path in folder.glob("*.toml"))
FILES = {path.name: tomllib.loads(path.read_text(encoding="utf-8")) for path in PATHS}


def groups_of(language: str) -> set[str]:
    """The groups of all files of a language: en.toml, en_orders.toml, ..."""
    mine = [file for name, file in FILES.items() if re.match(rf"{language}[_.]", name)]
    return {group for file in mine for group in file.get("groups", {})}


#: Groups for a way of speaking that the other language has not; all others are in both.
ONLY_ENGLISH = {
    "article", "back", "do", "drop", "going", "inward", "may_i", "missing", "mom", "of", "off", "out", "purchase",
    "run", "running", "seller", "to_do", "up", "wow", "you",
}  # fmt: skip
ONLY_RUSSIAN = {
    "before_previous", "in_time", "li", "passed", "promo", "runs_low", "send_off",
    "will_sell",
}  # fmt: skip
DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def test_what_is_listed_in_any_form_is_a_lemma() -> None:
    dictionary = MorphAnalyzer(lang="ru")
    found = get_lexicon()
    values = (word for table in found.values.values() for word in table)
    listed = {
        word.partition("/")[0].rstrip("!")
        for word in (*found.groups, *found.marks, *found.goods, *values)
        if RUSSIAN.search(word) and not word.startswith(("=", "*"))
    }
    no_lemmas = {
        word
        for word in listed
        if dictionary.word_is_known(word)
        and word not in map(normalise_spelling, dictionary.normal_forms(word))
    }

    assert len(listed) > 300
    assert no_lemmas == set()


def test_every_group_and_every_mark_is_asked_about() -> None:
    # Frames stand beside the tools, and name groups as well.
    folders = (PROGRAM.parent, PROGRAM.parent.parent / "actions")
    sources = "".join(
        path.read_text(encoding="utf-8") for folder in folders for path in folder.rglob("*.py")
    )
    inside = {
        group for found in get_lexicon().phrases.values() for run, _ in found for group in run
    }
    made = {name for found in get_lexicon().phrases.values() for _, name in found}
    named = made.union(
        *(file.get(part, {}) for file in FILES.values() for part in ("groups", "marks"))
    )

    assert {name for name in named - inside if f'"{name}"' not in sources} == set()


def test_both_languages_have_the_same_groups() -> None:
    english, russian = groups_of("en"), groups_of("ru")

    assert english - russian == ONLY_ENGLISH
    assert russian - english == ONLY_RUSSIAN


def test_both_languages_have_the_same_values() -> None:
    english, russian = FILES["en.toml"]["values"], FILES["ru.toml"]["values"]

    assert english.keys() - russian.keys() == {"quarters"}  # "Q3"
    assert {table: words.keys() for table, words in russian.items()} == {
        table: words.keys() for table, words in english.items() if table in russian
    }


@pytest.mark.parametrize("file", [name for name in FILES if not name.startswith("common")])
def test_a_file_is_written_in_its_letters(file: str) -> None:
    letters = {"en": "[a-z]", "ru": "[а-я]"}[file[:2]]
    listed = "".join(
        word.partition("/")[0]
        for part in ("groups", "marks", "goods")
        for words in FILES[file].get(part, {}).values()
        for word in words
    )
    foreign = {sign for sign in listed if sign.isalpha() and not re.fullmatch(letters, sign)}

    assert foreign == set()


def test_no_python_holds_russian_words() -> None:
    """What is said to people stands in `Words`; texts in comments and docstrings are examples."""
    found = {
        str(path.relative_to(PROGRAM))
        for path in PROGRAM.rglob("*.py")
        if any(map(CYRILLIC.search, literals(path)))
    }

    assert found == set()


def literals(path: Path) -> list[str]:
    """The strings of a module that are neither docstrings nor texts for people."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    bodies = [node.body for node in ast.walk(tree) if isinstance(node, DOCUMENTED)]
    documented = {body[0].value for body in bodies if body and isinstance(body[0], ast.Expr)}
    texts = {
        part
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Text"
        for given in node.args
        for part in ast.walk(given)
    }
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node not in documented
        and node not in texts
    ]


@pytest.mark.parametrize(
    ("word", "group", "belongs"),
    [
        ("выручкой", "sales", True),
        ("поднимите", "price_up", True),
        ("поднять", "price_up", True),
        ("поднял", "price_up", False),
        ("поднятые", "price_up", False),
        ("заказом", "one_order", True),
        ("заказами", "one_order", False),
        ("помеченными", "flagged", True),
        ("пометил", "flag", False),
        ("conversions", "funnel", True),
        ("categories", "category", True),
        ("raised", "price_up", False),
        ("shouldn't", "not", True),
        *(
            (near, group, False)
            for near, group in (
                ("курсор", "rate"), ("конкурс", "rate"), ("заказник", "order"),
                ("приказ", "order"), ("border", "order"), ("orderly", "order"), ("ценник", "prices"),
                ("флагман", "flag"), ("flagship", "flag"), ("чатни", "chat"), ("chatter", "chat"),
                ("складно", "stock"), ("топаз", "top"), ("скидываться", "discount"),
            )
        ),
    ],
)  # fmt: skip
def test_a_form_of_a_word(word: str, group: str, belongs: bool) -> None:
    assert (group in get_groups(word)) is belongs


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        ("выручак", "выручка"), ("прадажи", "продажи"), ("reveune", "revenue"),
        ("вчреа", "вчера"), ("revenge", ""), ("курсор", ""), ("выручай", ""), ("prizes", ""), ("flap", ""),
        ("charts", ""), ("a" * 5000, ""), ("", ""),
    ],
)  # fmt: skip
def test_a_slip_of_the_pen(slip: str, meant: str) -> None:
    assert find_meant(slip) == meant


@pytest.mark.parametrize(
    ("table", "word", "value"),
    [
        ("months", "ноября", 11), ("months", "мая", 5), ("weekdays", "пятницу", 4), ("weekdays", "mondays", 0),
        ("cardinals", "двух", 2), ("ordinals", "пятнадцатого", 15), ("near_days", "вчерашней", 1), ("months", "март-кот", None),
    ],
)  # fmt: skip
def test_a_word_with_a_value(table: Table, word: str, value: int | None) -> None:
    assert get_value(table, word) == value
