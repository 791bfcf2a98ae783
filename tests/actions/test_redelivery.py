"""What is handled once more, because nobody knows whether it was: it counts once."""

from __future__ import annotations

import pytest
from django.utils import timezone

from actions import pipeline
from actions.outcomes import AlreadyHandled, Done
from actions.proposals import deduplicate
from tests.actions.test_pipeline import caller, event_types, propose
from tools.demo.seed import fill


@pytest.fixture
def shop(db: None) -> None:
    fill(timezone.now(), orders=50)


def test_a_late_tap_handled_twice_is_on_record_once(shop: None) -> None:
    proposed = propose()
    assert isinstance(pipeline.confirm(proposed.action.confirm["main"], caller()), Done)
    late, later = caller(), caller()

    for tap in (late, late, later):
        outcome = pipeline.confirm(proposed.action.confirm["main"], tap)
        assert isinstance(outcome, AlreadyHandled)

    assert event_types(proposed.action.correlation_id).count("action_tap_late") == 2


def test_two_processes_at_one_sentence_propose_once(
    shop: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    by = caller(update_id=7)
    first = propose(by=by)
    seen, looks = deduplicate.find_earlier, iter([False])
    # The first look comes too early: the other process has not committed yet.
    monkeypatch.setattr(
        deduplicate,
        "find_earlier",
        lambda tool, asked, by: seen(tool, asked, by) if next(looks, True) else None,
    )

    again = propose(by=by)

    assert again.action.public_id == first.action.public_id
    assert event_types(by.correlation_id) == ["action_proposed"]
