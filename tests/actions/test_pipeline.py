"""The pipeline on its own: every ending of a request and of a tap, and the race between taps."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, OperationalError, connection, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from actions import pipeline, recovery, seal
from actions.caller import Caller
from actions.enums import Source, Status
from actions.models import ActionLog
from actions.outcomes import (
    AlreadyHandled,
    Answered,
    Cancelled,
    Done,
    Failed,
    NotValid,
    NotYours,
    Proposed,
    Refused,
    Unchanged,
)
from audit import queries
from tools import registry
from tools.demo.seed import fill
from tools.models import DemoOrder

OWNER = 7_000_000_001


@pytest.fixture
def shop(db: None) -> None:
    fill(timezone.now(), orders=50)


def caller(**changes: Any) -> Caller:
    defaults: dict[str, Any] = {
        "bot_id": 42,
        "owner_id": OWNER,
        "chat_id": OWNER,
        "language": "en",
        "update_id": None,
        "correlation_id": uuid4(),
        "source": Source.RULE,
    }
    return Caller(**(defaults | changes))


def propose(order_id: str = "OB-1003", by: Caller | None = None) -> Proposed:
    outcome = pipeline.submit(
        "flag_order", {"order_ids": [order_id], "reason": "test"}, by or caller()
    )
    assert isinstance(outcome, Proposed)
    return outcome


def event_types(correlation_id: Any) -> list[str]:
    return [event.event_type for event in queries.list_story(correlation_id)]


def test_a_read_answers_and_is_on_record(shop: None) -> None:
    by = caller()

    outcome = pipeline.submit("kpi_snapshot", {}, by)

    assert isinstance(outcome, Answered)
    assert outcome.result.provenance is not None
    assert event_types(by.correlation_id) == ["tool_answered"]


def test_a_wrong_argument_is_refused_in_one_sentence(shop: None) -> None:
    by = caller()

    outcome = pipeline.submit("revenue_trend", {"days": 0}, by)

    assert isinstance(outcome, Refused)
    assert outcome.code == "ARGUMENT_INVALID"
    assert outcome.text.startswith("days: ")
    assert event_types(by.correlation_id) == ["tool_refused"]


def test_an_unknown_tool_is_refused(shop: None) -> None:
    outcome = pipeline.submit("drop_tables", {}, caller())

    assert isinstance(outcome, Refused)
    assert outcome.code == "TOOL_UNKNOWN"


def test_a_proposal_changes_nothing_but_is_stored(shop: None) -> None:
    by = caller()

    outcome = propose(by=by)

    row = ActionLog.objects.get()
    assert row.public_id == outcome.action.public_id
    assert row.status == Status.PROPOSED
    assert row.expires_at - row.created_at == timedelta(seconds=300)
    assert not DemoOrder.objects.get(order_id="OB-1003").flagged
    assert event_types(by.correlation_id) == ["action_proposed"]


def test_confirm_applies_it_once_with_its_audit(shop: None) -> None:
    by = caller()
    proposed = propose(by=by)

    outcome = pipeline.confirm(proposed.action.confirm["main"], caller())

    assert isinstance(outcome, Done)
    order = DemoOrder.objects.get(order_id="OB-1003")
    assert (order.flagged, order.flag_reason, order.flagged_by) == (True, "test", OWNER)
    row = ActionLog.objects.get()
    assert (row.status, row.variant, row.attempt) == (Status.COMMITTED, "main", 1)
    assert row.committed_at is not None
    assert event_types(by.correlation_id) == [
        "action_proposed",
        "action_claimed",
        "action_committed",
    ]


def test_a_second_tap_says_so_for_ever(shop: None) -> None:
    data = propose().action.confirm["main"]
    first = pipeline.confirm(data, caller())
    assert isinstance(first, Done)

    for tap in (pipeline.confirm, pipeline.confirm):
        again = tap(data, caller())
        assert isinstance(again, AlreadyHandled)
        assert again.action.status == Status.COMMITTED
        assert again.action.finished_at == first.action.finished_at


def test_cancel_then_confirm_changes_nothing(shop: None) -> None:
    proposed = propose()

    outcome = pipeline.cancel(proposed.action.cancel, caller())
    late = pipeline.confirm(proposed.action.confirm["main"], caller())

    assert isinstance(outcome, Cancelled)
    assert isinstance(late, AlreadyHandled)
    assert late.action.status == Status.CANCELLED
    assert not DemoOrder.objects.get(order_id="OB-1003").flagged


def test_cancel_after_confirm_does_not_pretend(shop: None) -> None:
    proposed = propose()
    pipeline.confirm(proposed.action.confirm["main"], caller())

    outcome = pipeline.cancel(proposed.action.cancel, caller())

    assert isinstance(outcome, AlreadyHandled)
    assert outcome.action.status == Status.COMMITTED
    assert DemoOrder.objects.get(order_id="OB-1003").flagged


def test_the_same_tap_handled_twice_is_answered_and_recorded_once(shop: None) -> None:
    by, tap = caller(), caller()
    proposed = propose(by=by)

    outcomes = [pipeline.cancel(proposed.action.cancel, tap) for _ in range(2)]

    assert all(isinstance(outcome, Cancelled) for outcome in outcomes)
    assert event_types(by.correlation_id) == ["action_proposed", "action_cancelled"]


def test_a_late_tap_expires_the_proposal(shop: None, settings: Any) -> None:
    settings.CONFIRM_TTL_SEC = 0.000001
    by = caller()
    proposed = propose(by=by)

    outcome = pipeline.confirm(proposed.action.confirm["main"], caller())

    assert isinstance(outcome, AlreadyHandled)
    assert outcome.action.status == Status.EXPIRED
    assert event_types(by.correlation_id) == [
        "action_proposed",
        "action_expired",
        "action_tap_late",
    ]
    assert not DemoOrder.objects.get(order_id="OB-1003").flagged


def test_the_sweep_expires_what_is_due_and_only_that(shop: None, settings: Any) -> None:
    waiting = propose("OB-1005")
    settings.CONFIRM_TTL_SEC = 0.000001
    due = propose("OB-1003")

    assert recovery.expire_due() == 1
    assert recovery.expire_due() == 0
    statuses = dict(ActionLog.objects.values_list("public_id", "status"))
    assert statuses == {
        waiting.action.public_id: Status.PROPOSED,
        due.action.public_id: Status.EXPIRED,
    }


def test_a_changed_order_makes_the_preview_stale(shop: None) -> None:
    proposed = propose()
    DemoOrder.objects.filter(order_id="OB-1003").update(coupon_code="TOUCHED")

    outcome = pipeline.confirm(proposed.action.confirm["main"], caller())

    assert isinstance(outcome, Failed)
    assert outcome.action.error_code == "STALE_PREVIEW"
    assert isinstance(outcome.fresh, Proposed)
    assert outcome.fresh.action.public_id != proposed.action.public_id
    assert not DemoOrder.objects.get(order_id="OB-1003").flagged
    assert isinstance(pipeline.confirm(outcome.fresh.action.confirm["main"], caller()), Done)


def test_a_source_switched_meanwhile_makes_it_stale(shop: None, settings: Any) -> None:
    proposed = propose()
    settings.UPSTREAM_MODE = "HTTP"

    outcome = pipeline.confirm(proposed.action.confirm["main"], caller())

    assert isinstance(outcome, Failed)
    assert outcome.action.error_code == "STALE_PREVIEW"
    assert isinstance(outcome.fresh, Refused)
    assert outcome.fresh.code == "UPSTREAM_UNAVAILABLE"


def test_another_owner_cannot_tap_it(shop: None) -> None:
    by = caller()
    proposed = propose(by=by)
    other = caller(owner_id=OWNER + 1)

    for _ in range(2):  # the second time it is the same tap, handled once more
        assert isinstance(pipeline.confirm(proposed.action.confirm["main"], other), NotYours)
    assert isinstance(
        pipeline.cancel(proposed.action.cancel, caller(owner_id=OWNER + 1)), NotYours
    )

    assert ActionLog.objects.get().status == Status.PROPOSED
    assert event_types(by.correlation_id) == ["action_proposed", *["action_tap_foreign"] * 2]


def test_every_flipped_character_is_refused(shop: None) -> None:
    data = propose().action.confirm["main"]
    flipped = [
        data[:place] + other + data[place + 1 :]
        for place in range(len(data))
        for other in ("A", "B", "_", "z")
        if data[place] != other
    ]

    outcomes = [pipeline.confirm(item, caller()) for item in flipped]

    assert all(isinstance(outcome, NotValid) for outcome in outcomes)
    assert len(outcomes) > 3 * len("confirm:") + 3 * 38
    assert ActionLog.objects.get().status == Status.PROPOSED


def test_a_cancel_button_is_no_confirm_button(shop: None) -> None:
    proposed = propose()
    forged = "confirm:" + proposed.action.cancel.removeprefix("cancel:") + "main"

    assert isinstance(pipeline.confirm(forged, caller()), NotValid)


def test_buttons_fit_into_telegram(shop: None) -> None:
    view = propose().action

    assert all(len(data.encode()) < 64 for data in (*view.confirm.values(), view.cancel))


def test_a_payload_changed_in_the_database_is_not_executed(shop: None) -> None:
    data = propose().action.confirm["main"]
    with connection.cursor() as cursor:  # an intruder with the database's own key ring
        cursor.execute("ALTER TABLE ownerbot_action_log DISABLE TRIGGER action_guard")
        cursor.execute(
            """UPDATE ownerbot_action_log SET payload_canonical = replace(payload_canonical, '1003', '1005'),
               payload = replace(payload::text, '1003', '1005')::jsonb"""
        )
        cursor.execute("ALTER TABLE ownerbot_action_log ENABLE TRIGGER action_guard")

    assert isinstance(pipeline.confirm(data, caller()), NotValid)
    assert not DemoOrder.objects.filter(flagged=True).exists()
    assert ActionLog.objects.get().status == Status.PROPOSED


def test_the_database_refuses_what_the_pipeline_never_does(shop: None) -> None:
    propose()
    wrong: list[dict[str, Any]] = [
        {
            "status": Status.COMMITTED,
            "finished_at": timezone.now(),
            "committed_at": timezone.now(),
        },
        {"owner_id": 1},
        {"payload_hash": b"0" * 32},
        {"basis": {}},
    ]
    for change in wrong:
        with pytest.raises(DatabaseError), transaction.atomic():
            ActionLog.objects.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        ActionLog.objects.all().delete()


def test_the_same_update_proposes_once(shop: None) -> None:
    first = propose(by=caller(update_id=77))
    again = propose(by=caller(update_id=77))

    assert again.action.public_id == first.action.public_id
    assert ActionLog.objects.count() == 1


def test_nothing_to_change_offers_nothing(shop: None) -> None:
    pipeline.confirm(propose().action.confirm["main"], caller())

    outcome = pipeline.submit("flag_order", {"order_ids": ["OB-1003"], "reason": "test"}, caller())

    assert isinstance(outcome, Unchanged)
    assert ActionLog.objects.count() == 1


def test_a_tool_that_breaks_leaves_nothing_behind(
    shop: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    tool = registry.get("flag_order")
    assert tool is not None
    original = tool.apply  # type: ignore[union-attr]

    def half_done(*arguments: Any) -> None:
        original(*arguments)
        raise ZeroDivisionError

    monkeypatch.setattr(type(tool), "apply", lambda self, *arguments: half_done(*arguments))
    proposed = propose()

    outcome = pipeline.confirm(proposed.action.confirm["main"], caller())

    assert isinstance(outcome, Failed)
    assert outcome.action.error_code == "INTERNAL_ERROR"
    assert not DemoOrder.objects.get(order_id="OB-1003").flagged
    assert "ZeroDivisionError" in caplog.text


def test_a_database_that_goes_away_decides_nothing(
    shop: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    proposed = propose()
    tool = registry.get("flag_order")

    def cut(*_: Any) -> None:
        raise OperationalError("server closed the connection unexpectedly")

    with monkeypatch.context() as patched:
        patched.setattr(type(tool), "apply", cut)
        with pytest.raises(OperationalError):
            pipeline.confirm(proposed.action.confirm["main"], caller())

    assert ActionLog.objects.get().status == Status.PROPOSED
    assert isinstance(pipeline.confirm(proposed.action.confirm["main"], caller()), Done)


def test_undo_restores_exactly_what_was_and_only_once(shop: None) -> None:
    first = pipeline.submit("flag_order", {"order_ids": ["OB-1003"], "reason": "old"}, caller())
    assert isinstance(first, Proposed)
    pipeline.confirm(first.action.confirm["main"], caller())
    was = DemoOrder.objects.values("flagged", "flag_reason", "flagged_at", "flagged_by")
    before = was.get(order_id="OB-1003")
    pipeline.confirm(propose().action.confirm["main"], caller())

    undos = [pipeline.submit("undo_action", {}, caller()) for _ in range(2)]
    outcomes = [
        pipeline.confirm(undo.action.confirm["main"], caller())
        for undo in undos
        if isinstance(undo, Proposed)
    ]

    assert isinstance(outcomes[0], Done)
    assert not outcomes[0].action.can_undo
    assert isinstance(outcomes[1], Failed)
    assert isinstance(outcomes[1].fresh, Refused)
    assert outcomes[1].fresh.code == "ALREADY_UNDONE"
    assert was.get(order_id="OB-1003") == before


def test_nobody_undoes_another_owners_action(shop: None) -> None:
    done = pipeline.confirm(propose().action.confirm["main"], caller())
    assert isinstance(done, Done)
    other = caller(owner_id=OWNER + 1)

    for arguments in ({}, {"action": str(done.action.public_id)}):
        outcome = pipeline.submit("undo_action", arguments, other)
        assert isinstance(outcome, Refused)
        assert outcome.code == "NOTHING_TO_UNDO"


def test_a_repeat_is_allowed_and_said(shop: None) -> None:
    pipeline.confirm(propose().action.confirm["main"], caller())
    undo = pipeline.submit("flag_order", {"order_ids": ["OB-1003"], "flagged": False}, caller())
    assert isinstance(undo, Proposed)
    pipeline.confirm(undo.action.confirm["main"], caller())

    again = propose()

    assert any("very same was applied" in note for note in again.action.preview.notes)


def test_what_was_undone_is_no_repeat(shop: None) -> None:
    pipeline.confirm(propose().action.confirm["main"], caller())
    undo = pipeline.submit("undo_action", {}, caller())
    assert isinstance(undo, Proposed)
    undone = pipeline.confirm(undo.action.confirm["main"], caller())
    assert isinstance(undone, Done)
    assert undone.action.outcome is not None
    assert undone.action.outcome.table is not None
    assert undone.action.outcome.table.columns == ("Order", "Before", "Now")

    assert propose().action.preview.notes == ()


@given(st.text(max_size=80) | st.binary(max_size=64).map(lambda raw: raw.decode("latin-1")))
@hypothesis_settings(max_examples=300)
def test_no_other_data_is_a_button(data: str) -> None:
    parsed = seal.parse_button(data)
    assert parsed is None or data.startswith(("confirm:", "cancel:"))


@pytest.fixture
def committed_shop(transactional_db: None) -> None:
    fill(timezone.now(), orders=50)


def test_twenty_taps_at_once_give_one_change(committed_shop: None) -> None:
    for _ in range(20):
        _race()


def _race() -> None:
    DemoOrder.objects.filter(order_id="OB-1003").update(
        flagged=False, flag_reason="", flagged_at=None, flagged_by=None
    )
    by = caller()
    proposed = propose(by=by)
    data, start = proposed.action.confirm["main"], threading.Barrier(10)

    def tap(number: int) -> object:
        start.wait()
        try:
            if number == 9:
                return pipeline.cancel(proposed.action.cancel, caller())
            return pipeline.confirm(data, caller())
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        outcomes = list(pool.map(tap, range(10)))

    winners = [outcome for outcome in outcomes if isinstance(outcome, (Done, Cancelled))]
    assert len(winners) == 1
    assert sum(isinstance(outcome, AlreadyHandled) for outcome in outcomes) == 9
    done = isinstance(winners[0], Done)
    assert DemoOrder.objects.get(order_id="OB-1003").flagged is done
    decided = "action_committed" if done else "action_cancelled"
    assert event_types(by.correlation_id).count(decided) == 1
    assert event_types(by.correlation_id).count("action_tap_late") == 9
