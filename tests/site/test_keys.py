"""API keys: made and revoked in the admin and by command, shown once, on record."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from audit import log, queries
from ownerbot_site import keys
from ownerbot_site.models import ApiKey

pytestmark = pytest.mark.django_db


def _run(*args: str) -> str:
    out = StringIO()
    call_command("api_key", *args, stdout=out, stderr=StringIO())
    return out.getvalue().strip()


def _events() -> list[tuple[str, str, dict[str, Any]]]:
    return [(one.event_type, one.actor_label, one.payload) for one in queries.page(limit=10)]


def test_a_key_is_made_by_command_and_works() -> None:
    key = _run("create", "reporting", "--days", "7")

    assert key.startswith("ob_")
    assert len(key) == 46
    row = ApiKey.objects.get()
    assert keys.recognise(key, "read") == row
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
        ("api_key_revoked", "OwnerBot", {"name": "reporting", "prefix": prefix}),
        (
            "api_key_created",
            "OwnerBot",
            {"name": "reporting", "prefix": prefix, "scopes": ["read"]},
        ),
    ]
    assert _run("list") == f"{prefix}  revoked   reporting"


@pytest.mark.parametrize(
    "args",
    [("create", " "), ("create", "x" * 61), ("create", "x", "--days", "0"), ("revoke", "y")],
)
def test_wrong_commands_are_explained(args: tuple[str, ...]) -> None:
    with pytest.raises(CommandError):
        _run(*args)
    assert not ApiKey.objects.exists()


def test_a_revoked_key_is_not_recognised() -> None:
    row, key = keys.create("reporting", actor=log.SYSTEM)
    assert keys.revoke(row, actor=log.SYSTEM)
    assert keys.recognise(key, "read") is None


def test_the_scope_is_asked_for() -> None:
    _, key = keys.create("reporting", actor=log.SYSTEM)
    assert keys.recognise(key, "write") is None


def test_the_last_use_is_noted_at_most_once_a_minute(django_assert_num_queries: Any) -> None:
    _, key = keys.create("reporting", actor=log.SYSTEM)
    with django_assert_num_queries(2):
        keys.recognise(key, "read")
    with django_assert_num_queries(1):
        keys.recognise(key, "read")
    assert ApiKey.objects.get().last_used_at is not None


def test_the_admin_shows_a_new_key_once(root: Client) -> None:
    page = root.post("/admin/ownerbot_site/apikey/add/", {"name": "reporting"}).content.decode()

    row = ApiKey.objects.get()
    start = page.index(row.prefix)
    key = page[start : start + 46]
    assert keys.recognise(key, "read") == row
    for path in ("/admin/ownerbot_site/apikey/", f"/admin/ownerbot_site/apikey/{row.pk}/change/"):
        later = root.get(path).content.decode()
        assert row.prefix in later
        assert key not in later
    assert _events()[0][:2] == ("api_key_created", "root")


def test_the_page_with_the_key_is_not_cached(root: Client) -> None:
    answer = root.post("/admin/ownerbot_site/apikey/add/", {"name": "reporting"})
    assert "no-store" in answer["Cache-Control"]


def test_the_admin_revokes_and_never_changes_or_deletes(root: Client) -> None:
    row, key = keys.create("reporting", actor=log.SYSTEM)
    below = f"/admin/ownerbot_site/apikey/{row.pk}"

    assert root.post(f"{below}/change/", {"name": "other"}).status_code == 403
    assert root.post(f"{below}/delete/", {"post": "yes"}).status_code == 403
    root.post("/admin/ownerbot_site/apikey/", {"action": "revoke", "_selected_action": [row.pk]})

    assert keys.recognise(key, "read") is None
    assert _events()[0][:2] == ("api_key_revoked", "root")


def test_a_key_needs_a_name(root: Client) -> None:
    answer = root.post("/admin/ownerbot_site/apikey/add/", {"name": ""})
    assert answer.status_code == 200
    assert not ApiKey.objects.exists()
