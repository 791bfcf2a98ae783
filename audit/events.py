"""The registered event types: nothing else can be recorded, and no payload key but these."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class EventType:
    """One kind of event: its name, what a person reads, and the payload keys it may carry."""

    name: str
    label: str
    keys: frozenset[str]


def _event(name: str, label: str, *keys: str) -> EventType:
    return EventType(name, label, frozenset(keys))


_TYPES = (
    # Access
    _event("access_denied", "Access denied", "user_id", "chat_id", "update_type", "suppressed"),
    _event(
        "access_denied_summary", "Denied attempts of an hour", "hour", "total", "named", "others"
    ),
    _event("group_refused", "Asked in a group", "chat_id", "update_type"),
    _event("update_quarantined", "Malformed update set aside", "update_id", "reason", "size"),
    _event("update_given_up", "Message given up", "update_id", "attempts"),
    _event("update_numbers_restarted", "Telegram's update numbers restarted", "last", "first"),
    _event("edit_ignored", "Edited message not read again", "chat_id"),
    # Reads
    _event("tool_answered", "Question answered", "tool", "ms", "source", "empty"),
    _event("list_exported", "List sent as a file", "tool", "rows", "total", "source"),
    _event("tool_refused", "Question refused", "tool", "code"),
    _event("question_unclear", "Asked back", "length", "kind", "missing"),
    _event(
        "planner_answered",
        "Planner asked",
        "model",
        "rounds",
        "reads",
        "changes",
        "tokens_in",
        "tokens_out",
        "ms",
        "code",
    ),
    _event(
        "planner_failed",
        "Planner did not answer",
        "model",
        "code",
        "tokens_in",
        "tokens_out",
        "ms",
    ),
    _event(
        "voice_transcribed",
        "Voice message heard",
        "kind",
        "seconds",
        "bytes",
        "length",
        "sure",
        "model",
        "ms",
    ),
    _event("voice_confirmed", "Owner said it was heard right", "length"),
    _event("voice_refused", "Voice message not listened to", "kind", "seconds", "bytes", "code"),
    _event(
        "voice_failed",
        "Voice message not heard",
        "kind",
        "seconds",
        "bytes",
        "code",
        "model",
        "ms",
    ),
    _event("chat_forgotten", "Chat forgotten"),
    # Actions
    _event("action_proposed", "Proposed", "action", "tool", "risk", "variants", "targets"),
    _event("action_unchanged", "Nothing to change", "tool"),
    _event("action_claimed", "Confirmed by a tap", "action", "tool", "variant", "attempt"),
    _event("action_committed", "Applied", "action", "tool", "variant", "targets", "missed"),
    _event("action_failed", "Not applied", "action", "tool", "code"),
    _event("action_cancelled", "Cancelled", "action", "tool"),
    _event("action_expired", "Expired", "action", "tool"),
    _event("action_tap_late", "Tapped again", "action", "tool", "status", "verb", "tap"),
    _event("action_tap_foreign", "Somebody else's button tapped", "action", "tool", "verb", "tap"),
    _event("action_tap_invalid", "Invalid button", "verb", "reason", "action"),
    _event("action_unknown", "Result not known", "action", "tool", "calls"),
    _event("action_checked", "Looked up by its owner", "action", "tool", "possible", "tap"),
    _event("action_resolved", "Owner said how it ended", "action", "tool", "verdict", "calls"),
    _event("action_unknown_overdue", "Still not known", "action", "tool", "minutes"),
    _event("effect_done", "Sent", "action", "tool", "call", "attempts", "code"),
    _event("effect_failed", "Not sent", "action", "tool", "call", "attempts", "code"),
    _event("effect_lost", "No answer came", "action", "tool", "call", "attempts", "code"),
    _event("effect_moved", "Chat has a new id", "action", "tool", "call", "attempts", "code"),
    _event("action_integrity_failed", "Integrity check failed", "action", "tool", "check"),
    # The program itself
    _event("bot_started", "Bot started", "bot", "mode", "pid"),
    _event("bot_stopped", "Bot stopped", "bot", "mode", "pid"),
    _event("bot_deaf", "Bot gets no messages", "bot", "code"),
    _event("bot_hears", "Bot gets messages again", "bot"),
    _event("handler_failed", "Something went wrong", "error"),
    _event("shop_seeded", "Demo shop filled", "orders", "products", "customers"),
    _event("source_switched", "Data source switched", "before", "mode"),
    _event("web_signed_in", "Signed in", "user", "how"),
    _event("web_signed_out", "Signed out", "user"),
    _event("web_locked_out", "Sign-in locked", "failures", "minutes"),
    _event("api_key_created", "API key created", "name", "prefix", "scopes", "owner_id", "tools"),
    _event("api_key_revoked", "API key revoked", "name", "prefix", "withdrawn"),
)

EVENT_TYPES = {one.name: one for one in _TYPES}
