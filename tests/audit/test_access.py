"""Denied attempts: exact counts, bounded rows, throttled events, notices and hour summaries."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Count, Sum
from django.utils import timezone

from audit import access, queries
from audit.access import DeniedAttempt, record_denied, summarise_closed_hours, take_notices
from audit.models import AccessDenial, AuditEvent, DenialNotice, Subject

BOT = 42
ANN, BOB = 7_000_000_666, 7_000_000_667
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


class Clock:
    """The time that audit/access.py sees."""

    def __init__(self) -> None:
        self.now = NOON

    def tick(self, **by: float) -> None:
        self.now += timedelta(**by)


@pytest.fixture
def clock(db: None, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Clock:
    settings.ACCESS_DENY_AUDIT_TTL_SEC = 60
    settings.ACCESS_DENY_AUDIT_ENABLED = True
    settings.ACCESS_DENY_NOTIFY_ONCE = False
    clock = Clock()

    class Timezone:
        now = staticmethod(lambda: clock.now)

    monkeypatch.setattr(access, "timezone", Timezone)
    return clock


def knock(
    user: int | None = ANN, times: int = 1, kind: str = "message", private: bool = True
) -> None:
    record_denied([DeniedAttempt(kind, user, user, private)] * times, bot_id=BOT)


def denied() -> list[dict[str, Any]]:
    return [e.payload for e in queries.list_after(0, 1000) if e.event_type == "access_denied"]


def summaries() -> list[dict[str, Any]]:
    return [
        e.payload for e in queries.list_after(0, 1000) if e.event_type == "access_denied_summary"
    ]


def total() -> int:
    return AccessDenial.objects.aggregate(sum=Sum("count"))["sum"] or 0


def test_the_first_sight_is_an_event(clock: Clock) -> None:
    knock(times=3)

    [event] = queries.list_after(0, 10)
    assert (event.event_type, event.actor_kind, event.actor_id) == (
        "access_denied",
        "stranger",
        ANN,
    )
    assert event.payload == {
        "user_id": ANN,
        "chat_id": ANN,
        "update_type": "message",
        "suppressed": 2,
    }
    [row] = AccessDenial.objects.all()
    assert (row.bucket, row.subject, row.user_id, row.count) == (NOON, Subject.USER, ANN, 3)
    assert (row.first_at, row.last_at, row.event_at, row.events, row.unreported) == (
        NOON, NOON, NOON, 1, 0,
    )  # fmt: skip


def test_nothing_denied_is_nothing_written(clock: Clock) -> None:
    record_denied([], bot_id=BOT)

    assert not AccessDenial.objects.exists()


def test_within_the_window_attempts_are_counted_but_no_event(clock: Clock) -> None:
    knock()
    clock.tick(seconds=59.9)
    knock(times=5)
    assert len(denied()) == 1

    clock.tick(seconds=0.1)
    knock()

    assert [item["suppressed"] for item in denied()] == [0, 5]
    assert total() == 7


def test_the_throttle_is_per_sender_and_kind(clock: Clock) -> None:
    for user in (ANN, BOB, None):
        for kind in ("message", "callback_query"):
            knock(user, kind=kind)
            knock(user, kind=kind)

    assert [(item["user_id"], item["update_type"]) for item in denied()] == [
        (ANN, "message"), (ANN, "callback_query"), (BOB, "message"), (BOB, "callback_query"),
        (None, "message"), (None, "callback_query"),
    ]  # fmt: skip


def test_updates_without_a_sender_are_one_subject(clock: Clock) -> None:
    record_denied([DeniedAttempt("poll", None, None, False)] * 4, bot_id=BOT)
    record_denied([DeniedAttempt("channel_post", None, -100, False)] * 2, bot_id=BOT)

    rows = AccessDenial.objects.order_by("id").values_list(
        "update_kind", "subject", "chat_id", "count"
    )
    assert list(rows) == [("poll", "nobody", None, 4), ("channel_post", "nobody", -100, 2)]
    [poll, post] = queries.list_after(0, 10)
    assert (poll.actor_id, poll.actor_label, poll.payload["user_id"]) == (None, "no sender", None)
    assert post.payload["chat_id"] == -100


def test_a_new_hour_does_not_open_the_window_again(clock: Clock) -> None:
    clock.tick(minutes=59, seconds=50)
    knock()
    clock.tick(seconds=20)
    knock()
    assert len(denied()) == 1
    assert AccessDenial.objects.count() == 2

    clock.tick(seconds=40)
    knock()

    assert [item["suppressed"] for item in denied()] == [0, 1]


def test_what_was_suppressed_before_the_hour_ended_is_told_after_it(clock: Clock) -> None:
    clock.tick(minutes=59, seconds=50)
    knock()
    knock(times=7)
    clock.tick(seconds=20)
    knock(times=2)
    clock.tick(seconds=60)
    knock()

    assert [item["suppressed"] for item in denied()] == [0, 9]
    assert [row.unreported for row in AccessDenial.objects.order_by("bucket")] == [0, 0]
    assert total() == 11


def test_what_was_suppressed_is_told_even_after_days(clock: Clock) -> None:
    knock()
    knock(times=7)
    clock.tick(days=2)
    knock()
    clock.tick(days=2)
    knock()

    assert [item["suppressed"] for item in denied()] == [0, 7, 0]


@pytest.mark.parametrize("window", [3 * 3600, 86_400])
def test_a_long_window_reaches_over_hours(clock: Clock, settings: Any, window: int) -> None:
    settings.ACCESS_DENY_AUDIT_TTL_SEC = window
    knock()
    for _ in range(2):
        clock.tick(hours=1)
        knock()
    clock.tick(seconds=window - 2 * 3600 - 1)
    knock()
    assert len(denied()) == 1

    clock.tick(seconds=1)
    knock()

    assert [item["suppressed"] for item in denied()] == [0, 3]


def test_a_thousand_strangers_are_counted_exactly_in_few_rows(clock: Clock) -> None:
    fed = 0
    for batch in range(40):
        attempts = [
            DeniedAttempt(kind, 7_000_000_000 + (batch * 50 + n) % 1000, None, False)
            for n in range(50)
            for kind in ("message", "callback_query")
        ]
        record_denied(attempts, bot_id=BOT)
        fed += len(attempts)
    knock(None, times=3)
    fed += 3

    assert total() == fed == 4003
    for kind in ("message", "callback_query"):
        of_kind = AccessDenial.objects.filter(update_kind=kind)
        assert of_kind.filter(subject=Subject.USER).count() == 200
        others = of_kind.get(subject=Subject.OTHERS)
        assert (others.user_id, others.chat_id, others.count) == (0, None, 1600)
    assert AccessDenial.objects.count() == 403
    assert len(denied()) == 60


def test_one_batch_of_many_strangers_is_bounded_as_well(clock: Clock) -> None:
    record_denied([DeniedAttempt("message", 1 + n, None, False) for n in range(500)], bot_id=BOT)

    assert dict(AccessDenial.objects.values_list("subject").annotate(Count("id"))) == {
        "user": 200,
        "others": 1,
    }
    assert total() == 500
    assert len(denied()) == 60


def test_the_next_hour_has_names_and_a_budget_of_its_own(clock: Clock) -> None:
    record_denied([DeniedAttempt("message", 1 + n, None, False) for n in range(300)], bot_id=BOT)
    clock.tick(hours=1)
    record_denied(
        [DeniedAttempt("message", 1001 + n, None, False) for n in range(300)], bot_id=BOT
    )

    assert AccessDenial.objects.filter(subject=Subject.USER).count() == 400
    assert len(denied()) == 120
    assert total() == 600


def test_who_came_too_late_for_the_budget_gets_an_event_when_there_is_one(clock: Clock) -> None:
    record_denied([DeniedAttempt("message", 1 + n, None, False) for n in range(60)], bot_id=BOT)
    knock(times=4)
    assert len(denied()) == 60

    clock.tick(hours=1)
    knock()

    assert denied()[60:] == [
        {"user_id": ANN, "chat_id": ANN, "update_type": "message", "suppressed": 4}
    ]


def test_who_is_only_summed_up_for_an_hour_keeps_what_was_unreported(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    knock()
    knock(times=5)
    clock.tick(hours=1)
    monkeypatch.setattr(access, "NAMED_PER_HOUR", 0)
    knock(times=100)
    monkeypatch.setattr(access, "NAMED_PER_HOUR", 200)
    clock.tick(hours=1)
    knock()

    assert [item["suppressed"] for item in denied()] == [0, 5]
    assert total() == 107


def test_without_events_attempts_are_still_counted(clock: Clock, settings: Any) -> None:
    settings.ACCESS_DENY_AUDIT_ENABLED = False
    knock(times=5)
    clock.tick(hours=1)

    assert summarise_closed_hours() == 0
    assert total() == 5
    assert not AuditEvent.objects.exists()


def test_nobody_is_told_unless_it_is_wanted(clock: Clock) -> None:
    knock()

    assert take_notices(BOT) == []


def test_a_stranger_is_told_once_ever_and_in_private_only(clock: Clock, settings: Any) -> None:
    settings.ACCESS_DENY_NOTIFY_ONCE = True
    knock(ANN, times=3)
    knock(BOB, private=False)
    knock(None)

    assert take_notices(7) == []  # another bot's notices
    assert take_notices(BOT) == [ANN]
    for _ in range(3):
        clock.tick(days=30)
        knock(ANN)
        assert take_notices(BOT) == []

    knock(BOB)
    assert take_notices(BOT) == [BOB]


def test_at_most_twenty_strangers_an_hour_are_told(clock: Clock, settings: Any) -> None:
    settings.ACCESS_DENY_NOTIFY_ONCE = True
    clock.now = timezone.now()  # the table's own clock tells when a notice was wanted
    for first in (1, 16, 31):
        record_denied(
            [DeniedAttempt("message", first + n, None, True) for n in range(15)], bot_id=BOT
        )

    assert sorted(take_notices(BOT)) == list(range(1, 21))
    clock.tick(minutes=61)
    record_denied([DeniedAttempt("message", 40, 40, True)], bot_id=BOT)
    assert take_notices(BOT) == [40]
    assert DenialNotice.objects.count() == 21


def test_a_closed_hour_is_summed_up_once(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "NAMED_PER_HOUR", 2)
    knock(ANN, times=3)
    knock(ANN, times=2, kind="callback_query")
    knock(BOB, times=4)
    knock(7_000_000_668, times=5)
    knock(None, times=6)
    clock.tick(minutes=59, seconds=59)
    assert summarise_closed_hours() == 0

    clock.tick(seconds=1)

    assert [summarise_closed_hours() for _ in range(3)] == [1, 0, 0]
    assert summaries() == [
        {"hour": "2026-11-23T12:00:00+00:00", "total": 20, "named": 2, "others": 5}
    ]


def test_every_closed_hour_gets_its_own_summary(clock: Clock) -> None:
    for times in (1, 2, 3):
        knock(times=times)
        clock.tick(hours=1)

    assert summarise_closed_hours() == 3
    assert [summary["total"] for summary in summaries()] == [1, 2, 3]

    clock.tick(days=9)
    knock(times=4)
    clock.tick(days=9)

    assert [summarise_closed_hours() for _ in range(2)] == [1, 0]
    assert summaries()[3:] == [
        {"hour": "2026-12-02T15:00:00+00:00", "total": 4, "named": 1, "others": 0}
    ]


@pytest.mark.django_db(transaction=True)
def test_batches_at_the_same_time_lose_no_count() -> None:
    def feed(_: int) -> None:
        try:
            for _number in range(10):
                with transaction.atomic():
                    knock(ANN, times=2)
                    knock(None)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(feed, range(4)))

    counted = AccessDenial.objects.values_list("subject").annotate(Sum("count"))
    assert dict(counted) == {"user": 80, "nobody": 40}
    assert len(denied()) == 2


def test_strangers_are_forgotten_after_thirty_days(clock: Clock) -> None:
    knock()
    clock.tick(days=29)
    knock(BOB)
    assert access.forget_old_denials() == 0
    clock.tick(days=2)
    assert access.forget_old_denials() == 1
    assert AccessDenial.objects.get().user_id == BOB
