"""Which message shows which action, and whether it shows the action's current status."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db.models import F, Q
from django.utils import timezone

from actions.enums import Status
from actions.models import ActionLog
from actions.outcomes import ActionView, to_view

#: The handler of a tap redraws the message at once. A change older than this was missed by it.
GRACE = timedelta(seconds=2)
#: A proposal whose message has not been sent after this time is sent again; a second message does
#: no harm.
SEND_GRACE = timedelta(seconds=15)


def list_unshown(bot_ids: list[int], limit: int = 50) -> list[tuple[int, ActionView]]:
    """Return (bot id, action) of the actions whose message must be redrawn or sent, oldest first.

    Redrawn: the message shows an older status than the row has. Sent: an open proposal that has no
    message yet.
    """
    now = timezone.now()
    moved_on = Q(finished_at__lt=now - GRACE) | Q(
        status=Status.IN_PROGRESS, claimed_at__lt=now - GRACE
    )
    stale = Q(moved_on, message_id__isnull=False) & ~Q(shown_status=F("status"))
    # The message of an owner's own proposal is sent by the bot's handler at once, so it gets time.
    # The message of an agent's proposal is sent only by whoever calls this function.
    unsent = Q(
        Q(created_at__lt=now - SEND_GRACE) | Q(agent_id__isnull=False),
        message_id__isnull=True,
        shown_status="",
        status=Status.PROPOSED,
        expires_at__gt=now,
    )
    found = ActionLog.objects.filter(stale | unsent, bot_id__in=bot_ids).order_by("id")
    return [(action.bot_id, to_view(action)) for action in found[:limit]]


def mark_shown(public_id: UUID, message_id: int | None, status: Status) -> None:
    """Store that this message now shows the action in that status."""
    ActionLog.objects.filter(public_id=public_id).update(
        message_id=message_id, shown_status=status
    )
