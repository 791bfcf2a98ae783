"""One open preview of an owner: finding it, and ending it because another takes its place."""

from __future__ import annotations

from django.utils import timezone

from actions.caller import Caller
from actions.enums import SUPERSEDED, Status
from actions.finalize import build_subject
from actions.models import ActionLog
from actions.outcomes import ActionView, to_reference, to_view
from actions.phrases import say
from audit import log
from tools.contracts import ToolRefused


def find_open_preview(by: Caller) -> ActionView | None:
    """Return the newest preview that the owner was shown in this chat; None unless it waits alone.

    One that this very update has ended counts as open, so that the update may be handled again.
    An agent's proposals and batches are not found.
    """
    newest = (
        ActionLog.objects.filter(bot_id=by.bot_id, owner_id=by.owner_id, chat_id=by.chat_id)
        .filter(source_update_id__lt=by.update_id or 0, agent_id__isnull=True)
        .order_by("-id")
        .first()
    )
    if newest is None or newest.step:
        return None
    waits = newest.status == Status.PROPOSED and newest.expires_at > timezone.now()
    ended_by_this = newest.status == Status.CANCELLED and newest.claim_id == by.correlation_id
    return to_view(newest) if waits or ended_by_this else None


def end_superseded(old: ActionView, by: Caller) -> ActionLog:
    """End the open preview, in the transaction that stores what takes its place.

    Raises ToolRefused where it has been decided by anything but this update.
    """
    ended = ActionLog.objects.cancel(
        public_id=old.public_id,
        owner_id=by.owner_id,
        claim_id=by.correlation_id,  # the same for every delivery of this update
        error_code=SUPERSEDED,
    )
    action = ActionLog.objects.get(public_id=old.public_id)
    if not ended and (action.status, action.claim_id) != (Status.CANCELLED, by.correlation_id):
        raise ToolRefused("ALREADY_DECIDED", say(by.language, "superseded.too_late"))
    return action


def record_superseded(action: ActionLog, by: Caller) -> None:
    """Record that another preview has taken its place: the one with the story `by`."""
    log.record(
        "action_superseded",
        correlation_id=action.correlation_id,
        actor=by.actor,
        payload=build_subject(action) | {"by": to_reference(by.correlation_id)},
    )
