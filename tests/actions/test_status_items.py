"""What /status says of results that nobody knows, and of calls that are not over."""

from __future__ import annotations

import pytest

from actions import pipeline
from actions.models import ActionLog
from tests.actions.conftest import caller
from tests.actions.steps import confirmed, end, order, unknown
from tests.tools.conftest import ask, context
from tools.call_outcomes import Delivered, Lost, NotYet
from tools.languages import Language

pytestmark = pytest.mark.usefixtures("sending")


def told(language: Language = "en") -> dict[str, str]:
    """What /status shows beside its six lines of every day."""
    fields = ask("system_status", ctx=context(language=language)).card.fields[6:]
    return {field.label: field.value for field in fields}


def counted() -> tuple[int, int]:
    data = ask("system_status").data
    return data["unknown_results"], data["calls_on_their_way"]


def test_nothing_is_said_while_all_is_over() -> None:
    end(confirmed("-1"), Delivered())

    assert told() == {}
    assert counted() == (0, 0)


def test_calls_are_counted_until_they_are_over() -> None:
    action = confirmed("-1", "-2", "-3")
    order(action, 1)
    end(action, NotYet("RATE_LIMITED", wait_sec=30), n=2)
    assert told() == {"Calls on their way": "3"}
    assert told("ru") == {"Ещё отправляется": "3"}

    end(action, Lost("reset"), n=3)
    assert told() == {"Calls on their way": "2"}


def test_results_that_nobody_knows_are_counted_until_their_owner_has_said() -> None:
    first, second = unknown("-1", "-2"), unknown("/v1/x", kind="upstream")
    assert told() == {"Results not known": "2"}
    assert told("ru") == {"Исход неизвестен": "2"}

    order(ActionLog.objects.get(public_id=second.public_id))  # looked up: that is no call to come
    assert counted() == (2, 0)

    for call in first.open_calls:
        pipeline.resolve(call.happened, caller())
    assert told() == {"Results not known": "1"}
