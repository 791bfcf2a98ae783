"""The sentences and what each has to come to, with the day macros filled in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from tools.intents.examples import filled

HERE = Path(__file__).parent
#: A Monday; days written @today or @today-N count from it.
TODAY = date(2026, 11, 23)


@dataclass(frozen=True)
class Sentence:
    """`tool` None: it must come to no tool at all, but to a question or a plain answer."""

    text: str
    tool: str | None
    payload: Mapping[str, Any]


def held_out() -> list[Sentence]:
    """Sentences that no rule was written for: the rules are measured by them, never fitted to them."""
    return [
        Sentence(row["text"], row["tool"], filled(row["payload"], TODAY))
        for row in rows("sentences.jsonl")
    ]


def rows(name: str) -> list[dict[str, Any]]:
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line]
