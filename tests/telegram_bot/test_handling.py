"""Whatever fails underneath, an accepted update ends in an answer, and no other one waits for it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import psycopg
import pytest
from django.db import connection

from audit.models import AuditEvent
from telegram_bot import bots, domain, handling
from telegram_bot.handling import UpdateHandler
from telegram_bot.models import InboxState, InboxUpdate
from telegram_bot.notices import Notices
from telegram_bot.startup import is_database_writable
from telegram_bot.updates import inbox, intake
from telegram_bot.updates.inbox import Inbox
from tests.servers.telegram import BOT_ID, TOKEN, BotApi, Call, Ending, bot_api

pytestmark = pytest.mark.django_db(transaction=True)

WAIT_SEC = 30.0
AWAY = "The database does not answer right now. Your message is not lost: "
ONLY_TEXT = "I do not read messages of this kind."
TROUBLE = "Something went wrong on my side"
#: A message that is put on record before it is answered.
CONTACT = {"phone_number": "1", "first_name": "Bo"}

REFUSING = """
    CREATE FUNCTION refuse_event() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        RAISE EXCEPTION 'refused by a test' USING ERRCODE = '{sqlstate}';
    END $$;
    CREATE TRIGGER a_test BEFORE INSERT ON ownerbot_audit_events FOR EACH ROW
        WHEN (NEW.event_type = '{event_type}') EXECUTE FUNCTION refuse_event();
"""
ALSO = REFUSING.replace("refuse_event", "refuse_another").replace("a_test", "b_test")
TAKING_BOTH = "DROP FUNCTION refuse_event() CASCADE; DROP FUNCTION refuse_another() CASCADE"
TAKING = "DROP FUNCTION IF EXISTS refuse_event() CASCADE"


@pytest.fixture(scope="module")
def server() -> Iterator[BotApi]:
    with bot_api() as api:
        yield api


class Bench:
    """The inbox at work on updates that the test brings."""

    def __init__(self, telegram: BotApi, owner: int) -> None:
        self.telegram = telegram
        self.owner = owner
        self.since = telegram.mark()
        self.bot = bots.build_real_bot(TOKEN, telegram.url)
        by_id = {self.bot.id: self.bot}
        self._handling = UpdateHandler(by_id, Notices(by_id), self._pause)
        self.inbox = Inbox(list(by_id), self._handling.handle, self._handling.give_up)

    async def _pause(self, seconds: float) -> None:
        await asyncio.sleep(min(seconds, 0.1))

    async def bring(self, update: dict[str, Any]) -> None:
        await domain.call(intake.accept, BOT_ID, [update])
        self.inbox.wake()

    async def send(self, **content: Any) -> None:
        await self.bring(self.telegram.message(self.owner, **content))

    def said(self) -> list[str]:
        """What has reached the owner's chat."""
        calls = self.telegram.calls[self.since :]
        return [c.text for c in calls if c.method == "sendMessage" and c.applied]

    async def hears(self, start: str) -> None:
        await until(lambda: any(text.startswith(start) for text in self.said()))

    async def calls(self, method: str, count: int = 1) -> list[Call]:
        def found() -> list[Call]:
            return [c for c in self.telegram.calls[self.since :] if c.method == method]

        await until(lambda: len(found()) >= count)
        return found()

    async def is_over(self) -> None:
        async with asyncio.timeout(WAIT_SEC):
            still_open = InboxUpdate.objects.filter(state=InboxState.NEW)
            while await domain.call(still_open.exists):  # noqa: ASYNC110 -- no event tells
                await asyncio.sleep(0.05)


async def until(condition: Any) -> None:
    async with asyncio.timeout(WAIT_SEC):
        while not condition():  # noqa: ASYNC110 -- a log, or another thread's list
            await asyncio.sleep(0.02)


@pytest.fixture
async def bench(server: BotApi, owner_id: int) -> AsyncIterator[Bench]:
    made = Bench(server, owner_id)
    running = asyncio.create_task(made.inbox.run())
    yield made
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    await made.inbox.stand_down(5)
    await made.bot.session.close()
    server.endings.clear()
    server.instead.clear()


def another_session() -> psycopg.Connection[Any]:
    there = connection.settings_dict
    return psycopg.connect(
        host=there["HOST"], port=there["PORT"] or None, user=there["USER"],
        dbname=there["NAME"], autocommit=True,
    )  # fmt: skip


@contextmanager
def refusing(event_type: str, sqlstate: str) -> Iterator[None]:
    """Within it, no event of that type can be written."""
    with another_session() as session:
        session.execute(REFUSING.format(event_type=event_type, sqlstate=sqlstate))
        try:
            yield
        finally:
            session.execute(TAKING)


async def events(event_type: str) -> int:
    found: int = await domain.call(AuditEvent.objects.filter(event_type=event_type).count)
    return found


async def test_while_the_audit_is_locked_a_message_stays_open(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As by an index build: reads go on, and writes wait until their time is up."""
    monkeypatch.setattr(handling, "MOST_TRIES", 1)
    with another_session() as session, session.transaction():
        session.execute("LOCK TABLE ownerbot_audit_events IN SHARE ROW EXCLUSIVE MODE")
        await bench.send(contact=CONTACT)
        await bench.hears(AWAY)
    await bench.hears(ONLY_TEXT)
    await bench.is_over()
    assert [text[:20] for text in bench.said()] == [AWAY[:20], ONLY_TEXT[:20]]
    assert (await events("question_unclear"), await events("handler_failed")) == (1, 0)


@pytest.mark.parametrize("table", ["audit_events", "action_log", "demo_orders", "inbox"])
async def test_a_locked_table_takes_no_writes(table: str) -> None:
    assert await domain.call(is_database_writable)
    with another_session() as session, session.transaction():
        session.execute(f"LOCK TABLE ownerbot_{table} IN SHARE MODE")
        assert not await domain.call(is_database_writable)


async def test_a_table_locked_for_a_moment_takes_writes() -> None:
    """As by the autovacuum, which shortens a table's file and gives way to whoever waits."""
    with another_session() as session:
        session.autocommit = False
        session.execute("LOCK TABLE ownerbot_inbox IN ACCESS EXCLUSIVE MODE")
        trial = asyncio.ensure_future(domain.call(is_database_writable))
        await asyncio.to_thread(wait_for_waiter, trial)
        session.rollback()
        assert await trial


def wait_for_waiter(trial: asyncio.Future[bool]) -> None:
    """Return as soon as somebody waits for a lock on a table, or the trial is over."""
    waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted AND mode = 'RowExclusiveLock'"
    with another_session() as observer:
        while observer.execute(waiting).fetchone() == (0,) and not trial.done():
            pass


@pytest.mark.parametrize("sqlstate", ["53100", "25006", "55P03"])
async def test_a_full_or_read_only_database_takes_no_writes(sqlstate: str) -> None:
    with refusing("handler_failed", sqlstate):
        assert not await domain.call(is_database_writable)
    assert await domain.call(is_database_writable)
    assert await events("handler_failed") == 0


async def test_on_a_full_disk_a_message_stays_open_though_something_small_still_fits(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handling, "MOST_TRIES", 1)
    with refusing("question_unclear", "53100"):
        await bench.send(contact=CONTACT)
        await bench.hears(AWAY)
    await bench.hears(ONLY_TEXT)
    await bench.is_over()
    assert await events("handler_failed") == 0


async def test_starts_while_nothing_can_be_written_are_not_held_against_a_message(
    server: BotApi, owner_id: int
) -> None:
    await domain.call(intake.accept, BOT_ID, [server.message(owner_id, text="hello")])
    await domain.call(InboxUpdate.objects.update, attempts=inbox.MAX_ATTEMPTS)
    with another_session() as session, session.transaction():
        session.execute("LOCK TABLE ownerbot_audit_events IN SHARE ROW EXCLUSIVE MODE")
        assert await domain.call(inbox._count_start, [BOT_ID]) == []
    (given_up,) = await domain.call(inbox._count_start, [BOT_ID])
    assert given_up.lane == owner_id


async def test_what_fails_by_itself_ends_in_an_answer_and_the_lane_goes_on(bench: Bench) -> None:
    with refusing("question_unclear", "57014"):
        await bench.send(contact=CONTACT)
        await bench.hears(TROUBLE)
        await bench.send(text="/help")
        await bench.hears("What you can write")
    await bench.is_over()
    assert len(bench.said()) == 2
    assert await events("handler_failed") == 1


async def test_a_tap_that_fails_by_itself_is_answered(bench: Bench) -> None:
    with refusing("action_tap_invalid", "57014"):
        await bench.bring(bench.telegram.tap("strange", bench.owner))
        (answer,) = await bench.calls("answerCallbackQuery")
        assert answer.text.startswith("Something went wrong, reference ")
        await bench.hears(TROUBLE)
    await bench.is_over()


async def test_who_waits_is_told_before_it_is_recorded_and_once(bench: Bench) -> None:
    with refusing("question_unclear", "22000"), another_session() as session:  # a mistake of ours
        session.execute(ALSO.format(event_type="handler_failed", sqlstate="53100"))
        await bench.send(contact=CONTACT)
        await bench.hears(TROUBLE)
        rows = InboxUpdate.objects.filter(state=InboxState.NEW)
        assert await domain.call(rows.count) == 1
        session.execute(TAKING_BOTH)
        await bench.is_over()
    assert len(bench.said()) == 1
    assert await events("handler_failed") == 1


async def test_what_somebody_has_sent_who_is_no_owner_any_more_is_counted_once_it_can_be(
    bench: Bench, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    update = bench.telegram.message(bench.owner, text="hello")
    await domain.call(intake.accept, BOT_ID, [update])
    settings.OWNER_IDS = frozenset()
    with refusing("access_denied", "53100"):
        bench.inbox.wake()
        await until(lambda: "waits (OperationalError)" in caplog.text)
        assert await domain.call(InboxUpdate.objects.filter(state=InboxState.NEW).count) == 1
    await bench.is_over()
    assert await domain.call(InboxUpdate.objects.filter(state=InboxState.DEAD).count) == 1
    assert await events("access_denied") == 1


async def test_an_answer_that_telegram_alone_does_not_take_blocks_nobody(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handling, "ALONE_SEC", 0.0)
    bench.telegram.endings[bench.owner] = [Ending(500, "Internal Server Error")]
    await bench.send(contact=CONTACT)
    await bench.hears(TROUBLE)
    await bench.is_over()
    assert len(bench.said()) == 1
    assert await events("handler_failed") == 1


async def test_while_telegram_takes_nothing_at_all_the_answer_waits(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handling, "ALONE_SEC", 0.0)
    bench.telegram.endings[bench.owner] = [Ending(502, "Bad Gateway")] * 4
    await bench.send(contact=CONTACT)
    await bench.hears(ONLY_TEXT)
    await bench.is_over()
    assert len(bench.said()) == 1
    assert await events("handler_failed") == 0


async def test_a_file_too_large_is_refused_not_awaited(bench: Bench) -> None:
    bench.telegram.endings[bench.owner] = [Ending(413, "Request Entity Too Large")]
    await bench.send(contact=CONTACT)
    await bench.hears(TROUBLE)
    await bench.is_over()
    assert await events("handler_failed") == 1


async def test_a_message_that_cannot_be_read_is_answered(bench: Bench) -> None:
    update = bench.telegram.message(bench.owner, text="hello")
    update["message"]["forward_origin"] = {"type": "of a later version"}
    await bench.bring(update)
    await bench.hears(TROUBLE)
    await bench.is_over()
    assert await events("update_quarantined") == 1


async def test_a_tap_that_telegram_has_forgotten_is_answered_by_a_message(bench: Bench) -> None:
    old = b'{"ok": false, "error_code": 400, "description": "Bad Request: query is too old"}'
    bench.telegram.instead = {"answerCallbackQuery": (400, old)}
    await bench.bring(bench.telegram.tap("strange", bench.owner))
    await bench.hears("This button")
    await bench.is_over()
