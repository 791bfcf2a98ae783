"""The pipeline: submit, confirm, cancel, resolve, each in one transaction that it opens itself.

The changes, how the action ended and the audit events are committed together or not at all. Reads
and previews, which may ask a remote shop, run before that transaction. Database errors are raised
to the caller, who may simply call again.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from actions import button_lookup, effects, faults, finalize, seal
from actions.button_lookup import find_tapped_action, record_of_owner, record_tap_once
from actions.caller import Caller
from actions.enums import Source, Status
from actions.finalize import build_subject
from actions.models import ActionLog
from actions.outcomes import (
    ActionView,
    AlreadyHandled,
    Answered,
    Cancelled,
    Checking,
    Decided,
    Done,
    Exported,
    Failed,
    NotValid,
    NotYours,
    Proposed,
    Refused,
    Resolved,
    Running,
    Submitted,
    Unchanged,
    to_view,
)
from actions.proposals import deduplicate
from actions.proposals.create import ProposalDraft, store_proposal
from actions.proposals.supersede import end_superseded, record_superseded
from audit import log, queries
from audit.outage import DATABASE_AWAY
from tools import runner
from tools.contracts import (
    Action,
    OutsideCalls,
    Payload,
    Read,
    Result,
    StaleBasisError,
    ToolContext,
    ToolRefused,
)
from tools.render import sheets
from tools.upstream.mode import read_active_mode

#: Error codes after which a new preview of the same action is worth showing.
STALE = ("STALE_PREVIEW", "TOOL_CHANGED")

logger = logging.getLogger(__name__)


def submit(
    tool: str, arguments: Mapping[str, Any], by: Caller, *, supersedes: ActionView | None = None
) -> Submitted:
    """Answer a read, or preview an action and store the proposal.

    `supersedes` is the owner's open preview whose place it takes: that one ends with it or not at
    all. Refused where it has been decided meanwhile.
    """
    return submit_all([(tool, arguments)], by, supersedes=supersedes)[0]


def submit_all(
    wanted: Sequence[tuple[str, Mapping[str, Any]]],
    by: Caller,
    *,
    supersedes: ActionView | None = None,
) -> list[Submitted]:
    """Submit everything that one request asks for; its proposals are stored in one transaction.

    Return one outcome for each wanted tool, in order; or a single Refused where an agent has
    proposed too much, or the preview to supersede has been decided meanwhile.
    """
    several = len(wanted) > 1
    found = [
        _prepare(tool, arguments, replace(by, step=place) if several else by)
        for place, (tool, arguments) in enumerate(wanted, 1)
    ]
    drafts = [outcome for outcome in found if isinstance(outcome, ProposalDraft)]
    try:
        if not drafts:
            settled = [outcome for outcome in found if not isinstance(outcome, ProposalDraft)]
            return [_supersede_by(outcome, supersedes, by) for outcome in settled]
        proposed = iter(_propose(drafts, supersedes))
    except IntegrityError:
        # The process that led before us was still handling this update and has just stored it, or
        # an agent has sent the same request twice at the same time.
        if not any(map(_is_stored_already, drafts)):
            raise
        return submit_all(wanted, by, supersedes=supersedes)
    except ToolRefused as refusal:
        return [record_refusal(wanted[0][0], refusal, by)]
    faults.inject("propose.committed")
    return [next(proposed) if isinstance(outcome, ProposalDraft) else outcome for outcome in found]


def _is_stored_already(draft: ProposalDraft) -> bool:
    """Return whether this update or request has stored a proposal, whatever its arguments."""
    try:
        return deduplicate.find_earlier(draft.tool, draft.asked, draft.by) is not None
    except ToolRefused:
        return True


def _prepare(tool: str, arguments: Mapping[str, Any], by: Caller) -> Submitted | ProposalDraft:
    """Run the read, or preview the action; return the answer or a draft that is not stored yet."""
    ctx = by.build_context()
    try:
        found = runner.find(tool, ctx)
        payload = runner.validate(found, arguments, ctx)
        if isinstance(found, Read):
            ran = runner.run(found, payload, ctx)
            record("tool_answered", correlation_id=by.correlation_id, actor=by.actor, **ran.facts)
            return Answered(ran.result)
        before = deduplicate.find_earlier(found, payload, by)
        if before is not None:
            return before
        settled = found.settle(payload, ctx)
        preview = found.preview(settled, ctx)
    except ToolRefused as refusal:
        return record_refusal(tool, refusal, by)
    if not preview.variants:
        record("action_unchanged", correlation_id=by.correlation_id, actor=by.actor, tool=tool)
        return Unchanged(preview.card)
    return ProposalDraft(found, payload, settled, preview, ctx, by)


def export(tool: str, arguments: Mapping[str, Any], by: Caller) -> Exported | Refused:
    """Return all rows of a list as a file."""
    ctx = by.build_context()
    try:
        found = runner.find(tool, ctx)
        payload = runner.validate(found, arguments, ctx)
        made = sheets.build_sheet(found, payload, ctx)
    except ToolRefused as refusal:
        return record_refusal(tool, refusal, by)
    record(
        "list_exported",
        correlation_id=by.correlation_id,
        actor=by.actor,
        tool=tool,
        rows=made.rows,
        total=made.total,
        source=made.provenance.source if made.provenance else None,
    )
    return Exported(made, sheets.say_caption(made, ctx))


def record_refusal(tool: str, refusal: ToolRefused, by: Caller) -> Refused:
    """Record that the tool was not run, and return why as an outcome."""
    record(
        "tool_refused",
        correlation_id=by.correlation_id,
        actor=by.actor,
        tool=tool,
        code=refusal.code,
    )
    return Refused(refusal.code, refusal.text, by.correlation_id)


def _supersede_by(outcome: Submitted, old: ActionView | None, by: Caller) -> Submitted:
    """End the preview `old` where what was wanted in its place changes nothing or is stored already.

    Otherwise the outcome stays as it is, and so does the preview.
    """
    if old is None:
        return outcome
    if isinstance(outcome, Unchanged):
        return replace(outcome, superseded=_end_superseded(old, by))
    if isinstance(outcome, Proposed):  # by an earlier delivery, together with the end of `old`
        return replace(outcome, superseded=to_view(ActionLog.objects.get(public_id=old.public_id)))
    return outcome


@transaction.atomic(durable=True)
def _end_superseded(old: ActionView, by: Caller) -> ActionView:
    ended = end_superseded(old, by)
    if not queries.has_event(ended.correlation_id, "action_superseded"):
        record_superseded(ended, by)
    return to_view(ended)


@transaction.atomic(durable=True)
def _propose(
    drafts: Sequence[ProposalDraft], supersedes: ActionView | None = None
) -> list[Proposed]:
    """Store the drafts as proposals, and end the one that they supersede.

    ToolRefused where an agent has proposed too much, or that one has been decided meanwhile.
    """
    ended = end_superseded(supersedes, drafts[0].by) if supersedes is not None else None
    for draft in drafts:
        deduplicate.admit(draft.by, draft.ctx)
    actions = [store_proposal(draft) for draft in drafts]
    for action, draft in zip(actions, drafts, strict=True):  # the audit events come last
        log.record(
            "action_proposed",
            correlation_id=action.correlation_id,
            actor=draft.by.actor,
            payload=build_subject(action)
            | {
                "risk": draft.tool.risk,
                "variants": action.variants,
                "targets": sorted(action.basis),
            },
        )
    if ended is not None:
        record_superseded(ended, drafts[0].by)
    faults.inject("propose.commit")
    superseded = to_view(ended) if ended is not None else None
    return [Proposed(to_view(action), superseded) for action in actions]


def confirm(data: str, by: Caller) -> Decided:
    """Apply the proposal of a `confirm:` button, at most once."""
    outcome = _confirm(data, by)
    faults.inject("claim.committed")
    if isinstance(outcome, Failed):
        return replace(outcome, fresh=renew_preview(outcome.action, by))
    return outcome


@transaction.atomic(durable=True)
def _confirm(data: str, by: Caller) -> Decided:
    action = find_tapped_action(data, "confirm", by)
    if not isinstance(action, ActionLog):
        return action
    by = replace(by, language=to_view(action).language)  # the story stays in one language
    button = seal.parse_button(data)
    if button is None:
        return NotValid()
    claimed = ActionLog.objects.claim(
        public_id=action.public_id,
        owner_id=by.owner_id,
        variant=button.variant,
        payload_hash=seal.hash_text(action.payload_canonical),
        claim_id=by.correlation_id,  # the same for every delivery of this tap
        lease_until=timezone.now() + effects.LEASE,
    )
    if not claimed:
        return _answer_late_tap(action, "confirm", by)
    action.refresh_from_db()
    log_claim = build_subject(action) | {"variant": action.variant, "attempt": action.attempt}
    ended = _carry_out(action, by)
    if isinstance(ended, OutsideCalls):
        effects.create_effects(action, ended.calls)
    log.record(
        "action_claimed", correlation_id=action.correlation_id, actor=by.actor, payload=log_claim
    )
    if isinstance(ended, Result):
        finalize.finalize_committed(action, ended, by.actor)
    elif isinstance(ended, str):
        finalize.finalize_failed(action, ended, by.actor)
    faults.inject("claim.commit")
    return _to_decided(action)


def _to_decided(action: ActionLog) -> Done | Failed | Running | Cancelled | AlreadyHandled:
    """Return the outcome of the tap that decided the action, as its status says by now."""
    shown = to_view(action)
    match action.status:
        case Status.COMMITTED:
            return Done(shown)
        case Status.FAILED:
            return Failed(shown, None)
        case Status.IN_PROGRESS:
            return Running(shown)
        case Status.CANCELLED:
            return Cancelled(shown)
        case _:
            return AlreadyHandled(shown)


def _carry_out(action: ActionLog, by: Caller) -> Result | OutsideCalls | str:
    """Apply the action; return its result, the outside calls to make, or an error code.

    After an error code nothing was changed. Raises only when the database is away: then nothing is
    decided.
    """
    ctx = replace(by.build_context(), mode=action.upstream_mode, story=action.correlation_id)
    try:
        tool = runner.find(action.tool, ctx)
        if not isinstance(tool, Action) or tool.version != action.tool_version:
            return "TOOL_CHANGED"
        if action.upstream_mode != read_active_mode().mode:
            return "STALE_PREVIEW"
        payload = tool.Payload.model_validate_json(action.payload_canonical)
        with transaction.atomic():  # what the tool wrote before an error is rolled back
            return _apply(tool, payload, action, ctx)
    except StaleBasisError:
        return "STALE_PREVIEW"
    except ToolRefused as refusal:
        return refusal.code
    except DATABASE_AWAY:
        raise  # nothing is decided, so the tap will be handled again
    except Exception:
        logger.exception("%s failed while it was applied, nothing was changed", action)
        return "INTERNAL_ERROR"


def _apply(
    tool: Action[Any], payload: Payload, action: ActionLog, ctx: ToolContext
) -> Result | OutsideCalls:
    """Apply the tool; ValueError where it returns outside calls but the list is empty."""
    ended = tool.apply(payload, action.basis, action.variant or "", ctx)
    if isinstance(ended, OutsideCalls) and not ended.calls:
        raise ValueError(f"{tool.name} has nothing to call, so nothing would ever end it")
    return ended


def renew_preview(
    action: ActionView, tap: Caller | None = None
) -> Proposed | Unchanged | Refused | None:
    """Preview again an action that failed because its preview was stale; None for any other.

    `tap` is the caller whose tap failed: when the same tap is handled again, it finds the new
    proposal instead of making a second one.
    """
    if action.status != Status.FAILED or action.error_code not in STALE:
        return None
    by = tap or Caller(
        bot_id=action.bot_id,
        owner_id=action.owner_id,
        chat_id=action.chat_id,
        language=action.language,
        update_id=None,
        correlation_id=action.correlation_id,
        source=Source.BUTTON,
    )
    by = replace(by, language=action.language, step=action.step)
    outcome = submit(action.tool, action.payload, by)
    return outcome if isinstance(outcome, (Proposed, Unchanged, Refused)) else None


def cancel(data: str, by: Caller) -> Decided:
    """Cancel the proposal of a `cancel:` button."""
    outcome = _cancel(data, by)
    faults.inject("cancel.committed")
    return outcome


def withdraw(preview: ActionView, by: Caller) -> Cancelled | AlreadyHandled:
    """Cancel the owner's open preview because they said so in words."""
    outcome = cancel(preview.cancel, by) if preview.cancel else None
    if isinstance(outcome, Cancelled):
        return outcome
    action = ActionLog.objects.get(public_id=preview.public_id)
    by_this = action.status == Status.CANCELLED and action.claim_id == by.correlation_id
    return Cancelled(to_view(action)) if by_this else AlreadyHandled(to_view(action))


@transaction.atomic(durable=True)
def _cancel(data: str, by: Caller) -> Decided:
    action = find_tapped_action(data, "cancel", by)
    if not isinstance(action, ActionLog):
        return action
    cancelled = ActionLog.objects.cancel(
        public_id=action.public_id,
        owner_id=by.owner_id,
        claim_id=by.correlation_id,  # the same for every delivery of this tap
    )
    if not cancelled:
        return _answer_late_tap(action, "cancel", by)
    action.refresh_from_db()
    log.record(
        "action_cancelled",
        correlation_id=action.correlation_id,
        actor=by.actor,
        payload=build_subject(action),
    )
    faults.inject("cancel.commit")
    return Cancelled(to_view(action))


def resolve(data: str, by: Caller) -> Decided:
    """Handle the owner's tap on an unknown action: look up how it ended, or store what they say."""
    outcome = _resolve(data, by)
    faults.inject("resolve.committed")
    return outcome


@transaction.atomic(durable=True)
def _resolve(data: str, by: Caller) -> Decided:
    button = seal.parse_button(data)
    action = find_tapped_action(data, button.verb if button else "check", by)
    if not isinstance(action, ActionLog) or button is None:
        return action if not isinstance(action, ActionLog) else NotValid()
    action = ActionLog.objects.select_for_update().get(pk=action.pk)
    if action.effects.filter(token=by.correlation_id).exists():
        return Resolved(to_view(action))  # this tap has been handled before
    if action.status != Status.UNKNOWN:
        return _answer_late_tap(action, button.verb, by)
    if button.verb == "check":
        possible = effects.ask_again(action)
        record_tap_once("action_checked", action, by, possible=possible)
        return Checking(to_view(action), possible)
    return _resolve_calls(action, button, by)


def _resolve_calls(action: ActionLog, button: seal.SealedButton, by: Caller) -> Decided:
    """Store whether the n-th call happened, or all unknown calls, as the owner's button says."""
    n = int(button.variant) if button.variant else None
    happened = button.verb == "happened"
    calls = effects.resolve_unknown(action, n, happened=happened, tap=by.correlation_id)
    if not calls and effects.is_being_asked(action, n):
        return Checking(to_view(action), possible=True)
    if not calls:  # how it ended is known by now
        return _answer_late_tap(action, button.verb, by)
    record_of_owner("action_resolved", action, by, verdict=button.verb, calls=calls)
    finalize.conclude(action, by.actor)
    faults.inject("resolve.commit")
    return Resolved(to_view(action))


def _answer_late_tap(
    action: ActionLog, verb: seal.Verb, by: Caller
) -> Done | Failed | Running | Cancelled | AlreadyHandled:
    """Return the outcome of a tap that came after the decision or after the proposal's time."""
    if ActionLog.objects.expire(public_id=action.public_id):
        record_expiry(action)
    action = ActionLog.objects.select_for_update().get(pk=action.pk)
    if action.claim_id == by.correlation_id:
        # This tap decided it and is handled again: its answer may not have reached the owner.
        return _to_decided(action)
    record_tap_once("action_tap_late", action, by, status=action.status, verb=verb)
    return AlreadyHandled(to_view(action))


@transaction.atomic(durable=True)
def refuse_invalid_tap(by: Caller, why: Mapping[str, Any]) -> NotValid:
    """Record a tap on a batch button that we did not make."""
    return button_lookup.refuse_invalid(by, dict(why))


@transaction.atomic(durable=True)
def refuse_foreign_tap(by: Caller, action: ActionLog, verb: seal.Verb) -> NotYours:
    """Record a tap on another owner's batch button."""
    return button_lookup.refuse_foreign(action, by, verb)


def record_expiry(action: ActionLog) -> None:
    """Record, in the caller's transaction, that nobody tapped in time."""
    log.record(
        "action_expired",
        correlation_id=action.correlation_id,
        actor=log.SYSTEM,
        payload=build_subject(action),
    )


def record_by(event_type: str, by: Caller, **payload: Any) -> None:
    """Record something that a caller did and that changed nothing."""
    record(event_type, correlation_id=by.correlation_id, actor=by.actor, **payload)


def record(event_type: str, *, correlation_id: UUID, actor: log.Actor, **payload: Any) -> None:
    """Record an audit event on its own: one statement, without a BEGIN and a COMMIT around it."""
    log.record(event_type, correlation_id=correlation_id, actor=actor, payload=payload, alone=True)
