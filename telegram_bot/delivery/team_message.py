"""One attempt to send a message that must not arrive twice, and what its ending means.

It uses a separate session, which neither waits nor repeats: the effect's row alone decides whether
a message may be sent again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from aiogram import Bot
from aiogram.exceptions import (
    AiogramError,
    ClientDecodeError,
    TelegramAPIError,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiohttp import ClientConnectorError, ConnectionTimeoutError

from actions.effects import TakenCall
from telegram_bot.delivery.outgoing import clean
from tools.call_outcomes import Attempt, Delivered, Lost, NotYet, Rejected


async def send_once(sender: Bot, order: TakenCall) -> Attempt:
    """Send the message once; return how that ended."""
    try:
        sent = await sender.send_message(
            int(order.target),
            order.body["text"],
            parse_mode=None,  # it is somebody's words, not markup of ours
            disable_notification=bool(order.body.get("silent")),
        )
    except AiogramError as error:
        meaning = next(told for kind, told in MEANINGS if isinstance(error, kind))
        return meaning(error)
    return Delivered({"message_id": sent.message_id, "chat": clean(sent.chat.title or "")})


def _classify_network_error(error: Any) -> Attempt:
    """Classify a network error: without a connection nothing was sent; else nobody knows."""
    if isinstance(error.__cause__, (ClientConnectorError, ConnectionTimeoutError)):
        return NotYet("UNREACHABLE")
    return Lost(str(error))


def _classify_refusal(error: Any) -> Attempt:
    there = "chat not found" not in str(error.message).lower()
    return Rejected("REJECTED" if there else "NOT_FOUND")


#: What an error means for the message; the first that fits. Telegram's other errors are refusals.
MEANINGS: tuple[tuple[type[AiogramError], Callable[[Any], Attempt]], ...] = (
    (TelegramMigrateToChat, lambda error: NotYet("MOVED", target=str(error.migrate_to_chat_id))),
    (TelegramRetryAfter, lambda error: NotYet("RATE_LIMITED", wait_sec=float(error.retry_after))),
    (TelegramServerError, lambda error: Lost(str(error))),
    (TelegramNetworkError, _classify_network_error),
    (TelegramForbiddenError, lambda _: Rejected("FORBIDDEN")),
    (TelegramNotFound, lambda _: Rejected("NOT_FOUND")),
    (TelegramAPIError, _classify_refusal),
    (ClientDecodeError, lambda _: Lost("an answer that cannot be read")),
    (AiogramError, lambda error: Lost(type(error).__name__)),
)
