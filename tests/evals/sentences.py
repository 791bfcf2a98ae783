"""The sentences and what each has to come to, with the day macros filled in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from tools.intents.examples import fill_days

HERE = Path(__file__).parent
#: A Monday; days written @today or @today-N count from it.
TODAY = date(2026, 11, 23)


@dataclass(frozen=True)
class LabelledSentence:
    """`tool` None: it must come to no tool at all, but to a question or a plain answer."""

    text: str
    tool: str | None
    payload: Mapping[str, Any]


def read_held_out() -> list[LabelledSentence]:
    """Sentences that no rule was written for: the rules are measured by them, never fitted to them."""
    return [
        LabelledSentence(row["text"], row["tool"], fill_days(row["payload"], TODAY))
        for row in read_rows("sentences.jsonl")
    ]


def read_rows(name: str) -> list[dict[str, Any]]:
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line]
