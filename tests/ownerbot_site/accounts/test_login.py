"""Signing in by password: what is on record, what locks, what is kept of strangers, what is purged."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from axes.models import AccessAttempt, AccessLog
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from audit import queries
from ownerbot_site.accounts import logins, signin
from ownerbot_site.models import SignInLink

LOGIN = "/admin/login/"
PASSWORD = "correct horse battery"
LIMIT = 10


@pytest.fixture(autouse=True)
def _quick_hashes(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def anna(db: None) -> User:
    return User.objects.create_superuser("anna", password=PASSWORD)


def attempt(name: str = "anna", password: str = "wrong", **extra: Any) -> Any:
    return Client().post(LOGIN, {"username": name, "password": password}, **extra)


def events() -> list[tuple[str, str, dict[str, Any]]]:
    """What is on record, oldest first: type, who, payload."""
    return [
        (item.event_type, item.actor_label, item.payload) for item in queries.list_after(0, 100)
    ]


def test_signing_in_and_out_is_on_record(anna: User) -> None:
    browser = Client()

    answer = browser.post(LOGIN, {"username": "anna", "password": PASSWORD})
    browser.post("/admin/logout/")

    assert (answer.status_code, answer["Location"]) == (302, "/admin/")
    assert events() == [
        ("web_signed_in", "anna", {"user": "anna", "how": "password"}),
        ("web_signed_out", "anna", {"user": "anna"}),
    ]
    assert browser.get("/admin/").status_code == 302


@pytest.mark.django_db
def test_nobody_signing_out_is_no_event() -> None:
    Client().post("/admin/logout/")

    assert events() == []


def test_a_lock_out_is_one_event_whoever_goes_on_trying(anna: User) -> None:
    answers = [attempt(name="Мallory <tried>").status_code for _ in range(LIMIT + 5)]

    assert answers == [200] * (LIMIT - 1) + [429] * 6
    assert events() == [("web_locked_out", "OwnerBot", {"failures": LIMIT, "minutes": 15})]
    assert attempt(password=PASSWORD).status_code == 429  # the address is locked, for any name


@pytest.mark.django_db(transaction=True)
def test_attempts_at_the_same_time_lock_once_and_count_no_further() -> None:
    def one(_: int) -> int:
        try:
            return int(attempt().status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(one, range(LIMIT + 8)))

    assert sorted(answers) == [200] * (LIMIT - 1) + [429] * 9
    assert events() == [("web_locked_out", "OwnerBot", {"failures": LIMIT, "minutes": 15})]
    assert AccessAttempt.objects.get().failures_since_start == LIMIT


def test_who_goes_on_trying_does_not_prolong_the_lock(anna: User) -> None:
    for _ in range(LIMIT):
        attempt()
    locked_at = timezone.now() - timedelta(minutes=14)
    AccessAttempt.objects.update(attempt_time=locked_at)

    assert attempt(password=PASSWORD).status_code == 429
    assert AccessAttempt.objects.get().attempt_time == locked_at
    AccessAttempt.objects.update(attempt_time=locked_at - timedelta(minutes=1, seconds=1))
    assert attempt(password=PASSWORD).status_code == 302


def test_a_link_opens_while_the_name_is_locked(anna: User) -> None:
    for _ in range(LIMIT):
        attempt()
    out = StringIO()

    call_command("sign_in_link", "anna", stdout=out, stderr=StringIO())

    address, link = out.getvalue().strip().split("/sign-in/")
    assert address == "http://127.0.0.1:8000"
    assert Client().get(f"/sign-in/{link}")["Location"] == "/admin/"
    assert events()[-1] == ("web_signed_in", "anna", {"user": "anna", "how": "link"})


@pytest.mark.django_db
def test_a_link_without_a_name_is_the_owners() -> None:
    out = StringIO()
    call_command("sign_in_link", stdout=out, stderr=StringIO())

    assert SignInLink.objects.get().user == signin.get_or_create_owner()
    assert out.getvalue().startswith("http://127.0.0.1:8000/sign-in/")


def test_there_is_no_link_for_nobody_or_a_closed_account(anna: User) -> None:
    with pytest.raises(CommandError, match=r"^There is no user bob\.$"):
        call_command("sign_in_link", "bob")
    User.objects.update(is_active=False)
    with pytest.raises(CommandError, match=r"^The account of anna is closed"):
        call_command("sign_in_link", "anna")
    assert not SignInLink.objects.exists()


@pytest.mark.parametrize("length", [151, 300, 100_000])
def test_a_name_too_long_is_refused_before_it_is_looked_up(anna: User, length: int) -> None:
    answer = attempt(name="x" * length)

    assert answer.status_code == 200
    assert "at most 150 characters" in answer.content.decode()
    assert not AccessAttempt.objects.exists()


def test_the_longest_name_signs_in(db: None) -> None:
    User.objects.create_superuser("x" * 150, password=PASSWORD)

    assert attempt("x" * 150, PASSWORD).status_code == 302


def test_of_what_strangers_send_nothing_is_stored(anna: User) -> None:
    for _ in range(2):
        Client().post(
            f"{LOGIN}?next=/secret-text",
            {"username": "secret-text", "password": "secret-text", "more": "secret-text"},
            HTTP_USER_AGENT="secret-text",
            HTTP_ACCEPT="secret-text",
        )

    [row] = AccessAttempt.objects.values()
    assert "secret-text" not in str(row)
    assert (row["failures_since_start"], row["ip_address"]) == (2, "127.0.0.1")
    assert [row[key] for key in ("get_data", "post_data", "user_agent", "http_accept")] == [""] * 4


def test_a_sign_in_leaves_no_second_record(anna: User) -> None:
    attempt(password=PASSWORD)

    assert not AccessLog.objects.exists()


@pytest.mark.parametrize("address", ["not-an-ip", "", "1.2.3.4, 5.6.7.8", "fe80::1%eth0\x00"])
def test_a_nonsense_address_is_counted_like_any_other(anna: User, address: str) -> None:
    answers = [attempt(name=f"name{n}", REMOTE_ADDR=address).status_code for n in range(LIMIT + 1)]

    assert answers == [200] * (LIMIT - 1) + [429] * 2


def test_a_header_of_a_stranger_is_not_believed(anna: User) -> None:
    attempt(HTTP_X_FORWARDED_FOR="not-an-ip")

    assert AccessAttempt.objects.get().ip_address == "127.0.0.1"


@pytest.mark.parametrize("way", ["make_link", "password"])
def test_what_is_over_is_deleted_by_itself(anna: User, way: str) -> None:
    now = timezone.now()
    Session.objects.create(session_key="over", expire_date=now - timedelta(seconds=1))
    Session.objects.create(session_key="valid", expire_date=now + timedelta(hours=1))
    for n, days in enumerate((31, 29)):
        SignInLink.objects.create(
            user=anna, token_hash=bytes([n]), expires_at=now - timedelta(days=days)
        )
        row = {"ip_address": None, "username": str(days), "attempt_time": now}
        AccessLog.objects.create(**row)
    AccessLog.objects.filter(username="31").update(attempt_time=now - timedelta(days=31))

    if way == "make_link":
        signin.create_link(signin.get_or_create_owner())
    else:
        attempt(password=PASSWORD)

    assert not Session.objects.filter(session_key="over").exists()
    assert Session.objects.filter(session_key="valid").exists()
    hashes = {bytes(link.token_hash) for link in SignInLink.objects.filter(user=anna)}
    assert hashes == {b"\x01"}
    assert [log.username for log in AccessLog.objects.all()] == ["29"]


def test_the_same_name_has_the_same_digest_and_no_other() -> None:
    request: Any = None
    first, second = (logins.hash_name(request, {"username": name}) for name in ("anna", "Anna"))

    assert len(first) == 64
    assert first != second
    assert first == logins.hash_name(request, {"username": "anna"})
