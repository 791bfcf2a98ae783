"""The pipeline: submit, confirm, cancel, expire. The only place that opens transactions for them.

Each function is one transaction: what changed, how it ended and the audit events commit together
or not at all. A database error passes through; the caller may simply call again.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import DatabaseError, OperationalError, transaction
from django.utils import timezone

from actions import seal
from actions.asker import Asker
from actions.enums import Status
from actions.models import ActionLog
from actions.outcomes import (
    AlreadyHandled,
    Answered,
    Cancelled,
    Decided,
    Done,
    Failed,
    NotValid,
    NotYours,
    Proposed,
    Refused,
    Submitted,
    Unchanged,
    view,
)
from actions.phrases import REPEAT
from audit import log
from tools import runner
from tools.contracts import (
    Action,
    Card,
    Payload,
    Read,
    Result,
    StaleBasis,
    ToolContext,
    ToolRefused,
)
from tools.upstream.mode import upstream_mode
from tools.wording import span

LEASE = timedelta(seconds=45)
#: Within this time the same action again gets a note that it was just done.
REPEAT_WINDOW = timedelta(minutes=10)

#: Codes after which a new preview of the same is worth showing.
STALE = ("STALE_PREVIEW", "TOOL_CHANGED")

logger = logging.getLogger(__name__)


@transaction.atomic(durable=True)
def submit(tool: str, arguments: Mapping[str, Any], by: Asker) -> Submitted:
    """Answer a read, or preview an action and store the proposal."""
    return _submit(tool, arguments, by)


def _submit(tool: str, arguments: Mapping[str, Any], by: Asker) -> Submitted:
    ctx = by.context()
    try:
        found = runner.find(tool, ctx)
        payload = runner.validated(found, arguments, ctx)
        if isinstance(found, Read):
            return Answered(
                runner.answer(
                    found, payload, ctx, correlation_id=by.correlation_id, actor=by.actor
                )
            )
        return _propose(found, payload, ctx, by)
    except ToolRefused as refusal:
        log.record(
            "tool_refused",
            correlation_id=by.correlation_id,
            actor=by.actor,
            payload={"tool": tool, "code": refusal.code},
        )
        return Refused(refusal.code, refusal.text, by.correlation_id)


def _propose(tool: Action[Any], payload: Payload, ctx: ToolContext, by: Asker) -> Submitted:
    if by.update_id is not None:
        earlier = ActionLog.objects.filter(
            bot_id=by.bot_id, source_update_id=by.update_id, tool=tool.name
        ).first()
        if earlier is not None:  # the update came twice, or we died before the message was sent
            shown = view(earlier)
            return Proposed(shown) if earlier.status == Status.PROPOSED else AlreadyHandled(shown)
    payload = tool.settled(payload, ctx)
    preview = tool.preview(payload, ctx)
    if not preview.variants:
        log.record(
            "action_unchanged",
            correlation_id=by.correlation_id,
            actor=by.actor,
            payload={"tool": tool.name},
        )
        return Unchanged(preview.card)
    arguments = payload.model_dump(mode="json")
    text = seal.canonical(arguments)
    payload_hash = seal.digest(text)
    action = ActionLog.objects.create(
        public_id=uuid4(),
        idempotency_key=uuid4(),
        bot_id=by.bot_id,
        owner_id=by.owner_id,
        chat_id=by.chat_id,
        source_update_id=by.update_id,
        source=by.source,
        language=by.language,
        tool=tool.name,
        tool_version=tool.version,
        upstream_mode=upstream_mode(),
        variants=list(preview.variants),
        payload_canonical=text,
        payload=arguments,
        payload_hash=payload_hash,
        basis=dict(preview.basis),
        preview=_noting_a_repeat(preview.card, tool, payload_hash, by, ctx).model_dump(
            mode="json"
        ),
        key_id=seal.KEY_ID,
        correlation_id=by.correlation_id,
        created_at=ctx.now,
        expires_at=ctx.now + timedelta(seconds=settings.CONFIRM_TTL_SEC),
    )
    log.record(
        "action_proposed",
        correlation_id=action.correlation_id,
        actor=by.actor,
        payload=subject(action)
        | {"risk": tool.risk, "variants": action.variants, "targets": sorted(action.basis)},
    )
    return Proposed(view(action))


def _noting_a_repeat(
    card: Card, tool: Action[Any], payload_hash: bytes, by: Asker, ctx: ToolContext
) -> Card:
    """The card, with a note where the very same was applied minutes ago: allowed, but said."""
    latest = (
        ActionLog.objects.filter(
            tool=tool.name,
            payload_hash=payload_hash,
            owner_id=by.owner_id,
            status=Status.COMMITTED,
            committed_at__gte=ctx.now - REPEAT_WINDOW,
            # No later than its commit by more than it may wait for the tap; this one has an index.
            created_at__gte=ctx.now - REPEAT_WINDOW - timedelta(seconds=settings.CONFIRM_TTL_SEC),
        )
        .order_by("-committed_at")
        .values_list("committed_at", flat=True)
        .first()
    )
    if latest is None:
        return card
    ago = span(ctx.now - latest, ctx.language)
    note = REPEAT.to(ctx.language).format(ago=ago)
    return card.model_copy(update={"notes": (*card.notes, note)})


@transaction.atomic(durable=True)
def confirm(data: str, by: Asker) -> Decided:
    """Apply the proposal that a `confirm:` button belongs to: once, or not at all."""
    action = _of_button(data, "confirm", by)
    if not isinstance(action, ActionLog):
        return action
    by = replace(by, language=view(action).language)  # the story goes on in its language
    button = seal.parse(data)
    if button is None:
        return NotValid()
    claimed = ActionLog.objects.claim(
        public_id=action.public_id,
        owner_id=by.owner_id,
        variant=button.variant,
        payload_hash=seal.digest(action.payload_canonical),
        claim_id=by.correlation_id,  # the same for every delivery of this tap
        lease_until=timezone.now() + LEASE,
    )
    if not claimed:
        return _late(action, "confirm", by)
    action.refresh_from_db()
    log_claim = subject(action) | {"variant": action.variant, "attempt": action.attempt}
    ended = _carry_out(action, by)
    log.record(
        "action_claimed", correlation_id=action.correlation_id, actor=by.actor, payload=log_claim
    )
    if isinstance(ended, Result):
        return _committed(action, ended, by)
    return _failed(action, ended, by)


def _carry_out(action: ActionLog, by: Asker) -> Result | str:
    """The tool's result, or the code of why nothing was changed."""
    ctx = by.context()
    try:
        tool = runner.find(action.tool, ctx)
        if not isinstance(tool, Action) or tool.version != action.tool_version:
            return "TOOL_CHANGED"
        if action.upstream_mode != upstream_mode():
            return "STALE_PREVIEW"
        payload = tool.Payload.model_validate_json(action.payload_canonical)
        with transaction.atomic():  # whatever it wrote before an error is undone
            return tool.apply(payload, action.basis, action.variant or "", ctx)
    except StaleBasis:
        return "STALE_PREVIEW"
    except ToolRefused as refusal:
        return refusal.code
    except OperationalError:
        raise  # the database went away: nothing is decided, the tap is handled again
    except Exception:
        logger.exception("%s failed while it was applied, nothing was changed", action)
        return "INTERNAL_ERROR"


def _committed(action: ActionLog, result: Result, by: Asker) -> Done:
    card = result.card.model_dump(mode="json")
    _finalize(action, Status.COMMITTED, outcome=card, undo=result.undo)
    log.record(
        "action_committed",
        correlation_id=action.correlation_id,
        actor=by.actor,
        payload=subject(action) | {"variant": action.variant, "targets": sorted(action.basis)},
    )
    return Done(view(action))


def _failed(action: ActionLog, code: str, by: Asker) -> Failed:
    fresh = _fresh(action, by) if code in STALE else None
    _finalize(action, Status.FAILED, error_code=code)
    log.record(
        "action_failed",
        correlation_id=action.correlation_id,
        actor=by.actor,
        payload=subject(action) | {"code": code},
    )
    return Failed(view(action), fresh)


def _fresh(action: ActionLog, by: Asker) -> Proposed | Unchanged | Refused | None:
    """What the action would do now; None where that is no preview any more."""
    outcome = _submit(action.tool, action.payload, by)
    return outcome if isinstance(outcome, (Proposed, Unchanged, Refused)) else None


def _finalize(action: ActionLog, status: Status, **ending: Any) -> None:
    ended = ActionLog.objects.finalize(
        public_id=action.public_id, attempt=action.attempt, status=status, **ending
    )
    if not ended:
        raise DatabaseError(f"{action} is no longer ours to finish")
    action.refresh_from_db()


@transaction.atomic(durable=True)
def cancel(data: str, by: Asker) -> Decided:
    """Withdraw the proposal that a `cancel:` button belongs to."""
    action = _of_button(data, "cancel", by)
    if not isinstance(action, ActionLog):
        return action
    if not ActionLog.objects.cancel(public_id=action.public_id, owner_id=by.owner_id):
        return _late(action, "cancel", by)
    action.refresh_from_db()
    log.record(
        "action_cancelled",
        correlation_id=action.correlation_id,
        actor=by.actor,
        payload=subject(action),
    )
    return Cancelled(view(action))


def _of_button(data: str, verb: seal.Verb, by: Asker) -> ActionLog | NotValid | NotYours:
    """The row a button belongs to, once its shape, its seal and its owner are checked."""
    button = seal.parse(data)
    action = ActionLog.objects.filter(public_id=button.public_id).first() if button else None
    if button is None or button.verb != verb or action is None:
        reason = "shape" if button is None or button.verb != verb else "no such proposal"
        return _invalid(by, {"verb": verb, "reason": reason})
    if not seal.fits(button, action) or action.bot_id != by.bot_id:
        return _invalid(by, {"verb": verb, "reason": "seal", "action": action.public_id})
    if not seal.payload_is_whole(action):
        log.record(
            "action_integrity_failed",
            correlation_id=action.correlation_id,
            actor=by.actor,
            payload=subject(action) | {"check": "payload hash"},
        )
        return NotValid()
    if action.owner_id != by.owner_id:
        log.record(
            "action_tap_foreign",
            correlation_id=action.correlation_id,
            actor=by.actor,
            payload=subject(action) | {"verb": verb},
        )
        return NotYours()
    return action


def _invalid(by: Asker, payload: dict[str, Any]) -> NotValid:
    log.record(
        "action_tap_invalid", correlation_id=by.correlation_id, actor=by.actor, payload=payload
    )
    return NotValid()


def _late(action: ActionLog, verb: seal.Verb, by: Asker) -> Done | Failed | AlreadyHandled:
    """What a tap finds that came second, or after the time was over."""
    if ActionLog.objects.expire(public_id=action.public_id):
        record_expiry(action)
    action.refresh_from_db()
    if action.claim_id == by.correlation_id:
        return _again(action, by)
    log.record(
        "action_tap_late",
        correlation_id=action.correlation_id,
        actor=by.actor,
        payload=subject(action) | {"status": action.status, "verb": verb},
    )
    return AlreadyHandled(view(action))


def _again(action: ActionLog, by: Asker) -> Done | Failed | AlreadyHandled:
    """The very tap that has decided it, handled once more: its answer may not have arrived."""
    if action.status == Status.COMMITTED:
        return Done(view(action))
    if action.status == Status.FAILED:
        fresh = _fresh(action, by) if action.error_code in STALE else None
        return Failed(view(action), fresh)
    return AlreadyHandled(view(action))


def record_expiry(action: ActionLog) -> None:
    """Put on record, in the caller's transaction, that nobody tapped in time."""
    log.record(
        "action_expired",
        correlation_id=action.correlation_id,
        actor=log.SYSTEM,
        payload=subject(action),
    )


@transaction.atomic(durable=True)
def record(event_type: str, *, correlation_id: UUID, actor: log.Actor, **payload: Any) -> None:
    """Write an audit event that stands for itself, in a transaction of its own."""
    log.record(event_type, correlation_id=correlation_id, actor=actor, payload=payload)


def subject(action: ActionLog) -> dict[str, Any]:
    """What every event of an action names."""
    return {"action": action.public_id, "tool": action.tool}
