"""What anonymous machines and browsers get."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from ownerbot_site import health


def test_alive_without_a_database() -> None:
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok")


@pytest.mark.django_db
def test_ready() -> None:
    answer = Client().get("/readyz")
    assert (answer.status_code, answer.content) == (200, b"ok")


def test_not_ready_without_postgres(monkeypatch: pytest.MonkeyPatch) -> None:
    class Gone:
        @contextmanager
        def cursor(self) -> Iterator[Any]:
            raise OperationalError("password=secret")
            yield

    monkeypatch.setattr(health, "connection", Gone())

    answer = Client().get("/readyz")

    assert (answer.status_code, answer.content) == (503, b"not ready")


@pytest.mark.django_db
def test_the_root_leads_to_the_overview() -> None:
    assert Client().get("/")["Location"] == "/admin/"


def test_browsers_find_an_icon() -> None:
    answer = Client().get("/favicon.ico")
    assert answer["Location"] == "/static/ownerbot/favicon.svg"


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/healthz", "/sign-in/never-made", "/api/v1/nothing"])
def test_outside_the_admin_the_policy_is_strict(path: str) -> None:
    policy = Client().get(path)["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy


@pytest.mark.django_db
def test_inside_the_admin_only_eval_and_styles_are_relaxed(root: Client) -> None:
    policy = root.get("/admin/")["Content-Security-Policy"]
    assert "script-src 'self' 'unsafe-eval'" in policy
    assert "style-src 'self' 'unsafe-inline'" in policy
    assert policy.count("unsafe-inline") == 1
