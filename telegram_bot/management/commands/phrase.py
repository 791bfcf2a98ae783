"""`manage.py phrase`: list the sentences not understood, or make a test case of one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from telegram_bot.chat import not_understood
from telegram_bot.models import Unclear
from tools import runner
from tools.clock import build_shop_context
from tools.contracts import ToolContext, ToolRefused
from tools.intents.answers import list_calls
from tools.intents.examples import fill_days
from tools.intents.resolve import Answer, Question, ToolCall, detect_language, resolve
from tools.intents.values.product_name import NO_PRODUCTS, Catalogue
from tools.lookups.product_names import fetch_product_names

FILE = Path(settings.BASE_DIR) / "tests" / "tools" / "intents" / "owners.jsonl"


class Command(BaseCommand):
    help = "List the sentences that were not understood, or turn one into a test case."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("id", nargs="?", type=int, help="Its number in the list")
        parser.add_argument("--tool", help="The tool that it should come to")
        parser.add_argument("--payload", default="{}", help="Its arguments, as JSON")
        parser.add_argument("--nothing", action="store_true", help="It should come to no tool")
        parser.add_argument("--text", help="The sentence with made-up values, where it is masked")
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
        if not options["file"].exists():
            raise CommandError(
                f"{options['file']} is not here: test cases are written in a checkout of the "
                "source, with DATABASE_URL naming the database that has the sentences."
            )
        ctx = build_shop_context()
        case = {
            "text": _choose_text(row, options["text"]),
            "tool": options["tool"],
            "payload": _parse_payload(options["tool"], options["payload"], ctx),
        }
        _write_case(case, options["file"])
        Unclear.objects.filter(pk=row.pk).update(state=Unclear.State.TAKEN)
        self._tell(case, options["file"], ctx)

    def _list(self) -> None:
        found = not_understood.list_open()
        for sentence in found:
            told = f"{sentence.pk:>6}  {sentence.count:>4} x  {sentence.language}  {sentence.last_at:%Y-%m-%d}  {sentence.text}"
            self.stdout.write(told)
        if not found:
            self.stdout.write("Every sentence was understood, or has been dealt with.")

    def _tell(self, case: dict[str, Any], path: Path, ctx: ToolContext) -> None:
        """Print what the rules say of it now: the test fails until there is a rule for it."""
        found = resolve(
            case["text"],
            today=ctx.today,
            language=detect_language(case["text"], "en"),
            catalogue=_read_catalogue(ctx),
        )
        wanted = ToolCall(case["tool"], fill_days(case["payload"], ctx.today))
        passes = isinstance(found, Question) if case["tool"] is None else found == wanted
        self.stdout.write(f"Written to {path}.")
        self.stdout.write(f"The rules say now: {_describe_answer(found)}")
        self.stdout.write(
            f"They should say:   {_describe_answer(wanted) if case['tool'] else 'no tool'}"
        )
        self.stdout.write("The test passes." if passes else "The test fails until they do.")


def _choose_text(row: Unclear, given: str | None) -> str:
    """Return the text of the test case; raise CommandError if it still has masked parts."""
    text = given or row.text
    if not_understood.GAP in text:
        raise CommandError(
            f"“{row.text}” was masked: give it with made-up values in place of the stars, by --text."
        )
    return text


def _parse_payload(name: str | None, written: str, ctx: ToolContext) -> dict[str, Any]:
    """Return the arguments; raise CommandError if the tool does not take them.

    Days may be @yesterday and the like.
    """
    try:
        payload = json.loads(written)
    except ValueError as error:
        raise CommandError(f"--payload is not JSON: {error}.") from None
    if not isinstance(payload, dict):
        raise CommandError('--payload is a JSON object, such as {"start": "@yesterday"}.')
    if name is None:
        if payload:
            raise CommandError("What comes to nothing has no --payload.")
        return {}
    try:
        runner.validate(runner.find(name, ctx), fill_days(payload, ctx.today), ctx)
    except ValueError as error:
        raise CommandError(f"--payload: {error}.") from None
    except ToolRefused as refused:
        raise CommandError(refused.text) from None
    return payload


def _write_case(case: dict[str, Any], path: Path) -> None:
    """Append the row to the file; raise CommandError if a file beside it has that sentence."""
    said = _normalise(case["text"])
    for other in sorted(path.parent.glob("*.jsonl")):
        lines = other.read_text(encoding="utf-8").split("\n")
        if any(_normalise(json.loads(line)["text"]) == said for line in lines if line):
            raise CommandError(f"{other.name} has that sentence already.")
    kept = path.read_text(encoding="utf-8")
    with path.open("a", encoding="utf-8") as file:
        file.write("\n" if kept and not kept.endswith("\n") else "")
        file.write(json.dumps(case, ensure_ascii=False) + "\n")


def _normalise(text: str) -> str:
    return " ".join(text.lower().split())


def _read_catalogue(ctx: ToolContext) -> Catalogue:
    try:
        return fetch_product_names(ctx)
    except ToolRefused:
        return NO_PRODUCTS


def _describe_answer(answer: Answer) -> str:
    if isinstance(answer, Question):
        return f"no tool, but “{answer.text}”"
    return ", then ".join(
        f"{call.tool} {json.dumps(call.payload, ensure_ascii=False)}"
        for call in list_calls(answer)
    )
