"""The lists of words are what they say they are: lemmas, in groups that somebody asks about."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tools.intents import lexicon
from tools.intents.language import morphology as forms
from tools.intents.language.words import PHRASES, groups_of, meant_by, value_in
from tools.intents.lexicon.asked import ASKED
from tools.intents.lexicon.calendar import (
    CALENDAR,
    CARDINALS,
    MONTHS,
    NEAR_DAYS,
    ORDINALS,
    WEEKDAYS,
)
from tools.intents.lexicon.ordered import ORDERED
from tools.intents.lexicon.talk import TALK

THEMES = (TALK, ASKED, CALENDAR, ORDERED)
RUSSIAN = re.compile("[а-я]")


def test_no_group_is_in_two_themes() -> None:
    assert sum(map(len, THEMES)) == len(lexicon.GROUPS)


def test_what_is_listed_in_any_form_is_a_lemma() -> None:
    listed = {
        word.partition("/")[0].rstrip("!")
        for words in lexicon.GROUPS.values()
        for word in words.split()
        if not word.startswith("=")
    }
    listed.update(*(NEAR_DAYS, CARDINALS, ORDINALS))
    no_lemmas = {
        word
        for word in listed
        if RUSSIAN.search(word)
        and forms.is_russian_word(word)
        and word not in forms.normal_forms(word)
    }

    assert no_lemmas == set()


def test_every_group_is_asked_about() -> None:
    sources = "".join(
        path.read_text(encoding="utf-8")
        for path in Path(lexicon.__file__).parent.parent.rglob("*.py")
    )
    made = {group for _, group in PHRASES}
    unused = {group for group in (*lexicon.GROUPS, *made) if f'"{group}"' not in sources}

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
        (MONTHS, "ноября", 11), (MONTHS, "мая", 5), (WEEKDAYS, "пятницу", 4), (WEEKDAYS, "mondays", 0),
        (CARDINALS, "двух", 2), (ORDINALS, "пятнадцатого", 15), (NEAR_DAYS, "вчерашней", 1), (MONTHS, "март-кот", None),
    ],
)  # fmt: skip
def test_a_word_with_a_value(table: dict[str, int], word: str, value: int | None) -> None:
    assert value_in(table, word) == value
