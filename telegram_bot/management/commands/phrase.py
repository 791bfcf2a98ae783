"""`manage.py phrase`: the sentences that were not understood; or one of them as a test case."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from pydantic import ValidationError

from telegram_bot import unclear
from telegram_bot.models import Unclear
from tools import registry
from tools.intents.resolve import Question, language_of, resolve

FILE = Path(settings.BASE_DIR) / "tests" / "tools" / "intents" / "owners.jsonl"


class Command(BaseCommand):
    help = "List the sentences that were not understood, or turn one into a test case."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("id", nargs="?", type=int, help="Its number in the list")
        parser.add_argument("--tool", help="The tool that it should come to")
        parser.add_argument("--payload", default="{}", help="Its arguments, as JSON")
        parser.add_argument("--nothing", action="store_true", help="It should come to no tool")
        parser.add_argument("--file", type=Path, default=FILE, help="Where test cases are kept")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["id"] is None:
            self._list()
            return
        row = Unclear.objects.filter(pk=options["id"]).first()
        if row is None:
            raise CommandError("There is no such sentence; `manage.py phrase` lists them.")
        if bool(options["tool"]) == options["nothing"]:
            raise CommandError("Say what it should come to: --tool NAME, or --nothing.")
        payload = _payload(options["tool"], options["payload"]) if options["tool"] else {}
        self._take(row, options["tool"], payload, options["file"])

    def _list(self) -> None:
        for one in unclear.open_ones():
            self.stdout.write(f"{one.pk:>6}  {one.count:>4} x  {one.language}  {one.text}")

    def _take(self, row: Unclear, tool: str | None, payload: dict[str, Any], path: Path) -> None:
        if not path.exists():
            raise CommandError(f"{path} is not here: test cases belong to a developer's checkout.")
        lines = path.read_text(encoding="utf-8").splitlines()
        if any(json.loads(line)["text"].lower() == row.text for line in lines if line):
            raise CommandError("There is a test case of that sentence already.")
        case = {"text": row.text, "tool": tool, "payload": payload}
        with path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(case, ensure_ascii=False) + "\n")
        Unclear.objects.filter(pk=row.pk).update(state=Unclear.State.TAKEN)
        self.stdout.write(f"Written to {path.name}. The rules say of it now: {_now(row.text)}")


def _payload(name: str, text: str) -> dict[str, Any]:
    """The arguments, once they are what the tool takes; days may be macros such as @yesterday."""
    tool = registry.get(name)
    if tool is None:
        raise CommandError(f"There is no tool {name}.")
    try:
        payload: dict[str, Any] = json.loads(text)
        plain = {
            key: "2026-11-23" if str(value).startswith("@") else value
            for key, value in payload.items()
        }
        tool.Payload.model_validate(plain)
    except (ValueError, AttributeError, ValidationError) as error:
        raise CommandError(f"--payload is not what {name} takes: {error}") from None
    return payload


def _now(text: str) -> str:
    today = timezone.now().astimezone(settings.SHOP_ZONE).date()
    found = resolve(text, today=today, language=language_of(text, "en"))
    return found.text if isinstance(found, Question) else f"{found.tool} {found.payload}"
