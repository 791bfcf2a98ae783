"""A message of the simulator as the page gets it: a tree of known tags, never HTML."""

from __future__ import annotations

from typing import Any

from telegram_bot.models import SimulatorMessage
from telegram_bot.simulator import markup, store


def to_json(message: SimulatorMessage) -> dict[str, Any]:
    """Return what the page draws.

    `photo`: whether there is a picture to fetch; `file`: the name of the document to fetch, or "".
    """
    return {
        "id": message.message_id,
        "revision": message.revision,
        "author": message.author,
        "kind": message.kind,
        "text": markup.parse_markup(message.html),
        "photo": message.kind == store.Kind.PHOTO,
        "file": message.file_name,
        "keyboard": message.keyboard,
        "at": message.created_at.isoformat(),
        "edited": message.edited_at is not None,
        "deleted": message.deleted,
    }
