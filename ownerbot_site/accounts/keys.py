"""API keys: shown once when they are made, then known only by their hash."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from actions import recovery
from audit import log
from ownerbot_site.models import ApiKey

PREFIX = "ob_"
PREFIX_LENGTH = len(PREFIX) + 8
#: The scope to read what is on record and to call the tools that read.
READ = "read"
#: The scope to propose changes, which wait for the owner's tap.
PROPOSE = "propose"
#: `last_used_at` is written at most this often, so that a busy key does not write at each request.
TOUCH_EVERY = timedelta(minutes=1)


def _hash_key(key: str) -> bytes:
    # Keys are 256 random bits, so a plain fast hash is enough.
    return hashlib.sha256(key.encode()).digest()


def create_key(
    name: str,
    *,
    actor: log.Actor,
    expires_at: datetime | None = None,
    owner_id: int | None = None,
    tools: Sequence[str] = (),
) -> tuple[ApiKey, str]:
    """Create a key that may read; return its row and its text, which is stored nowhere.

    With `owner_id` the key may also propose changes to that owner; `tools` limits which ones, and
    empty means all.
    """
    key = PREFIX + secrets.token_urlsafe(32)
    with transaction.atomic():
        row = ApiKey.objects.create(
            name=name,
            prefix=key[:PREFIX_LENGTH],
            key_hash=_hash_key(key),
            scopes=[READ] if owner_id is None else [READ, PROPOSE],
            owner_id=owner_id,
            tools=list(tools),
            expires_at=expires_at,
        )
        proposing = {} if owner_id is None else {"owner_id": owner_id, "tools": row.tools}
        log.record(
            "api_key_created",
            correlation_id=uuid4(),
            actor=actor,
            payload={"name": name, "prefix": row.prefix, "scopes": row.scopes, **proposing},
        )
    return row, key


def revoke_key(row: ApiKey, *, actor: log.Actor) -> bool:
    """Revoke the key and withdraw its open proposals; return False where it was revoked before."""
    with transaction.atomic():
        ended = ApiKey.objects.filter(pk=row.pk, revoked_at=None).update(revoked_at=timezone.now())
        if ended:
            withdrawn = recovery.withdraw_of_agent(row.pk)
            log.record(
                "api_key_revoked",
                correlation_id=uuid4(),
                actor=actor,
                payload={"name": row.name, "prefix": row.prefix, "withdrawn": withdrawn},
            )
    return bool(ended)


def withdraw_if_revoked(row: ApiKey) -> bool:
    """Withdraw the key's open proposals if it was revoked meanwhile; return whether it was.

    To be called after a proposal was stored. It waits for a revocation that is under way: either
    the revocation finds the new proposal, or this finds the key revoked.
    """
    with transaction.atomic():
        revoked = ApiKey.objects.select_for_update().get(pk=row.pk).revoked_at is not None
        if revoked:
            recovery.withdraw_of_agent(row.pk)
    return revoked


def find_live_key(key: str, scope: str) -> ApiKey | None:
    """Return the key with that text; None if it is unknown, expired, revoked or lacks the scope."""
    now = timezone.now()
    row = ApiKey.objects.filter(
        Q(expires_at=None) | Q(expires_at__gt=now), prefix=key[:PREFIX_LENGTH], revoked_at=None
    ).first()
    if row is None or not hmac.compare_digest(bytes(row.key_hash), _hash_key(key)):
        return None
    if scope not in row.scopes:
        return None
    if row.last_used_at is None or now - row.last_used_at > TOUCH_EVERY:
        ApiKey.objects.filter(pk=row.pk).update(last_used_at=now)
    return row
