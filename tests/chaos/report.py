"""The table of docs/reliability.md, written between its two marker comments."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from tests.chaos.stories import Verdict
from tests.harness.program import ROOT

PAGE = ROOT / "docs" / "reliability.md"
BEGIN, END = "<!-- chaos: begin -->", "<!-- chaos: end -->"
COLUMNS = ("lost", "doubled", "stuck", "wrongly reported")


def table(verdicts: Mapping[str, Verdict], command: str, seconds: float) -> str:
    """What was tried and what came of it, with the machine and the date."""
    total = Verdict()
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
        *[_row(name, verdict, command) for name, verdict in verdicts.items()],
        _row("**all of it**", total, command),
    ]
    return "\n".join(lines)


def write(text: str, page: Path = PAGE) -> None:
    """Put the table in the place of the earlier one."""
    before, _, rest = page.read_text().partition(BEGIN)
    _, _, after = rest.partition(END)
    page.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}")


def _row(name: str, verdict: Verdict, command: str) -> str:
    counts = " | ".join(str(verdict.wrong[column]) for column in COLUMNS)
    return f"| {name} | {verdict.tried} | {counts} | `{command}` |"
