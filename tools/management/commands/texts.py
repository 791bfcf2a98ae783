"""`manage.py texts`: copy the bot's texts from the code into the catalogues of locale/."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from babel import UnknownLocaleError
from babel.core import Locale
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_keywords
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from tools.languages import DOMAIN, FOLDER, SOURCE, get_name

#: The packages whose texts are collected.
PACKAGES = ("tools", "actions", "telegram_bot", "ownerbot_site")
#: Which arguments of a call are the text, its plural (2nd) and its context (c); t: how many
#: arguments the call has.
KEYWORDS = parse_keywords(["Text:1,1t", "Text:1,2c,2t", "Plural:1,2"])


class Command(BaseCommand):
    help = "Bring the catalogues of locale/ up to the texts of the code, and compile them."
    requires_system_checks = ()  # it also works while a tool is incomplete

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "languages", nargs="*", metavar="LANGUAGE", help="new ones, such as de"
        )

    def handle(self, *, languages: list[str], **options: Any) -> None:
        there = [path.parent.parent.name for path in FOLDER.glob(f"*/LC_MESSAGES/{DOMAIN}.po")]
        for language in sorted({*there, *languages}):
            try:
                Locale.parse(language)
            except (ValueError, UnknownLocaleError) as error:
                raise CommandError(f"{language}: {error}") from None
            if language == SOURCE:
                raise CommandError(f"{language}: the texts in the code are in it")
            found = refresh_catalogue(language)
            write_catalogue(language, found)
            left = sum(not is_translated(item.string) for item in found if item.id)
            self.stdout.write(f"{language}: {len(found)} texts, {left} of them to translate")


def list_texts() -> Catalog:
    """Return every text of the code, with the files where it occurs."""
    found = Catalog(domain=DOMAIN)
    for package in PACKAGES:
        for file, _, message, _, context in extract_from_dir(
            FOLDER.parent / package, keywords=KEYWORDS
        ):
            found.add(message, locations=[(f"{package}/{file}", 0)], context=context)
    return found


def refresh_catalogue(language: str) -> Catalog:
    """Return the language's catalogue with exactly the texts of the code; new ones are empty."""
    path = get_path(language)
    found = build_catalogue(language)
    if path.exists():
        with path.open("rb") as file:
            found = read_po(file, locale=language, domain=DOMAIN)
    found.update(list_texts(), no_fuzzy_matching=True, update_creation_date=False)
    found.obsolete.clear()
    return found


def build_catalogue(language: str) -> Catalog:
    """Build a catalogue without texts; its header has only what programs for translators need."""
    return Catalog(
        locale=language,
        domain=DOMAIN,
        header_comment=f"# What the bot says, in {get_name(language)}.",
        project="OwnerBot",
        version="1",
        copyright_holder="",
        revision_date=timezone.now(),
        msgid_bugs_address="OwnerBot",
        last_translator="OwnerBot",
        language_team="OwnerBot",
        fuzzy=False,
    )


def write_catalogue(language: str, found: Catalog) -> None:
    """Write the catalogue for people (.po), sorted by file, and for the program (.mo)."""
    path = get_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, found, width=0, sort_by_file=True, include_lineno=False)
    with path.with_suffix(".mo").open("wb") as file:
        write_mo(file, found)


def get_path(language: str) -> Path:
    return FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def is_translated(string: str | Sequence[str] | None) -> bool:
    return bool(string) and all(string or ())
