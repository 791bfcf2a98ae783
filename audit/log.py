"""Writing the audit: in the caller's transaction, last in it, announced once it is committed."""

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

#: Nine and more digits that may be a telephone number, however it is spaced; never part of a
#: longer word (a correlation id) and never a date.
PHONE = re.compile(r"(?<![\w-])(?!\d{4}-\d\d-\d\d)\+?\d(?:[\s().-]{0,3}\d){8,}(?![\w-])")
#: Bot tokens, also behind the "bot" of a Bot API address; keys of OpenAI; API keys of ours.
SECRET = re.compile(
    r"(?<!\d)\d{6,12}(?::|%3A)[\w-]{20,}|\b(?:sk-[\w-]{12,}|ob_[\w-]{16,})", re.ASCII
)


class RecordingError(Exception):
    """The event is not one that may be written: a mistake in the program, never in its input."""


@dataclass(frozen=True)
class Actor:
    """Who did it; the label is copied so that it outlives the account."""

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

    Call it last in the transaction: it holds the chain's lock until that commits. `alone`: it stands
    for itself, and its one statement is its transaction. Raises RecordingError outside a transaction
    where it is not, for an unregistered type, and for a payload key that the type does not allow.
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
    """The text without secrets, telephone numbers and characters that a log must not carry."""
    return PHONE.sub(lambda found: f"{found[0][:3]}***{found[0][-2:]}", mask_secrets(text))


def mask_secrets(text: str) -> str:
    """The text without secrets and characters that a log must not carry."""
    text = SECRET.sub("***", text.replace("\x00", ""))
    return "".join(char if char.isprintable() else " " for char in text)


def _to_json_value(value: Any) -> Any:
    """A JSON value that is bounded in size: text is masked and cut, lists are cut."""
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, (list, tuple)):
        return [_to_json_value(item) for item in value[:MAX_ITEMS]]
    return mask(str(value))[:MAX_TEXT]
