"""Sentences that were not understood: masked, counted exactly, bounded, and turned into tests."""

from __future__ import annotations

import json
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from telegram_bot import unclear
from telegram_bot.models import Unclear
from tests.actions.conftest import asker

ROW = '{"text": "hello", "tool": null, "payload": {}}\n'


def said(text: str, update: int = 1, *, planned: bool = False) -> None:
    unclear.note(text, asker(update_id=update), planned=planned)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Call +49 30 23125 001  NOW", "call +49***01 now"),
        ("write to anna@example.com", "write to ***"),
        ("card 4111 1111 1111 1111", "card 411***11"),
        ("flag ob-1003 and p-101 by 15%", "flag ob-1003 and p-101 by 15%"),
        ("what of 2026-11-22", "what of 2026-11-22"),
        ("key sk-abcdefghijklmnopqrst", "key ***"),
        ("x" * 400, "x" * 300),
    ],
)
def test_people_are_not_kept(text: str, kept: str) -> None:
    assert unclear.without_people(text) == kept


@given(st.text(), st.from_regex(r"\+?[0-9]{9,14}", fullmatch=True), st.text())
def test_no_telephone_number_survives(before: str, number: str, after: str) -> None:
    kept = unclear.without_people(f"{before} {number} {after}")
    assert number.lstrip("+") not in re.sub(r"\D", " ", kept).split()


def test_it_is_counted_once_for_every_message(db: None) -> None:
    for update in (1, 1, 2, 2, 3):
        said("Mercury  is in Retrograde", update, planned=update == 3)
    said("mercury is in retrograde!", 4)
    rows = Unclear.objects.order_by("-count").values_list("text", "count", "planned", "state")
    assert list(rows) == [
        ("mercury is in retrograde", 3, 1, "open"),
        ("mercury is in retrograde!", 1, 0, "open"),
    ]


@pytest.mark.django_db(transaction=True)
def test_it_is_counted_exactly_by_many_at_once() -> None:
    start = threading.Barrier(8)

    def say(number: int) -> None:
        start.wait()
        try:
            said("what is love", number)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(say, range(1, 9)))
    assert Unclear.objects.get().count == 8


def test_what_is_old_or_too_much_is_forgotten(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unclear, "MOST", 2)
    for number in range(4):
        said(f"sentence {number}", number + 1)
    now = timezone.now()
    for number, row in enumerate(Unclear.objects.order_by("pk")):
        Unclear.objects.filter(pk=row.pk).update(
            last_at=now - timedelta(days=(89, 91, 1, 2)[number])
        )
    unclear.forget_old()
    assert {row.text for row in Unclear.objects.all()} == {"sentence 2", "sentence 3"}


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("phrase", *arguments, stdout=out)
    return out.getvalue()


def test_one_command_makes_it_a_test_case(db: None, tmp_path: Path) -> None:
    file = tmp_path / "owners.jsonl"
    file.write_text(ROW)
    said("how much dough came in yesterday")
    row = Unclear.objects.get()
    assert run() == f"{row.pk:>6}     1 x  en  how much dough came in yesterday\n"

    told = run(
        str(row.pk), "--tool", "kpi_snapshot", "--payload", '{"start": "@yesterday"}',
        "--file", str(file),
    )  # fmt: skip

    assert told.startswith("Written to owners.jsonl. The rules say of it now: ")
    assert [json.loads(line) for line in file.read_text().splitlines()][1] == {
        "text": row.text, "tool": "kpi_snapshot", "payload": {"start": "@yesterday"},
    }  # fmt: skip
    assert Unclear.objects.get().state == "taken"
    assert run() == ""


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["0", "--nothing"], "There is no such sentence"),
        ([], "Say what it should come to"),
        (["--nothing", "--tool", "kpi_snapshot"], "Say what it should come to"),
        (["--tool", "nonsense"], "There is no tool nonsense."),
        (["--tool", "kpi_snapshot", "--payload", '{"days": 1}'], "--payload is not what"),
        (["--tool", "kpi_snapshot", "--payload", "[1]"], "--payload is not what"),
        (["--nothing", "--file", "/nowhere/owners.jsonl"], "developer's checkout"),
    ],
)
def test_a_test_case_that_is_none_changes_nothing(
    db: None, tmp_path: Path, arguments: list[str], why: str
) -> None:
    file = tmp_path / "owners.jsonl"
    file.write_text(ROW)
    said("hello there again")
    number = [] if arguments[:1] == ["0"] else [str(Unclear.objects.get().pk)]
    where = [] if "--file" in arguments else ["--file", str(file)]
    with pytest.raises(CommandError, match=re.escape(why)):
        run(*number, *arguments, *where)
    assert file.read_text() == ROW
    assert Unclear.objects.get().state == "open"


def test_there_is_one_test_case_of_a_sentence(db: None, tmp_path: Path) -> None:
    file = tmp_path / "owners.jsonl"
    file.write_text(ROW)
    said("Hello")
    with pytest.raises(CommandError, match="a test case of that sentence already"):
        run(str(Unclear.objects.get().pk), "--nothing", "--file", str(file))


def test_the_list_in_the_admin(admin_client: Client) -> None:
    said("what is love", 1)
    said("what is love", 2)
    address = reverse("admin:telegram_bot_unclear_changelist")
    assert "what is love" in admin_client.get(address).content.decode()
    row = Unclear.objects.get()

    admin_client.post(address, {"action": "set_aside", "_selected_action": [row.pk]})

    assert Unclear.objects.get().state == "aside"
    assert "what is love" not in admin_client.get(f"{address}?state=open").content.decode()
