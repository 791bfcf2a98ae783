"""The catalogues of locale/ and the texts of the code: the same texts, whole in every language."""

from __future__ import annotations

import gettext
import string
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.mofile import write_mo
from django.conf import settings

from tests import catalogues
from tools.languages import LANGUAGES, SOURCE, load_catalogue
from tools.management.commands.texts import get_path, list_texts, refresh_catalogue
from tools.texts import Plural, Text

TRANSLATED = [language for language in LANGUAGES if language != SOURCE]
PIECES = Plural("{count} piece", "{count} pieces")


def name_of(message: Message) -> tuple[str, str, str]:
    """What tells a text from all others."""
    first, many = message.id if isinstance(message.id, tuple) else (str(message.id), "")
    return first, many, message.context or ""


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def forms(text: object) -> list[str]:
    return [str(item) for item in text] if isinstance(text, list | tuple) else [str(text)]


def test_there_is_russian() -> None:
    assert "ru" in TRANSLATED


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_catalogue_has_the_texts_of_the_code_and_no_others(language: str) -> None:
    found = catalogues.committed(language)

    assert {name_of(item) for item in found if item.id} == {
        name_of(text) for text in list_texts() if text.id
    }
    assert not found.obsolete
    assert [item.id for item in found if item.fuzzy] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_text_is_translated_and_has_the_same_placeholders(language: str) -> None:
    found = catalogues.committed(language)
    for message in found:
        if not message.id:
            continue
        plural = isinstance(message.id, tuple)
        assert len(forms(message.string)) == (found.num_plurals if plural else 1), message.id
        for form in forms(message.string):
            assert form.strip(), message.id
            assert placeholders(form) == placeholders(forms(message.id)[0]), message.id
        assert len({frozenset(placeholders(form)) for form in forms(message.id)}) == 1, message.id


@pytest.mark.parametrize("language", TRANSLATED)
def test_what_is_committed_is_what_make_texts_makes(language: str) -> None:
    compiled = BytesIO()
    write_mo(compiled, refresh_catalogue(language))

    assert get_path(language).with_suffix(".mo").read_bytes() == compiled.getvalue()


def test_a_text_is_said_in_the_language_and_in_english_where_there_is_no_such_text() -> None:
    assert Text("Revenue").to("ru") == "Выручка"
    assert [Text("Revenue").to(item) for item in ("en", "de", "", "ru_RU")] == [
        "Revenue", "Revenue", "Revenue", "Выручка",
    ]  # fmt: skip
    assert Text("Nobody ever says {this}").fill("ru", this="so") == "Nobody ever says so"
    assert (Text().to("ru"), Text().is_in("ru")) == ("", False)
    assert [Text("Revenue").is_in(item) for item in ("en", "ru", "de")] == [True, True, False]


def test_the_same_english_is_told_apart_by_its_context() -> None:
    assert Text("Order").to("ru") == "Заказ"
    assert Text("Order", context="to order goods").to("ru") == "Заказать"
    assert Text("Order", context="to order goods").to("en") == "Order"
    assert not Text("Order", context="of the day").is_in("ru")


def test_a_number_has_the_form_of_its_language(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    russian = """
msgid "{count} piece"
msgid_plural "{count} pieces"
msgstr[0] "{count} штука"
msgstr[1] "{count} штуки"
msgstr[2] "{count} штук"
"""
    assert PIECES.fill("ru", count=2) == "2 pieces"
    catalogues.use(catalogues.with_russian(russian, tmp_path), monkeypatch)

    assert [PIECES.fill("en", count=item) for item in (0, 1, 2, 21)] == [
        "0 pieces", "1 piece", "2 pieces", "21 pieces",
    ]  # fmt: skip
    assert [PIECES.fill("ru", count=item) for item in (0, 1, 2, 5, 11, 21, 104)] == [
        "0 штук", "1 штука", "2 штуки", "5 штук", "11 штук", "21 штука", "104 штуки",
    ]  # fmt: skip
    shown = Plural("{count} piece", "{count} pieces", by="number")
    assert shown.fill("ru", count="1 001", number=1001) == "1 001 штука"


@pytest.mark.parametrize("language", TRANSLATED)
@pytest.mark.parametrize(
    "plural",
    [text for text in list_texts() if isinstance(text.id, tuple)],
    ids=lambda one: one.id[0],
)
def test_every_form_of_a_number_is_reached(language: str, plural: Message) -> None:
    first, many = forms(plural.id)
    said = {load_catalogue(language).ngettext(first, many, number) for number in range(200)}

    assert said == set(forms(catalogues.committed(language)[plural.id].string))


def test_nothing_is_read_before_a_text_is_asked_for() -> None:
    code = "from tools import languages; from tools.render.phrases import book; print(languages.load_catalogue.cache_info().currsize)"
    told = subprocess.run(
        [sys.executable, "-c", code], cwd=settings.BASE_DIR, capture_output=True, text=True, check=True
    )  # fmt: skip

    assert told.stdout == "0\n"


def test_the_catalogue_is_read_once() -> None:
    assert load_catalogue("ru") is load_catalogue("ru")
    assert isinstance(load_catalogue("ru"), gettext.GNUTranslations)
