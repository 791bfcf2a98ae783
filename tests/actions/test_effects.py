"""Outside calls: once each, fenced, and shown as unknown where nobody knows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from actions import effects, pipeline, recovery, seal
from actions.effects import TakenCall
from actions.enums import EffectState, Status
from actions.models import ActionLog, Effect
from actions.outcomes import (
    AlreadyHandled,
    Checking,
    Failed,
    NotValid,
    NotYours,
    Proposed,
    Refused,
    Resolved,
    Running,
)
from audit import queries
from tests.actions.conftest import OTHER, caller, proposal
from tests.actions.steps import confirmed, end, order, unknown
from tools.call_outcomes import PATIENCE_SEC, Delivered, Lost, NotYet, Rejected

pytestmark = pytest.mark.usefixtures("sending")


def now(action: ActionLog) -> ActionLog:
    return ActionLog.objects.get(pk=action.pk)


def event_types(correlation_id: UUID) -> list[str]:
    return [event.event_type for event in queries.list_story(correlation_id)]


def jobs() -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT task_name, args->>'effect_id', scheduled_at FROM procrastinate_jobs ORDER BY id"
        )
        return [
            {"task": task, "effect": int(effect), "at": at}
            for task, effect, at in cursor.fetchall()
        ]


def test_the_claim_plans_each_call_with_a_key_and_a_job() -> None:
    action = confirmed("-1", "-2")

    assert (action.status, action.committed_at) == (Status.IN_PROGRESS, None)
    planned = list(action.effects.order_by("n"))
    assert [(item.n, item.target, item.state) for item in planned] == [
        (1, "-1", EffectState.PENDING),
        (2, "-2", EffectState.PENDING),
    ]
    assert len({item.key for item in planned}) == 2
    assert [job["effect"] for job in jobs()] == [item.pk for item in planned]
    assert event_types(action.correlation_id) == ["action_proposed", "action_claimed"]


def test_a_tap_that_fails_plans_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = proposal("-1").action

    def die(*_: object, **__: object) -> None:
        raise ConnectionError

    monkeypatch.setattr("actions.pipeline.log.record", die)
    with pytest.raises(ConnectionError):
        pipeline.confirm(shown.confirm["main"], caller())

    assert Effect.objects.count() == 0
    assert jobs() == []
    assert ActionLog.objects.get().status == Status.PROPOSED


def test_all_delivered_is_committed_with_its_receipts() -> None:
    action = confirmed("-1", "-2")

    assert end(action, Delivered({"message_id": 7}), n=1) is None
    assert now(action).status == Status.IN_PROGRESS
    shown = end(action, Delivered(), n=2)

    assert shown is not None
    assert shown.status == Status.COMMITTED
    assert shown.outcome is not None
    assert shown.outcome.title == "Sent to 2 of 2"
    assert (shown.can_retry, shown.can_undo) == (False, False)
    assert action.effects.get(n=1).receipt == {"message_id": 7}
    assert event_types(action.correlation_id)[2:] == [
        "effect_done",
        "effect_done",
        "action_committed",
    ]


def test_partly_delivered_is_committed_and_says_whom_it_missed() -> None:
    action = confirmed("-1", "-2")
    end(action, Delivered(), n=1)
    shown = end(action, Rejected("FORBIDDEN"), n=2)

    assert shown is not None
    assert (shown.status, shown.can_retry) == (Status.COMMITTED, True)
    assert shown.outcome is not None
    assert shown.outcome.table is not None
    assert shown.outcome.table.rows == (("Chat -1", ""), ("Chat -2", "FORBIDDEN"))
    assert now(action).missed == 1


def test_nothing_delivered_is_failed_for_the_first_reason() -> None:
    action = confirmed("-1", "-2")
    end(action, Rejected("NOT_FOUND"), n=1)
    shown = end(action, Rejected("FORBIDDEN"), n=2)

    assert shown is not None
    assert (shown.status, shown.error_code) == (Status.FAILED, "NOT_FOUND")
    assert shown.outcome is not None
    assert shown.outcome.table is not None
    assert shown.outcome.table.rows == (
        ("Chat -1", "not done: no such chat"),
        ("Chat -2", "not done: no access there"),
    )


def test_a_message_whose_answer_is_lost_is_unknown_and_never_made_again() -> None:
    action = confirmed("-1")
    shown = end(action, Lost("reset"))

    assert shown is not None
    assert shown.status == Status.UNKNOWN
    assert [call.label for call in shown.open_calls] == ["Chat -1"]
    Effect.objects.update(next_at=timezone.now() - timedelta(hours=1))
    assert recovery.recover_calls() == []
    assert effects.take(action.effects.get().pk, uuid4()) is None


def test_only_one_takes_a_call_and_only_its_token_ends_it() -> None:
    action = confirmed("-1")
    first = order(action)

    assert effects.take(first.id, uuid4()) is None
    again = effects.take(first.id, first.token)  # the answer of the first commit was lost
    assert again == first
    stale = TakenCall(**{**first.__dict__, "token": uuid4()})
    assert effects.finish(stale, Rejected("X")) is None
    assert effects.finish(first, Delivered()) is not None
    assert effects.finish(first, Rejected("LATE")) is None
    assert now(action).status == Status.COMMITTED


def test_whoever_comes_back_after_its_lease_changes_nothing() -> None:
    action = confirmed("-1")
    paused = order(action)
    Effect.objects.update(lease_until=timezone.now() - timedelta(seconds=1))

    assert recovery.recover_calls() == [paused.id]
    assert now(action).status == Status.UNKNOWN
    assert effects.finish(paused, Delivered()) is None
    assert now(action).status == Status.UNKNOWN


def test_a_new_leader_settles_what_a_dead_one_had_in_hand_at_once() -> None:
    action = confirmed("-1", "-2")
    order(action, 1)

    assert recovery.recover_calls() == []  # the lease runs: it may still be alive
    # The first was in its hand; the second is not taken yet, but its job may have been.
    assert recovery.recover_calls(alone=True) == [
        effect.pk for effect in action.effects.order_by("n")
    ]
    assert action.effects.get(n=1).state == EffectState.UNKNOWN
    assert now(action).status == Status.IN_PROGRESS
    end(action, Delivered(), n=2)
    assert now(action).status == Status.UNKNOWN


def test_surely_not_sent_is_tried_again_after_the_time_asked_for() -> None:
    action = confirmed("-1")
    before = timezone.now()
    assert end(action, NotYet("RATE_LIMITED", wait_sec=30)) is None

    effect = action.effects.get()
    assert effect.state == EffectState.PENDING
    assert effect.next_at >= before + timedelta(seconds=30)
    assert jobs()[-1]["at"] == effect.next_at
    assert effects.take(effect.pk, uuid4()) is None  # not yet
    assert end(action, Delivered()) is not None
    assert action.effects.get().attempts == 2


def test_surely_not_sent_for_too_long_is_given_up() -> None:
    action = confirmed("-1")
    shown = end(action, NotYet("RATE_LIMITED", wait_sec=PATIENCE_SEC + 1))

    assert shown is not None
    assert (shown.status, shown.error_code) == (Status.FAILED, "RATE_LIMITED")


def test_what_was_left_lying_is_not_done_too_late(monkeypatch: pytest.MonkeyPatch) -> None:
    action = confirmed("-1", "-2")
    lost = order(action, n=2)
    effects.finish(lost, Lost("reset"))
    monkeypatch.setattr(effects, "PATIENCE_SEC", 0.0)

    assert effects.take(action.effects.get(n=1).pk, uuid4()) is None

    first = action.effects.get(n=1)
    assert (first.state, first.error_code) == (EffectState.FAILED, "TOO_LATE")
    assert now(action).status == Status.UNKNOWN
    assert event_types(action.correlation_id)[-2:] == ["effect_failed", "action_unknown"]


def test_a_chat_that_moved_is_followed_once() -> None:
    action = confirmed("-1")
    assert end(action, NotYet("MOVED", target="-1001")) is None
    assert order(action).target == "-1001"
    recovery.recover_calls(alone=True)

    other = confirmed("-2")
    end(other, NotYet("MOVED", target="-1002"))
    end(other, NotYet("MOVED", target="-1003"))
    assert other.effects.get().target == "-1002"
    assert event_types(other.correlation_id).count("effect_moved") == 1


def test_a_lost_job_is_deferred_again() -> None:
    action = confirmed("-1")
    Effect.objects.update(next_at=timezone.now() - timedelta(seconds=11))
    before = len(jobs())

    assert recovery.recover_calls() == [action.effects.get().pk]
    assert len(jobs()) == before + 1
    assert now(action).attempt == 2
    assert recovery.recover_calls() == []
    end(action, Delivered())
    assert now(action).status == Status.COMMITTED


def test_a_write_to_the_shop_is_asked_about_before_anybody_says_unknown() -> None:
    action = confirmed("/v1/x", kind="upstream")
    assert end(action, Lost("reset")) is None
    assert now(action).status == Status.IN_PROGRESS

    check = order(action)
    assert check.check
    assert check.key == action.effects.get().key
    shown = effects.finish(check, Lost("the shop does not know"))
    assert shown is not None
    assert shown.status == Status.UNKNOWN
    assert shown.open_calls[0].checked_at is not None

    shown = end(action, Delivered())
    assert shown is not None
    assert shown.status == Status.COMMITTED
    assert event_types(action.correlation_id).count("effect_lost") == 1


def test_the_owner_says_it_happened() -> None:
    shown = unknown("-1")

    outcome = pipeline.resolve(shown.open_calls[0].happened, caller())

    assert isinstance(outcome, Resolved)
    assert outcome.action.status == Status.COMMITTED
    assert event_types(shown.correlation_id)[-2:] == ["action_resolved", "action_committed"]
    again = pipeline.resolve(shown.open_calls[0].missed, caller())
    assert isinstance(again, AlreadyHandled)
    assert again.action.status == Status.COMMITTED


def test_the_owner_says_it_did_not_happen() -> None:
    shown = unknown("-1")

    outcome = pipeline.resolve(shown.open_calls[0].missed, caller())

    assert isinstance(outcome, Resolved)
    assert (outcome.action.status, outcome.action.error_code) == (Status.FAILED, "OWNER_SAYS_NO")
    assert outcome.action.can_retry


def test_each_unknown_call_is_told_apart() -> None:
    shown = unknown("-1", "-2")
    first, second = shown.open_calls

    half = pipeline.resolve(first.happened, caller())
    assert isinstance(half, Resolved)
    assert half.action.status == Status.UNKNOWN
    assert [call.label for call in half.action.open_calls] == ["Chat -2"]
    whole = pipeline.resolve(second.missed, caller())
    assert isinstance(whole, Resolved)
    assert whole.action.status == Status.COMMITTED
    assert whole.action.outcome is not None
    assert whole.action.outcome.title == "Sent to 1 of 2"


def test_a_chat_cannot_be_asked_a_shop_can() -> None:
    chat = unknown("-1")
    outcome = pipeline.resolve(chat.check, caller())
    assert isinstance(outcome, Checking)
    assert not outcome.possible

    shop = unknown("/v1/x", kind="upstream")
    before = len(jobs())
    outcome = pipeline.resolve(shop.check, caller())
    assert isinstance(outcome, Checking)
    assert outcome.possible
    assert len(jobs()) == before + 1


@pytest.mark.parametrize("verb", ["check", "happened", "missed"])
def test_nobody_else_and_no_forgery_resolves_it(verb: Any) -> None:
    shown = unknown("-1")
    action = ActionLog.objects.get(public_id=shown.public_id)
    data = seal.build_button(action, verb, "" if verb == "check" else "1")

    assert isinstance(pipeline.resolve(data, caller(OTHER)), NotYours)
    assert isinstance(pipeline.resolve(data[:-3] + "AAA", caller()), NotValid)
    assert isinstance(pipeline.resolve(data.replace(verb, "confirm"), caller()), NotValid)
    assert now(action).status == Status.UNKNOWN


@pytest.mark.parametrize("age_min", [9, 11])
def test_an_unknown_result_alerts_once_after_ten_minutes(age_min: int) -> None:
    shown = unknown("-1")
    action = ActionLog.objects.get(public_id=shown.public_id)
    recently = timezone.now() - timedelta(minutes=age_min)
    ActionLog.objects.filter(pk=action.pk).update(finished_at=recently)

    alerted = recovery.alert_overdue([42])

    assert [view.public_id for _, view in alerted] == ([shown.public_id] if age_min > 10 else [])
    assert recovery.alert_overdue([42]) == []


def test_a_retry_goes_only_to_those_it_missed() -> None:
    action = confirmed("-1", "-2", "-3")
    end(action, Delivered(), n=1)
    end(action, Rejected("FORBIDDEN"), n=2)
    end(action, Rejected("FORBIDDEN"), n=3)

    retry = pipeline.submit("retry_action", {"action": action.public_id.hex}, caller())
    assert isinstance(retry, Proposed)
    assert retry.action.preview.title == "Send again: Hello"
    assert isinstance(pipeline.confirm(retry.action.confirm["main"], caller()), Running)
    second = ActionLog.objects.get(public_id=retry.action.public_id)
    assert [effect.target for effect in second.effects.order_by("n")] == ["-2", "-3"]
    end(second, Delivered(), n=1)
    end(second, Rejected("FORBIDDEN"), n=2)

    for public_id in (action.public_id, second.public_id):
        third = pipeline.submit("retry_action", {"action": public_id.hex}, caller())
        assert isinstance(third, Proposed)
        assert third.action.preview.table is not None
        assert third.action.preview.table.rows == (("Chat -3", "no access there"),)


def test_two_retries_of_the_same_reach_nobody_twice() -> None:
    action = confirmed("-1")
    end(action, Rejected("FORBIDDEN"))
    first, second = (
        pipeline.submit("retry_action", {"action": action.public_id.hex}, caller())
        for _ in range(2)
    )
    assert isinstance(first, Proposed)
    assert isinstance(second, Proposed)

    assert isinstance(pipeline.confirm(first.action.confirm["main"], caller()), Running)
    late = pipeline.confirm(second.action.confirm["main"], caller())

    assert late.action.error_code == "STALE_PREVIEW"  # type: ignore[union-attr]
    assert Effect.objects.count() == 2


def test_what_is_complete_cannot_be_sent_again() -> None:
    action = confirmed("-1")
    end(action, Delivered())

    outcome = pipeline.submit("retry_action", {"action": action.public_id.hex}, caller())

    assert isinstance(outcome, Refused)
    assert (outcome.code, outcome.text) == (
        "NOTHING_TO_RETRY",
        "There is nothing left to send again.",
    )
    foreign = pipeline.submit("retry_action", {"action": action.public_id.hex}, caller(OTHER))
    assert isinstance(foreign, Refused)


@pytest.mark.parametrize(
    ("state", "changes"),
    [
        ("pending", "body = '{}'"),
        ("pending", "key = gen_random_uuid()"),
        ("pending", "state = 'done'"),
        ("pending", "target = '-9'"),
        ("done", "receipt = '{\"x\": 1}'"),
        ("done", "state = 'pending'"),
        ("failed", "state = 'done'"),
    ],
)
def test_the_database_refuses_what_must_not_be(state: str, changes: str) -> None:
    action = confirmed("-1")
    if state != "pending":
        end(action, Delivered() if state == "done" else Rejected("X"))

    with (
        pytest.raises(IntegrityError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE ownerbot_effects SET {changes} WHERE action_id = {action.pk}")


def test_a_late_tap_while_it_runs_says_since_when() -> None:
    shown = proposal("-1").action
    tap = caller()
    assert isinstance(pipeline.confirm(shown.confirm["main"], tap), Running)

    late = pipeline.confirm(shown.confirm["main"], caller())
    assert isinstance(late, AlreadyHandled)
    assert late.action.status == Status.IN_PROGRESS
    assert isinstance(pipeline.confirm(shown.confirm["main"], tap), Running)  # the same tap again
    cancelled = pipeline.cancel(shown.cancel, caller())
    assert isinstance(cancelled, AlreadyHandled)


def test_a_lost_job_is_found_however_long_the_bot_was_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    action = confirmed("-1")
    two_days_later = timezone.now() + timedelta(days=2)
    monkeypatch.setattr(timezone, "now", lambda: two_days_later)

    assert recovery.recover_calls() == [action.effects.get().pk]


def test_what_is_being_looked_up_can_be_looked_up() -> None:
    shown = unknown("/v1/x", kind="upstream")
    order(ActionLog.objects.get(public_id=shown.public_id))

    outcome = pipeline.resolve(shown.check, caller())

    assert isinstance(outcome, Checking)
    assert outcome.possible


def test_what_was_said_of_a_call_is_not_being_looked_up() -> None:
    shown = unknown("-1", "-2")
    said, tap = shown.open_calls[0].happened, caller()
    assert isinstance(pipeline.resolve(said, tap), Resolved)

    assert isinstance(pipeline.resolve(said, tap), Resolved)  # handled once more
    again = pipeline.resolve(said, caller())
    assert isinstance(again, AlreadyHandled)
    assert again.action.status == Status.UNKNOWN


def test_a_tool_that_has_nothing_to_call_does_not_run_for_ever(
    caplog: pytest.LogCaptureFixture,
) -> None:
    outcome = pipeline.confirm(proposal().action.confirm["main"], caller())

    assert isinstance(outcome, Failed)
    assert outcome.action.error_code == "INTERNAL_ERROR"
    assert "nothing to call" in caplog.text


def test_recovery_leaves_alone_what_has_moved_on_since_it_looked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    action = confirmed("-1")
    slow = order(action)
    Effect.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    seen = effects.list_expired_leases()
    effects.finish(slow, NotYet("MOVED", target="-1001"))
    alive = order(action)
    monkeypatch.setattr(effects, "list_expired_leases", lambda: seen)

    recovery.recover_calls()

    assert effects.finish(alive, Delivered()) is not None
    assert now(action).status == Status.COMMITTED


def test_a_pause_that_was_asked_for_is_kept_though_recovery_had_seen_it_late(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    action = confirmed("-1")
    pk = action.effects.get().pk
    end(action, NotYet("RATE_LIMITED", wait_sec=30))
    monkeypatch.setattr(effects, "list_overdue", lambda _: [pk])

    recovery.recover_calls()

    assert effects.take(pk, uuid4()) is None
