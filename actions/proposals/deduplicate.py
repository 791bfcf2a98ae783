"""Checks before a proposal is stored: a request counts once, an agent may not make too many."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import connection

from actions import seal
from actions.caller import Caller
from actions.enums import Status
from actions.models import ActionLog
from actions.outcomes import AlreadyHandled, Proposed, to_view
from actions.phrases import say
from audit import locks
from tools.contracts import Action, Payload, ToolContext, ToolRefused

#: Limits for one API key. They are low because each proposal of an agent rings its owner's phone.
MOST_OPEN = 5
MOST_AN_HOUR = 30
HOUR = timedelta(hours=1)


def find_earlier(
    tool: Action[Any], asked: Payload, by: Caller
) -> Proposed | AlreadyHandled | None:
    """Return what this update or request has proposed before; None where there is nothing.

    There is something if it came twice, or if we died before we answered. Raises ToolRefused where
    an agent has used the same Idempotency-Key for something else.
    """
    action = _find_stored(tool, by)
    if action is None:
        return None
    if by.agent is not None and bytes(action.request_hash or b"") != _hash_request(tool, asked):
        raise ToolRefused("REQUEST_KEY_REUSED", say(by.language, "request.reused"))
    shown = to_view(action)
    return Proposed(shown) if action.status == Status.PROPOSED else AlreadyHandled(shown)


def _find_stored(tool: Action[Any], by: Caller) -> ActionLog | None:
    if by.agent is not None and by.agent.request:
        same = {"agent_id": by.agent.key_id, "request_key": by.agent.request}
        return ActionLog.objects.filter(**same).first()
    if by.update_id is None:
        return None
    return ActionLog.objects.filter(
        bot_id=by.bot_id, source_update_id=by.update_id, tool=tool.name, step=by.step
    ).first()


def admit(by: Caller, ctx: ToolContext) -> None:
    """Let in one more proposal, in the transaction that stores it.

    Raises ToolRefused where too many proposals of this agent wait for a tap, or it has made too
    many within the hour. Locks the agent's key until the transaction ends, so that the counts are
    exact.
    """
    if by.agent is None:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, %s)", [locks.AGENT_PROPOSALS, by.agent.key_id]
        )
    made = ActionLog.objects.filter(agent_id=by.agent.key_id)
    if made.filter(status=Status.PROPOSED, expires_at__gt=ctx.now).count() >= MOST_OPEN:
        text = say(by.language, "agent.open", most=MOST_OPEN)
        raise ToolRefused("TOO_MANY_OPEN", text)
    if made.filter(created_at__gt=ctx.now - HOUR).count() >= MOST_AN_HOUR:
        text = say(by.language, "agent.hour", most=MOST_AN_HOUR)
        raise ToolRefused("TOO_MANY_PROPOSALS", text)


def build_origin(tool: Action[Any], asked: Payload, by: Caller) -> dict[str, Any]:
    """Return the columns that say which agent proposed it in which request; empty for an owner."""
    if by.agent is None:
        return {}
    return {
        "agent_id": by.agent.key_id,
        "agent": by.agent.name,
        "request_key": by.agent.request,
        "request_hash": _hash_request(tool, asked),
    }


def _hash_request(tool: Action[Any], asked: Payload) -> bytes:
    """Return a hash of the arguments as they were given: "the last one" is not made definite."""
    return seal.hash_text(seal.to_canonical_json([tool.name, asked.model_dump(mode="json")]))
