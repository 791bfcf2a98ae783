"""What people and programs get while PostgreSQL is away."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.db import InterfaceError, OperationalError, connection
from django.test import Client
from psycopg_pool import PoolTimeout
from pydantic import SecretStr

from ownerbot_site.accounts import keys
from telegram_bot.updates import intake
from telegram_bot.updates.webhook import SECRET_HEADER

AWAY = (OperationalError("password=hunter22"), InterfaceError("gone"), PoolTimeout("gone"))


@pytest.fixture(params=AWAY, ids=lambda error: type(error).__name__)
def away(request: Any, db: None) -> Iterator[None]:
    """Every statement fails."""

    def fail(*_: Any) -> Any:
        raise request.param

    with connection.execute_wrapper(fail):
        yield


def _one_line(caplog: pytest.LogCaptureFixture) -> str:
    (record,) = caplog.records
    assert record.exc_info is None
    return record.getMessage()


@pytest.mark.usefixtures("away")
@pytest.mark.parametrize("path", ["/admin/", "/admin/audit/auditevent/", "/sign-in/secret-token"])
def test_pages_say_so_and_come_back_by_themselves(
    path: str, caplog: pytest.LogCaptureFixture
) -> None:
    client = Client()
    client.cookies["session"] = "x" * 32
    answer = client.get(path)

    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert answer["Cache-Control"] == "no-store"
    page = answer.content.decode()
    assert "The database does not answer right now." in page
    assert "This page works again by itself as soon as it is back." in page
    assert '<meta http-equiv="refresh" content="5">' in page
    assert "default-src 'self'" in answer["Content-Security-Policy"]
    line = _one_line(caplog)
    assert "secret-token" not in line
    assert "hunter22" not in line


@pytest.mark.usefixtures("away")
@pytest.mark.parametrize("path", ["/api/v1/actions", "/api/v1/tools", "/api/v1/docs"])
def test_the_api_says_so_in_its_own_shape(path: str, caplog: pytest.LogCaptureFixture) -> None:
    client = Client()
    client.cookies["session"] = "x" * 32
    answer = client.get(path)

    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    error = answer.json()["error"]
    assert error["code"] == "UNAVAILABLE"
    UUID(error["correlation_id"])
    _one_line(caplog)


@pytest.mark.usefixtures("away")
def test_a_key_hears_the_same(caplog: pytest.LogCaptureFixture) -> None:
    headers = {"Authorization": f"Bearer {keys.PREFIX}anything"}
    assert Client().get("/api/v1/actions", headers=headers).status_code == 503
    _one_line(caplog)


@pytest.mark.django_db
def test_other_faults_stay_faults(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_store: SessionStore) -> Any:
        raise RuntimeError

    monkeypatch.setattr(SessionStore, "load", broken)
    client = Client(raise_request_exception=False)
    client.cookies["session"] = "x" * 32
    assert client.get("/admin/").status_code == 500


def test_the_webhook_lets_telegram_come_again(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.ENV = settings.ENV.model_copy(
        update={
            "telegram_mode": "webhook",
            "telegram_webhook_secret": SecretStr("a-secret"),
            "bot_token": SecretStr("42:token"),
        }
    )

    def fail(*_: Any) -> None:
        raise OperationalError

    monkeypatch.setattr(intake, "accept", fail)
    answer = Client().post(
        "/telegram/webhook",
        b"{}",
        content_type="application/json",
        headers={SECRET_HEADER: "a-secret"},
    )
    assert answer.status_code == 503
