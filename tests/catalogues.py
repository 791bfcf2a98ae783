"""Catalogues of texts for tests: those of the program and what a test adds to them."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from tools import languages, texts
from tools.management.commands.texts import get_path


def committed(language: str) -> Catalog:
    with get_path(language).open("rb") as file:
        return read_po(file, locale=language)


def compiled(found: Catalog, folder: Path) -> None:
    """Write the catalogue into that folder as the program reads it."""
    path = folder / str(found.locale) / "LC_MESSAGES" / f"{languages.DOMAIN}.mo"
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        write_mo(file, found)


def with_russian(added: str, folder: Path) -> Path:
    """A folder of catalogues: the Russian one, with these entries of a .po file beside its own."""
    found = committed("ru")
    for message in read_po(BytesIO(added.encode()), locale="ru"):
        if message.id:
            found.add(message.id, message.string, context=message.context)
    compiled(found, folder)
    return folder


def use(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have texts looked up in that folder until the end of the test."""
    monkeypatch.setattr(languages, "FOLDER", folder)
    monkeypatch.setattr(texts, "load_catalogue", languages.load_catalogue.__wrapped__)
