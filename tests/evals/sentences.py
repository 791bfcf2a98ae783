"""The labelled sentences and what each has to come to, with the day macros filled in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from tools.intents.examples import fill_days
from tools.intents.resolve import detect_language
from tools.languages import Language

HERE = Path(__file__).parent
#: The sentences that the ranker is trained on, and that rules may be written for.
TRAINING = HERE.parent / "sentences"
#: A Monday; days written @today or @today-N count from it.
TODAY = date(2026, 11, 23)
#: A call that is wanted: its tool and its arguments.
Wanted = tuple[str, Mapping[str, Any]]


@dataclass(frozen=True)
class LabelledSentence:
    """A sentence, with the calls that it must come to, in order.

    None of them: it must come to no tool at all, but to a question or a plain answer.
    """

    text: str
    calls: tuple[Wanted, ...]
    language: Language
    #: How it is written: terse, typos, long, ...
    voice: str = ""
    #: Why it must come to nothing: told, doubt, unserved, ...
    kind: str = ""

    @property
    def two(self) -> bool:
        """Whether it has more than one request."""
        return len(self.calls) > 1

    @property
    def tool(self) -> str | None:
        """The tool of its first call."""
        return self.calls[0][0] if self.calls else None


def read_held_out() -> list[LabelledSentence]:
    """Sentences that no rule was written for: the rules are measured by them, never fitted to them."""
    return read_sentences(HERE / "sentences.jsonl")


@cache
def read_training() -> tuple[LabelledSentence, ...]:
    """Every labelled sentence but those held out."""
    files = sorted(TRAINING.glob("*.jsonl"))
    return tuple(sentence for file in files for sentence in read_sentences(file))


def read_sentences(path: Path) -> list[LabelledSentence]:
    """Read a file of labelled sentences."""
    return list(map(_label, read_rows(path)))


def read_rows(path: Path) -> list[dict[str, Any]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line]


def _label(row: Mapping[str, Any]) -> LabelledSentence:
    calls = row["calls"] if "calls" in row else [[row["tool"], row["payload"]]]
    return LabelledSentence(
        text=row["text"],
        calls=tuple((tool, fill_days(payload, TODAY)) for tool, payload in calls if tool),
        language=row.get("lang") or detect_language(row["text"], "en"),
        voice=row.get("voice", ""),
        kind=row.get("kind", ""),
    )
