"""`manage.py resolve`: sentences on standard input, one on a line, become JSON lines on output."""

from __future__ import annotations

import io
import json
import sys
from datetime import date, datetime
from typing import Any

import psycopg
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connection
from django.utils import timezone

from tools.clock import build_shop_context, get_shop_today
from tools.contracts import ToolRefused
from tools.intents.answers import list_calls
from tools.intents.resolve import Question, detect_language, resolve
from tools.intents.values.product_name import NO_PRODUCTS, Catalogue
from tools.lookups.product_names import fetch_product_names

PROBE_SEC = 1


class Command(BaseCommand):
    help = "Show which tool and arguments each sentence on standard input comes to."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--now", default="", help="ISO time that days are counted from")

    def handle(self, *args: Any, **options: Any) -> None:
        today = _parse_today(options["now"])
        for stream in (sys.stdin, sys.stdout):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(encoding="utf-8", errors="replace")
        catalogue = _fetch_catalogue()
        for line in sys.stdin:
            text = line.removesuffix("\n")
            language = detect_language(text, "en")
            answer = resolve(text, today=today, language=language, catalogue=catalogue)
            question = answer if isinstance(answer, Question) else None
            # For a question about the products of an order: the call as far as it is known.
            calls = list_calls(answer)
            call = answer.so_far if isinstance(answer, Question) else calls[0]
            found = {
                "text": text,
                "tool": call.tool if call else None,
                "payload": call.payload if call else {},
                "question": question.text if question else None,
            }
            if len(calls) > 1:  # of several requests the first is above, the others follow it
                found["then"] = [
                    {"tool": other.tool, "payload": other.payload} for other in calls[1:]
                ]
            self.stdout.write(json.dumps(found, ensure_ascii=False))


def _fetch_catalogue() -> Catalogue:
    """Fetch the shop's products; none if it is away: sentences that name none still work."""
    ctx = build_shop_context()
    try:
        # Django's pool would wait for a database that is away.
        psycopg.connect(**_get_parameters(), connect_timeout=PROBE_SEC).close()
        return fetch_product_names(ctx)
    except (ToolRefused, DatabaseError, psycopg.Error):
        return NO_PRODUCTS


def _get_parameters() -> dict[str, Any]:
    """Return how Django reaches the database, without what only its own connections take."""
    wanted = connection.settings_dict
    names = {
        "dbname": "NAME",
        "user": "USER",
        "password": "PASSWORD",
        "host": "HOST",
        "port": "PORT",
    }
    return {name: wanted[key] for name, key in names.items() if wanted.get(key)}


def _parse_today(now: str) -> date:
    """Parse an ISO time to the shop's day; "": today. Without a zone it is in the shop's zone."""
    if not now:
        return get_shop_today(timezone.now())
    try:
        moment = datetime.fromisoformat(now)
    except ValueError:
        raise CommandError(f"--now {now!r} is not an ISO time such as 2026-11-22T12:00") from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=settings.SHOP_ZONE)
    return get_shop_today(moment)
