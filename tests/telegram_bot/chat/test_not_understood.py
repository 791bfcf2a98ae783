"""Sentences that were not understood: masked, counted exactly, bounded, and turned into tests."""

from __future__ import annotations

import json
import multiprocessing
import re
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission, User
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from telegram_bot.chat import not_understood
from telegram_bot.management.commands.phrase import FILE
from telegram_bot.models import InboxUpdate, Unclear
from tests.actions.conftest import caller
from tests.telegram_bot.chat import sayers

ROW = '{"text": "hello", "tool": null, "payload": {}}\n'
LIST = "/admin/telegram_bot/unclear/"
CHANGE = ("view_unclear", "change_unclear")


def update(number: int = 1) -> int:
    """An accepted message, by its number; its inbox row."""
    row, _ = InboxUpdate.objects.get_or_create(
        bot_id=42, update_id=number, fingerprint=b"f", kind="message", lane=7, raw="{}"
    )
    return row.pk


def said(text: str, number: int = 1, *, planned: bool = False, **by: Any) -> None:
    not_understood.count_sentence(text, caller(update_id=update(number), **by), planned=planned)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Call +49 30 23125 001  NOW", "call *** now"),
        ("тел -89123456789", "тел -***"),
        ("позвони на +7–912–345–67–89", "позвони на ***"),
        ("345-67-89, 8(912)3456789", "***, ***"),
        ("write to Anna@Example.com, or @anna_shop", "write to *** or ***"),
        ("card 4111 1111 1111 1111", "card ***"),
        ("key sk-abcdefghijklmnopqrst", "key ***"),
        ("KEY SK-ABCDEFGHIJKLMNO", "key ***"),
        ("ghp_0123456789abcdefghij", "***"),
        ("token 123456789:AAEabcdefghijklmnopqrstuvwxyz012345", "token ***"),
        ("a\u202eb\x00c\nd", "a bc d"),
        ("x" * 400, "x" * 300),
        (" \u200b ", ""),
    ],
)
def test_people_and_secrets_are_not_kept(text: str, kept: str) -> None:
    assert not_understood.mask_people(text) == kept


@pytest.mark.parametrize(
    "text",
    [
        "flag ob-1003, 1004 and p-101 by 15%",
        "сними скидку 12,5% с п-105 и ob-10034567",
        "what of 2026-11-22",
        "2026-11-01 - 2026-11-15",
        "с 01.11.2026-15.11.2026",
        "11/22/2026 and 5.11",
        "2026-11-22 17:00-18:00",
        "больше 200 000 рублей",
        "рентгеноэлектрокардиографического",
    ],
)
def test_ids_days_and_shares_stay(text: str) -> None:
    assert not_understood.mask_people(text) == text


WORDS = st.text(st.characters(exclude_categories=("Nd", "Cs")))


@st.composite
def telephones(draw: st.DrawFn) -> str:
    """Seven to fifteen digits, set apart in any way; no day begins as these do."""
    start = draw(st.sampled_from(["+", "00", "8", "(0"])) + draw(
        st.from_regex("[3-9][0-9]{3}", fullmatch=True)
    )
    groups = draw(st.lists(st.from_regex("[0-9]{1,4}", fullmatch=True), min_size=3, max_size=5))
    between = st.sampled_from(["", " ", "-", " - ", ".", ") ", "–", "\u00a0", "\u2011", "/"])
    return start + "".join(draw(between) + group for group in groups)


@given(WORDS, telephones(), WORDS)
def test_no_digit_of_a_telephone_number_survives(before: str, number: str, after: str) -> None:
    kept = not_understood.mask_people(f"{before} {number} {after}")
    assert re.findall(r"\d", kept) == []


def test_it_is_counted_once_for_every_message(db: None) -> None:
    for number in (1, 1, 2, 2, 3, 1, 2):
        said("Mercury  is in Retrograde", number, planned=number == 3)
    said("mercury is in retrograde!", 4)
    rows = Unclear.objects.order_by("-count").values_list("text", "count", "planned", "state")
    assert list(rows) == [
        ("mercury is in retrograde", 3, 1, "open"),
        ("mercury is in retrograde!", 1, 0, "open"),
    ]


def test_a_sentence_is_of_the_language_it_is_written_in(db: None) -> None:
    said("что за меркурий", 1, language="en")
    said("kpi???", 2, language="ru")
    said("kpi???", 3, language="en")
    rows = Unclear.objects.order_by("pk").values_list("text", "language", "count")
    assert list(rows) == [("что за меркурий", "ru", 1), ("kpi???", "ru", 1), ("kpi???", "en", 1)]


def test_what_came_through_no_update_or_says_nothing_is_not_counted(db: None) -> None:
    not_understood.count_sentence("hello there", caller(), planned=False)
    said(" \u200b ")
    assert not Unclear.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_processes_count_exactly() -> None:
    updates = [update(number) for number in range(1, 41)]
    spawn = multiprocessing.get_context("spawn")
    start = spawn.Barrier(2 * sayers.THREADS)
    name = str(connection.settings_dict["NAME"])
    with ProcessPoolExecutor(2, spawn, sayers.prepare, (start, name)) as pool:
        shares = (updates, updates[::-1])  # every update is handled eight times
        for item in [pool.submit(sayers.say, "what is love", share) for share in shares]:
            item.result()
    assert Unclear.objects.get().count == 40


def test_what_is_old_or_too_much_is_forgotten(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(not_understood, "MOST", 2)
    for number in range(4):
        said(f"sentence {number}", number + 1)
    now = timezone.now()
    for number, row in enumerate(Unclear.objects.order_by("pk")):
        Unclear.objects.filter(pk=row.pk).update(
            last_at=now - timedelta(days=(89, 91, 1, 2)[number])
        )
    not_understood.forget_old_sentences()
    assert {row.text for row in Unclear.objects.all()} == {"sentence 2", "sentence 3"}


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("phrase", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A copy of the test cases, with those beside them."""
    for item in FILE.parent.glob("*.jsonl"):
        (tmp_path / item.name).write_bytes(item.read_bytes())
    return tmp_path / FILE.name


def last(file: Path) -> Any:
    text = file.read_text()
    assert text.endswith("}\n")
    return json.loads(text.splitlines()[-1])


def test_one_command_makes_it_a_test_case(db: None, file: Path) -> None:
    said("mercury is my till")
    row = Unclear.objects.get()
    assert run() == f"{row.pk:>6}     1 x  en  {row.last_at:%Y-%m-%d}  mercury is my till\n"

    told = run(
        str(row.pk), "--tool", "kpi_snapshot", "--payload", '{"start": "@yesterday"}',
        "--file", str(file),
    )  # fmt: skip

    yesterday = timezone.localdate(timezone=settings.SHOP_ZONE) - timedelta(days=1)
    assert told.splitlines()[1:] == [
        "The rules say now: no tool, but “I did not understand that; here is what you can ask.”",
        f'They should say:   kpi_snapshot {{"start": "{yesterday}"}}',
        "The test fails until they do.",
    ]
    assert last(file) == {
        "text": row.text, "tool": "kpi_snapshot", "payload": {"start": "@yesterday"},
    }  # fmt: skip
    assert Unclear.objects.get().state == "taken"
    assert run() == "Every sentence was understood, or has been dealt with.\n"


def test_what_should_come_to_nothing(db: None, file: Path) -> None:
    said("mercury is my till")
    file.write_text(ROW.rstrip())  # as an editor may leave it

    told = run(str(Unclear.objects.get().pk), "--nothing", "--file", str(file))

    assert told.endswith("They should say:   no tool\nThe test passes.\n")
    assert last(file) == {"text": "mercury is my till", "tool": None, "payload": {}}
    assert file.read_text().count("\n") == 2


def test_what_was_masked_is_given_anew(db: None, file: Path) -> None:
    said("who is +49 30 23125 001")
    number = str(Unclear.objects.get().pk)
    with pytest.raises(CommandError, match="was masked"):
        run(number, "--nothing", "--file", str(file))

    run(number, "--nothing", "--file", str(file), "--text", "who is +49 111 1111 111")

    assert last(file)["text"] == "who is +49 111 1111 111"


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["0", "--nothing"], "There is no such sentence"),
        ([], "Say what it should come to"),
        (["--nothing", "--tool", "kpi_snapshot"], "Say what it should come to"),
        (["--nothing", "--payload", '{"days": 1}'], "What comes to nothing has no --payload."),
        (["--tool", "nonsense"], "nonsense"),
        (["--tool", "kpi_snapshot", "--payload", '{"days": 1}'], "days"),
        (["--tool", "kpi_snapshot", "--payload", '{"start": "@noon"}'], "@noon is no day"),
        (["--tool", "kpi_snapshot", "--payload", "[1]"], "--payload is a JSON object"),
        (["--tool", "kpi_snapshot", "--payload", "{"], "--payload is not JSON"),
        (["--nothing", "--file", "/nowhere/owners.jsonl"], "is not here"),
        (["--nothing", "--text", "Дай  KPI за вчера"], "phrases.jsonl has that sentence already."),
        (["--nothing", "--text", "чё по выручке"], "owners.jsonl has that sentence already."),
    ],
)
def test_a_test_case_that_is_none_changes_nothing(
    db: None, file: Path, arguments: list[str], why: str
) -> None:
    said("hello there again")
    number = [] if arguments[:1] == ["0"] else [str(Unclear.objects.get().pk)]
    where = [] if "--file" in arguments else ["--file", str(file)]
    with pytest.raises(CommandError, match=re.escape(why)) as caught:
        run(*number, *arguments, *where)
    assert "\n" not in str(caught.value)
    assert file.read_bytes() == FILE.read_bytes()
    assert Unclear.objects.get().state == "open"


def browser(*permissions: str) -> Client:
    """Of somebody on the staff who may do just that."""
    user = User.objects.create_user("ann", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def listed(client: Client, query: str = "") -> list[str]:
    answer = client.get(LIST + query)
    assert answer.status_code == 200
    return [row.text for row in answer.context["cl"].result_list]


def test_the_most_frequent_come_first_and_can_be_narrowed_down(db: None) -> None:
    for number, text in enumerate(("what is love", "что есть любовь", "что есть любовь")):
        said(text, number)
    said("gone", 9)
    week = timezone.now() - timedelta(days=8)
    Unclear.objects.filter(text="gone").update(state="taken", last_at=week)
    first = Unclear.objects.get(text="what is love")
    client = browser("view_unclear")
    assert listed(client) == ["что есть любовь", "what is love", "gone"]
    for query, expected in {
        "?language=en&state=open": ["what is love"], "?state=taken": ["gone"],
        "?since=7&language=en": ["what is love"], "?q=IS  LOVE": ["what is love"],
        f"?q=%23{first.pk}": ["what is love"], "?q=%25": [], "?q=%23²": [],
        "?q=%23" + "9" * 30: [], "?state=%00": ["что есть любовь", "what is love", "gone"],
        "?q=%00": ["что есть любовь", "what is love", "gone"],
    }.items():  # fmt: skip
        assert listed(client, query) == expected, query
    assert client.get(f"{LIST}?text__regex=(").status_code == 400
    assert "what is love" in client.get(f"{LIST}{first.pk}/change/").content.decode()


@pytest.mark.parametrize(
    ("permissions", "status", "state"),
    [
        (("view_unclear",), 403, "open"),
        (CHANGE, 302, "aside"),
        (("change_unclear",), 302, "aside"),
        ((), 403, "open"),
    ],
)
def test_who_may_set_aside(
    db: None, permissions: tuple[str, ...], status: int, state: str
) -> None:
    said("what is love")
    row = Unclear.objects.get()
    chosen = {"action": "set_aside", "_selected_action": [row.pk]}

    assert browser(*permissions).post(LIST, chosen).status_code == status

    assert Unclear.objects.get().state == state


def test_what_was_set_aside_can_be_opened_again_and_nothing_else_happens(
    admin_client: Client,
) -> None:
    said("what is love")
    row = Unclear.objects.get()
    for action, state in (("set_aside", "aside"), ("open_again", "open")):
        admin_client.post(LIST, {"action": action, "_selected_action": [row.pk]})
        assert Unclear.objects.get().state == state
    admin_client.post(LIST, {"action": "delete_selected", "_selected_action": [row.pk]})
    for below in ("add/", f"{row.pk}/change/", f"{row.pk}/delete/"):
        assert admin_client.post(LIST + below, {"text": "x", "post": "yes"}).status_code == 403
    assert Unclear.objects.get().text == "what is love"
