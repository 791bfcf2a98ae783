"""A bot that freezes in the middle is relieved; when it thaws, its late work counts for nothing."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from audit import locks
from tests.harness import ledger
from tests.harness.crew import WITHOUT_BOT, Crew, crew
from tests.harness.program import OTHER_OWNER, OWNER, TEAM, Program, program, until
from tests.journeys.test_story import datas, propose
from tests.journeys.test_team import to
from tests.servers.telegram import BotApi, bot_api

TAKEOVER_SEC = 45
ORDER = "OB-1003"


@pytest.fixture
def telegram() -> Iterator[BotApi]:
    with bot_api() as api:
        yield api


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Program]:
    with program(tmp_path, **WITHOUT_BOT) as started:
        yield started
        with started.another("audit_verify") as verifying:
            assert verifying.wait() == 0


@pytest.fixture
def bots(running: Program, telegram: BotApi) -> Iterator[Crew]:
    with crew(running, telegram.url) as started:
        started.await_stand_by()
        yield started


def place(running: Program) -> int | None:
    """PostgreSQL's number of the session that holds the place of the bot at work."""
    held = running.sql(
        "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND classid = %s", locks.BOT_PROCESS
    )
    return held[0]["pid"] if held else None


def relieved(running: Program, bots: Crew, point: str) -> None:
    """The leader freezes there, another takes over; then it thaws, and stands down."""
    frozen = bots.await_freezing(point)
    since, first = time.monotonic(), place(running)
    until(lambda: place(running) not in (None, first), pause=0.1)
    assert time.monotonic() - since < TAKEOVER_SEC
    try:
        ledger.settled(running)
    finally:
        frozen.send_signal(signal.SIGCONT)
    until(
        lambda: any(
            event["payload"]["pid"] == frozen.pid for event in running.events("bot_stopped")
        ),
        pause=0.1,
    )
    ledger.settled(running)


def test_a_call_that_froze_before_it_was_made_is_not_made_late(
    running: Program, telegram: BotApi, bots: Crew
) -> None:
    proposed = propose(telegram, "notify the team: frozen")
    bots.arm("take.committed", "stop")
    telegram.tap(datas(proposed)[0], OWNER, on=proposed)
    relieved(running, bots, "take.committed")

    action = ledger.action_in(datas(proposed)[0])
    assert ledger.row_of(running, action)["status"] == "unknown"
    read = [ledger.read_in(telegram, chat, "frozen") for chat in TEAM]
    states = [call["state"] for call in ledger.calls_of(running, action)]
    assert all(times == 1 for times, state in zip(read, states, strict=True) if state == "done")
    assert sum(read) < len(TEAM)
    assert ledger.events_of(running, action) == ledger.events_due(running, action)
    assert ledger.misreported(running, telegram, action) == ""


@pytest.mark.long
@pytest.mark.parametrize("point", ["call.made", "finish.commit", "finish.committed"])
def test_a_receipt_that_froze_is_not_written_over_what_was_settled(
    running: Program, telegram: BotApi, bots: Crew, point: str
) -> None:
    proposed = propose(telegram, "notify the team: frozen")
    bots.arm(point, "stop")
    telegram.tap(datas(proposed)[0], OWNER, on=proposed)
    relieved(running, bots, point)

    action = ledger.action_in(datas(proposed)[0])
    assert ledger.row_of(running, action)["status"] in ("unknown", "committed")
    assert all(ledger.read_in(telegram, chat, "frozen") <= 1 for chat in TEAM)
    assert ledger.events_of(running, action) == ledger.events_due(running, action)
    assert ledger.misreported(running, telegram, action) == ""


@pytest.mark.long
@pytest.mark.parametrize("point", ["propose.commit", "propose.committed", "message.sent"])
def test_a_proposal_that_froze_is_made_by_another(
    running: Program, telegram: BotApi, bots: Crew, point: str
) -> None:
    bots.arm(point, "stop")
    telegram.say(f"flag {ORDER} reason frozen", OWNER)
    relieved(running, bots, point)

    rows = running.sql("SELECT public_id, status FROM ownerbot_action_log")
    assert [row["status"] for row in rows] == ["proposed"]
    action = rows[0]["public_id"]
    assert ledger.events_of(running, action) == ledger.events_due(running, action)
    assert ledger.misreported(running, telegram, action) == ""
    assert running.events("handler_failed") == []


@pytest.mark.long
@pytest.mark.parametrize("point", ["claim.commit", "claim.committed", "redraw.sent"])
def test_a_change_that_froze_is_made_once(
    running: Program, telegram: BotApi, bots: Crew, point: str
) -> None:
    version = running.order(ORDER)["version"]
    proposed = propose(telegram, f"flag {ORDER} reason frozen")
    bots.arm(point, "stop")
    telegram.tap(datas(proposed)[0], OWNER, on=proposed)
    relieved(running, bots, point)

    order = running.order(ORDER)
    assert (order["flag_reason"], order["version"]) == ("frozen", version + 1)
    action = ledger.action_in(datas(proposed)[0])
    assert ledger.events_of(running, action) == ledger.events_due(running, action)
    assert ledger.misreported(running, telegram, action) == ""
    assert running.events("handler_failed") == []


@pytest.mark.long
def test_a_bot_that_is_asked_to_end_does_not_wait_for_ever_and_loses_nothing(
    running: Program, telegram: BotApi, bots: Crew
) -> None:
    proposed = propose(telegram, "notify the team: last words")
    telegram.silent.set()  # everything arrives, and no answer comes
    since = telegram.mark()
    telegram.tap(datas(proposed)[0], OWNER, on=proposed)
    telegram.say("show stuck orders", OTHER_OWNER)
    for chat in (OTHER_OWNER, *TEAM):
        telegram.wait("sendMessage", since=since, where=to(chat))

    assert bots.replace(bots.leader(), signal.SIGTERM) == 0  # although not one answer has come
    telegram.silent.clear()

    ledger.settled(running)
    telegram.wait_many("sendMessage", 2, since=since, where=to(OTHER_OWNER))
    action = ledger.action_in(datas(proposed)[0])
    assert ledger.row_of(running, action)["status"] == "unknown"
    assert [ledger.read_in(telegram, chat, "last words") for chat in TEAM] == [1, 1]
    assert ledger.misreported(running, telegram, action) == ""
