"""The gate: who sent an update, and may they ask? It reads raw dicts, before aiogram parses them.

It denies by default: an update without a known sender is denied, whatever it is.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from audit.access import DeniedAttempt
from telegram_bot.updates.identity import is_owner

#: Every kind of update that Telegram has; we ask for all of them, so that the gate sees all.
UPDATE_KINDS = (
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "business_connection",
    "business_message",
    "edited_business_message",
    "deleted_business_messages",
    "guest_message",
    "message_reaction",
    "message_reaction_count",
    "inline_query",
    "chosen_inline_result",
    "callback_query",
    "shipping_query",
    "pre_checkout_query",
    "purchased_paid_media",
    "poll",
    "poll_answer",
    "my_chat_member",
    "chat_member",
    "chat_join_request",
    "chat_boost",
    "removed_chat_boost",
    "managed_bot",
    "subscription",
    "stopped_message_generation",
)
#: The kinds that get an answer; others from an owner are dropped.
ANSWERED_KINDS = frozenset({"message", "edited_message", "callback_query"})
OTHER_KIND = "other"
#: The kinds that name their sender `user`; all others name it `from`, or have none.
USER_KINDS = frozenset(
    {"message_reaction", "poll_answer", "business_connection", "managed_bot", "subscription"}
)
MAX_ID = 2**63 - 1
#: Telegram's numbers are far below; an absurd one must not change which updates count as seen.
MAX_UPDATE_ID = 2**52


@dataclass(frozen=True)
class IncomingUpdate:
    """The part of an update that the gate has to understand."""

    update_id: int
    kind: str
    sender_id: int | None
    chat_id: int | None
    private: bool
    raw: dict[str, Any]

    @property
    def lane(self) -> int:
        """Return the chat, or the sender where there is none: its updates are handled in order."""
        return self.chat_id or self.sender_id or 0

    def may_ask(self, bot_id: int) -> bool:
        return self.sender_id is not None and is_owner(bot_id, self.sender_id)

    @property
    def language_code(self) -> str | None:
        person = self.raw[self.kind].get("from") if self.kind in self.raw else None
        code = person.get("language_code") if isinstance(person, dict) else None
        return code if isinstance(code, str) else None

    @property
    def words(self) -> str:
        """Return the text sent, or the first line of the tapped message, which the bot writes."""
        body = self.raw.get(self.kind) or {}
        message = body.get("message") if self.kind == "callback_query" else body
        if not isinstance(message, dict):
            return ""
        text = message.get("text") or message.get("caption")
        text = text if isinstance(text, str) else ""
        return text.partition("\n")[0] if self.kind == "callback_query" else text

    def to_attempt(self) -> DeniedAttempt:
        return DeniedAttempt(self.kind, self.sender_id, self.chat_id, self.private)


@dataclass(frozen=True)
class MalformedUpdate:
    """Something that is not an update; `update_id` is None if even that cannot be read."""

    update_id: int | None
    reason: str
    raw: object


def parse_update(raw: object) -> IncomingUpdate | MalformedUpdate:
    """Return what an update is, who sent it and where; never raise."""
    if not isinstance(raw, dict):
        return MalformedUpdate(None, "not an object", raw)
    update_id = _to_id(raw.get("update_id"))
    if update_id is None or not 0 <= update_id < MAX_UPDATE_ID:
        return MalformedUpdate(None, "no update_id", raw)
    kind, *others = [key for key in raw if key != "update_id"] or [""]
    if not kind:
        return MalformedUpdate(update_id, "empty", raw)
    if others:  # with several contents its sender is ambiguous
        return MalformedUpdate(update_id, "several contents", raw)
    body = raw[kind]
    if not isinstance(body, dict):
        return MalformedUpdate(update_id, "its content is not an object", raw)
    chat = _get_chat(kind, body)
    return IncomingUpdate(
        update_id=update_id,
        kind=kind if kind in UPDATE_KINDS else OTHER_KIND,
        sender_id=_get_sender_id(kind, body),
        chat_id=_to_id(chat.get("id")),
        private=chat.get("type") == "private",
        raw=raw,
    )


def compute_fingerprint(raw: object) -> bytes:
    """Return the sha256 of the update, which is the same for each of its deliveries."""
    return hashlib.sha256(to_ascii_json(raw).encode()).digest()


def to_ascii_json(raw: object) -> str:
    """Return JSON in ASCII: NUL and lone surrogates stay escaped, so any database can store it.

    A value that is nested too deep becomes a text that says so, which no handler takes for an
    update.
    """
    try:
        return json.dumps(raw, sort_keys=True, separators=(",", ":"))
    except RecursionError:
        return '"nested too deep"'


def _get_sender_id(kind: str, body: dict[str, Any]) -> int | None:
    person = body.get("user" if kind in USER_KINDS else "from")
    sender = _to_id(person.get("id")) if isinstance(person, dict) else None
    return sender if sender and sender > 0 else None


def _get_chat(kind: str, body: dict[str, Any]) -> dict[str, Any]:
    if kind == "callback_query":
        body = body["message"] if isinstance(body.get("message"), dict) else {}
    chat = body.get("chat")
    return chat if isinstance(chat, dict) else {}


def _to_id(value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > MAX_ID:
        return None
    return value
