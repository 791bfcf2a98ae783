"""The link that signs in once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from audit import queries
from ownerbot_site.accounts import signin
from ownerbot_site.models import SignInLink

pytestmark = pytest.mark.django_db


def test_a_link_signs_in_once_and_is_on_record() -> None:
    owner = signin.get_or_create_owner()
    link = signin.create_link(owner)

    client = Client()
    answer = client.get(link)

    assert (answer.status_code, answer["Location"]) == (302, "/admin/")
    assert client.get("/admin/").status_code == 200
    [event] = queries.list_events(limit=10)
    assert (event.event_type, event.actor_label, event.payload) == (
        "web_signed_in",
        "owner",
        {"user": "owner", "how": "link"},
    )


def test_the_second_use_is_gone_and_says_so() -> None:
    link = signin.create_link(signin.get_or_create_owner())
    Client().get(link)

    second = Client()
    answer = second.get(link)

    assert answer.status_code == 410
    assert "used already" in answer.content.decode()
    assert second.get("/admin/").status_code == 302
    assert len(queries.list_events(limit=10)) == 1


def test_a_link_lives_for_a_day() -> None:
    link = signin.create_link(signin.get_or_create_owner())
    SignInLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    assert Client().get(link).status_code == 410


def test_a_new_link_ends_those_made_before_and_nobody_elses() -> None:
    owner = signin.get_or_create_owner()
    somebody = User.objects.create_superuser("somebody")
    links = [signin.create_link(owner), signin.create_link(somebody), signin.create_link(owner)]

    assert SignInLink.objects.filter(user=owner, expires_at__gt=timezone.now()).count() == 1
    assert [Client().get(link).status_code for link in links] == [410, 302, 302]


def test_an_unknown_link_is_not_found() -> None:
    assert Client().get("/sign-in/never-made").status_code == 404


def test_a_link_of_a_closed_account_does_not_open() -> None:
    owner = signin.get_or_create_owner()
    link = signin.create_link(owner)
    User.objects.update(is_active=False)

    assert Client().get(link).status_code == 410
    assert SignInLink.objects.get().used_at is None


def test_whoever_previews_links_does_not_use_them_up() -> None:
    link = signin.create_link(signin.get_or_create_owner())

    assert Client().head(link).status_code == 405
    assert Client().get(link).status_code == 302


def test_signing_in_starts_a_fresh_session(root: Client) -> None:
    before = root.session.session_key

    root.get(signin.create_link(signin.get_or_create_owner()))

    assert root.session.session_key != before
    assert int(root.session["_auth_user_id"]) == signin.get_or_create_owner().pk


def test_the_token_is_not_stored() -> None:
    link = signin.create_link(signin.get_or_create_owner())

    token = link.rpartition("/")[2]
    assert len(token) == 43
    assert token.encode() not in bytes(SignInLink.objects.get().token_hash)


def test_the_owner_is_made_once_and_has_no_password() -> None:
    first, second = signin.get_or_create_owner(), signin.get_or_create_owner()

    assert first == second
    assert first.is_superuser
    assert not first.has_usable_password()
