"""Settings that start, but will not do what one may expect of them."""

from __future__ import annotations

from typing import Any

import pytest

from ownerbot_site import preflight
from ownerbot_site.env import read_env


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Any:
    def give(**values: str) -> None:
        for name, value in values.items():
            monkeypatch.setenv(name, value)
        settings.ENV = read_env(None)

    return give


def test_the_defaults_promise_nothing_that_is_not_there(given: Any) -> None:
    given()

    assert preflight.promised_later() == []
    assert preflight.shared_secret() == []


@pytest.mark.parametrize(
    ("values", "check_id", "starts"),
    [
        (
            {"LLM_PROVIDER": "OPENAI", "OPENAI_API_KEY": "key"},
            "ownerbot.W002",
            "LLM_PROVIDER is set, but",
        ),
    ],
)
def test_what_comes_later_is_said(
    given: Any, values: dict[str, str], check_id: str, starts: str
) -> None:
    given(**values)

    [warning] = preflight.promised_later()

    assert warning.id == check_id
    assert str(warning.msg).startswith(starts)


def test_a_shared_database_wants_a_shared_key(given: Any) -> None:
    given(DATABASE_URL="postgresql://host/db")
    [warning] = preflight.shared_secret()
    assert warning.id == "ownerbot.W005"

    given(SECRET_KEY="x" * 50)
    assert preflight.shared_secret() == []
