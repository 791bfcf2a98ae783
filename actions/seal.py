"""The seal on a proposal's buttons.

The payload is in the database, the tag is in the button at Telegram, the key is in the environment
of the process. Who controls only one of the three cannot forge a commit.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from django.conf import settings

from actions.models import ActionLog

#: `confirm` and `cancel` decide one proposal, `all` and `none` a whole batch. `check` has an
#: unknown result looked up; `happened` and `missed` say how it ended.
Verb = Literal["confirm", "cancel", "all", "none", "check", "happened", "missed"]
VERBS: dict[str, Verb] = {
    "all": "all",
    "none": "none",
    "confirm": "confirm",
    "cancel": "cancel",
    "check": "check",
    "happened": "happened",
    "missed": "missed",
}

KEY_ID = 1
TAG_BYTES = 12
SHAPE = re.compile(
    rf"({'|'.join(VERBS)}):([A-Za-z0-9_-]{{22}})([A-Za-z0-9_-]{{16}})([a-z0-9_]{{0,16}})", re.ASCII
)


@dataclass(frozen=True)
class SealedButton:
    """The parsed data of a button; its tag is not checked against the row yet."""

    verb: Verb
    public_id: UUID
    tag: bytes
    variant: str


def to_canonical_json(value: Any) -> str:
    """Return the value as JSON that is spelled in one way only: sorted keys, no spaces.

    Raises TypeError for a float, which has several spellings; amounts are strings.
    """
    _refuse_floats(value)
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def hash_text(text: str) -> bytes:
    """Return the SHA-256 of the text, 32 bytes."""
    return hashlib.sha256(text.encode()).digest()


def build_button(action: ActionLog, verb: Verb, variant: str = "") -> str:
    """Return the callback data of a button: verb, id, tag and variant.

    It must fit into the 64 bytes that Telegram allows.
    """
    return f"{verb}:{_encode(action.public_id.bytes)}{_encode(_compute_tag(action, verb, variant))}{variant}"


def parse_button(data: str) -> SealedButton | None:
    """Return the button in the callback data; None where it is not exactly in our form."""
    found = SHAPE.fullmatch(data)
    if found is None:
        return None
    verb, public_id, tag, variant = found.groups()
    raw = base64.urlsafe_b64decode(public_id + "==")
    if _encode(raw) != public_id:  # the last character has unused bits, which must be zero
        return None
    return SealedButton(VERBS[verb], UUID(bytes=raw), base64.urlsafe_b64decode(tag), variant)


def is_seal_valid(found: SealedButton, action: ActionLog) -> bool:
    """Return whether we made the button for this row with its present content."""
    return hmac.compare_digest(found.tag, _compute_tag(action, found.verb, found.variant))


def build_batch_button(actions: Sequence[ActionLog], verb: Verb) -> str:
    """Return the callback data of a button for a whole batch; it carries the first action's id."""
    return (
        f"{verb}:{_encode(actions[0].public_id.bytes)}{_encode(_compute_batch_tag(actions, verb))}"
    )


def is_batch_seal_valid(found: SealedButton, actions: Sequence[ActionLog]) -> bool:
    """Return whether we made the button for exactly these rows with their present content."""
    return hmac.compare_digest(found.tag, _compute_batch_tag(actions, found.verb))


def is_payload_intact(action: ActionLog) -> bool:
    """Return whether the stored payload is still the one that was hashed at the proposal."""
    return hmac.compare_digest(hash_text(action.payload_canonical), bytes(action.payload_hash))


def _compute_tag(action: ActionLog, verb: Verb, variant: str) -> bytes:
    parts = (
        "ob1", verb, action.public_id, action.bot_id, action.owner_id, action.tool, action.tool_version,
        action.upstream_mode, variant, hash_text(action.payload_canonical).hex(),
        hash_text(to_canonical_json(action.basis)).hex(), int(action.expires_at.timestamp()),
    )  # fmt: skip
    return _compute_mac("|".join(str(part) for part in parts))


def _compute_batch_tag(actions: Sequence[ActionLog], verb: Verb) -> bytes:
    """Return a tag over the tags of all the actions, so that it covers all that they cover."""
    return _compute_mac(
        "|".join(["ob1", verb, *(_compute_tag(action, verb, "").hex() for action in actions)])
    )


def _compute_mac(message: str) -> bytes:
    return hmac.digest(settings.SECRET_KEY.encode(), message.encode(), "sha256")[:TAG_BYTES]


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _refuse_floats(value: Any) -> None:
    """Raise TypeError if the value, or a value nested in it, is a float."""
    if isinstance(value, float):
        raise TypeError("a float has no one spelling; use Decimal and write it as text")
    if isinstance(value, Mapping):
        for item in value.values():
            _refuse_floats(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            _refuse_floats(item)
