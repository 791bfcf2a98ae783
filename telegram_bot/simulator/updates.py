"""Updates of the simulator's people, in Telegram's shape, as polling would bring them."""

from __future__ import annotations

import html
import re
import time
from dataclasses import dataclass
from secrets import token_hex
from typing import Any

from telegram_bot.models import SimulatorMessage
from telegram_bot.simulator import markup, store
from telegram_bot.updates.identity import SIMULATOR_BOT_ID

COMMAND = re.compile(r"/[A-Za-z0-9_]{1,32}(?:@\w+)?(?!\S)")


@dataclass(frozen=True)
class Person:
    """Who writes in the simulator; in a private chat the person's id is also the chat's."""

    id: int
    name: str
    language: str

    def to_user(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "is_bot": False,
            "first_name": self.name,
            "language_code": self.language,
        }

    def to_chat(self) -> dict[str, Any]:
        return {"id": self.id, "type": "private", "first_name": self.name}


def build_message_update(person: Person, message_id: int, text: str) -> dict[str, Any]:
    """Return the update for a text of that person; a leading /command is marked as one."""
    body: dict[str, Any] = {
        "message_id": message_id,
        "date": int(time.time()),
        "chat": person.to_chat(),
        "from": person.to_user(),
        "text": text,
    }
    if command := COMMAND.match(text):
        body["entities"] = [
            {"type": "bot_command", "offset": 0, "length": markup.count_units(command[0])}
        ]
    return {"update_id": _get_next_update_id(), "message": body}


def build_tap_update(
    person: Person, tapped: SimulatorMessage, callback_data: str
) -> dict[str, Any]:
    """Return the update for a tap on one of the buttons below `tapped`.

    The query's id begins with the chat's id, by which its answer finds the chat.
    """
    body: dict[str, Any] = {
        "message_id": tapped.message_id,
        "date": int(tapped.created_at.timestamp()),
        "chat": person.to_chat(),
        "from": {"id": SIMULATOR_BOT_ID, "is_bot": True, "first_name": "OwnerBot"},
        "reply_markup": {"inline_keyboard": tapped.keyboard},
    }
    text = markup.to_plain(markup.parse_markup(tapped.html))
    if tapped.kind == store.Kind.PHOTO:
        file_id = f"{tapped.chat_id}.{tapped.message_id}"
        picture = {"file_id": file_id, "file_unique_id": file_id, "width": 1, "height": 1}
        body |= {"photo": [picture], "caption": text}
    else:
        body["text"] = text
    query = {
        "id": f"{person.id}:{token_hex(8)}",
        "from": person.to_user(),
        "message": body,
        "chat_instance": str(person.id),
        "data": callback_data,
    }
    return {"update_id": _get_next_update_id(), "callback_query": query}


def to_html(text: str) -> str:
    """Return a person's text escaped, as messages are stored."""
    return html.escape(text, quote=False)


def _get_next_update_id() -> int:
    """Return a number that grows with the clock, in microseconds."""
    return time.time_ns() // 1000
