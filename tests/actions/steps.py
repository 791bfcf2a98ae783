"""An action with outside calls, led to where a test wants it, through the pipeline."""

from __future__ import annotations

from uuid import uuid4

from django.utils import timezone

from actions import effects, pipeline
from actions.caller import Caller
from actions.effects import TakenCall
from actions.models import ActionLog, Effect
from actions.outcomes import ActionView, Running
from tests.actions.conftest import caller, proposal
from tools.call_outcomes import Attempt, Lost


def confirmed(*chats: str, kind: str = "message", by: Caller | None = None) -> ActionLog:
    """An action whose calls are to be made."""
    shown = proposal(*chats, kind=kind, by=by).action
    outcome = pipeline.confirm(shown.confirm["main"], caller())
    assert isinstance(outcome, Running)
    return ActionLog.objects.get(public_id=shown.public_id)


def order(action: ActionLog, n: int = 1) -> TakenCall:
    """Take the n-th call in hand."""
    Effect.objects.filter(action=action, n=n).update(next_at=timezone.now())
    taken = effects.take(action.effects.get(n=n).pk, uuid4())
    assert taken is not None
    return taken


def end(action: ActionLog, attempt: Attempt, n: int = 1) -> ActionView | None:
    """Make the n-th call, and let it end like that."""
    return effects.finish(order(action, n), attempt)


def unknown(*chats: str, kind: str = "message") -> ActionView:
    """An action of none of whose calls anybody knows whether it happened."""
    action = confirmed(*chats, kind=kind)
    for n in range(1, len(chats) + 1):
        shown = end(action, Lost("reset"), n=n)
        if kind == "upstream":
            shown = end(action, Lost("still"), n=n)
    assert shown is not None
    return shown
