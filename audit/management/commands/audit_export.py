"""`manage.py audit_export`: write the whole audit, or a part of it, to standard output."""

from __future__ import annotations

import argparse
import csv
import json
import os
import sys
from collections.abc import Callable, Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive, make_aware

from audit import queries
from audit.cells import Value, escape_cell
from audit.models import AuditEvent

COLUMNS = (
    "id", "occurred_at", "event_type", "label", "correlation_id", "actor_kind", "actor_id",
    "actor_label", "payload", "hash",
)  # fmt: skip


def _parse_moment(text: str) -> Any:
    try:
        found = parse_datetime(text)
    except ValueError:
        found = None
    if found is None:
        raise argparse.ArgumentTypeError("write it as 2026-11-23T00:00 or with a zone")
    return make_aware(found) if is_naive(found) else found


class Command(BaseCommand):
    help = "Write the audit to standard output, oldest first, as JSON lines or CSV."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--format", choices=tuple(WRITERS), default="jsonl")
        parser.add_argument(
            "--since", type=_parse_moment, help="from this moment on (shop's time)"
        )
        parser.add_argument("--until", type=_parse_moment, help="before this moment (shop's time)")

    def handle(self, *args: Any, **options: Any) -> None:
        events = queries.stream_events(since=options["since"], until=options["until"])
        try:
            WRITERS[options["format"]](self.stdout, map(_build_row, events))
            self.stdout.flush()
        except BrokenPipeError:  # the reader, such as `head`, has seen enough
            sys.stdout = open(os.devnull, "w")  # noqa: SIM115 -- for the flush at exit


def _build_row(event: AuditEvent) -> dict[str, Any]:
    return queries.to_json(event) | {"hash": bytes(event.hash).hex()}


def _write_jsonl(out: Any, rows: Iterator[dict[str, Any]]) -> None:
    for row in rows:
        out.write(json.dumps(row, ensure_ascii=False))


def _write_csv(out: Any, rows: Iterator[dict[str, Any]]) -> None:
    writer = csv.writer(_LineWriter(out))
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([escape_cell(_to_cell_text(row[column])) for column in COLUMNS])


class _LineWriter:
    """A file for the csv module that adds no line ends of its own."""

    def __init__(self, out: Any) -> None:
        self._out = out

    def write(self, line: str) -> None:
        self._out.write(line, ending="")


def _to_cell_text(value: Any) -> Value:
    if value is None or isinstance(value, int):
        return value
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)


WRITERS: dict[str, Callable[[Any, Iterator[dict[str, Any]]], None]] = {
    "jsonl": _write_jsonl,
    "csv": _write_csv,
}
