"""The sentences of phrases.jsonl with the day macros filled in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

#: A Monday.
TODAY = date(2026, 11, 23)
PATH = Path(__file__).with_name("phrases.jsonl")


@dataclass(frozen=True)
class Phrase:
    text: str
    tool: str | None
    payload: dict[str, Any]


def phrases() -> list[Phrase]:
    return list(_read())


def _read() -> Iterator[Phrase]:
    for line in PATH.read_text(encoding="utf-8").split("\n"):
        if line:
            row = json.loads(line)
            payload = {key: _filled(value) for key, value in row["payload"].items()}
            yield Phrase(row["text"], row["tool"], payload)


def _filled(value: Any) -> Any:
    """@today, @yesterday and @today-N as ISO days."""
    if not isinstance(value, str) or not value.startswith("@"):
        return value
    back = 1 if value == "@yesterday" else int(value.removeprefix("@today").lstrip("-") or 0)
    return (TODAY - timedelta(days=back)).isoformat()
