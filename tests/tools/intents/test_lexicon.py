"""The lists of words are what they say they are: lemmas, in groups that somebody asks about."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pymorphy3 import MorphAnalyzer

from tools.intents import language
from tools.intents.language.lexicon import lexicon, spelled
from tools.intents.language.lexicon_file import Table
from tools.intents.language.words import groups_of, meant_by, value_in

RUSSIAN = re.compile("[а-я]")
PROGRAM = Path(language.__file__ or "").parent.parent


def test_what_is_listed_in_any_form_is_a_lemma() -> None:
    dictionary = MorphAnalyzer(lang="ru")
    found = lexicon()
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
        and word not in map(spelled, dictionary.normal_forms(word))
    }

    assert len(listed) > 300
    assert no_lemmas == set()


def test_every_group_is_asked_about() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in PROGRAM.rglob("*.py"))
    found = lexicon()
    groups = {name for names in found.groups.values() for name in names}
    made = {name for phrases in found.phrases.values() for _, name in phrases}
    inside = {group for phrases in found.phrases.values() for run, _ in phrases for group in run}
    unused = {name for name in groups | made if f'"{name}"' not in sources} - inside

    assert unused == set()


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
    assert (group in groups_of(word)) is belongs


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        ("выручак", "выручек"), ("прадажи", "продажи"), ("reveune", "revenue"), ("ordres", "orders"),
        ("вчреа", "вчера"), ("revenge", ""), ("курсор", ""), ("выручай", ""), ("prizes", ""), ("flap", ""),
        ("charts", ""), ("a" * 5000, ""), ("", ""),
    ],
)  # fmt: skip
def test_a_slip_of_the_pen(slip: str, meant: str) -> None:
    assert meant_by(slip) == meant


@pytest.mark.parametrize(
    ("table", "word", "value"),
    [
        ("months", "ноября", 11), ("months", "мая", 5), ("weekdays", "пятницу", 4), ("weekdays", "mondays", 0),
        ("cardinals", "двух", 2), ("ordinals", "пятнадцатого", 15), ("near_days", "вчерашней", 1), ("months", "март-кот", None),
    ],
)  # fmt: skip
def test_a_word_with_a_value(table: Table, word: str, value: int | None) -> None:
    assert value_in(table, word) == value
