"""The table of docs/reliability.md, written between its two marker comments."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from tests.chaos.stories import RoundVerdict
from tests.harness.program import ROOT

PAGE = ROOT / "docs" / "reliability.md"
BEGIN, END = "<!-- chaos: begin -->", "<!-- chaos: end -->"
COLUMNS = ("lost", "doubled", "stuck", "wrongly reported")


def build_table(verdicts: Mapping[str, RoundVerdict], command: str, seconds: float) -> str:
    """What was tried and what came of it, with the machine and the date."""
    total = RoundVerdict()
    for verdict in verdicts.values():
        total.tried += verdict.tried
        total.wrong += verdict.wrong
    lines = [
        (
            f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, {platform.machine()}, "
            f"Python {platform.python_version()}, {seconds / 60:.0f} minutes."
        ),
        "",
        f"| what | tried | {' | '.join(COLUMNS)} | command |",
        f"| --- | --: | {' | '.join(['--:'] * len(COLUMNS))} | --- |",
        *[_build_row(name, verdict, command) for name, verdict in verdicts.items()],
        _build_row("**all of it**", total, command),
    ]
    return "\n".join(lines)


def write_table(text: str, page: Path = PAGE) -> None:
    """Put the table in the place of the earlier one."""
    before, _, rest = page.read_text().partition(BEGIN)
    _, _, after = rest.partition(END)
    page.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}")


def _build_row(name: str, verdict: RoundVerdict, command: str) -> str:
    counts = " | ".join(str(verdict.wrong[column]) for column in COLUMNS)
    return f"| {name} | {verdict.tried} | {counts} | `{command}` |"
