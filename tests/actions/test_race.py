"""Two hundred taps on one proposal at once, from two processes: one wins, and all are told the truth."""

from __future__ import annotations

import multiprocessing
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.utils import timezone

from actions import pipeline
from actions.models import ActionLog, Effect
from actions.outcomes import ActionView, Proposed
from audit import chain, queries
from tests.actions import racers
from tests.actions.conftest import OWNER, Send, caller
from tests.actions.racers import Answer, Tap
from tests.actions.world import Choice
from tools import registry
from tools.demo.seed import fill
from tools.models import DemoOrder

PROCESSES, TAPS = 2, 200
ORDER = "OB-1003"

Race = Callable[[Sequence[Tap]], list[Answer]]


@pytest.fixture
def race(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Race]:
    """Makes taps in two processes that start together; they last as long as the test."""
    monkeypatch.setitem(registry._tools, Send.name, Send())
    monkeypatch.setitem(registry._tools, Choice.name, Choice())
    fill(timezone.now(), orders=10)
    spawn = multiprocessing.get_context("spawn")
    start = spawn.Barrier(PROCESSES * racers.THREADS)
    name = str(connection.settings_dict["NAME"])
    with ProcessPoolExecutor(PROCESSES, spawn, racers.prepare, (start, name)) as pool:

        def run(taps: Sequence[Tap]) -> list[Answer]:
            # A process waits at the start until the other one has got its taps too.
            running = [pool.submit(racers.race, taps[n::PROCESSES]) for n in range(PROCESSES)]
            return [answer for item in running for answer in item.result()]

        yield run


def proposed(tool: str) -> ActionView:
    before = DemoOrder.objects.get(pk=ORDER)
    arguments: dict[str, dict[str, object]] = {
        "flag_order": {"order_ids": [ORDER], "reason": f"round {before.version}"},
        "choose_flag": {"order_id": ORDER},
        "send_hello": {"chats": ["-1", "-2"]},
    }
    outcome = pipeline.submit(tool, arguments[tool], caller())
    assert isinstance(outcome, Proposed)
    return outcome.action


def taps(buttons: Sequence[str], *, deliveries: int = 1) -> list[Tap]:
    """Two hundred, the buttons in turn, every tap delivered so many times."""
    stories = [uuid4() for _ in range(TAPS // deliveries)]
    return [
        Tap(buttons[number % len(stories) % len(buttons)], OWNER, stories[number % len(stories)])
        for number in range(TAPS)
    ]


def only_confirms(deliveries: int = 1) -> tuple[ActionView, list[Tap]]:
    action = proposed("flag_order")
    return action, taps([action.confirm["main"]], deliveries=deliveries)


def two_variants() -> tuple[ActionView, list[Tap]]:
    action = proposed("choose_flag")
    return action, taps([action.confirm["soft"], action.confirm["hard"]])


def confirms_and_cancels() -> tuple[ActionView, list[Tap]]:
    action = proposed("flag_order")
    return action, taps([action.confirm["main"], action.cancel])


def everything_at_once() -> tuple[ActionView, list[Tap]]:
    action = proposed("choose_flag")
    return action, taps([*action.confirm.values(), action.cancel], deliveries=4)


def outside_calls() -> tuple[ActionView, list[Tap]]:
    action = proposed("send_hello")
    return action, taps([action.confirm["main"], action.cancel])


ROUNDS: tuple[Callable[[], tuple[ActionView, list[Tap]]], ...] = (
    only_confirms,
    two_variants,
    confirms_and_cancels,
    lambda: only_confirms(deliveries=4),
    everything_at_once,
    outside_calls,
)


def winner(answers: Sequence[Answer]) -> UUID:
    """The one tap that was told it decided, however often it was delivered."""
    won = {
        answer.tap.story
        for answer in answers
        if answer.outcome in ("Done", "Running", "Cancelled")
    }
    assert len(won) == 1, Counter(
        (answer.outcome, answer.status, answer.error) for answer in answers
    )
    return won.pop()


@pytest.mark.slow
def test_of_two_hundred_taps_at_once_exactly_one_decides(race: Race, long: bool) -> None:
    for number in range(500 if long else 8):
        before = DemoOrder.objects.get(pk=ORDER)
        action, thrown = ROUNDS[number % len(ROUNDS)]()
        answers = race(thrown)

        assert len(answers) == TAPS
        assert not [answer.error for answer in answers if answer.error]
        story = winner(answers)
        row = ActionLog.objects.get(public_id=action.public_id)
        assert row.claim_id == story
        (decided,) = {answer.tap.data for answer in answers if answer.tap.story == story}
        is_outside = action.tool == Send.name
        status = (
            "cancelled"
            if decided == action.cancel
            else "in_progress"
            if is_outside
            else "committed"
        )
        told = {"cancelled": "Cancelled", "in_progress": "Running", "committed": "Done"}[status]
        assert row.status == status
        assert decided == action.cancel or decided == action.confirm[str(row.variant)]
        for answer in answers:
            expected = told if answer.tap.story == story else "AlreadyHandled"
            assert (answer.outcome, answer.status) == (expected, status)

        after = DemoOrder.objects.get(pk=ORDER)
        assert after.version - before.version == (status == "committed")
        assert Effect.objects.filter(action=row).count() == (2 if status == "in_progress" else 0)
        losers = len({answer.tap.story for answer in answers} - {story})
        ending = {
            "cancelled": {"action_cancelled": 1},
            "in_progress": {"action_claimed": 1},
            "committed": {"action_claimed": 1, "action_committed": 1},
        }[status]
        events = Counter(event.event_type for event in queries.list_story(row.correlation_id))
        assert events == {"action_proposed": 1, "action_tap_late": losers} | ending

    assert not chain.verify().problem
