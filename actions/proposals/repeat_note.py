"""The note on a preview that says that the same action was applied a short time ago."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings

from actions.caller import Caller
from actions.enums import Status
from actions.models import ActionLog
from actions.phrases import say
from actions.tools.undo import is_undone
from tools.contracts import Action, Card, ToolContext
from tools.render.wording import format_span

#: The same action again within this time gets the note.
REPEAT_WINDOW = timedelta(minutes=10)


def add_repeat_note(
    card: Card, tool: Action[Any], payload_hash: bytes, by: Caller, ctx: ToolContext
) -> Card:
    """Return the card, with a note where the same action was applied within REPEAT_WINDOW.

    A repetition is allowed, but the owner should know of it.
    """
    latest = (
        ActionLog.objects.filter(
            tool=tool.name,
            payload_hash=payload_hash,
            owner_id=by.owner_id,
            status=Status.COMMITTED,
            committed_at__gte=ctx.now - REPEAT_WINDOW,
            # An action is created at most CONFIRM_TTL_SEC before its commit. This condition is here
            # because `created_at` has an index.
            created_at__gte=ctx.now - REPEAT_WINDOW - timedelta(seconds=settings.CONFIRM_TTL_SEC),
        )
        .order_by("-committed_at")
        .first()
    )
    if latest is None or latest.committed_at is None or is_undone(latest):
        return card
    ago = format_span(max(ctx.now - latest.committed_at, timedelta(seconds=1)), ctx.language)
    note = say(ctx.language, "repeat", ago=ago)
    return card.model_copy(update={"notes": (*card.notes, note)})
