"""A preview that takes another's place ends it in the same transaction, or nothing happens."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from actions import pipeline
from actions.enums import SUPERSEDED, Status
from actions.models import ActionLog
from actions.outcomes import (
    ActionView,
    AlreadyHandled,
    Cancelled,
    Done,
    Proposed,
    Refused,
    Submitted,
    Unchanged,
)
from actions.proposals.supersede import find_open_preview
from audit import queries
from tests.actions.conftest import OTHER, caller
from tools.demo.seed import fill

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def shop(transactional_db: None) -> None:
    fill(timezone.now(), orders=20)


def propose(reason: str = "first", **by: Any) -> ActionView:
    outcome = submit(reason, None, **by)
    assert isinstance(outcome, Proposed)
    return outcome.action


def submit(reason: str, old: ActionView | None, **by: Any) -> Submitted:
    wanted = {"order_ids": ["OB-1003"], "reason": reason}
    return pipeline.submit("flag_order", wanted, caller(**by), supersedes=old)


def status_of(action: ActionView) -> tuple[str, str]:
    row = ActionLog.objects.get(public_id=action.public_id)
    return row.status, row.error_code


def event_types(action: ActionView) -> list[str]:
    return [event.event_type for event in queries.list_story(action.correlation_id)]


def test_the_new_preview_ends_the_old_one() -> None:
    old = propose()

    outcome = submit("second", old)

    assert isinstance(outcome, Proposed)
    assert outcome.superseded is not None
    assert (outcome.superseded.status, outcome.superseded.confirm) == (Status.CANCELLED, {})
    assert status_of(old) == (Status.CANCELLED, SUPERSEDED)
    assert event_types(old) == ["action_proposed", "action_superseded"]
    late = pipeline.confirm(old.confirm["main"], caller())
    assert isinstance(late, AlreadyHandled)
    assert isinstance(pipeline.confirm(outcome.action.confirm["main"], caller()), Done)


def test_what_was_decided_meanwhile_is_not_replaced() -> None:
    old = propose()
    pipeline.confirm(old.confirm["main"], caller())

    outcome = submit("second", old)

    assert isinstance(outcome, Refused)
    assert outcome.code == "ALREADY_DECIDED"
    assert ActionLog.objects.count() == 1


def test_what_is_refused_leaves_the_old_one_open() -> None:
    old = propose()

    outcome = pipeline.submit("flag_order", {"order_ids": ["x"]}, caller(), supersedes=old)

    assert isinstance(outcome, Refused)
    assert status_of(old) == (Status.PROPOSED, "")


def test_what_would_change_nothing_ends_it_too() -> None:
    old = propose()
    wanted = {"order_ids": ["OB-1004"], "flagged": False}

    outcome = pipeline.submit("flag_order", wanted, caller(), supersedes=old)

    assert isinstance(outcome, Unchanged)
    assert status_of(old) == (Status.CANCELLED, SUPERSEDED)


def test_the_same_update_handled_again_finds_what_it_did() -> None:
    old = propose(update_id=1)
    story = uuid4()
    first = submit("second", old, update_id=2, correlation_id=story)
    again = find_open_preview(caller(update_id=2, correlation_id=story))
    assert again is not None

    second = submit("second", again, update_id=2, correlation_id=story)

    assert isinstance(first, Proposed)
    assert isinstance(second, Proposed)
    assert second.action.public_id == first.action.public_id
    assert ActionLog.objects.count() == 2
    assert event_types(old) == ["action_proposed", "action_superseded"]


def test_only_an_own_preview_that_waits_alone_is_found() -> None:
    old = propose(update_id=1)

    assert find_open_preview(caller(OTHER, update_id=2)) is None
    found = find_open_preview(caller(update_id=2))
    assert found is not None
    assert found.public_id == old.public_id
    pipeline.cancel(old.cancel, caller())
    assert find_open_preview(caller(update_id=2)) is None


def test_withdrawing_in_words_counts_once() -> None:
    old = propose()
    by = caller()

    assert isinstance(pipeline.withdraw(old, by), Cancelled)
    assert isinstance(pipeline.withdraw(old, by), Cancelled)
    assert isinstance(pipeline.withdraw(old, caller()), AlreadyHandled)
    assert event_types(old)[:2] == ["action_proposed", "action_cancelled"]


@pytest.mark.parametrize("taps", [1, 3])
def test_of_a_tap_and_an_amendment_at_once_one_wins(taps: int) -> None:
    old = propose()
    start = Barrier(taps + 2)

    def run(number: int) -> object:
        try:
            connection.ensure_connection()
            start.wait(30)
            if number < taps:
                return pipeline.confirm(old.confirm["main"], caller())
            return submit(f"change {number}", old)
        finally:
            connection.close()

    with ThreadPoolExecutor(taps + 2) as pool:
        found = list(pool.map(run, range(taps + 2)))

    won = [outcome for outcome in found if isinstance(outcome, (Done, Proposed))]
    assert len(won) == 1
    assert ActionLog.objects.count() == (2 if isinstance(won[0], Proposed) else 1)
    ending = "action_superseded" if isinstance(won[0], Proposed) else "action_committed"
    assert event_types(old).count(ending) == 1
