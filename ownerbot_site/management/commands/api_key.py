"""`manage.py api_key create NAME`: make a key for the HTTP API and print it once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from audit import log
from ownerbot_site.accounts import keys
from ownerbot_site.agents import owners
from ownerbot_site.models import ApiKey
from tools import registry

MOST_NAME = 60


class Command(BaseCommand):
    help = "Make, list or revoke the keys of the HTTP API."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        create = verbs.add_parser("create", help="make a key; prints it once")
        create.add_argument("name", help="what uses it, such as reporting")
        create.add_argument("--days", type=int, help="days until it expires; without: never")
        create.add_argument(
            "--propose", action="store_true", help="it may propose changes, too; without: it reads"
        )
        create.add_argument(
            "--owner",
            help="who is shown what it proposes; may be left out where there is only one",
        )
        create.add_argument(
            "--tools", help="the only changes it may propose: flag_order,notify_team; without: all"
        )
        verbs.add_parser("list", help="the keys there are, without their text")
        revoke = verbs.add_parser("revoke", help="end a key at once")
        revoke.add_argument("prefix", help="how it starts, as `list` shows it")

    def handle(self, *args: Any, **options: Any) -> None:
        match options["verb"]:
            case "create":
                self._create(options["name"].strip(), options["days"], **_parse_proposing(options))
            case "revoke":
                self._revoke(options["prefix"])
            case _:
                self._list()

    def _create(self, name: str, days: int | None, **proposing: Any) -> None:
        if not 0 < len(name) <= MOST_NAME:
            raise CommandError(f"The name has 1 to {MOST_NAME} characters.")
        if days is not None and days < 1:
            raise CommandError("--days is 1 or more.")
        expires_at = timezone.now() + timedelta(days=days) if days else None
        _, key = keys.create_key(name, actor=log.SYSTEM, expires_at=expires_at, **proposing)
        self.stderr.write("Keep it: it is shown this once and stored nowhere.")
        self.stdout.write(key)

    def _revoke(self, prefix: str) -> None:
        row = ApiKey.objects.filter(prefix=prefix).first()
        if row is None:
            raise CommandError(f"There is no key that starts with {prefix}.")
        ended = keys.revoke_key(row, actor=log.SYSTEM)
        self.stdout.write("Revoked." if ended else "It was revoked before.")

    def _list(self) -> None:
        for row in ApiKey.objects.order_by("created_at"):
            state = "revoked" if row.revoked_at else "valid"
            may = "proposes" if keys.PROPOSE in row.scopes else "reads"
            only = f"; only {', '.join(row.tools)}" if row.tools else ""
            ends = f"; until {row.expires_at:%Y-%m-%d %H:%M}" if row.expires_at else ""
            self.stdout.write(f"{row.prefix}  {state:8}  {may:8}  {row.name}{only}{ends}")


def _parse_proposing(options: dict[str, Any]) -> dict[str, Any]:
    """Return to whom the key may propose and which tools; empty where it only reads.

    Raises CommandError for options that do not fit together and for unknown tools.
    """
    if not options["propose"]:
        if options["owner"] or options["tools"]:
            raise CommandError("--owner and --tools are for a key that may --propose.")
        return {}
    names = [name.strip() for name in (options["tools"] or "").split(",") if name.strip()]
    known = [tool.name for tool in registry.list_tools() if tool.kind == "action"]
    for name in names:
        if name not in known:
            raise CommandError(f"{name} is not a change. There are: {', '.join(known)}.")
    return {"owner_id": _parse_owner(options["owner"]), "tools": names}


def _parse_owner(name: str | None) -> int:
    """Return the owner's id; without a name, that of the only owner. CommandError if unclear."""
    found = owners.list_owners()
    if name is None and len(found) == 1:
        return found[0][0]
    owner_id = owners.find_owner(name) if name else None
    if owner_id is None:
        there_are = "; ".join(label for _, label in found) or "nobody: set BOT_TOKEN and OWNER_IDS"
        raise CommandError(f"--owner names who confirms what it proposes. There is: {there_are}.")
    return owner_id
