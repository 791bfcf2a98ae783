"""A pooler that hands sessions around is recognised before the bot relies on one."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.test import Client

from ownerbot_site.runtime import embedded
from ownerbot_site.settings import ENV
from telegram_bot import pooling, startup
from tests.harness.program import free_port
from tests.servers.pooler import pooler

SOCKET = embedded.get_socket_dir(ENV.data_dir) / ".s.PGSQL.5432"


@contextmanager
def behind(monkeypatch: pytest.MonkeyPatch, **ways: Any) -> Iterator[None]:
    direct = pooling.get_parameters()
    with pooler(Path(SOCKET), **ways) as item:
        through = direct | {"host": "127.0.0.1", "port": item.port}
        monkeypatch.setattr(pooling, "get_parameters", lambda: through)
        yield


def test_postgres_itself_is_fine(db: None) -> None:
    assert pooling.find_fault() is None
    assert startup.wait_for_database(0) is None


@pytest.mark.parametrize("latest_first", [True, False])
def test_sessions_that_are_handed_around_are_noticed(
    latest_first: bool, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even by a pooler that passes every setting on, and gives the same session again if it can."""
    with behind(monkeypatch, latest_first=latest_first):
        wrong = pooling.find_fault()

    assert wrong in {
        "two clients are given the same session",
        "a client's session changes between two statements",
    }


def test_other_clients_do_not_hide_it(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    with behind(monkeypatch), pooling._connect() as busy:
        for taken in (True, False):
            with busy.transaction() if taken else busy:
                busy.execute("SELECT 1")
                assert pooling.find_fault() is not None


def test_settings_that_do_not_arrive_are_noticed(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for mode in ("transaction", "session"):
        with behind(monkeypatch, options="dropped", mode=mode):
            assert pooling.find_fault() == "a session's idle_session_timeout does not arrive"


def test_a_pooler_that_gives_whole_sessions_and_all_their_settings_is_none(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with behind(monkeypatch, mode="session"):
        assert pooling.find_fault() is None


def test_notices_that_do_not_arrive_are_noticed(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pooling, "NOTICE_SEC", 0.5)
    with behind(monkeypatch, mode="session", notices=False):
        assert pooling.find_fault() == "a notice does not arrive"


def test_a_pooler_that_refuses_our_settings_is_not_waited_for(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = SimpleNamespace(
        monotonic=lambda: 0.0, sleep=lambda _: pytest.fail("it was waited for")
    )
    monkeypatch.setattr(startup, "time", clock)
    with behind(monkeypatch, options="refused"):
        assert startup.wait_for_database(30) == (
            "DATABASE_URL leads to a connection pooler that gives no client a session of its own "
            "(it says: unsupported startup parameter: options), and behind it a restarted "
            "bot would never work again: let DATABASE_URL name PostgreSQL itself, as a rule port "
            "5432, and start again."
        )


def test_who_does_not_answer_is_no_pooler(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    nobody = pooling.get_parameters() | {"host": "127.0.0.1", "port": free_port()}
    monkeypatch.setattr(pooling, "get_parameters", lambda: nobody)
    moments = itertools.count(0, 20)
    clock = SimpleNamespace(monotonic=lambda: next(moments), sleep=lambda _: None)
    monkeypatch.setattr(startup, "time", clock)
    with pytest.raises(psycopg.OperationalError):
        pooling.find_fault()
    told = startup.wait_for_database(30)
    assert told is not None
    assert told.startswith("PostgreSQL did not answer within 30 s (connection failed:")


@pytest.mark.django_db
def test_pages_without_limits_are_not_ready() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
    answer = Client().get("/readyz")
    assert answer.status_code == 503
    assert answer.content == b"not ready: DATABASE_URL leads to a pooler that drops our settings"
