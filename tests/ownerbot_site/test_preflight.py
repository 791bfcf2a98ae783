"""Settings that start, but will not do what one may expect of them."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from ownerbot_site import preflight
from ownerbot_site.env.schema import read_env


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Any:
    def give(**values: str) -> None:
        for name, value in values.items():
            monkeypatch.setenv(name, value)
        settings.ENV = read_env(None)

    return give


def test_the_defaults_are_fine(given: Any) -> None:
    given()

    assert preflight.check_shared_secret() == []


def test_a_shared_database_wants_a_shared_key(given: Any) -> None:
    given(DATABASE_URL="postgresql://host/db")
    [warning] = preflight.check_shared_secret()
    assert warning.id == "ownerbot.W005"

    given(SECRET_KEY="x" * 50)
    assert preflight.check_shared_secret() == []


def test_a_shop_over_http_elsewhere_is_readable_on_the_way(given: Any) -> None:
    given(UPSTREAM_BASE_URL="http://10.0.0.5", UPSTREAM_PRIVATE_NETWORKS="10.0.0.0/24")
    [warning] = preflight.check_upstream_is_https()
    assert warning.id == "ownerbot.W006"

    given(UPSTREAM_BASE_URL="http://127.0.0.1:8200", UPSTREAM_PRIVATE_NETWORKS="127.0.0.1")
    assert preflight.check_upstream_is_https() == []


@pytest.mark.django_db
def test_a_database_of_an_earlier_version_is_noticed() -> None:
    assert preflight.find_missing_columns() == []
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ownerbot_action_log DROP COLUMN missed")
    assert preflight.find_missing_columns() == ["ownerbot_action_log.missed"]
