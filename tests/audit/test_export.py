"""`manage.py audit_export`: whole, in order, and safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import json
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from audit import log, queries

pytestmark = pytest.mark.django_db


def _run(*args: str) -> str:
    out = StringIO()
    call_command("audit_export", *args, stdout=out)
    return out.getvalue()


def _record(label: str, **payload: Any) -> None:
    log.record(
        "tool_refused",
        correlation_id=uuid4(),
        actor=log.Actor(log.SYSTEM.kind, label=label),
        payload=payload,
    )


def test_json_lines_hold_every_event_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "STREAM_BATCH", 2)
    for number in range(5):
        _record("x", code=str(number))

    rows = [json.loads(line) for line in _run().splitlines()]

    assert [row["payload"]["code"] for row in rows] == ["0", "1", "2", "3", "4"]
    assert [row["id"] for row in rows] == list(range(rows[0]["id"], rows[0]["id"] + 5))
    assert all(len(row["hash"]) == 64 for row in rows)


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_a_cell_is_never_a_formula(start: str) -> None:
    _record(f"{start}HYPERLINK(1)")

    [row] = csv.DictReader(StringIO(_run("--format", "csv")))

    assert row["actor_label"] == f"'{start}HYPERLINK(1)"


def test_csv_keeps_quotes_and_commas() -> None:
    _record('a "b", c', code="x,y")

    [row] = csv.DictReader(StringIO(_run("--format", "csv")))

    assert row["actor_label"] == 'a "b", c'
    assert json.loads(row["payload"]) == {"code": "x,y"}


def test_a_window_is_cut_out() -> None:
    _record("x")
    assert _run("--until", "2020-01-01T00:00") == ""
    assert _run("--since", "2020-01-01T00:00") != ""
    assert _run("--since", "2120-01-01T00:00") == ""


def test_a_wrong_moment_is_explained() -> None:
    with pytest.raises(CommandError, match="write it as"):
        _run("--since", "yesterday")
