"""The languages there are: English, and each with a catalogue in locale/."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import catalogues
from tests.tools.conftest import context
from tools import languages, registry
from tools.contracts import Read
from tools.intents.language.lexicon import get_lexicon
from tools.languages import (
    choose_by_script,
    choose_language,
    drop_region,
    get_locale,
    get_name,
    list_installed,
)
from tools.management.commands.texts import build_catalogue
from tools.render import sheets
from tools.texts import Text


@pytest.fixture
def german(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """German, Brazilian Portuguese and Ukrainian beside the languages there are."""
    for language in ("de", "pt_BR", "ru", "uk"):
        found = build_catalogue(language)
        if language == "de":
            found.add("Revenue", "Umsatz")
        catalogues.compiled(found, tmp_path)
    (tmp_path / "fr" / "LC_MESSAGES").mkdir(parents=True)  # nothing in it
    catalogues.use(tmp_path, monkeypatch)
    monkeypatch.setattr(languages, "LANGUAGES", list_installed())


@pytest.mark.usefixtures("german")
def test_a_folder_with_a_catalogue_is_a_language() -> None:
    assert list_installed() == ("en", "de", "pt_BR", "ru", "uk")
    assert Text("Revenue").to("de") == "Umsatz"
    assert Text("Revenue").to("fr") == "Revenue"


@pytest.mark.usefixtures("german")
@pytest.mark.parametrize(
    ("code", "language"),
    [
        ("ru", "ru"), ("ru-RU", "ru"), ("RU", "ru"), ("de_AT", "de"), ("pt-br", "pt_BR"), ("pt_BR", "pt_BR"),
        ("pt", "en"), ("fr", "en"), ("rus", "en"), ("", "en"), (None, "en"), ("-", "en"),
    ],
)  # fmt: skip
def test_a_code_from_outside_is_a_language_of_ours_or_the_default(
    code: str | None, language: str
) -> None:
    assert choose_language(code) == language
    if language == "en":
        assert choose_language(code, "de") == "de"


@pytest.mark.usefixtures("german")
@pytest.mark.parametrize(
    ("text", "default", "language"),
    [
        ("выручка", "en", "ru"), ("выручка", "de", "ru"), ("виручка", "uk", "uk"), ("KPI вчера", "en", "ru"),
        ("Umsatz", "de", "de"), ("Umsatz", "ru", "en"), ("42!", "uk", "uk"), ("שלום", "de", "de"), ("", "en", "en"),
    ],
)  # fmt: skip
def test_letters_tell_the_language_where_only_it_has_them(
    text: str, default: str, language: str
) -> None:
    assert choose_by_script(text, default) == language


def test_every_language_has_its_words_for_understanding() -> None:
    files = {language.file for language in get_lexicon().languages}

    assert {f"{language}.toml" for language in languages.LANGUAGES} <= files


def test_names_and_regions() -> None:
    assert [get_name(item) for item in ("en", "ru", "pt_BR")] == [
        "English", "Russian", "Portuguese (Brazil)",
    ]  # fmt: skip
    assert [drop_region(item) for item in ("en", "pt_BR", "zh_Hans_CN")] == ["en", "pt", "zh"]
    assert [str(get_locale(item)) for item in ("en", "ru", "pt_BR")] == ["en_GB", "ru", "pt_BR"]


def test_a_file_is_set_apart_by_what_is_no_decimal_point(shop: None) -> None:
    """In any language, whether somebody has thought of it here or not."""
    read = registry.get("inventory_status")
    assert isinstance(read, Read)
    lines = {
        language: sheets.build_sheet(read, read.Payload(), context(language=language))
        .content.decode("utf-8-sig")
        .splitlines()
        for language in ("en", "de", "ja")
    }
    assert {line: ";" in found[1] for line, found in lines.items()} == {
        "en": False, "de": True, "ja": False,
    }  # fmt: skip
