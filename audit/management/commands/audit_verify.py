"""`manage.py audit_verify`: check the chain. Exit code 0: intact, 1: changed, 2: cannot be read."""

from __future__ import annotations

import argparse
import json
import re
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError

from audit import chain

HEAD = re.compile(r"#?(\d{1,18}):([0-9a-fA-F]{8,64})", re.ASCII)


def _parse_head(text: str) -> tuple[int, str]:
    found = HEAD.fullmatch(text)
    if found is None:
        raise argparse.ArgumentTypeError(
            "write it as ID:HASH, with 8 or more hex digits of the hash"
        )
    return int(found[1]), found[2]


class Command(BaseCommand):
    help = (
        "Recompute the chain of the audit and say whether anything was changed, removed or added."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--head", type=_parse_head, help="an event remembered elsewhere, as ID:HASH"
        )
        parser.add_argument(
            "--json", action="store_true", help="one JSON object instead of a sentence"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            verdict = chain.verify(remembered=options["head"])
        except DatabaseError as error:
            self.stderr.write(
                f"Cannot tell: the audit could not be read ({type(error).__name__})."
            )
            sys.exit(2)
        if options["json"]:
            self.stdout.write(json.dumps(verdict.__dict__))
        elif verdict.problem:
            self.stdout.write(f"The audit does not hold: {verdict.problem}.")
        else:
            self.stdout.write(
                f"The audit holds: {verdict.events} events, head {verdict.head_id}:{verdict.head_hash}"
            )
        if verdict.problem:
            sys.exit(1)
