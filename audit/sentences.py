"""Audit events as people read them: a short sentence, a colour and an icon."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext, gettext_noop, ngettext

from audit.events import EVENT_TYPES
from audit.models import ActorKind, AuditEvent

MOST_TARGETS = 3
#: How a target begins that is a chat. Its number means nothing to people.
CHAT = "chat:"
VERDICTS = {"happened": gettext_noop("happened"), "missed": gettext_noop("did not happen")}

#: For each event type, the sentence with payload keys in {}, the tone of its badge (good, bad,
#: warn, wait, quiet) and its Material symbol.
_LOOKS: dict[str, tuple[str, str, str]] = {
    "access_denied": (gettext_noop("A stranger was refused ({update_type})"), "bad", "gpp_bad"),
    "access_denied_summary": (
        gettext_noop("{total} attempts refused within an hour"),
        "bad",
        "gpp_bad",
    ),
    "group_refused": (gettext_noop("Asked in a group; nothing was told there"), "warn", "groups"),
    "update_quarantined": (gettext_noop("A malformed update was set aside"), "warn", "report"),
    "update_given_up": (
        gettext_noop("A message was given up after {attempts} attempts"),
        "bad",
        "report",
    ),
    "update_numbers_restarted": (
        gettext_noop("Telegram restarted its update numbers"),
        "quiet",
        "restart_alt",
    ),
    "edit_ignored": (gettext_noop("An edited message was not read again"), "quiet", "edit_off"),
    "tool_answered": (gettext_noop("Answered: {tool}"), "quiet", "chat_bubble"),
    "list_exported": (gettext_noop("Sent as a file: {tool}, {rows} rows"), "quiet", "csv"),
    "tool_refused": (gettext_noop("Not answered: {tool} ({code})"), "warn", "block"),
    "question_unclear": (gettext_noop("A question was not understood"), "warn", "help"),
    "planner_answered": (
        gettext_noop("The planner read a sentence ({tokens_in} tokens)"),
        "quiet",
        "neurology",
    ),
    "planner_failed": (gettext_noop("The planner did not answer ({code})"), "warn", "neurology"),
    "voice_transcribed": (
        gettext_noop("A voice message of {seconds} s was heard"),
        "quiet",
        "mic",
    ),
    "voice_confirmed": (
        gettext_noop("Its owner said that it was heard right"),
        "quiet",
        "touch_app",
    ),
    "voice_refused": (
        gettext_noop("A voice message was not listened to ({code})"),
        "warn",
        "mic_off",
    ),
    "voice_failed": (
        gettext_noop("The speech service did not answer ({code})"),
        "warn",
        "mic_off",
    ),
    "chat_forgotten": (gettext_noop("An owner had the chat forgotten"), "quiet", "delete_sweep"),
    "action_proposed": (gettext_noop("{tool}: proposed for {targets}"), "wait", "schedule"),
    "action_unchanged": (gettext_noop("{tool}: nothing to change"), "quiet", "horizontal_rule"),
    "action_claimed": (gettext_noop("{tool}: confirmed by a tap"), "wait", "touch_app"),
    "action_committed": (gettext_noop("{tool}: applied to {targets}"), "good", "check_circle"),
    "action_failed": (gettext_noop("{tool}: not applied ({code})"), "bad", "error"),
    "action_cancelled": (gettext_noop("{tool}: cancelled"), "quiet", "cancel"),
    "action_superseded": (
        gettext_noop("{tool}: a new preview took its place"),
        "quiet",
        "cancel",
    ),
    "action_expired": (gettext_noop("{tool}: expired without a tap"), "quiet", "timer_off"),
    "action_tap_late": (
        gettext_noop("{tool}: tapped again; it was {status}"),
        "quiet",
        "touch_app",
    ),
    "action_tap_foreign": (
        gettext_noop("{tool}: somebody else tapped the button"),
        "warn",
        "front_hand",
    ),
    "action_tap_invalid": (gettext_noop("An invalid button was tapped"), "warn", "front_hand"),
    "action_unknown": (gettext_noop("{tool}: whether it happened is not known"), "warn", "help"),
    "action_checked": (gettext_noop("{tool}: its owner had it looked up"), "quiet", "search"),
    "action_resolved": (
        gettext_noop("{tool}: its owner said that it {verdict}"),
        "warn",
        "how_to_reg",
    ),
    "action_unknown_overdue": (
        gettext_noop("{tool}: still not known after {minutes} minutes"),
        "bad",
        "alarm",
    ),
    "effect_done": (gettext_noop("{tool}: sent to {call}"), "good", "outgoing_mail"),
    "effect_failed": (gettext_noop("{tool}: not sent to {call} ({code})"), "bad", "unsubscribe"),
    "effect_lost": (gettext_noop("{tool}: no answer came from {call}"), "warn", "cloud_off"),
    "effect_moved": (gettext_noop("{tool}: {call} has got a new id"), "quiet", "move_up"),
    "action_integrity_failed": (
        gettext_noop("{tool}: the stored proposal was altered"),
        "bad",
        "gpp_maybe",
    ),
    "bot_started": (gettext_noop("The bot started ({mode})"), "quiet", "power_settings_new"),
    "bot_stopped": (gettext_noop("The bot stopped ({mode})"), "quiet", "power_off"),
    "bot_deaf": (
        gettext_noop("The bot gets no messages from Telegram ({code})"),
        "bad",
        "hearing_disabled",
    ),
    "bot_hears": (gettext_noop("The bot gets messages again"), "good", "hearing"),
    "handler_failed": (gettext_noop("Something went wrong ({error})"), "bad", "error"),
    "shop_seeded": (
        gettext_noop("The demo shop was filled: {orders} orders"),
        "quiet",
        "storefront",
    ),
    "source_switched": (
        gettext_noop("The data source was switched from {before} to {mode}"),
        "warn",
        "swap_horiz",
    ),
    "web_signed_in": (gettext_noop("{user} signed in by {how}"), "quiet", "login"),
    "web_signed_out": (gettext_noop("{user} signed out"), "quiet", "logout"),
    "web_locked_out": (
        gettext_noop("Sign-in locked for {minutes} minutes after {failures} failed attempts"),
        "warn",
        "lock_clock",
    ),
    "api_key_created": (gettext_noop("API key {name} created"), "warn", "key"),
    "api_key_revoked": (gettext_noop("API key {name} revoked"), "warn", "key_off"),
}


#: Functions that return the title of a tool; None where they do not know it.
_title_finders: list[Callable[[str], str | None]] = []
#: The sentences for actions without targets, such as a message.
_WITHOUT_TARGETS = {
    "action_proposed": gettext_noop("{tool}: proposed"),
    "action_committed": gettext_noop("{tool}: applied"),
}
#: The look of a `question_unclear` that names a missing argument: the order was understood.
_ASKED_BACK = (gettext_noop("Asked back: {missing}"), "quiet", "contact_support")


@dataclass(frozen=True)
class EventView:
    """How an event is shown."""

    sentence: str
    tone: str
    icon: str
    actor: str


class _PayloadValues(dict[str, Any]):
    """Payload values for a sentence; a missing key gives a dash."""

    def __missing__(self, key: str) -> str:
        return "–"


def register_titles(find: Callable[[str], str | None]) -> None:
    """Register a function that returns the title of a tool by its name.

    The layer that has the tools calls this when it is loaded, because this layer may not import it.
    """
    _title_finders.append(find)


def describe_event(event: AuditEvent) -> EventView:
    """Return how the event is shown; an unregistered type is shown under its own name."""
    template, tone, icon = _LOOKS.get(event.event_type, ("", "quiet", "info"))
    if event.payload.get("missing"):
        template, tone, icon = _ASKED_BACK
    if event.payload.get("targets") == []:
        template = _WITHOUT_TARGETS.get(event.event_type, template)
    values = _PayloadValues(
        {key: _describe_value(key, value) for key, value in event.payload.items()}
    )
    sentence = gettext(template).format_map(values) if template else get_label(event.event_type)
    suppressed, missed = event.payload.get("suppressed"), event.payload.get("missed")
    if suppressed:
        sentence = ngettext(
            "{sentence}, and {count} more time before",
            "{sentence}, and {count} more times before",
            suppressed,
        ).format(sentence=sentence, count=suppressed)
    if missed:
        sentence = gettext("{sentence}, {count} not reached").format(
            sentence=sentence, count=missed
        )
        tone = "warn"
    return EventView(sentence, tone, icon, describe_actor(event))


def describe_actor(event: AuditEvent) -> str:
    """Return who did it: owners and strangers by their Telegram id, all others by name."""
    kind = event.get_actor_kind_display()
    by_id = event.actor_kind in {ActorKind.OWNER, ActorKind.STRANGER}
    return f"{kind} {event.actor_id}" if by_id and event.actor_id else event.actor_label or kind


def get_label(event_type: str) -> str:
    registered = EVENT_TYPES.get(event_type)
    return gettext(registered.label) if registered else event_type


def _describe_value(key: str, value: Any) -> str:
    if key == "tool":
        titles = (find(str(value)) for find in _title_finders)
        return next(filter(None, titles), str(value).replace("_", " ").capitalize())
    if key == "targets" and isinstance(value, list):
        return describe_targets(value)
    if key == "verdict":
        return gettext(VERDICTS.get(str(value), str(value)))
    if key in ("status", "update_type", "missing"):
        return str(value).replace("_", " ")
    return "–" if value is None else str(value)


def describe_targets(keys: Iterable[object]) -> str:
    """Return the targets of an action: "OB-1003, OB-1004 and 7 more"; chats are only counted."""
    names = [str(key) for key in keys]
    chats = sum(name.startswith(CHAT) for name in names)
    ids = [name.rpartition(":")[2] for name in names if not name.startswith(CHAT)]
    counted = ngettext("{count} chat", "{count} chats", chats).format(count=chats)
    return format_names([*ids, *([counted] if chats else [])])


def format_names(names: Iterable[str]) -> str:
    """Return the first MOST_TARGETS names, and how many more there are."""
    every = list(names)
    more = len(every) - MOST_TARGETS
    shown = ", ".join(every[:MOST_TARGETS]) or gettext("nothing")
    if more <= 0:
        return shown
    return gettext("{names} and {count} more").format(names=shown, count=more)


def to_line(event: AuditEvent) -> dict[str, Any]:
    """Return the event as a row of a feed, in JSON values; `times` is how often it happened."""
    words = describe_event(event)
    at = localtime(event.occurred_at)
    return {
        "id": event.pk,
        "event_type": event.event_type,
        "label": get_label(event.event_type),
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


def to_feed(events: Iterable[AuditEvent]) -> list[dict[str, Any]]:
    """Return the events as rows of a feed, newest first; consecutive denials become one row.

    That row keeps the id and the sender of the newest. static/ownerbot/pages.js does the same.
    """
    rows = []
    for is_denial, lines in groupby(map(to_line, events), key=_is_denial):
        run = list(lines)
        rows += [_merge_denials(run)] if is_denial and len(run) > 1 else run
    return rows


def _is_denial(line: dict[str, Any]) -> bool:
    return bool(line["event_type"] == "access_denied")


def _merge_denials(run: list[dict[str, Any]]) -> dict[str, Any]:
    times = sum(line["times"] for line in run)
    sentence = ngettext(
        "Strangers were refused {times} time", "Strangers were refused {times} times", times
    ).format(times=times)
    return run[0] | {"times": times, "sentence": sentence, "is_folded": True}
