"""The sentences of phrases.jsonl and owners.jsonl with the day macros filled in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from tools.intents.examples import fill_days

#: A Monday.
TODAY = date(2026, 11, 23)
FILES = ("phrases.jsonl", "owners.jsonl")


@dataclass(frozen=True)
class Phrase:
    text: str
    tool: str | None
    payload: dict[str, Any]
    today: date = TODAY
    #: Of a question: the argument it asks for, and the calls it offers where they are not the usual ones.
    missing: str | None = None
    #: Of a question: what it knows already.
    known: dict[str, Any] | None = None
    offers: tuple[tuple[str, dict[str, Any]], ...] = ()


def phrases() -> list[Phrase]:
    return list(_read())


def _read() -> Iterator[Phrase]:
    for name in FILES:
        for line in Path(__file__).with_name(name).read_text(encoding="utf-8").split("\n"):
            if line:
                yield _phrase(json.loads(line))


def _phrase(row: dict[str, Any]) -> Phrase:
    today = date.fromisoformat(row["today"]) if "today" in row else TODAY
    return Phrase(
        text=row["text"],
        tool=row["tool"],
        payload=fill_days(row["payload"], today),
        today=today,
        missing=row.get("missing"),
        known=row.get("known"),
        offers=tuple((item["tool"], item["payload"]) for item in row.get("offers", ())),
    )
