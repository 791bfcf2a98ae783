"""The calls of one action, taken and finished side by side."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import connection

from actions import effects, pipeline
from actions.enums import Status
from actions.models import ActionLog
from actions.outcomes import Running
from tests.actions.conftest import Send, caller, proposal
from tools import registry
from tools.call_outcomes import Delivered

CALLS = 8
ROUNDS = 10


def deliver(effect_id: int) -> None:
    try:
        order = effects.take(effect_id, uuid4())
        assert order is not None
        effects.finish(order, Delivered())
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_calls_that_are_made_at_once_do_not_lose_each_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(registry._tools, Send.name, Send())
    for _ in range(ROUNDS):
        shown = proposal(*(f"-{n}" for n in range(1, CALLS + 1))).action
        assert isinstance(pipeline.confirm(shown.confirm["main"], caller()), Running)
        action = ActionLog.objects.get(public_id=shown.public_id)
        ids = list(action.effects.values_list("pk", flat=True))

        with ThreadPoolExecutor(CALLS) as pool:
            list(pool.map(deliver, ids))

        action.refresh_from_db()
        assert (action.status, action.missed) == (Status.COMMITTED, 0)
