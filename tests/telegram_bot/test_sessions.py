"""No session of ours may hang for as long as a lease: PostgreSQL itself ends what it waits for."""

from __future__ import annotations

import pytest
from django.db import connection

from actions.effects import LEASE
from telegram_bot.delivery.effect_worker import CALL_SEC, STALE_SEC, EffectWorker
from telegram_bot.updates import leadership

LIMITS = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")
#: In milliseconds, as PostgreSQL counts them.
ASK = "SELECT name, setting::int FROM pg_settings WHERE name LIKE '%%timeout'"


def bounded(found: dict[str, int]) -> bool:
    return all(0 < found[name] < LEASE.total_seconds() * 1000 for name in LIMITS)


@pytest.mark.django_db
def test_sessions_of_web_and_bot_end_before_a_lease() -> None:
    with connection.cursor() as cursor:
        cursor.execute(ASK.replace("%%", "%"))
        found = dict(cursor.fetchall())
    assert bounded(found)


@pytest.mark.django_db(transaction=True)
async def test_sessions_of_the_worker_end_before_a_lease() -> None:
    async with EffectWorker({}, {})._app().open_async() as app:
        rows = await app.connector.execute_query_all_async(ASK)
    assert bounded({row["name"]: row["setting"] for row in rows})


@pytest.mark.django_db(transaction=True)
async def test_a_leader_that_says_nothing_loses_its_session_before_its_calls_are_begun_late() -> (
    None
):
    session = await leadership._connect()
    try:
        rows = await (await session.execute(ASK.replace("%%", "%"))).fetchall()
    finally:
        await session.close()
    silent = {str(name): setting for name, setting in rows}["idle_session_timeout"]
    assert silent == leadership.SILENT_SEC * 1000
    assert leadership.ALIVE_SEC + STALE_SEC < leadership.SILENT_SEC
    assert LEASE.total_seconds() > CALL_SEC
