"""Several changes of one request: each its own action, decided together or apart, each once."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from actions import batches, pipeline, seal
from actions.caller import Caller
from actions.enums import Status
from actions.models import ActionLog
from actions.outcomes import (
    AlreadyHandled,
    Cancelled,
    Done,
    Failed,
    NotValid,
    NotYours,
    Proposed,
    Refused,
)
from audit import queries
from tests.actions.conftest import OTHER, OWNER, caller
from tools.demo.seed import fill
from tools.models import DemoCoupon, DemoOrder

FLAGS: list[tuple[str, dict[str, Any]]] = [
    ("flag_order", {"order_ids": ["OB-1003"], "reason": "late"}),
    ("flag_order", {"order_ids": ["OB-1005"], "reason": "wrong"}),
    ("disable_coupon", {"code": "SHIP5"}),
]
MISSING: tuple[str, dict[str, Any]] = ("flag_order", {"order_ids": ["OB-9"]})


@pytest.fixture(autouse=True)
def shop(db: None) -> None:
    fill(timezone.now(), orders=50)


def planned(by: Caller | None = None) -> batches.BatchView:
    by = by or caller(update_id=1)
    outcomes = pipeline.submit_all(FLAGS, by)
    assert all(isinstance(outcome, Proposed) for outcome in outcomes)
    assert isinstance(outcomes[0], Proposed)
    return batches.get_batch(outcomes[0].action)


def flagged() -> set[str]:
    return set(DemoOrder.objects.filter(flagged=True).values_list("pk", flat=True))


def statuses() -> list[str]:
    return list(ActionLog.objects.order_by("step").values_list("status", flat=True))


def test_each_is_a_row_of_its_own_and_they_know_each_other() -> None:
    found = planned()
    assert [step.step for step in found.steps] == [1, 2, 3]
    assert [step.tool for step in found.steps] == [tool for tool, _ in FLAGS]
    assert batches.get_batch(found.steps[2]) == found
    assert len({step.public_id for step in found.steps}) == 3


def test_one_tap_applies_them_all_once() -> None:
    found = planned()
    tap = caller()

    decided = batches.decide_batch(found.confirm, tap)

    assert isinstance(decided, batches.BatchDecision)
    assert [type(step) for step in decided.steps] == [Done, Done, Done]
    assert flagged() == {"OB-1003", "OB-1005"}
    assert DemoCoupon.objects.get(pk="SHIP5").active is False
    assert (decided.plan.confirm, decided.plan.cancel) == ("", "")
    again = batches.decide_batch(found.confirm, tap)  # the very tap, delivered twice
    assert isinstance(again, batches.BatchDecision)
    assert [type(step) for step in again.steps] == [Done, Done, Done]
    late = batches.decide_batch(found.confirm, caller())
    assert isinstance(late, batches.BatchDecision)
    assert late.steps == ()
    types = [event.event_type for event in queries.list_story(found.steps[0].correlation_id)]
    assert types.count("action_committed") == 3


def test_they_are_decided_apart() -> None:
    found = planned()
    assert isinstance(pipeline.cancel(found.steps[0].cancel, caller()), Cancelled)
    assert isinstance(pipeline.confirm(found.steps[1].confirm["main"], caller()), Done)

    decided = batches.decide_batch(found.confirm, caller())

    assert isinstance(decided, batches.BatchDecision)
    assert [type(step) for step in decided.steps] == [Done]
    assert statuses() == [Status.CANCELLED, Status.COMMITTED, Status.COMMITTED]
    assert flagged() == {"OB-1005"}


def test_all_are_cancelled_by_one_tap() -> None:
    found = planned()
    decided = batches.decide_batch(found.cancel, caller())
    assert isinstance(decided, batches.BatchDecision)
    assert [type(step) for step in decided.steps] == [Cancelled] * 3
    assert flagged() == set()


def test_one_that_is_stale_does_not_hold_up_the_others() -> None:
    found = planned()
    DemoOrder.objects.filter(pk="OB-1003").update(total=1)

    decided = batches.decide_batch(found.confirm, caller(update_id=2))

    assert isinstance(decided, batches.BatchDecision)
    stale, *others = decided.steps
    assert isinstance(stale, Failed)
    assert isinstance(stale.fresh, Proposed)
    assert [type(other) for other in others] == [Done, Done]
    assert flagged() == {"OB-1005"}
    assert batches.get_batch(stale.fresh.action).steps == (stale.fresh.action,)


def test_what_needs_its_own_tap_is_not_among_all() -> None:
    steep: tuple[str, dict[str, Any]] = ("adjust_price", {"product_ids": ["P-101"], "percent": 90})
    outcomes = pipeline.submit_all([*FLAGS[:2], steep], caller(update_id=1))
    assert isinstance(outcomes[0], Proposed)

    decided = batches.decide_batch(batches.get_batch(outcomes[0].action).confirm, caller())

    assert isinstance(decided, batches.BatchDecision)
    assert len(decided.steps) == 2
    assert statuses() == [Status.COMMITTED, Status.COMMITTED, Status.PROPOSED]
    assert decided.plan.steps[2].confirm.keys() == {"force"}


def test_what_cannot_be_done_is_refused_and_the_rest_proposed() -> None:
    outcomes = pipeline.submit_all([MISSING, FLAGS[0]], caller(update_id=1))
    assert [type(outcome) for outcome in outcomes] == [Refused, Proposed]
    assert isinstance(outcomes[1], Proposed)
    alone = batches.get_batch(outcomes[1].action)
    assert (len(alone.steps), alone.confirm, alone.cancel) == (1, "", "")


def test_the_same_update_proposes_them_once() -> None:
    by = caller(update_id=1)
    first = planned(by)
    assert batches.find_batch_of_update(by) == first
    again = pipeline.submit_all(FLAGS, by)
    assert [item.action.public_id for item in again if isinstance(item, Proposed)] == [
        step.public_id for step in first.steps
    ]
    assert ActionLog.objects.count() == 3


def test_a_foreign_or_altered_button_decides_nothing() -> None:
    found = planned()
    assert isinstance(batches.decide_batch(found.confirm, caller(OTHER)), NotYours)
    for place in range(len("all:"), len(found.confirm)):
        sign = "A" if found.confirm[place] != "A" else "B"
        altered = found.confirm[:place] + sign + found.confirm[place + 1 :]
        assert isinstance(batches.decide_batch(altered, caller()), NotValid)
    single = found.steps[0].confirm["main"].replace("confirm:", "all:")
    assert isinstance(batches.decide_batch(single, caller()), NotValid)
    assert isinstance(pipeline.confirm(found.confirm, caller()), NotValid)
    assert statuses() == [Status.PROPOSED] * 3


def test_the_button_covers_every_step() -> None:
    found = planned()
    rows = list(ActionLog.objects.order_by("step"))
    assert seal.build_batch_button(rows, "all") == found.confirm
    assert seal.build_batch_button(rows[:2], "all") != found.confirm
    rows[1].payload_canonical = rows[1].payload_canonical.replace("OB-1005", "OB-1006")
    assert seal.build_batch_button(rows, "all") != found.confirm


@pytest.mark.django_db(transaction=True)
def test_many_taps_at_once_apply_each_once() -> None:
    found = planned()
    start = threading.Barrier(8)

    def tap(_: int) -> batches.BatchDecision | NotValid | NotYours:
        start.wait()
        try:
            return batches.decide_batch(found.confirm, caller())
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(tap, range(8)))

    steps = [
        step
        for found in outcomes
        if isinstance(found, batches.BatchDecision)
        for step in found.steps
    ]
    assert sum(isinstance(step, Done) for step in steps) == 3
    assert all(isinstance(step, (Done, AlreadyHandled)) for step in steps)
    assert ActionLog.objects.filter(owner_id=OWNER, attempt=1).count() == 3


def test_what_changes_the_same_twice_is_not_confirmed_together() -> None:
    prices: list[tuple[str, dict[str, Any]]] = [
        ("adjust_price", {"product_ids": ["P-101"], "percent": 5}),
        ("set_discount", {"product_ids": ["P-101"], "percent": 10}),
    ]
    outcomes = pipeline.submit_all([*prices, FLAGS[0]], caller(update_id=1))
    assert isinstance(outcomes[0], Proposed)
    found = batches.get_batch(outcomes[0].action)
    tap = caller()

    decided = batches.decide_batch(found.confirm, tap)

    assert isinstance(decided, batches.BatchDecision)
    assert [type(step) for step in decided.steps] == [Done, Done]
    assert statuses() == ["committed", "proposed", "committed"]
    assert (decided.plan.confirm, set(decided.plan.steps[1].confirm)) == ("", {"main"})
    again = batches.decide_batch(found.confirm, tap)  # the very tap, delivered twice
    assert statuses() == ["committed", "proposed", "committed"]
    assert isinstance(again, batches.BatchDecision)


def test_two_changes_of_one_thing_have_no_button_for_both() -> None:
    outcomes = pipeline.submit_all(
        [
            ("adjust_price", {"product_ids": ["P-101"], "percent": 5}),
            ("set_discount", {"product_ids": ["P-101"], "percent": 10}),
        ],
        caller(update_id=1),
    )
    assert isinstance(outcomes[0], Proposed)
    assert batches.get_batch(outcomes[0].action).confirm == ""
