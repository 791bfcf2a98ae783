"""Transcripts, kept for a day: a recording is transcribed once, however often it is handled.

A transcript that is in doubt waits here for its owner's tap.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

from django.db import transaction
from django.utils import timezone

from actions.caller import Caller
from audit import log
from telegram_bot.models import Transcript

KEEP = timedelta(hours=24)

Over = Literal["over"]
"""Another tap has confirmed the transcript already."""


def find_transcript(by: Caller) -> Transcript | None:
    """Return the transcript of this update's recording; None if it was not transcribed yet."""
    return Transcript.objects.filter(bot_id=by.bot_id, update_id=by.update_id or 0).first()


@transaction.atomic(durable=True)
def store_transcript(
    by: Caller, *, text: str, sure: bool, forwarded: bool, **facts: object
) -> Transcript:
    """Store what was heard, with its audit event."""
    kept, new = Transcript.objects.get_or_create(
        bot_id=by.bot_id,
        update_id=by.update_id or 0,
        defaults={
            "chat_id": by.chat_id,
            "owner_id": by.owner_id,
            "correlation_id": by.correlation_id,
            "text": text,
            "sure": sure,
            "forwarded": forwarded,
        },
    )
    if new:
        log.record(
            "voice_transcribed",
            correlation_id=by.correlation_id,
            actor=by.actor,
            payload={"length": len(text), "sure": sure, **facts},
        )
    return kept


def mark_shown(kept: Transcript, message_id: int) -> None:
    """Store which message shows the transcript."""
    Transcript.objects.filter(pk=kept.pk).update(message_id=message_id)


@transaction.atomic(durable=True)
def confirm_transcript(number: int, by: Caller) -> Transcript | Over | None:
    """Confirm a doubtful transcript by its owner; None if this owner has no such transcript.

    The same tap, handled again, gets the same transcript.
    """
    doubtful = Transcript.objects.select_for_update().filter(sure=False)
    kept = doubtful.filter(
        pk=number, bot_id=by.bot_id, chat_id=by.chat_id, owner_id=by.owner_id
    ).first()
    if kept is None or kept.confirmed_by == by.update_id:
        return kept
    if kept.confirmed_by is not None:
        return "over"
    kept.confirmed_by = by.update_id
    kept.save(update_fields=["confirmed_by"])
    log.record(
        "voice_confirmed",
        correlation_id=kept.correlation_id,
        actor=by.actor,
        payload={"length": len(kept.text)},
    )
    return kept


def forget_old_transcripts() -> None:
    Transcript.objects.filter(created_at__lt=timezone.now() - KEEP).delete()
