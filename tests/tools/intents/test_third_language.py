"""A language is a file: with twenty words of Dutch beside the others, Dutch questions are understood."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.tools.intents.phrases import TODAY
from tools.intents.language import lexicon, morphology
from tools.intents.language.lexicon_file import LexiconError, read
from tools.intents.language.morphology.base import Morphology
from tools.intents.language.words import find_meant, get_groups
from tools.intents.resolve import Answer, ToolCall, resolve

DUTCH = Path(__file__).parent / "lexicon"
YESTERDAY = {"start": "2026-11-22", "end": "2026-11-22"}
UNDERSTOOD = {
    "toon mij vijf bestellingen sinds 3 oktober": ToolCall(
        "orders_search", {"limit": 5, "start": "2026-10-03", "end": "2026-11-23"}
    ),
    "omzet gisteren": ToolCall("kpi_snapshot", YESTERDAY),
    "omzet eer gisteren": ToolCall("kpi_snapshot", {"start": "2026-11-21", "end": "2026-11-21"}),
    "hoeveel bestellingen de 3e oktober": ToolCall(
        "kpi_snapshot", {"start": "2026-10-03", "end": "2026-10-03"}
    ),
    "de omzet van de laatste zeven dagen": ToolCall("revenue_trend", {"days": 7}),
    "vastzittende bestellingen": ToolCall("orders_search", {"preset": "stuck"}),
    "vastzittende bestelingen": ToolCall("orders_search", {"preset": "stuck"}),
    "stuck bestellingen вчера": ToolCall("orders_search", {"preset": "stuck", **YESTERDAY}),
}
Beside = Callable[[Path], None]


@pytest.fixture
def beside(monkeypatch: pytest.MonkeyPatch) -> Iterator[Beside]:
    """Has the files of a folder read beside the program's own."""
    own = lexicon.FOLDERS

    def read_too(folder: Path) -> None:
        monkeypatch.setattr(lexicon, "FOLDERS", (*own, folder))
        lexicon.forget()

    yield read_too
    monkeypatch.undo()
    lexicon.forget()


def ask(text: str) -> Answer:
    return resolve(text, today=TODAY, language="en")


def test_twenty_words_are_understood(beside: Beside) -> None:
    assert all(ask(text) != call for text, call in UNDERSTOOD.items())

    beside(DUTCH)

    assert {text: ask(text) for text in UNDERSTOOD} == UNDERSTOOD


def test_the_other_languages_stay_as_they_are(beside: Beside) -> None:
    texts = ("revenue last 7 days", "выручка вчера", "flag OB-1003", "скрой P-101")
    before = [ask(text) for text in texts]

    beside(DUTCH)

    assert all(isinstance(item, ToolCall) for item in before)
    assert [ask(text) for text in texts] == before
    assert find_meant("reveune") == "revenue"


def test_a_language_that_inflects_has_a_morphology(
    beside: Beside, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def plurals(word: str) -> frozenset[str]:
        return frozenset({word, word.removesuffix("en")})

    monkeypatch.setitem(morphology.MORPHOLOGIES, "dutch", Morphology(forms=plurals))
    (tmp_path / "nl.toml").write_text(
        'morphology = "dutch"\nletters = "a-z"\n[groups]\norder = ["bestelling"]\n'
    )

    beside(tmp_path)

    assert get_groups("bestellingen") == {"order"}


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("[groups", "nl.toml: Expected ']'"),
        ("words = 1", "nl.toml: words: "),
        ('[groups]\norder = "bestelling"', "nl.toml: groups order: "),
        ('[groups]\norder = ["twee woorden"]', "nl.toml: groups order 0: "),
        ('[groups]\norder = ["bestelling/dual"]', "nl.toml: groups order 0: "),
        ('[values.monthes]\n1 = ["januari"]', "nl.toml: values monthes: "),
        ('[values.months]\n1 = ["mei"]\n5 = ["mei"]', "nl.toml: values months: mei is both 1 and 5"),
        ('[spelling]\nij = "y"', "nl.toml: spelling ij: "),
        ('letters = "z-a"', "nl.toml: letters z-a: "),
        ('[groups]\nnot = ["=niet"]\n[phrases]\nunpaid = ["not pays"]',
         "nl.toml: phrases unpaid: there is no group pays"),
        ('[groups]\nday = ["=dag"]\n[marks]\nday = ["=dag"]',
         "nl.toml: marks day: there is a group of that name"),
    ],
)  # fmt: skip
def test_a_bad_file_is_told(written: str, told: str, tmp_path: Path) -> None:
    file = tmp_path / "nl.toml"
    file.write_text(written)

    with pytest.raises(LexiconError) as caught:
        read([file])

    assert str(caught.value).startswith(told)


def test_an_unknown_morphology_is_told(beside: Beside, tmp_path: Path) -> None:
    (tmp_path / "nl.toml").write_text('morphology = "dutch"')

    beside(tmp_path)

    with pytest.raises(LexiconError, match=r"^nl\.toml: morphology dutch: "):
        get_groups("bestelling")
