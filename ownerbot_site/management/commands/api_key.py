"""`manage.py api_key create NAME`: a key for the HTTP API, printed once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from audit import log
from ownerbot_site import keys
from ownerbot_site.models import ApiKey

MOST_NAME = 60


class Command(BaseCommand):
    help = "Make, list or revoke the keys of the HTTP API."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        create = verbs.add_parser("create", help="make a key that may read; prints it once")
        create.add_argument("name", help="what uses it, such as reporting")
        create.add_argument("--days", type=int, help="days until it expires; without: never")
        verbs.add_parser("list", help="the keys there are, without their text")
        revoke = verbs.add_parser("revoke", help="end a key at once")
        revoke.add_argument("prefix", help="how it starts, as `list` shows it")

    def handle(self, *args: Any, **options: Any) -> None:
        match options["verb"]:
            case "create":
                self._create(options["name"].strip(), options["days"])
            case "revoke":
                self._revoke(options["prefix"])
            case _:
                self._list()

    def _create(self, name: str, days: int | None) -> None:
        if not 0 < len(name) <= MOST_NAME:
            raise CommandError(f"The name has 1 to {MOST_NAME} characters.")
        if days is not None and days < 1:
            raise CommandError("--days is 1 or more.")
        expires_at = timezone.now() + timedelta(days=days) if days else None
        _, key = keys.create(name, actor=log.SYSTEM, expires_at=expires_at)
        self.stderr.write("Keep it: it is shown this once and stored nowhere.")
        self.stdout.write(key)

    def _revoke(self, prefix: str) -> None:
        row = ApiKey.objects.filter(prefix=prefix).first()
        if row is None:
            raise CommandError(f"There is no key that starts with {prefix}.")
        ended = keys.revoke(row, actor=log.SYSTEM)
        self.stdout.write("Revoked." if ended else "It was revoked before.")

    def _list(self) -> None:
        for row in ApiKey.objects.order_by("created_at"):
            state = "revoked" if row.revoked_at else "valid"
            self.stdout.write(f"{row.prefix}  {state:8}  {row.name}")
