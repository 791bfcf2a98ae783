"""API keys: made and revoked in the admin and by command, shown once, on record."""

from __future__ import annotations

import re
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from audit import log, queries
from ownerbot_site.accounts import keys
from ownerbot_site.env.schema import read_env
from ownerbot_site.models import ApiKey
from telegram_bot.updates.identity import to_simulated_owner

pytestmark = pytest.mark.django_db


def _run(*args: str) -> str:
    out = StringIO()
    call_command("api_key", *args, stdout=out, stderr=StringIO())
    return out.getvalue().strip()


def _events() -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (item.event_type, item.actor_label, item.payload) for item in queries.list_events(limit=10)
    ]


def test_a_key_is_made_by_command_and_works() -> None:
    key = _run("create", "reporting", "--days", "7")

    assert key.startswith("ob_")
    assert len(key) == 46
    row = ApiKey.objects.get()
    assert keys.find_live_key(key, "read") == row
    assert row.expires_at is not None
    assert timedelta(days=6) < row.expires_at - timezone.now() <= timedelta(days=7)


def test_the_key_itself_is_nowhere() -> None:
    key = _run("create", "reporting")

    row = ApiKey.objects.values().get()
    assert key not in str(row)
    assert key.encode() not in bytes(row["key_hash"])
    assert key[11:] not in str(_events())


def test_making_and_revoking_are_on_record() -> None:
    _run("create", "reporting")
    prefix = ApiKey.objects.get().prefix

    assert _run("revoke", prefix) == "Revoked."
    assert _run("revoke", prefix) == "It was revoked before."

    assert _events() == [
        (
            "api_key_revoked",
            "OwnerBot",
            {"name": "reporting", "prefix": prefix, "withdrawn": 0},
        ),
        (
            "api_key_created",
            "OwnerBot",
            {"name": "reporting", "prefix": prefix, "scopes": ["read"]},
        ),
    ]
    assert _run("list") == f"{prefix}  revoked   reads     reporting"


@pytest.mark.parametrize(
    "args",
    [("create", " "), ("create", "x" * 61), ("create", "x", "--days", "0"), ("revoke", "y")],
)
def test_wrong_commands_are_explained(args: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        _run(*args)
    assert not ApiKey.objects.exists()


def test_a_revoked_key_is_not_recognised() -> None:
    row, key = keys.create_key("reporting", actor=log.SYSTEM)
    assert keys.revoke_key(row, actor=log.SYSTEM)
    assert keys.find_live_key(key, "read") is None


def test_the_scope_is_asked_for() -> None:
    _, key = keys.create_key("reporting", actor=log.SYSTEM)
    assert keys.find_live_key(key, "write") is None


def test_the_last_use_is_noted_at_most_once_a_minute(django_assert_num_queries: Any) -> None:
    _, key = keys.create_key("reporting", actor=log.SYSTEM)
    with django_assert_num_queries(2):
        keys.find_live_key(key, "read")
    with django_assert_num_queries(1):
        keys.find_live_key(key, "read")
    assert ApiKey.objects.get().last_used_at is not None


def test_the_admin_shows_a_new_key_once(root: Client) -> None:
    page = root.post("/admin/ownerbot_site/apikey/add/", {"name": "reporting"}).content.decode()

    row = ApiKey.objects.get()
    start = page.index(row.prefix)
    key = page[start : start + 46]
    assert keys.find_live_key(key, "read") == row
    for path in ("/admin/ownerbot_site/apikey/", f"/admin/ownerbot_site/apikey/{row.pk}/change/"):
        later = root.get(path).content.decode()
        assert row.prefix in later
        assert key not in later
    assert _events()[0][:2] == ("api_key_created", "root")


def test_the_page_with_the_key_is_not_cached(root: Client) -> None:
    answer = root.post("/admin/ownerbot_site/apikey/add/", {"name": "reporting"})
    assert "no-store" in answer["Cache-Control"]


def test_the_admin_revokes_and_never_changes_or_deletes(root: Client) -> None:
    row, key = keys.create_key("reporting", actor=log.SYSTEM)
    below = f"/admin/ownerbot_site/apikey/{row.pk}"

    assert root.post(f"{below}/change/", {"name": "other"}).status_code == 403
    assert root.post(f"{below}/delete/", {"post": "yes"}).status_code == 403
    root.post("/admin/ownerbot_site/apikey/", {"action": "revoke", "_selected_action": [row.pk]})

    assert keys.find_live_key(key, "read") is None
    assert _events()[0][:2] == ("api_key_revoked", "root")


@pytest.fixture
def telegram_owners(settings: Any, owner_id: int, monkeypatch: pytest.MonkeyPatch) -> int:
    """A bot at Telegram with two owners, and no simulator."""
    monkeypatch.setenv("BOT_TOKEN", "42:AAexample-of-a-token-000000000000000")
    monkeypatch.setenv("OWNER_IDS", "7000000001,7000000002")
    settings.ENV = read_env(None)
    settings.SIMULATOR_ENABLED = False
    return owner_id


def test_a_key_that_may_propose_names_its_owner(telegram_owners: int) -> None:
    _run(
        "create",
        "agent",
        "--propose",
        "--owner",
        "7000000002",
        "--tools",
        "flag_order, notify_team",
    )

    row = ApiKey.objects.get()
    assert row.scopes == ["read", "propose"]
    assert (row.owner_id, row.tools) == (7_000_000_002, ["flag_order", "notify_team"])
    assert _events()[0][2] == {
        "name": "agent", "prefix": row.prefix, "scopes": ["read", "propose"],
        "owner_id": 7_000_000_002, "tools": ["flag_order", "notify_team"],
    }  # fmt: skip
    assert _run("list") == f"{row.prefix}  valid     proposes  agent; only flag_order, notify_team"


def test_the_only_owner_need_not_be_named(root: Client) -> None:
    _run("create", "agent", "--propose")

    assert ApiKey.objects.get().owner_id == to_simulated_owner(User.objects.get().pk)


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("--propose",), "There is: Telegram user 7000000001; Telegram user 7000000002."),
        (("--propose", "--owner", "5"), "There is: Telegram user 7000000001; Telegram"),
        (
            ("--propose", "--owner", "7000000001", "--tools", "nonsense"),
            "nonsense is not a change",
        ),
        (("--propose", "--owner", "7000000001", "--tools", "kpi_snapshot"), "is not a change"),
        (("--owner", "7000000001"), "for a key that may --propose"),
        (("--tools", "flag_order"), "for a key that may --propose"),
    ],
)
def test_a_key_for_nobody_or_for_nothing_is_not_made(
    telegram_owners: int, args: tuple[str, ...], says: str
) -> None:
    with pytest.raises(CommandError, match=re.escape(says)):
        _run("create", "agent", *args)
    assert not ApiKey.objects.exists()


def test_the_admin_makes_a_key_that_may_propose(root: Client) -> None:
    owner = to_simulated_owner(User.objects.get().pk)
    form = root.get("/admin/ownerbot_site/apikey/add/").content.decode()
    assert "root in the simulator" in form
    assert "Nobody: it may only read" in form

    given = {"name": "agent", "owner_id": owner, "tools": ["flag_order"]}
    page = root.post("/admin/ownerbot_site/apikey/add/", given).content.decode()

    row = ApiKey.objects.get()
    assert (row.owner_id, row.tools, row.scopes) == (owner, ["flag_order"], ["read", "propose"])
    assert "and propose changes to their owner" in page
    shown = root.get(f"/admin/ownerbot_site/apikey/{row.pk}/change/").content.decode()
    assert "read, and propose flag_order" in shown
    assert "root in the simulator" in shown


@pytest.mark.parametrize(
    "wrong", [{"owner_id": "1"}, {"tools": ["kpi_snapshot"]}, {"tools": ["flag_order"]}]
)
def test_the_admin_takes_only_owners_and_changes(root: Client, wrong: dict[str, Any]) -> None:
    answer = root.post("/admin/ownerbot_site/apikey/add/", {"name": "agent"} | wrong)

    assert answer.status_code == 200
    assert not ApiKey.objects.exists()


def test_a_key_needs_a_name(root: Client) -> None:
    answer = root.post("/admin/ownerbot_site/apikey/add/", {"name": ""})
    assert answer.status_code == 200
    assert not ApiKey.objects.exists()
