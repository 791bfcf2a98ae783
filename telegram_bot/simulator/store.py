"""The simulator's chats as rows: messages and their changes, in an order that a page can follow.

Every change takes the chat's next `revision` under the chat's lock, which is held until the commit.
So revisions become visible in order, and "everything after the last one I saw" misses nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Literal

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from audit import announce, locks
from telegram_bot.models import SimulatorMessage

Author = SimulatorMessage.Author
Kind = SimulatorMessage.Kind

Keyboard = Sequence[Sequence[dict[str, str]]]
"""Rows of {"text", "callback_data"} or {"text", "url"}."""

MESSAGES_SHOWN = 200
MESSAGES_KEPT = 1000


def get_group(chat_id: int) -> str:
    """Return the channel-layer group that gets a hint when the chat has changed."""
    return f"simulator.{chat_id}"


def add_message(
    chat_id: int,
    *,
    author: Author,
    kind: Kind = Kind.TEXT,
    html: str = "",
    photo: bytes | None = None,
    document: bytes | None = None,
    file_name: str = "",
    keyboard: Keyboard = (),
) -> SimulatorMessage:
    """Add a message and return it; `html` is Telegram's HTML, already checked."""
    with transaction.atomic():
        newest = _lock_chat(chat_id)
        message = SimulatorMessage.objects.create(
            chat_id=chat_id,
            message_id=newest["message_id"] + 1,
            revision=newest["revision"] + 1,
            author=author,
            kind=kind,
            html=html,
            photo=photo,
            document=document,
            file_name=file_name,
            keyboard=[list(row) for row in keyboard],
            created_at=timezone.now(),
        )
        _schedule_hint(chat_id)
    return message


def edit_message(
    chat_id: int,
    message_id: int,
    *,
    kind: Kind | None = None,
    html: str | None = None,
    keyboard: Keyboard = (),
) -> SimulatorMessage | Literal["missing", "other kind", "unchanged"]:
    """Replace the buttons of a bot's message, and its text unless `html` is None.

    Nothing changes if the message is missing, of another kind, or already like that.
    """
    with transaction.atomic():
        newest = _lock_chat(chat_id)
        message = _get_bot_message(chat_id, message_id)
        if message is None:
            return "missing"
        if kind not in (None, message.kind):
            return "other kind"
        buttons = [list(row) for row in keyboard]
        if html is None:
            html = message.html
        if (html, buttons) == (message.html, message.keyboard):
            return "unchanged"
        message.html, message.keyboard = html, buttons
        message.revision = newest["revision"] + 1
        message.edited_at = timezone.now()
        message.save(update_fields=["html", "keyboard", "revision", "edited_at"])
        _schedule_hint(chat_id)
    return message


def delete_message(chat_id: int, message_id: int) -> bool:
    """Delete one of the bot's messages; return False if there is none."""
    with transaction.atomic():
        newest = _lock_chat(chat_id)
        message = _get_bot_message(chat_id, message_id)
        if message is None:
            return False
        message.html, message.keyboard, message.deleted = "", [], True
        message.photo, message.document, message.file_name = None, None, ""
        message.revision = newest["revision"] + 1
        message.save()
        _schedule_hint(chat_id)
    return True


def add_toast(chat_id: int, text: str, *, alert: bool) -> None:
    """Answer a tap: a short text that fades, or an alert to dismiss; "" only ends the waiting."""
    add_message(chat_id, author=Author.BOT, kind=Kind.ALERT if alert else Kind.TOAST, html=text)


def get_message(chat_id: int, message_id: int) -> SimulatorMessage | None:
    """Return the message as it stands; None if there is none or it was deleted."""
    return SimulatorMessage.objects.filter(
        chat_id=chat_id, message_id=message_id, deleted=False
    ).first()


def list_changes_after(chat_id: int, revision: int, limit: int) -> list[SimulatorMessage]:
    """Return the messages changed after that revision, in that order, without their files."""
    rows = SimulatorMessage.objects.filter(chat_id=chat_id, revision__gt=revision)
    return list(rows.defer("photo", "document").order_by("revision")[:limit])


def get_recent_start(chat_id: int) -> int:
    """Return the revision after which the newest MESSAGES_SHOWN follow; 0 if there are no more."""
    revisions = SimulatorMessage.objects.filter(chat_id=chat_id).order_by("-revision")
    return (
        revisions.values_list("revision", flat=True)[MESSAGES_SHOWN : MESSAGES_SHOWN + 1].first()
        or 0
    )


def forget_old_messages() -> None:
    """Delete all but the newest messages of each chat; pictures and files would pile up."""
    for chat_id in SimulatorMessage.objects.values_list("chat_id", flat=True).distinct():
        messages = SimulatorMessage.objects.filter(chat_id=chat_id)
        newest = messages.aggregate(revision=Max("revision", default=0))["revision"]
        messages.filter(revision__lte=newest - MESSAGES_KEPT).delete()


def _lock_chat(chat_id: int) -> dict[str, int]:
    """Lock the chat until the commit; return its newest message id and revision."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [locks.SIMULATED_CHATS + chat_id])
    newest = SimulatorMessage.objects.filter(chat_id=chat_id).aggregate(
        message_id=Max("message_id", default=0), revision=Max("revision", default=0)
    )
    return dict(newest)


def _get_bot_message(chat_id: int, message_id: int) -> SimulatorMessage | None:
    return SimulatorMessage.objects.filter(
        chat_id=chat_id,
        message_id=message_id,
        deleted=False,
        author=Author.BOT,
        kind__in=(Kind.TEXT, Kind.PHOTO, Kind.DOCUMENT),
    ).first()


def _schedule_hint(chat_id: int) -> None:
    transaction.on_commit(partial(announce.schedule_hint, get_group(chat_id)), robust=True)
