"""Webhook mode: the secret, the size, and the same door as polling."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from pydantic import SecretStr

from audit.models import AuditEvent
from telegram_bot.models import InboxUpdate
from telegram_bot.updates.webhook import SECRET_HEADER
from tests.telegram_bot.updates.test_intake import message

SECRET = "a-secret-of-the-tests"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def webhook_mode(settings: Any) -> None:
    settings.ENV = settings.ENV.model_copy(
        update={
            "telegram_mode": "webhook",
            "telegram_webhook_secret": SecretStr(SECRET),
            "bot_token": SecretStr("42:token"),
        }
    )


def post(body: bytes, secret: str | None = SECRET) -> HttpResponse:
    headers = {SECRET_HEADER: secret} if secret is not None else {}
    response: Any = Client().post(
        "/telegram/webhook", body, content_type="application/json", headers=headers
    )
    return response  # type: ignore[no-any-return]


def test_an_owners_update_is_stored(owner_id: int) -> None:
    assert post(json.dumps(message(1, owner_id)).encode()).status_code == 200
    assert InboxUpdate.objects.get().bot_id == 42


def test_a_second_delivery_is_stored_once(owner_id: int) -> None:
    for _ in range(2):
        assert post(json.dumps(message(1, owner_id)).encode()).status_code == 200
    assert InboxUpdate.objects.count() == 1


@pytest.mark.parametrize("secret", [None, "", "wrong", "é", SECRET + "x"])
def test_without_the_secret_nothing_gets_in(owner_id: int, secret: str | None) -> None:
    assert post(json.dumps(message(1, owner_id)).encode(), secret).status_code == 401
    assert not InboxUpdate.objects.exists()


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"x"', b"\xff", b"[" * 100_000])
def test_garbage_is_set_aside(body: bytes) -> None:
    assert post(body).status_code == 200
    assert AuditEvent.objects.get().event_type == "update_quarantined"


def test_a_huge_body_is_refused() -> None:
    assert post(b" " * 1_100_000).status_code == 400  # ownerbot_site/limits.py says 413 before
    assert not AuditEvent.objects.exists()


def test_in_polling_mode_there_is_no_such_page(settings: Any, owner_id: int) -> None:
    settings.ENV = settings.ENV.model_copy(update={"telegram_mode": "polling"})
    assert post(json.dumps(message(1, owner_id)).encode()).status_code == 404
