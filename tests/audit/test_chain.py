"""The chain: order under concurrency, refusals, and that every kind of tampering is found."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from audit import chain, log, queries
from audit.models import AuditEvent

TABLE = "ownerbot_audit_events"
COLUMNS = (
    "occurred_at, event_type, correlation_id, actor_kind, actor_id, actor_label, payload, hash"
)


def record(number: int = 0) -> int:
    return log.record(
        "tool_answered", correlation_id=uuid4(), actor=log.SYSTEM, payload={"ms": number}
    )


@pytest.fixture
def seven(db: None) -> tuple[int, str]:
    """Seven events; the head as somebody would have remembered it."""
    for number in range(7):
        record(number)
    return chain.get_head()


@contextmanager
def tamperer() -> Iterator[Any]:
    """Somebody with every right in the database, past all triggers."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield cursor
        cursor.execute("SET LOCAL session_replication_role = origin")


def verify(*arguments: str) -> tuple[int, str]:
    """Exit code and output of `manage.py audit_verify`."""
    out = io.StringIO()
    try:
        call_command("audit_verify", *arguments, stdout=out, stderr=out)
    except SystemExit as ended:
        return int(str(ended.code)), out.getvalue().strip()
    return 0, out.getvalue().strip()


def test_an_untouched_chain_holds(seven: tuple[int, str]) -> None:
    assert seven[0] == 7
    assert len(seven[1]) == 16
    assert verify() == (0, f"The audit holds: 7 events, head 7:{seven[1]}")
    assert verify("--head", f"7:{seven[1]}") == (
        0,
        f"The audit holds: 7 events, head 7:{seven[1]}",
    )
    assert verify("--head", f"#7:{seven[1].upper()}")[0] == 0


def test_an_empty_log_holds(db: None) -> None:
    assert verify() == (0, "The audit holds: 0 events, head 0:")
    assert verify("--head", "3:0123456789abcdef") == (
        1,
        "The audit does not hold: #3 is missing: the end of the log was cut off.",
    )


def test_the_verdict_can_be_read_by_a_machine(seven: tuple[int, str]) -> None:
    code, out = verify("--json")

    assert code == 0
    assert json.loads(out) == {
        "events": 7,
        "head_id": 7,
        "head_hash": seven[1],
        "problem": "",
    }


TAMPERINGS = {
    "payload changed": (
        """UPDATE {t} SET payload = '{{"ms": 9}}' WHERE id = 3""",
        "#3 was changed, or #2 was",
    ),
    "time changed": (
        "UPDATE {t} SET occurred_at = occurred_at + interval '1 microsecond' WHERE id = 3",
        "#3 was changed, or #2 was",
    ),
    "actor changed": ("UPDATE {t} SET actor_id = 5 WHERE id = 3", "#3 was changed, or #2 was"),
    "label changed": ("UPDATE {t} SET actor_label = '' WHERE id = 7", "#7 was changed, or #6 was"),
    "first changed": ("UPDATE {t} SET event_type = 'bot_started' WHERE id = 1", "#1 was changed"),
    "hash changed": ("UPDATE {t} SET hash = sha256('') WHERE id = 7", "#7 was changed, or #6 was"),
    "one deleted": ("DELETE FROM {t} WHERE id = 4", "events between #3 and #5 are missing"),
    "start deleted": (
        "DELETE FROM {t} WHERE id < 3",
        "the chain starts at #3, so events before it are missing",
    ),
    "deleted and renumbered": (
        "DELETE FROM {t} WHERE id = 4; UPDATE {t} SET id = 4 WHERE id = 5; UPDATE {t} SET id = 5 WHERE id = 6",
        "#4 was changed, or #3 was",
    ),
    "one inserted": (
        "INSERT INTO {t} SELECT 8, {columns} FROM {t} WHERE id = 7",
        "#8 was changed, or #7 was",
    ),
    "one inserted before": (
        "INSERT INTO {t} SELECT 0, {columns} FROM {t} WHERE id = 1",
        "the chain starts at #0, so events before it are missing",
    ),
    "two swapped": (
        "UPDATE {t} SET id = 0 WHERE id = 3; UPDATE {t} SET id = 3 WHERE id = 4; UPDATE {t} SET id = 4 WHERE id = 0",
        "#3 was changed, or #2 was",
    ),
}  # fmt: skip


@pytest.mark.parametrize("batch", [2, 3, 20_000])
@pytest.mark.parametrize(("sql", "problem"), TAMPERINGS.values(), ids=TAMPERINGS.keys())
def test_tampering_is_found(
    seven: tuple[int, str], monkeypatch: pytest.MonkeyPatch, sql: str, problem: str, batch: int
) -> None:
    monkeypatch.setattr(chain, "BATCH", batch)
    with tamperer() as cursor:
        cursor.execute(sql.format(t=TABLE, columns=COLUMNS))

    assert verify() == (1, f"The audit does not hold: {problem}.")


@pytest.mark.parametrize("batch", [2, 3, 6, 7, 8])
def test_batches_meet_without_a_seam(
    seven: tuple[int, str], monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    monkeypatch.setattr(chain, "BATCH", batch)

    assert chain.verify() == chain.Verdict(7, *seven)


def test_a_cut_off_tail_is_found_with_a_remembered_head_only(seven: tuple[int, str]) -> None:
    with tamperer() as cursor:
        cursor.execute(f"DELETE FROM {TABLE} WHERE id > 5")

    assert verify()[0] == 0
    assert verify("--head", f"7:{seven[1]}") == (
        1,
        "The audit does not hold: #7 is missing: the end of the log was cut off.",
    )


def test_a_tail_that_was_written_anew_is_found_with_a_remembered_head_only(
    seven: tuple[int, str],
) -> None:
    with tamperer() as cursor:
        cursor.execute(f"DELETE FROM {TABLE} WHERE id > 5")
    record(98)
    record(99)

    assert verify()[0] == 0
    assert verify("--head", f"7:{seven[1]}") == (
        1,
        "The audit does not hold: #7 is not the event that was remembered.",
    )


@pytest.mark.parametrize("head", ["7", "7:", "7:xyz", "seven:0123456789", "7:01234"])
def test_a_head_that_is_none_is_refused(db: None, head: str) -> None:
    with pytest.raises(Exception, match="write it as ID:HASH"):
        call_command("audit_verify", "--head", head)


def test_where_the_log_cannot_be_read_nothing_is_claimed(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chain, "RECOMPUTED", "SELECT * FROM nowhere")

    assert verify() == (2, "Cannot tell: the audit could not be read (ProgrammingError).")


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE {t} SET payload = '{{}}'",
        "UPDATE {t} SET id = 8 WHERE id = 7",
        "DELETE FROM {t} WHERE id = 7",
        "DELETE FROM {t}",
        "TRUNCATE {t}",
    ],
)
def test_the_database_refuses_to_change_what_was_written(seven: tuple[int, str], sql: str) -> None:
    with (
        pytest.raises(DatabaseError, match="the audit is append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql.format(t=TABLE))

    assert chain.verify() == chain.Verdict(7, *seven)


def test_the_orm_is_refused_too(seven: tuple[int, str]) -> None:
    event = AuditEvent.objects.get(id=3)
    for change in (event.delete, AuditEvent.objects.all().delete, event.save):
        with pytest.raises(DatabaseError, match="the audit is append-only"), transaction.atomic():
            change()


def test_a_writer_cannot_choose_number_time_or_hash(db: None) -> None:
    AuditEvent.objects.create(
        id=77, event_type="bot_started", correlation_id=uuid4(), actor_kind="system", hash=b"mine"
    )

    [event] = queries.list_after(0, 10)
    assert event.pk == 1
    assert len(bytes(event.hash)) == 32
    assert chain.verify().problem == ""


def test_a_rollback_leaves_no_gap(seven: tuple[int, str]) -> None:
    with transaction.atomic():
        assert record() == 8
        transaction.set_rollback(True)
    assert record() == 8
    assert chain.verify().problem == ""


@pytest.mark.django_db(transaction=True)
def test_numbers_are_dense_and_in_commit_order_with_four_writers() -> None:
    writers, each = 4, 25

    def write(writer: int) -> list[int]:
        mine = []
        try:
            for number in range(each):
                with transaction.atomic():
                    # What a reader sees before it writes has smaller numbers, all of them.
                    seen = queries.get_newest_id()
                    mine.append(record(writer * each + number))
                    assert mine[-1] > seen
        finally:
            connection.close()
        return mine

    with ThreadPoolExecutor(writers) as pool:
        written = [*pool.map(write, range(writers))]

    assert sorted(number for mine in written for number in mine) == list(
        range(1, writers * each + 1)
    )
    assert all(mine == sorted(mine) for mine in written)
    times = [event.occurred_at for event in queries.list_after(0, 1000)]
    assert times == sorted(times)
    assert chain.verify() == chain.Verdict(writers * each, *chain.get_head())


@pytest.mark.django_db(transaction=True)
def test_a_reader_never_skips_an_event_that_commits_late() -> None:
    """While one transaction holds its event back, no later one can commit before it."""
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            first = record(1)
            other = pool.submit(_record_alone)
            assert not other.done()
        assert (first, other.result(timeout=10)) == (1, 2)


def _record_alone() -> int:
    try:
        with transaction.atomic():
            return record(2)
    finally:
        connection.close()
