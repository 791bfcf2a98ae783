"""The registered event types: only these can be recorded, with only these payload keys."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_noop


@dataclass(frozen=True)
class EventType:
    """One kind of event: its name, its label for people, and the payload keys it may have."""

    name: str
    label: str
    keys: frozenset[str]


def _build_event_type(name: str, label: str, *keys: str) -> EventType:
    return EventType(name, label, frozenset(keys))


_TYPES = (
    # Access
    _build_event_type(
        "access_denied",
        gettext_noop("Access denied"),
        "user_id",
        "chat_id",
        "update_type",
        "suppressed",
    ),
    _build_event_type(
        "access_denied_summary",
        gettext_noop("Denied attempts of an hour"),
        "hour",
        "total",
        "named",
        "others",
    ),
    _build_event_type("group_refused", gettext_noop("Asked in a group"), "chat_id", "update_type"),
    _build_event_type(
        "update_quarantined",
        gettext_noop("Malformed update set aside"),
        "update_id",
        "reason",
        "size",
    ),
    _build_event_type(
        "update_given_up", gettext_noop("Message given up"), "update_id", "attempts"
    ),
    _build_event_type(
        "update_numbers_restarted",
        gettext_noop("Telegram's update numbers restarted"),
        "last",
        "first",
    ),
    _build_event_type("edit_ignored", gettext_noop("Edited message not read again"), "chat_id"),
    # Reads
    _build_event_type(
        "tool_answered", gettext_noop("Question answered"), "tool", "ms", "source", "empty"
    ),
    _build_event_type(
        "list_exported", gettext_noop("List sent as a file"), "tool", "rows", "total", "source"
    ),
    _build_event_type("tool_refused", gettext_noop("Question refused"), "tool", "code"),
    _build_event_type("question_unclear", gettext_noop("Asked back"), "length", "kind", "missing"),
    _build_event_type(
        "planner_answered",
        gettext_noop("Planner asked"),
        "model",
        "rounds",
        "reads",
        "changes",
        "tokens_in",
        "tokens_out",
        "ms",
        "code",
    ),
    _build_event_type(
        "planner_failed",
        gettext_noop("Planner did not answer"),
        "model",
        "code",
        "tokens_in",
        "tokens_out",
        "ms",
    ),
    _build_event_type(
        "voice_transcribed",
        gettext_noop("Voice message heard"),
        "kind",
        "seconds",
        "bytes",
        "length",
        "sure",
        "model",
        "ms",
    ),
    _build_event_type("voice_confirmed", gettext_noop("Owner said it was heard right"), "length"),
    _build_event_type(
        "voice_refused",
        gettext_noop("Voice message not listened to"),
        "kind",
        "seconds",
        "bytes",
        "code",
    ),
    _build_event_type(
        "voice_failed",
        gettext_noop("Voice message not heard"),
        "kind",
        "seconds",
        "bytes",
        "code",
        "model",
        "ms",
    ),
    _build_event_type("chat_forgotten", gettext_noop("Chat forgotten")),
    # Actions
    _build_event_type(
        "action_proposed",
        gettext_noop("Proposed"),
        "action",
        "tool",
        "risk",
        "variants",
        "targets",
    ),
    _build_event_type("action_unchanged", gettext_noop("Nothing to change"), "tool"),
    _build_event_type(
        "action_claimed",
        gettext_noop("Confirmed by a tap"),
        "action",
        "tool",
        "variant",
        "attempt",
    ),
    _build_event_type(
        "action_committed",
        gettext_noop("Applied"),
        "action",
        "tool",
        "variant",
        "targets",
        "missed",
    ),
    _build_event_type("action_failed", gettext_noop("Not applied"), "action", "tool", "code"),
    _build_event_type("action_cancelled", gettext_noop("Cancelled"), "action", "tool"),
    _build_event_type(
        "action_superseded", gettext_noop("Replaced by a new preview"), "action", "tool", "by"
    ),
    _build_event_type("action_expired", gettext_noop("Expired"), "action", "tool"),
    _build_event_type(
        "action_tap_late", gettext_noop("Tapped again"), "action", "tool", "status", "verb", "tap"
    ),
    _build_event_type(
        "action_tap_foreign",
        gettext_noop("Somebody else's button tapped"),
        "action",
        "tool",
        "verb",
        "tap",
    ),
    _build_event_type(
        "action_tap_invalid", gettext_noop("Invalid button"), "verb", "reason", "action"
    ),
    _build_event_type(
        "action_unknown", gettext_noop("Result not known"), "action", "tool", "calls"
    ),
    _build_event_type(
        "action_checked",
        gettext_noop("Looked up by its owner"),
        "action",
        "tool",
        "possible",
        "tap",
    ),
    _build_event_type(
        "action_resolved",
        gettext_noop("Owner said how it ended"),
        "action",
        "tool",
        "verdict",
        "calls",
    ),
    _build_event_type(
        "action_unknown_overdue", gettext_noop("Still not known"), "action", "tool", "minutes"
    ),
    _build_event_type(
        "effect_done", gettext_noop("Sent"), "action", "tool", "call", "attempts", "code"
    ),
    _build_event_type(
        "effect_failed", gettext_noop("Not sent"), "action", "tool", "call", "attempts", "code"
    ),
    _build_event_type(
        "effect_lost", gettext_noop("No answer came"), "action", "tool", "call", "attempts", "code"
    ),
    _build_event_type(
        "effect_moved",
        gettext_noop("Chat has a new id"),
        "action",
        "tool",
        "call",
        "attempts",
        "code",
    ),
    _build_event_type(
        "action_integrity_failed",
        gettext_noop("Integrity check failed"),
        "action",
        "tool",
        "check",
    ),
    # The program itself
    _build_event_type("bot_started", gettext_noop("Bot started"), "bot", "mode", "pid"),
    _build_event_type("bot_stopped", gettext_noop("Bot stopped"), "bot", "mode", "pid"),
    _build_event_type("bot_deaf", gettext_noop("Bot gets no messages"), "bot", "code"),
    _build_event_type("bot_hears", gettext_noop("Bot gets messages again"), "bot"),
    _build_event_type("handler_failed", gettext_noop("Something went wrong"), "error"),
    _build_event_type(
        "shop_seeded", gettext_noop("Demo shop filled"), "orders", "products", "customers"
    ),
    _build_event_type("source_switched", gettext_noop("Data source switched"), "before", "mode"),
    _build_event_type("web_signed_in", gettext_noop("Signed in"), "user", "how"),
    _build_event_type("web_signed_out", gettext_noop("Signed out"), "user"),
    _build_event_type("web_locked_out", gettext_noop("Sign-in locked"), "failures", "minutes"),
    _build_event_type(
        "api_key_created",
        gettext_noop("API key created"),
        "name",
        "prefix",
        "scopes",
        "owner_id",
        "tools",
    ),
    _build_event_type(
        "api_key_revoked", gettext_noop("API key revoked"), "name", "prefix", "withdrawn"
    ),
)

EVENT_TYPES = {event_type.name: event_type for event_type in _TYPES}
