"""The languages of the bot: English, and each that has a catalogue of texts in locale/."""

from __future__ import annotations

import gettext
import unicodedata
from functools import cache
from pathlib import Path
from typing import TypeAlias

from babel import Locale

#: A language's code as its folder in locale/ is called: "ru", "pt_BR". `choose_language` makes one
#: of a code that comes from outside.
Language: TypeAlias = str

DOMAIN = "ownerbot"
FOLDER = Path(__file__).resolve().parent.parent / "locale"
#: The language that the texts in the code are written in; it needs no catalogue.
SOURCE: Language = "en"
#: The locale for days, figures and amounts, where the language alone does not determine it.
REGIONS = {"en": "en_GB"}


def list_installed() -> tuple[Language, ...]:
    """Return English first, then the languages of the catalogues, sorted."""
    found = FOLDER.glob(f"*/LC_MESSAGES/{DOMAIN}.mo")
    return (SOURCE, *sorted(item.parent.parent.name for item in found))


LANGUAGES = list_installed()


def choose_language(code: str | None, default: Language = SOURCE) -> Language:
    """Return our language for a code such as Telegram's "pt-br": "pt_BR", or "pt", or `default`."""
    wanted = (code or "").replace("_", "-").lower()
    spelled = {language.replace("_", "-").lower(): language for language in LANGUAGES}
    return spelled.get(wanted) or spelled.get(wanted.partition("-")[0]) or default


@cache
def load_catalogue(language: Language) -> gettext.NullTranslations:
    """Load the texts of that language, at the first call; texts that it lacks are English."""
    return gettext.translation(DOMAIN, FOLDER, [language], fallback=True)


@cache
def get_locale(language: Language) -> Locale:
    """Return the locale by which days, figures and amounts are written in that language."""
    return Locale.parse(REGIONS.get(language, language))


def drop_region(language: Language) -> str:
    """Return the code without its region, as outside services take it: "pt" for "pt_BR"."""
    return language.partition("_")[0]


def get_name(language: Language) -> str:
    """Return the language's English name: "Russian"."""
    return str(Locale.parse(language).english_name)


@cache
def get_script(language: Language) -> str:
    """Return the language's script, by the first letter of its own name: "CYRILLIC"."""
    own_name = str(Locale.parse(language).display_name)
    return get_letter_script(own_name[0])


def choose_by_script(text: str, default: Language) -> Language:
    """Return the language whose script occurs in the text, that of English only if no other does.

    Between languages of one script, and where no language has the letters, it is the default.
    """
    found = {get_letter_script(item) for item in set(text) if item.isalpha()}
    scripts = found - {get_script(SOURCE)} or found
    if not scripts or get_script(default) in scripts:
        return default
    return next((language for language in LANGUAGES if get_script(language) in scripts), default)


def get_letter_script(letter: str) -> str:
    """Return a letter's script, the first word of its name: "CYRILLIC SMALL LETTER EF"."""
    return unicodedata.name(letter, "").partition(" ")[0]
