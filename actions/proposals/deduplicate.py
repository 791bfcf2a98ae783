"""One request counts once, and an agent may not have too many: asked before a proposal is stored."""

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

#: Every proposal of an agent rings its owner's phone.
MOST_OPEN = 5
MOST_AN_HOUR = 30
HOUR = timedelta(hours=1)


def find_earlier(
    tool: Action[Any], asked: Payload, by: Caller
) -> Proposed | AlreadyHandled | None:
    """What this very update or request has proposed before: it came twice, or we died before we
    answered. ToolRefused where an agent has used the request's name for something else."""
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
    """Let in one more proposal, in the transaction that stores it; ToolRefused where an agent has too
    many that wait, or has made too many within the hour."""
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
    """The columns that tell which agent proposed it, and as which request."""
    if by.agent is None:
        return {}
    return {
        "agent_id": by.agent.key_id,
        "agent": by.agent.name,
        "request_key": by.agent.request,
        "request_hash": _hash_request(tool, asked),
    }


def _hash_request(tool: Action[Any], asked: Payload) -> bytes:
    """What was asked for, as it was asked: "the last one" stays that."""
    return seal.hash_text(seal.to_canonical_json([tool.name, asked.model_dump(mode="json")]))
