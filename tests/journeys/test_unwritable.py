"""While nothing can be written, however well reads go, what was accepted waits and is done afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import psycopg
import pytest

from ownerbot_site.runtime import embedded
from tests.harness.program import OTHER_OWNER, OWNER, Program, program, until
from tests.journeys.test_story import datas
from tests.servers.telegram import BotApi, bot_api

Unwritable = Callable[[Program], AbstractContextManager[None]]

AWAY = "The database does not answer; I carry on as soon as it is back"

#: What a disk does that is full: whatever is written to the audit fails, and what is there can be read.
FULL_DISK = (
    "CREATE SEQUENCE tries",
    """CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
           PERFORM nextval('tries');
           RAISE EXCEPTION 'could not extend file: No space left' USING ERRCODE = '53100';
       END $$""",
    """CREATE TRIGGER full_disk BEFORE INSERT ON ownerbot_audit_events
       FOR EACH ROW EXECUTE FUNCTION full_disk()""",
)
SPACE_AGAIN = ("DROP FUNCTION full_disk() CASCADE", "DROP SEQUENCE tries")
#: More than anything is tried that fails by itself; they are counted, or told of in PostgreSQL's log.
MANY_TRIES = 13

pytestmark = pytest.mark.timeout(
    300
)  # it takes as long as it takes to be sure that nobody gives up


@pytest.fixture(scope="module")
def telegram() -> Iterator[BotApi]:
    with bot_api() as api:
        yield api


@pytest.fixture(scope="module")
def running(telegram: BotApi, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    with program(tmp_path_factory.mktemp("unwritable"), telegram.url) as started:
        until(lambda: started.events("bot_started"))
        yield started
        with started.another("audit_verify") as verifying:
            assert verifying.wait() == 0


@contextmanager
def full_disk(running: Program) -> Iterator[None]:
    for statement in FULL_DISK:
        running.sql(statement)
    try:
        yield
        until(lambda: running.sql("SELECT last_value FROM tries")[0]["last_value"] >= MANY_TRIES)
    finally:
        for statement in SPACE_AGAIN:
            running.sql(statement)


@contextmanager
def locked_audit(running: Program) -> Iterator[None]:
    """As by an index build: whoever writes waits, for five seconds each time."""
    refused = "canceling statement due to lock timeout"
    log = running.data_dir / "postgres.log"
    before = log.read_text().count(refused)
    with psycopg.connect(embedded.build_postgres_url(running.data_dir)) as session:
        session.execute("LOCK TABLE ownerbot_audit_events IN SHARE ROW EXCLUSIVE MODE")
        yield
        until(lambda: log.read_text().count(refused) - before >= MANY_TRIES, pause=0.2)


@pytest.mark.parametrize(
    ("nothing_can_be_written", "order"),
    [
        (full_disk, "OB-1003"),
        pytest.param(locked_audit, "OB-1005", marks=pytest.mark.long),  # a minute of waiting
    ],
)
def test_a_tap_waits_for_as_long_as_that_lasts(
    running: Program, telegram: BotApi, nothing_can_be_written: Unwritable, order: str
) -> None:
    sent = telegram.ask(f"flag {order} reason waited", OWNER)
    version, since = running.order(order)["version"], telegram.mark()
    with nothing_can_be_written(running):
        tap = telegram.tap(datas(sent)[0], OWNER, on=sent)
        telegram.say("show stuck orders", OTHER_OWNER)
        toast = telegram.wait("answerCallbackQuery", since=since)
        assert toast.params["callback_query_id"] == tap["callback_query"]["id"]
        assert toast.text == AWAY
    done = telegram.wait("editMessageText", since=since)

    assert "✅ Done at " in done.text
    telegram.wait("sendMessage", since=since, where=lambda c: "<b>Stuck orders: " in c.text)
    until(lambda: running.sql("SELECT 1 FROM ownerbot_inbox WHERE state = 'new'") == [])
    now = running.order(order)
    assert (now["flag_reason"], now["version"]) == ("waited", version + 1)
    assert running.events("handler_failed") == []
    told = [c for c in telegram.calls[since:] if "does not answer right now" in c.text]
    assert sorted(c.params["chat_id"] for c in told) == [str(OWNER), str(OTHER_OWNER)]
