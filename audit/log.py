"""Write audit events: at the end of the caller's transaction, with a hint after the commit."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from audit import announce
from audit.events import EVENT_TYPES
from audit.models import ActorKind, AuditEvent

MAX_TEXT = 300
MAX_ITEMS = 50

#: Nine or more digits that may be a telephone number, with any spaces or dashes; never part of a
#: longer word (such as a correlation id) and never a date.
PHONE = re.compile(r"(?<![\w-])(?!\d{4}-\d\d-\d\d)\+?\d(?:[\s().-]{0,3}\d){8,}(?![\w-])")
#: Bot tokens, also after the "bot" of a Bot API address; keys of OpenAI; our API keys.
SECRET = re.compile(
    r"(?<!\d)\d{6,12}(?::|%3A)[\w-]{20,}|\b(?:sk-[\w-]{12,}|ob_[\w-]{16,})", re.ASCII
)


class RecordingError(Exception):
    """The event may not be recorded: an error in the program, never in its input."""


@dataclass(frozen=True)
class Actor:
    """Who did it. The label is a copy, so that it is still there after the account is deleted."""

    kind: ActorKind
    id: int | None = None
    label: str = ""


SYSTEM = Actor(ActorKind.SYSTEM, label="OwnerBot")


def build_owner_actor(user_id: int) -> Actor:
    return Actor(ActorKind.OWNER, user_id, "owner")


def build_stranger_actor(user_id: int | None) -> Actor:
    return Actor(ActorKind.STRANGER, user_id, "stranger" if user_id else "no sender")


def build_key_actor(key_id: int, name: str) -> Actor:
    return Actor(ActorKind.API_KEY, key_id, name)


def build_user_actor(user_id: int, name: str) -> Actor:
    return Actor(ActorKind.WEB_USER, user_id, name)


def record(
    event_type: str,
    *,
    correlation_id: UUID,
    actor: Actor,
    payload: Mapping[str, Any] | None = None,
    alone: bool = False,
) -> int:
    """Append one event and return its id.

    Call it last in the transaction: it holds the chain's lock until the commit. With `alone`, no
    transaction is needed: the one statement is its own. Raises RecordingError outside a transaction
    without `alone`, for an unregistered type, and for a payload key that the type does not allow.
    """
    if not (alone or transaction.get_connection().in_atomic_block):
        raise RecordingError(f"{event_type}: an audit event needs its caller's transaction")
    registered = EVENT_TYPES.get(event_type)
    if registered is None:
        raise RecordingError(f"{event_type}: not a registered event type")
    unknown = set(payload or ()) - registered.keys
    if unknown:
        raise RecordingError(f"{event_type}: payload keys not allowed: {sorted(unknown)}")
    event = AuditEvent.objects.create(
        event_type=event_type,
        correlation_id=correlation_id,
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_label=mask(actor.label)[:120],
        payload={key: _to_json_value(value) for key, value in (payload or {}).items()},
    )
    transaction.on_commit(announce.schedule_hint, robust=True)
    return event.pk


def mask(text: str) -> str:
    """Return the text without secrets, telephone numbers and unprintable characters."""
    return PHONE.sub(lambda found: f"{found[0][:3]}***{found[0][-2:]}", mask_secrets(text))


def mask_secrets(text: str) -> str:
    """Return the text without secrets and unprintable characters."""
    text = SECRET.sub("***", text.replace("\x00", ""))
    return "".join(char if char.isprintable() else " " for char in text)


def _to_json_value(value: Any) -> Any:
    """Return a JSON value of bounded size: text is masked and cut, lists are cut."""
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, (list, tuple)):
        return [_to_json_value(item) for item in value[:MAX_ITEMS]]
    return mask(str(value))[:MAX_TEXT]
