"""Find the action of a tapped button, and record taps; in the caller's transaction."""

from __future__ import annotations

from typing import Any

from actions import seal
from actions.caller import Caller
from actions.finalize import build_subject
from actions.models import ActionLog
from actions.outcomes import NotValid, NotYours, to_reference
from audit import log, queries


def find_tapped_action(data: str, verb: seal.Verb, by: Caller) -> ActionLog | NotValid | NotYours:
    """Return the action of a tapped button after checking the button's shape, seal and owner.

    Return NotValid or NotYours, and record the tap, where a check fails.
    """
    button = seal.parse_button(data)
    action = ActionLog.objects.filter(public_id=button.public_id).first() if button else None
    if button is None or button.verb != verb or action is None:
        reason = "shape" if button is None or button.verb != verb else "no such proposal"
        return refuse_invalid(by, {"verb": verb, "reason": reason})
    if not seal.is_seal_valid(button, action) or action.bot_id != by.bot_id:
        return refuse_invalid(by, {"verb": verb, "reason": "seal", "action": action.public_id})
    if not seal.is_payload_intact(action):
        log.record(
            "action_integrity_failed",
            correlation_id=action.correlation_id,
            actor=by.actor,
            payload=build_subject(action) | {"check": "payload hash"},
        )
        return NotValid()
    if action.owner_id != by.owner_id:
        return refuse_foreign(action, by, verb)
    return action


def refuse_foreign(action: ActionLog, by: Caller, verb: seal.Verb) -> NotYours:
    """Record once that somebody tapped another owner's button."""
    record_tap_once("action_tap_foreign", action, by, verb=verb)
    return NotYours()


def refuse_invalid(by: Caller, payload: dict[str, Any]) -> NotValid:
    """Record once that a button was tapped that we did not make."""
    if not queries.has_event(by.correlation_id, "action_tap_invalid"):
        log.record(
            "action_tap_invalid", correlation_id=by.correlation_id, actor=by.actor, payload=payload
        )
    return NotValid()


def record_of_owner(event_type: str, action: ActionLog, by: Caller, **details: Any) -> None:
    """Record what an owner did to an action."""
    log.record(
        event_type,
        correlation_id=action.correlation_id,
        actor=by.actor,
        payload=build_subject(action) | details,
    )


def record_tap_once(event_type: str, action: ActionLog, by: Caller, **details: Any) -> None:
    """Record a tap that decided nothing; only once, however often this tap is handled."""
    tap = to_reference(by.correlation_id)
    if not queries.has_event(action.correlation_id, event_type, tap=tap):
        record_of_owner(event_type, action, by, tap=tap, **details)
