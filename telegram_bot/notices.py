"""What the bot says unasked while something is in trouble: best effort, without the database."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError

from actions.outcomes import to_reference
from audit.outage import DATABASE_AWAY
from telegram_bot.context import choose_answer_language, get_reply_language
from telegram_bot.updates import gate
from telegram_bot.updates.inbox import InboxItem
from telegram_bot.view.phrases import say
from tools.languages import Language

logger = logging.getLogger(__name__)


class Notices:
    """Tells people that the database is away, once in an outage, and that something has failed."""

    def __init__(self, bots: Mapping[int, Bot]) -> None:
        self._bots = bots
        #: The chats, and the taps by their ids, that were told of the present outage.
        self._told: set[tuple[int, int | str]] = set()

    async def send(self, bot_id: int, chat_id: int, text: str) -> bool:
        """Send the text; return whether Telegram took it."""
        try:
            await self._bots[bot_id].send_message(chat_id, text)
        except (TelegramAPIError, *DATABASE_AWAY) as error:
            logger.warning("chat %s could not be told: %s", chat_id, error)
            return False
        return True

    async def outage(
        self, bot_id: int, update: gate.IncomingUpdate | gate.MalformedUpdate
    ) -> None:
        """Answer the tap, if it is one, and say that nothing is lost; each once in an outage."""
        if isinstance(update, gate.MalformedUpdate):
            return
        language = _choose_language(update)
        query_id = _get_query_id(update)
        if query_id and (bot_id, query_id) not in self._told:
            self._told.add((bot_id, query_id))
            await self._toast(bot_id, query_id, say(language, "toast.database.away"))
        if (bot_id, update.lane) not in self._told:
            self._told.add((bot_id, update.lane))
            await self.send(bot_id, update.lane, say(language, "database.away"))

    def outage_is_over(
        self, bot_id: int, update: gate.IncomingUpdate | gate.MalformedUpdate
    ) -> None:
        """Forget that the update's sender was told, so that the next outage is told again."""
        if isinstance(update, gate.IncomingUpdate):
            self._told -= {(bot_id, update.lane), (bot_id, _get_query_id(update))}

    async def excuse(self, item: InboxItem, phrase: str) -> bool:
        """Say that the update failed, and answer its tap, if any; return whether it was sent."""
        update = gate.parse_update(json.loads(item.raw))
        language, number = _choose_language(update), to_reference(item.correlation_id)
        query_id = _get_query_id(update)
        if query_id:
            toast = say(language, "toast.trouble", reference=number)
            await self._toast(item.bot_id, query_id, toast)
        return await self.send(item.bot_id, item.lane, say(language, phrase, reference=number))

    async def _toast(self, bot_id: int, query_id: str, text: str) -> None:
        try:
            await self._bots[bot_id].answer_callback_query(query_id, text)
        except (TelegramAPIError, *DATABASE_AWAY) as error:
            logger.info("a tap could not be answered: %s", error)


def _choose_language(update: gate.IncomingUpdate | gate.MalformedUpdate) -> Language:
    """Return the language of the update's words, else of its sender's Telegram."""
    if isinstance(update, gate.MalformedUpdate):
        return get_reply_language(None)
    return choose_answer_language(update.words, get_reply_language(update.language_code))


def _get_query_id(update: gate.IncomingUpdate | gate.MalformedUpdate) -> str:
    """Return the id by which a tap is answered; "" if the update is not a tap."""
    if isinstance(update, gate.MalformedUpdate) or update.kind != "callback_query":
        return ""
    return str(update.raw[update.kind].get("id", ""))
