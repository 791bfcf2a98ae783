"""The intake: polling, the webhook and the simulator all bring their updates here.

One transaction stores a batch: accepted updates in the inbox, denied ones in the counts, malformed
ones in quarantine and, for polling, how far we have read. The batch is acknowledged to Telegram
only after that has committed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID, uuid4, uuid5

from django.db import connection, transaction
from django.utils import timezone

from actions import faults
from audit import access, log
from telegram_bot.models import InboxState, InboxUpdate, PollState
from telegram_bot.updates import gate
from telegram_bot.updates.gate import IncomingUpdate, MalformedUpdate

#: The PostgreSQL channel that tells the bot process of new rows.
CHANNEL = "ownerbot_inbox"

STORY = UUID("7c1f2f5e-5c0a-4d52-9d0f-6f1f6a0b6c11")


@transaction.atomic(durable=True)
def accept(bot_id: int, updates: Sequence[object], *, polled: bool = False) -> None:
    """Store a batch of raw updates; everything about it commits together."""
    arrived = [gate.parse_update(raw) for raw in updates]
    restart = None
    if polled:
        arrived, restart = _filter_unseen(bot_id, arrived)
    good = [update for update in arrived if isinstance(update, IncomingUpdate)]
    accepted = [update for update in good if update.may_ask(bot_id)]
    _store_accepted(bot_id, [update for update in accepted if update.kind in gate.ANSWERED_KINDS])
    access.record_denied(
        [update.to_attempt() for update in good if not update.may_ask(bot_id)], bot_id=bot_id
    )
    for update in arrived:
        if isinstance(update, MalformedUpdate):
            quarantine(bot_id, update)
    if restart is not None:
        log.record(
            "update_numbers_restarted",
            correlation_id=uuid4(),
            actor=log.SYSTEM,
            payload={"last": restart.last, "first": restart.first},
        )
    faults.inject("intake.commit")


def compute_correlation_id(bot_id: int, update_id: int, fingerprint: bytes) -> UUID:
    """Return the correlation id of an update: the same for every delivery and every attempt."""
    return uuid5(STORY, f"{bot_id}:{update_id}:{fingerprint.hex()}")


def quarantine(bot_id: int, malformed: MalformedUpdate) -> None:
    """Set a malformed update aside, on record, in the caller's transaction."""
    log.record(
        "update_quarantined",
        correlation_id=compute_correlation_id(
            bot_id, malformed.update_id or 0, gate.compute_fingerprint(malformed.raw)
        ),
        actor=log.SYSTEM,
        payload={
            "update_id": malformed.update_id,
            "reason": malformed.reason,
            "size": len(gate.to_ascii_json(malformed.raw)),
        },
    )


@transaction.atomic(durable=True)
def refuse_update(row_id: int, bot_id: int, arrived: IncomingUpdate) -> None:
    """Deny a stored update whose sender is no longer an owner."""
    InboxUpdate.objects.filter(id=row_id).update(state=InboxState.DEAD)
    access.record_denied([arrived.to_attempt()], bot_id=bot_id)


@transaction.atomic(durable=True)
def record_unstorable(bot_id: int, raw: object, reason: str) -> None:
    """Record an update that cannot be stored at all."""
    quarantine(bot_id, MalformedUpdate(gate.parse_update(raw).update_id, reason, raw))


def _store_accepted(bot_id: int, accepted: list[IncomingUpdate]) -> None:
    if not accepted:
        return
    InboxUpdate.objects.bulk_create(
        [
            InboxUpdate(
                bot_id=bot_id,
                update_id=update.update_id,
                fingerprint=gate.compute_fingerprint(update.raw),
                kind=update.kind,
                lane=update.lane,
                raw=gate.to_ascii_json(update.raw),
            )
            for update in accepted
        ],
        ignore_conflicts=True,  # it was delivered before
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, str(bot_id)])


class NumberRestart(NamedTuple):
    """A restart of Telegram's numbers: the last one before it, and the first one after."""

    last: int
    first: int


def _filter_unseen(
    bot_id: int, arrived: list[IncomingUpdate | MalformedUpdate]
) -> tuple[list[IncomingUpdate | MalformedUpdate], NumberRestart | None]:
    """Return what is new in a polled batch, and store the batch as the newest.

    Asking for a batch confirms all before it, so only the newest batch can be redelivered; numbers
    below it mean that Telegram has restarted its numbers.
    """
    ids = [update.update_id for update in arrived if update.update_id is not None]
    if not ids:
        return arrived, None
    state = PollState.objects.select_for_update().filter(bot_id=bot_id).first()
    if state is None:
        PollState.objects.create(
            bot_id=bot_id, first_update_id=min(ids), last_update_id=max(ids), at=timezone.now()
        )
        return arrived, None
    newest, restart = state.last_update_id, None
    if min(ids) < state.first_update_id:
        restart = NumberRestart(last=newest, first=min(ids))
        newest = min(ids) - 1
    unseen = [
        update for update in arrived if update.update_id is None or update.update_id > newest
    ]
    if max(ids) > newest:
        state.first_update_id, state.last_update_id = min(ids), max(ids)
        state.at = timezone.now()
        state.save()
    return unseen, restart
