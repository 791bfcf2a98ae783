"""Which message shows which action, and whether it shows how the action stands."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db.models import F, Q
from django.utils import timezone

from actions.enums import Status
from actions.models import ActionLog
from actions.outcomes import ActionView, to_view

#: The tap's own handler redraws at once; what is older than this was missed by it.
GRACE = timedelta(seconds=2)
#: A proposal whose message has not been sent by then is sent again; two messages do no harm.
SEND_GRACE = timedelta(seconds=15)


def list_unshown(bot_ids: list[int], limit: int = 50) -> list[tuple[int, ActionView]]:
    """Actions, with their bot's id, whose message shows an earlier state than their row, and open
    proposals that nobody has been shown at all."""
    now = timezone.now()
    moved_on = Q(finished_at__lt=now - GRACE) | Q(
        status=Status.IN_PROGRESS, claimed_at__lt=now - GRACE
    )
    stale = Q(moved_on, message_id__isnull=False) & ~Q(shown_status=F("status"))
    # Of what an owner asked for, the bot's own handler sends the message; of what an agent proposed,
    # nobody but whoever asks here.
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
    """The message now shows the action in that state."""
    ActionLog.objects.filter(public_id=public_id).update(
        message_id=message_id, shown_status=status
    )
