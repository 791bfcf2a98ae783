"""The languages the bot speaks: English, and each that has a catalogue of texts in locale/."""

from __future__ import annotations

import gettext
import unicodedata
from functools import cache
from pathlib import Path
from typing import TypeAlias

from babel import Locale

#: A language's code as its folder in locale/ is called: "ru", "pt_BR". What comes from outside is
#: made one by `choose_language`.
Language: TypeAlias = str

DOMAIN = "ownerbot"
FOLDER = Path(__file__).resolve().parent.parent / "locale"
#: The language that the texts in the code are written in; it needs no catalogue.
SOURCE: Language = "en"
#: Whose days, figures and amounts are written, where the language alone does not say it.
REGIONS = {"en": "en_GB"}


def list_installed() -> tuple[Language, ...]:
    """English first, then the languages of the catalogues."""
    found = FOLDER.glob(f"*/LC_MESSAGES/{DOMAIN}.mo")
    return (SOURCE, *sorted(item.parent.parent.name for item in found))


LANGUAGES = list_installed()


def choose_language(code: str | None, default: Language = SOURCE) -> Language:
    """The language of a code such as Telegram's "ru" or "pt-br", of which we may have "pt" or "pt_BR"."""
    wanted = (code or "").replace("_", "-").lower()
    spelled = {language.replace("_", "-").lower(): language for language in LANGUAGES}
    return spelled.get(wanted) or spelled.get(wanted.partition("-")[0]) or default


@cache
def load_catalogue(language: Language) -> gettext.NullTranslations:
    """The texts in that language, read when the first one is asked for; what it lacks is English."""
    return gettext.translation(DOMAIN, FOLDER, [language], fallback=True)


@cache
def get_locale(language: Language) -> Locale:
    """How days, figures and amounts are written in that language."""
    return Locale.parse(REGIONS.get(language, language))


def drop_region(language: Language) -> str:
    """As services outside know it: "pt" of "pt_BR"."""
    return language.partition("_")[0]


def get_name(language: Language) -> str:
    """What the language is called in English: "Russian"."""
    return str(Locale.parse(language).english_name)


@cache
def get_script(language: Language) -> str:
    """The script the language is written in, by the first letter of its own name: "CYRILLIC"."""
    own_name = str(Locale.parse(language).display_name)
    return _get_letter_script(own_name[0])


def choose_by_script(text: str, default: Language) -> Language:
    """The language whose script the text has a letter of, where that is not English's; else the
    default, which also decides between languages of one script."""
    scripts = {_get_letter_script(item) for item in set(text) if item.isalpha()} - {
        get_script(SOURCE)
    }
    if not scripts or get_script(default) in scripts:
        return default
    return next((language for language in LANGUAGES if get_script(language) in scripts), default)


def _get_letter_script(letter: str) -> str:
    """The script of a letter: its name begins with it, "CYRILLIC SMALL LETTER EF"."""
    return unicodedata.name(letter, "").partition(" ")[0]
