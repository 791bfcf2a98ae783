"""Write how an action ended: by its result, by an error code, or by its outside calls."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db import DatabaseError

from actions.enums import EffectKind, EffectState, Status
from actions.models import ActionLog, Effect
from actions.phrases import say, say_why
from audit import log
from tools import registry
from tools.clock import build_shop_context
from tools.contracts import Action, Card, Receipt, Result, Table, ToolContext

OPEN = (EffectState.PENDING, EffectState.SENDING)

logger = logging.getLogger(__name__)


def build_subject(action: ActionLog) -> dict[str, Any]:
    """Return the part of the payload that all audit events of an action have."""
    return {"action": action.public_id, "tool": action.tool}


def finalize_committed(
    action: ActionLog, result: Result, actor: log.Actor, *, missed: int = 0
) -> None:
    """Mark the action as committed: it was applied, at least in part.

    `missed` is the number of messages that were not sent and can be sent again.
    """
    card = result.card.model_dump(mode="json")
    _finalize_row(action, Status.COMMITTED, outcome=card, undo=result.undo, missed=missed)
    details = {"variant": action.variant, "targets": sorted(action.basis), "missed": missed}
    _record("action_committed", action, actor, details)


def finalize_failed(
    action: ActionLog, code: str, actor: log.Actor, *, card: Card | None = None, missed: int = 0
) -> None:
    """Mark the action as failed: it is certain that nothing happened."""
    outcome = card.model_dump(mode="json") if card else None
    _finalize_row(action, Status.FAILED, outcome=outcome, error_code=code, missed=missed)
    _record("action_failed", action, actor, {"code": code})


def conclude(action: ActionLog, actor: log.Actor) -> bool:
    """End the action if its outside calls allow it; return whether that changed its status.

    The caller must have locked the row: otherwise two calls that end at the same time could each
    see the other as open.
    """
    effects = list(action.effects.order_by("n"))
    states = {effect.state for effect in effects}
    if action.status == Status.IN_PROGRESS and states.isdisjoint(OPEN):
        if EffectState.UNKNOWN in states:
            _finalize_unknown(action, effects, actor)
        else:
            _finalize_known(action, effects, actor)
        return True
    if action.status == Status.UNKNOWN and states <= {EffectState.DONE, EffectState.FAILED}:
        _finalize_known(action, effects, actor)
        return True
    return False


def _finalize_known(action: ActionLog, effects: Sequence[Effect], actor: log.Actor) -> None:
    not_done = [effect for effect in effects if effect.state == EffectState.FAILED]
    # Only messages can be sent again as they were; a write to the shop needs a new preview.
    missed = sum(effect.kind == EffectKind.MESSAGE for effect in not_done)
    if len(not_done) == len(effects):
        card = _build_account(action, effects) if len(effects) > 1 else None
        finalize_failed(action, not_done[0].error_code, actor, card=card, missed=missed)
    else:
        finalize_committed(action, _build_result(action, effects), actor, missed=missed)


def _finalize_unknown(action: ActionLog, effects: Sequence[Effect], actor: log.Actor) -> None:
    _finalize_row(
        action, Status.UNKNOWN, outcome=_build_account(action, effects).model_dump(mode="json")
    )
    open_ones = [effect.label for effect in effects if effect.state == EffectState.UNKNOWN]
    _record("action_unknown", action, actor, {"calls": open_ones})


def _build_result(action: ActionLog, effects: Sequence[Effect]) -> Result:
    """Return the tool's own result for its receipts.

    Several calls get a table of their states, unless the tool's card has a table of its own. If the
    tool fails, the table alone is the result: the owner must learn what was done.
    """
    account = _build_account(action, effects)
    try:
        result = build_tool_result(
            action, [build_receipt(effect) for effect in effects], build_context(action)
        )
    except Exception:
        logger.exception("%s cannot tell of what it did", action)
        return Result(card=account, data={}, provenance=None)
    if len(effects) == 1 or result.card.table is not None:
        return result
    return replace(result, card=result.card.model_copy(update={"table": account.table}))


def build_tool_result(action: ActionLog, receipts: Sequence[Receipt], ctx: ToolContext) -> Result:
    """Return the result as the action's own tool builds it.

    Raises LookupError where that tool or that version of it no longer exists.
    """
    found = registry.get(action.tool)
    if not isinstance(found, Action) or found.version != action.tool_version:
        raise LookupError(f"{action.tool} version {action.tool_version} is gone")
    payload = found.Payload.model_validate_json(action.payload_canonical)
    return found.conclude(payload, receipts, ctx)


def build_receipt(effect: Effect) -> Receipt:
    """Return the receipt of an ended call; an empty `code` means that it was carried out."""
    code = "" if effect.state == EffectState.DONE else effect.error_code or "UNKNOWN"
    return Receipt(label=effect.label, target=effect.target, code=code, answer=effect.receipt)


def build_context(action: ActionLog) -> ToolContext:
    """Return what a tool needs to go on with a stored action when no caller is there."""
    return build_shop_context(
        action.language, action.owner_id, action.upstream_mode, action.correlation_id
    )


def _build_account(action: ActionLog, effects: Sequence[Effect]) -> Card:
    """Return a card with the preview's title and a table of the outside calls and their states."""
    language = build_context(action).language
    rows = tuple(
        (
            effect.label,
            say(language, f"effect.{effect.state}", why=say_why(language, effect.error_code)),
        )
        for effect in effects
    )
    columns = (say(language, "effect.column.call"), say(language, "effect.column.state"))
    return Card(
        title=action.preview["title"],
        quote=action.preview.get("quote", ""),
        table=Table(columns=columns, rows=rows),
    )


def _finalize_row(action: ActionLog, status: Status, **ending: Any) -> None:
    """Write how the action ended; DatabaseError where another attempt owns it or it is over."""
    ended = ActionLog.objects.finalize(
        public_id=action.public_id, attempt=action.attempt, status=status, **ending
    )
    if not ended:
        raise DatabaseError(f"{action} is no longer ours to finish")
    action.refresh_from_db()


def _record(
    event_type: str, action: ActionLog, actor: log.Actor, details: Mapping[str, Any]
) -> None:
    log.record(
        event_type,
        correlation_id=action.correlation_id,
        actor=actor,
        payload=build_subject(action) | dict(details),
    )
