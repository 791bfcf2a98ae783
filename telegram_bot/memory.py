"""What was shown last in a chat, for sentences that lean on it; and forgetting all that is kept of a chat.

Nothing is stored for it: the messages of the last half hour are in the inbox, and what a list
showed is in its offer.
"""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from actions import pipeline
from actions.asker import Asker
from telegram_bot import goods
from telegram_bot.callbacks import asked
from telegram_bot.models import InboxState, InboxUpdate, Offer, Transcript
from tools.intents.following import Last, follow
from tools.intents.resolve import Question, ToolCall, language_of, resolve

#: How long ago, and how many messages back, the card may be that a sentence leans on.
REACH = timedelta(minutes=30)
MOST_MESSAGES = 8
FORGET = "/forget"


def last(by: Asker) -> Last | None:
    """The card that was shown last in this chat; None where there is none, or it was forgotten."""
    since = timezone.now() - REACH
    rows = InboxUpdate.objects.filter(
        bot_id=by.bot_id, lane=by.chat_id, pk__lt=by.update_id or 0, received_at__gt=since
    )
    found: Last | None = None
    leaning: list[str] = []
    for row in rows.order_by("-pk")[:MOST_MESSAGES]:
        offer = _list_of(row.pk, by)
        if offer is not None:
            found = Last(ToolCall(offer.tool, offer.payload), tuple(offer.items))
            break
        meant = _meant(row, by)
        if meant == FORGET:
            return None
        if isinstance(meant, ToolCall):
            found = Last(meant)
            break
        if isinstance(meant, str):
            leaning.append(meant)
    # "kpi", "а вчера?", "а позавчера?": each leans on the one before.
    for text in reversed(leaning):
        if found is not None:
            found = _moved_on(found, text)
    return found


def _moved_on(found: Last, text: str) -> Last:
    meant = follow(text, found, today=_today(), language="en", catalogue=goods.known())
    return Last(meant) if isinstance(meant, ToolCall) else found


def _list_of(update_id: int, by: Asker) -> Offer | None:
    """The list that was the answer to that update."""
    lists = Offer.objects.filter(bot_id=by.bot_id, owner_id=by.owner_id, update_id=update_id)
    return lists.filter(missing="").exclude(items=[]).order_by("-pk").first()


def _meant(row: InboxUpdate, by: Asker) -> ToolCall | str | None:
    """What the update asked for; its text where that means nothing by itself."""
    raw: dict[str, Any] = json.loads(row.raw)
    tapped = raw.get("callback_query") or {}
    if tapped:
        button = asked(str(tapped.get("data", "")))
        return button if isinstance(button, ToolCall) else None
    text = (raw.get("message") or {}).get("text") or _heard(row.pk, by)
    if not text:
        return None
    if text.split()[0].partition("@")[0].lower() == FORGET:
        return FORGET
    found = resolve(
        text, today=_today(), language=language_of(text, "en"), catalogue=goods.known()
    )
    return text if isinstance(found, Question) else found


def _heard(update_id: int, by: Asker) -> str:
    kept = Transcript.objects.filter(bot_id=by.bot_id, update_id=update_id, sure=True).first()
    return kept.text if kept else ""


def _today() -> date:
    return timezone.now().astimezone(settings.SHOP_ZONE).date()


def forget(by: Asker) -> None:
    """Delete what is kept of this chat's words: what was said and heard, and what its messages offer.

    Done updates keep their number and fingerprint, by which a redelivery is known.
    """
    Offer.objects.filter(bot_id=by.bot_id, chat_id=by.chat_id, owner_id=by.owner_id).delete()
    Transcript.objects.filter(bot_id=by.bot_id, chat_id=by.chat_id).delete()
    done = InboxUpdate.objects.filter(bot_id=by.bot_id, lane=by.chat_id)
    done.exclude(state=InboxState.NEW).update(raw="{}")
    pipeline.record("chat_forgotten", correlation_id=by.correlation_id, actor=by.actor)
