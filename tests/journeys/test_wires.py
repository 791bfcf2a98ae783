"""The wires to PostgreSQL and Redis break, hang and drag; what was ordered happens once all the same."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from ownerbot_site.runtime import embedded
from tests.harness import ledger
from tests.harness.program import OWNER, TEAM, Program, program, until
from tests.journeys.test_story import datas, propose, toast_of
from tests.servers.proxy import Proxy, proxy
from tests.servers.telegram import BotApi, Call, bot_api

#: Cut before the server has heard of it, or after it has committed and before its client hears so.
HOW = ("cut", "lost")

AWAY = "The database does not answer; I carry on as soon as it is back"


@pytest.fixture(scope="module")
def telegram() -> Iterator[BotApi]:
    with bot_api() as api:
        yield api


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("wires")
    with embedded.run_services(embedded.prepare_postgres(folder), embedded.prepare_redis(folder)):
        embedded.ensure_database(folder)
        yield folder


@pytest.fixture(scope="module")
def postgres(data_dir: Path) -> Iterator[Proxy]:
    with proxy(embedded.get_socket_dir(data_dir) / ".s.PGSQL.5432") as wire:
        yield wire


@pytest.fixture(scope="module")
def redis(data_dir: Path) -> Iterator[Proxy]:
    with proxy(embedded.get_socket_dir(data_dir) / "redis.sock") as wire:
        yield wire


@pytest.fixture(scope="module")
def running(telegram: BotApi, data_dir: Path, postgres: Proxy, redis: Proxy) -> Iterator[Program]:
    with program(
        data_dir,
        telegram.url,
        DATABASE_URL=f"postgresql://postgres@127.0.0.1:{postgres.port}/ownerbot?sslmode=disable",
        REDIS_URL=f"redis://127.0.0.1:{redis.port}/0",
    ) as started:
        yield started
        with started.another("audit_verify") as verifying:
            assert verifying.wait() == 0


@pytest.fixture(scope="module")
def orders(running: Program) -> Iterator[str]:
    """Orders that nobody has flagged, one after the other."""
    rows = running.sql("SELECT order_id FROM ownerbot_demo_orders WHERE NOT flagged ORDER BY 1")
    return iter(row["order_id"] for row in rows)


words = itertools.count(1)


def strike(postgres: Proxy, how: str, word: str) -> None:
    if how == "cut":
        postgres.cut_at(word)
    else:
        postgres.lose_commit(word)


def holds(running: Program, telegram: BotApi, proposed: Call, status: str) -> None:
    """It stands as it must, and table, record and message tell the same."""
    action = ledger.action_in(datas(proposed)[0])
    ledger.becomes(running, action, status)
    assert ledger.events_of(running, action) == ledger.events_due(running, action)
    assert ledger.misreported(running, telegram, action) == ""


@pytest.mark.parametrize("how", HOW)
def test_while_it_proposes(
    running: Program, telegram: BotApi, postgres: Proxy, orders: Iterator[str], how: str
) -> None:
    strike(postgres, how, "action_proposed")
    proposed = propose(telegram, f"flag {next(orders)} reason {how}")
    assert postgres.struck.is_set()
    holds(running, telegram, proposed, "proposed")


@pytest.mark.parametrize("how", HOW)
@pytest.mark.parametrize("word", ["ownerbot_inbox", "action_claimed"])
def test_while_it_confirms(
    running: Program, telegram: BotApi, postgres: Proxy, orders: Iterator[str], how: str, word: str
) -> None:
    order = next(orders)
    version = running.order(order)["version"]
    proposed = propose(telegram, f"flag {order} reason {how}")
    strike(postgres, how, word)
    tap = telegram.tap(datas(proposed)[0], OWNER, on=proposed)
    assert toast_of(telegram, tap) in ("Done", AWAY)
    assert postgres.struck.is_set()
    holds(running, telegram, proposed, "committed")
    assert running.order(order)["version"] == version + 1


@pytest.mark.parametrize("how", HOW)
def test_while_it_cancels(
    running: Program, telegram: BotApi, postgres: Proxy, orders: Iterator[str], how: str
) -> None:
    order = next(orders)
    before = running.order(order)
    proposed = propose(telegram, f"flag {order} reason {how}")
    strike(postgres, how, "action_cancelled")
    tap = telegram.tap(datas(proposed)[1], OWNER, on=proposed)
    assert toast_of(telegram, tap) == "Cancelled, nothing was changed"
    assert postgres.struck.is_set()
    holds(running, telegram, proposed, "cancelled")
    assert running.order(order) == before


@pytest.mark.parametrize("how", HOW)
@pytest.mark.parametrize("word", ["action_claimed", "sending", "effect_done"])
def test_while_it_writes_to_the_team(
    running: Program, telegram: BotApi, postgres: Proxy, how: str, word: str
) -> None:
    text = f"word {next(words)}"
    proposed = propose(telegram, f"notify the team: {text}")
    strike(postgres, how, word)
    tap = telegram.tap(datas(proposed)[0], OWNER, on=proposed)
    # Where the claim was made in spite of all, the messages may be on their way before this is told.
    assert toast_of(telegram, tap) in ("On its way", "Done")
    holds(running, telegram, proposed, "committed")
    assert postgres.struck.is_set()
    assert [ledger.read_in(telegram, chat, text) for chat in TEAM] == [1, 1]


def test_a_database_that_hangs_decides_once_it_goes_on(
    running: Program, telegram: BotApi, postgres: Proxy, orders: Iterator[str]
) -> None:
    order = next(orders)
    version = running.order(order)["version"]
    proposed = propose(telegram, f"flag {order} reason hangs")
    since = telegram.mark()
    postgres.hang()
    try:
        taps = [telegram.tap(datas(proposed)[0], OWNER, on=proposed) for _ in range(2)]
        assert toast_of(telegram, taps[0]) == AWAY
        assert [c for c in telegram.calls[since:] if c.method == "editMessageText"] == []
    finally:
        postgres.flow()
    action = ledger.action_in(datas(proposed)[0])
    ledger.becomes(running, action, "committed")
    until(lambda: ledger.events_of(running, action)["action_tap_late"])
    ledger.settled(running)
    assert running.order(order)["version"] == version + 1
    assert ledger.events_of(running, action) == ledger.events_due(
        running, action, action_tap_late=1
    )
    assert ledger.misreported(running, telegram, action) == ""


@pytest.mark.parametrize("how", ["cut", "hangs", "drags"])
def test_nothing_that_decides_waits_for_redis(
    running: Program, telegram: BotApi, redis: Proxy, orders: Iterator[str], how: str
) -> None:
    order = next(orders)
    redis.refusing, redis.delay = how == "cut", 30.0 if how == "drags" else 0.0
    try:
        if how == "cut":
            redis.cut()
        if how == "hangs":
            redis.hang()
        proposed = propose(telegram, f"flag {order} reason {how}")
        tap = telegram.tap(datas(proposed)[0], OWNER, on=proposed)
        assert toast_of(telegram, tap) == "Done"
        holds(running, telegram, proposed, "committed")
    finally:
        redis.refusing, redis.delay = False, 0.0
        redis.flow()
