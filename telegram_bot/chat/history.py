"""The last card of a chat, for sentences that lean on it; and deleting all that a chat left.

A plain question stores nothing: its text is in the inbox and is parsed again. What no text says,
such as a planner's call, an answer to a question of the bot or the rows of a list, is in the offer
of its card; what was proposed is in the action log.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from actions import queries as actions
from actions.caller import Caller
from audit import log
from telegram_bot.chat import stored_buttons
from telegram_bot.chat.sentences import parse_said
from telegram_bot.models import InboxState, InboxUpdate, Offer, Transcript
from telegram_bot.view.callbacks import FILL, LEAVE, StoredCall, parse_call
from tools import registry
from tools.intents.answers import list_calls
from tools.intents.dialogue.follow_up import PreviousCard
from tools.intents.resolve import ToolCall, detect_language, understand

#: How old, and how many messages back, the card may be that a sentence leans on.
REACH = timedelta(minutes=30)
MOST_MESSAGES = 8
#: What is stored in place of a forgotten update's text.
NOTHING = "{}"

_FORGET = re.compile(r"\s*/forget(?![a-z0-9_])", re.IGNORECASE)


@dataclass(frozen=True)
class _Input:
    """What a person sent: words, or a tap's callback data."""

    text: str = ""
    data: str = ""
    forwarded: bool = False


def find_last_card(by: Caller) -> PreviousCard | None:
    """Return the card shown last in this chat; None if there is none or it was forgotten."""
    since = timezone.now() - REACH
    rows = list(
        InboxUpdate.objects.filter(
            bot_id=by.bot_id, lane=by.chat_id, pk__lt=by.update_id or 0, received_at__gt=since
        ).order_by("-pk")[:MOST_MESSAGES]
    )
    ids = [row.pk for row in rows]
    if not ids:
        return None
    shown, answers, heard = (
        _find_shown_cards(ids, by),
        _find_answers(ids, by),
        _read_transcripts(ids, by),
    )
    stale, found = False, None
    for row in rows:
        said = heard.get(row.pk) or _parse_input(row.raw)
        if _FORGET.match(said.text) and not said.forwarded:
            break
        card = shown.get(row.pk)
        if card is None and row.pk not in answers:
            call = _resolve_input(said, row.received_at, by)
            card = PreviousCard(call) if call else None
        if card is None:
            stale = stale or bool(said.text)
        elif card.items or not card.ids:
            return _add_list_items(found, card) if found else replace(card, stale=stale)
        else:  # about single rows: the list that they came from may stand before it
            found = found or replace(card, stale=stale)
    return found


def _add_list_items(shown: PreviousCard, card: PreviousCard) -> PreviousCard:
    """Return `shown` with the rows of the list before it, if it is about some of those rows."""
    return replace(shown, items=card.items) if set(shown.ids) <= set(card.items) else shown


def _find_shown_cards(ids: Sequence[int], by: Caller) -> dict[int, PreviousCard]:
    """Return the card that answered each of the updates: a proposal, else the stored offer."""
    found: dict[int, PreviousCard] = {}
    recent = (
        timezone.now() + stored_buttons.LIFE - REACH
    )  # narrows by the index, as offers are kept for a long time
    kept = Offer.objects.filter(
        bot_id=by.bot_id, chat_id=by.chat_id, owner_id=by.owner_id, update_id__in=ids, missing="",
        expires_at__gt=recent,
    )  # fmt: skip
    for offer in kept.order_by("pk"):
        found[offer.update_id] = PreviousCard(
            ToolCall(offer.tool, offer.payload), tuple(offer.items)
        )
    for action in actions.list_of_updates(by.bot_id, by.owner_id, ids):
        shown = None if action.step else action.public_id
        found[action.source_update_id or 0] = PreviousCard(
            ToolCall(action.tool, action.payload), action=shown
        )
    return found


def _find_answers(ids: Sequence[int], by: Caller) -> set[int]:
    """Return the updates that answered a question of the bot: they mean nothing by themselves."""
    questions = Offer.objects.exclude(missing="").filter(chat_id=by.chat_id, bot_id=by.bot_id)
    pairs = questions.order_by("-pk").values_list("heard_id", "closed_by")[:MOST_MESSAGES]
    return {update_id for pair in pairs for update_id in pair if update_id} & set(ids)


def _read_transcripts(ids: Sequence[int], by: Caller) -> dict[int, _Input]:
    """Return the words of recordings by the update that was acted upon.

    That is the recording itself, or the tap on "yes" where the transcript was in doubt.
    """
    mine = Transcript.objects.filter(bot_id=by.bot_id, chat_id=by.chat_id, owner_id=by.owner_id)
    heard = mine.filter(Q(update_id__in=ids, sure=True) | Q(confirmed_by__in=ids))
    return {
        transcript.update_id if transcript.sure else transcript.confirmed_by or 0: _Input(
            transcript.text, forwarded=transcript.forwarded
        )
        for transcript in heard
    }


def _parse_input(raw: str) -> _Input:
    update: dict[str, Any] = json.loads(raw)
    message = update.get("message") or {}
    return _Input(
        str(message.get("text") or ""),
        str((update.get("callback_query") or {}).get("data") or ""),
        "forward_origin" in message,
    )


def _resolve_input(said: _Input, when: datetime, by: Caller) -> ToolCall | None:
    """Return the call of the button, or of the words by themselves on the day they were said.

    None: there was no call, or none that may be repeated.
    """
    call: object
    calls: tuple[ToolCall, ...] = ()
    if said.data:
        # A button of a question that was over called nothing.
        button = None if said.data.startswith((FILL, LEAVE)) else parse_call(said.data)
        found = (
            stored_buttons.find_offered_call(button, by)
            if isinstance(button, StoredCall)
            else None
        )
        call = found.call if found else button
    else:
        calls = list_calls(
            understand(parse_said(said.text, detect_language(said.text, "en"), when))
        )
        call = calls[-1] if calls else None  # of several cards the last is the one before
    if not isinstance(call, ToolCall):
        return None
    # A forwarded order was refused: nothing of it may be repeated.
    refused = said.forwarded and any(registry.is_action(part.tool) for part in calls or (call,))
    return None if refused or registry.get(call.tool) is None else call


def has_unfinished(by: Caller) -> bool:
    """Return whether an earlier update of the chat is not marked as handled yet."""
    earlier = InboxUpdate.objects.filter(
        bot_id=by.bot_id, lane=by.chat_id, pk__lt=by.update_id or 0, state=InboxState.NEW
    )
    return earlier.exists()


@transaction.atomic(durable=True)
def forget_chat(by: Caller) -> None:
    """Delete this chat's words: texts, transcripts, and the offers of its messages; record it.

    Handled updates keep their number and fingerprint, by which a redelivery is recognised.
    """
    Offer.objects.filter(bot_id=by.bot_id, chat_id=by.chat_id, owner_id=by.owner_id).delete()
    Transcript.objects.filter(bot_id=by.bot_id, chat_id=by.chat_id, owner_id=by.owner_id).delete()
    handled = InboxUpdate.objects.filter(bot_id=by.bot_id, lane=by.chat_id)
    handled.exclude(state=InboxState.NEW).exclude(raw=NOTHING).update(raw=NOTHING)
    log.record("chat_forgotten", correlation_id=by.correlation_id, actor=by.actor, payload={})
