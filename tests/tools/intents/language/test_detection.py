"""In which language a sentence is answered: that of its words, whatever else stands in it."""

from __future__ import annotations

import time

import pytest

from tools.intents.language.detection import find_language
from tools.intents.resolve import detect_language
from tools.languages import Language

SENTENCES: list[tuple[str, Language]] = [
    ("show stuck orders", "en"),
    ("show stuk oders", "en"),
    ("SHOW STUCK ORDERS", "en"),
    ("P-101 by 15%", "en"),
    ("thx", "en"),
    ("зависшие заказы", "ru"),
    ("на 5%", "ru"),
    ("KPI вчера", "ru"),
    ("/kpi вчера", "ru"),
    ("/kpi last week", "en"),
    # in the letters of the other language, or on its keyboard
    ("prodazhi za vchera", "ru"),
    ("ghjlf;b pf dxthf", "ru"),
    ("ырщц ыегсл щквукы", "en"),
    # a name before words that stand as they should
    ("Anna says hide P-101", "en"),
    ("Boris says stop C-1", "en"),
    ("fraud in Berlin", "en"),
    # words of another language among its own
    ("дай daily revenue за last week", "ru"),
    ("open chats без reply покажи", "ru"),
    ("запаузи campaign C-4", "ru"),
    ("top-8 products по quantity за 21 day", "ru"),
    ("rename P-101 to мыло ручной работы", "en"),
    ("show the orders of Иван Петров and the rest", "en"),
    # names and what somebody is to be told
    ("покажи Earl Grey Tea", "ru"),
    ('hide "Мыло Лавандовое"', "en"),
    ("tell the team: привет всем, мы открыты", "en"),
    ("скажи команде: please come at nine", "ru"),
]  # fmt: skip

NO_WORDS = [
    "", " ", "1003", "OB-1003", "ob 1003", "p 129", "№1071", "WELCOME10", "welcome10", "XL", "KPI", "kpi???", "ok", "15%", "42 €",
    "12.11.2026", "/kpi", "/order OB-1003", "/kpi@shop_bot", "🙂", "👍👍", "anna@example.com", "@anna_shop", "https://example.com/a",
    "+49 30 12", "שלום", "-", ": :", '""', "\x00",
]  # fmt: skip


@pytest.mark.parametrize("client", ["en", "ru"])
@pytest.mark.parametrize(("text", "language"), SENTENCES)
def test_words_tell_the_language_whatever_that_of_telegram(
    text: str, language: Language, client: Language
) -> None:
    assert find_language(text, client) == language


@pytest.mark.parametrize("client", ["en", "ru"])
@pytest.mark.parametrize("text", NO_WORDS)
def test_what_has_no_words_tells_no_language(text: str, client: Language) -> None:
    assert find_language(text, client) is None
    assert detect_language(text, client) == client


def test_a_strange_word_in_latin_letters_may_be_a_name() -> None:
    assert find_language("asdfgh", "ru") is None
    assert find_language("asdfgh", "en") == "en"


@pytest.mark.parametrize("piece", ["a", "ы", "@", '"', ": ", "a ", "ы x ", "1a", "ghbdtn "])
def test_the_longest_message_takes_no_time(piece: str) -> None:
    started = time.process_time()
    find_language(piece * (4096 // len(piece)), "ru")
    assert time.process_time() - started < 0.5
