"""An audit event as people read it: one short sentence, a colour and a sign."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localdate, localtime

from audit.events import EVENT_TYPES
from audit.models import ActorKind, AuditEvent

MOST_TARGETS = 3
#: How the key of a chat begins; its number tells people nothing.
CHAT = "chat:"
VERDICTS = {"happened": "happened", "missed": "did not happen"}

#: Event type: sentence over the payload, tone (good, bad, warn, wait, quiet), Material symbol.
_LOOKS: dict[str, tuple[str, str, str]] = {
    "access_denied": ("A stranger was refused ({update_type})", "bad", "gpp_bad"),
    "access_denied_summary": ("{total} attempts refused within an hour", "bad", "gpp_bad"),
    "group_refused": ("Asked in a group; nothing was told there", "warn", "groups"),
    "update_quarantined": ("A malformed update was set aside", "warn", "report"),
    "update_given_up": ("A message was given up after {attempts} attempts", "bad", "report"),
    "update_numbers_restarted": ("Telegram restarted its update numbers", "quiet", "restart_alt"),
    "edit_ignored": ("An edited message was not read again", "quiet", "edit_off"),
    "tool_answered": ("Answered: {tool}", "quiet", "chat_bubble"),
    "list_exported": ("Sent as a file: {tool}, {rows} rows", "quiet", "csv"),
    "tool_refused": ("Not answered: {tool} ({code})", "warn", "block"),
    "question_unclear": ("A question was not understood", "warn", "help"),
    "planner_answered": ("The planner read a sentence ({tokens_in} tokens)", "quiet", "neurology"),
    "planner_failed": ("The planner did not answer ({code})", "warn", "neurology"),
    "voice_transcribed": ("A voice message of {seconds} s was heard", "quiet", "mic"),
    "voice_confirmed": ("Its owner said that it was heard right", "quiet", "touch_app"),
    "voice_refused": ("A voice message was not listened to ({code})", "warn", "mic_off"),
    "voice_failed": ("The speech service did not answer ({code})", "warn", "mic_off"),
    "chat_forgotten": ("An owner had the chat forgotten", "quiet", "delete_sweep"),
    "action_proposed": ("{tool}: proposed for {targets}", "wait", "schedule"),
    "action_unchanged": ("{tool}: nothing to change", "quiet", "horizontal_rule"),
    "action_claimed": ("{tool}: confirmed by a tap", "wait", "touch_app"),
    "action_committed": ("{tool}: applied to {targets}", "good", "check_circle"),
    "action_failed": ("{tool}: not applied ({code})", "bad", "error"),
    "action_cancelled": ("{tool}: cancelled", "quiet", "cancel"),
    "action_expired": ("{tool}: expired without a tap", "quiet", "timer_off"),
    "action_tap_late": ("{tool}: tapped again; it was {status}", "quiet", "touch_app"),
    "action_tap_foreign": ("{tool}: somebody else tapped the button", "warn", "front_hand"),
    "action_tap_invalid": ("An invalid button was tapped", "warn", "front_hand"),
    "action_unknown": ("{tool}: whether it happened is not known", "warn", "help"),
    "action_checked": ("{tool}: its owner had it looked up", "quiet", "search"),
    "action_resolved": ("{tool}: its owner said that it {verdict}", "warn", "how_to_reg"),
    "action_unknown_overdue": ("{tool}: still not known after {minutes} minutes", "bad", "alarm"),
    "effect_done": ("{tool}: sent to {call}", "good", "outgoing_mail"),
    "effect_failed": ("{tool}: not sent to {call} ({code})", "bad", "unsubscribe"),
    "effect_lost": ("{tool}: no answer came from {call}", "warn", "cloud_off"),
    "effect_moved": ("{tool}: {call} has got a new id", "quiet", "move_up"),
    "action_integrity_failed": ("{tool}: the stored proposal was altered", "bad", "gpp_maybe"),
    "bot_started": ("The bot started ({mode})", "quiet", "power_settings_new"),
    "bot_stopped": ("The bot stopped ({mode})", "quiet", "power_off"),
    "bot_deaf": ("The bot gets no messages from Telegram ({code})", "bad", "hearing_disabled"),
    "bot_hears": ("The bot gets messages again", "good", "hearing"),
    "handler_failed": ("Something went wrong ({error})", "bad", "error"),
    "shop_seeded": ("The demo shop was filled: {orders} orders", "quiet", "storefront"),
    "source_switched": (
        "The data source was switched from {before} to {mode}",
        "warn",
        "swap_horiz",
    ),
    "web_signed_in": ("{user} signed in by {how}", "quiet", "login"),
    "web_signed_out": ("{user} signed out", "quiet", "logout"),
    "web_locked_out": (
        "Sign-in locked for {minutes} minutes after {failures} failed attempts",
        "warn",
        "lock_clock",
    ),
    "api_key_created": ("API key {name} created", "warn", "key"),
    "api_key_revoked": ("API key {name} revoked", "warn", "key_off"),
}


#: Who can say what a tool is called.
_title_finders: list[Callable[[str], str | None]] = []
#: The look of a `question_unclear` that names what an order lacked: understood, but not whole.
_ASKED_BACK = ("Asked back: {missing}", "quiet", "contact_support")


@dataclass(frozen=True)
class Told:
    """How an event is shown."""

    sentence: str
    tone: str
    icon: str
    actor: str


class _Blanks(dict[str, Any]):
    """Payload values for a sentence; what is missing reads as a dash."""

    def __missing__(self, key: str) -> str:
        return "–"


def register_titles(find: Callable[[str], str | None]) -> None:
    """Let `find` say what the tool of a name is called; the layer that has tools does so when it is loaded."""
    _title_finders.append(find)


def told(event: AuditEvent) -> Told:
    """The event in words; an unregistered type is shown under its own name."""
    template, tone, icon = _LOOKS.get(event.event_type, ("", "quiet", "info"))
    if event.payload.get("missing"):
        template, tone, icon = _ASKED_BACK
    if event.payload.get("targets") == []:  # a message, say, touches nothing that has an id
        template = template.removesuffix(" for {targets}").removesuffix(" to {targets}")
    values = _Blanks({key: _word(key, value) for key, value in event.payload.items()})
    sentence = template.format_map(values) if template else label(event.event_type)
    suppressed, missed = event.payload.get("suppressed"), event.payload.get("missed")
    if suppressed:
        sentence += f", and {suppressed} more time{'s' * (suppressed > 1)} before"
    if missed:
        sentence, tone = f"{sentence}, {missed} not reached", "warn"
    return Told(sentence, tone, icon, actor(event))


def actor(event: AuditEvent) -> str:
    """Who it was: people from Telegram by their id, everybody else by name."""
    kind = event.get_actor_kind_display()
    by_id = event.actor_kind in {ActorKind.OWNER, ActorKind.STRANGER}
    return f"{kind} {event.actor_id}" if by_id and event.actor_id else event.actor_label or kind


def label(event_type: str) -> str:
    registered = EVENT_TYPES.get(event_type)
    return registered.label if registered else event_type


def _word(key: str, value: Any) -> str:
    if key == "tool":
        titles = (find(str(value)) for find in _title_finders)
        return next(filter(None, titles), str(value).replace("_", " ").capitalize())
    if key == "targets" and isinstance(value, list):
        return targets(value)
    if key == "verdict":
        return VERDICTS.get(str(value), str(value))
    if key in ("status", "update_type", "missing"):
        return str(value).replace("_", " ")
    return "–" if value is None else str(value)


def targets(keys: Iterable[object]) -> str:
    """What an action touches, as ids: "OB-1003, OB-1004 and 7 more"; of chats only how many."""
    names = [str(key) for key in keys]
    chats = sum(name.startswith(CHAT) for name in names)
    ids = [name.rpartition(":")[2] for name in names if not name.startswith(CHAT)]
    return listed([*ids, *([f"{chats} chat{'s' * (chats > 1)}"] if chats else [])])


def listed(names: Iterable[str]) -> str:
    """The first of the names, and how many more there are."""
    every = list(names)
    more = len(every) - MOST_TARGETS
    shown = ", ".join(every[:MOST_TARGETS]) or "nothing"
    return f"{shown} and {more} more" if more > 0 else shown


def as_line(event: AuditEvent) -> dict[str, Any]:
    """The event as a row of a feed shows it, in JSON values; `times` is how often it happened."""
    words = told(event)
    at = localtime(event.occurred_at)
    return {
        "id": event.pk,
        "event_type": event.event_type,
        "label": label(event.event_type),
        "correlation_id": str(event.correlation_id),
        "at": event.occurred_at.isoformat(),
        "day": "" if at.date() == localdate() else date_format(at, "j M"),
        "time": date_format(at, "H:i:s"),
        "action": event.payload.get("action", ""),
        "sentence": words.sentence,
        "tone": words.tone,
        "icon": words.icon,
        "actor": words.actor,
        "times": 1 + (event.payload.get("suppressed") or 0),
    }


def as_feed(events: Iterable[AuditEvent]) -> list[dict[str, Any]]:
    """The events as rows, newest first; refusals that follow each other are one row.

    The row keeps the id and the sender of the newest. static/ownerbot/pages.js folds as this does.
    """
    rows = []
    for is_denial, lines in groupby(map(as_line, events), key=_is_denial):
        run = list(lines)
        rows += [_folded(run)] if is_denial and len(run) > 1 else run
    return rows


def _is_denial(line: dict[str, Any]) -> bool:
    return bool(line["event_type"] == "access_denied")


def _folded(run: list[dict[str, Any]]) -> dict[str, Any]:
    times = sum(line["times"] for line in run)
    sentence = f"Strangers were refused {times} times"
    return run[0] | {"times": times, "sentence": sentence, "is_folded": True}
