"""`manage.py resolve`: sentences on standard input, one a line, to JSON lines on standard output."""

from __future__ import annotations

import io
import json
import sys
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from tools.intents.resolve import Question, language_of, resolve


class Command(BaseCommand):
    help = "Show which tool and arguments each sentence on standard input comes to."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--now", default="", help="ISO time that days are counted from")

    def handle(self, *args: Any, **options: Any) -> None:
        today = _today(options["now"])
        for stream in (sys.stdin, sys.stdout):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(encoding="utf-8", errors="replace")
        for line in sys.stdin:
            text = line.removesuffix("\n")
            answer = resolve(text, today=today, language=language_of(text, "en"))
            found = {
                "text": text,
                "tool": None if isinstance(answer, Question) else answer.tool,
                "payload": {} if isinstance(answer, Question) else answer.payload,
                "question": answer.text if isinstance(answer, Question) else None,
            }
            self.stdout.write(json.dumps(found, ensure_ascii=False))


def _today(now: str) -> date:
    """The shop's day at that time; a time without a zone is the shop's own."""
    if not now:
        return timezone.now().astimezone(settings.SHOP_ZONE).date()
    try:
        moment = datetime.fromisoformat(now)
    except ValueError:
        raise CommandError(f"--now {now!r} is not an ISO time such as 2026-11-22T12:00") from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=settings.SHOP_ZONE)
    return moment.astimezone(settings.SHOP_ZONE).date()
