"""aiogram Bots: the real one over HTTP, the simulator's over rows."""

from __future__ import annotations

import asyncio
import json
import logging
from typing import Any

import orjson
from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.middlewares.base import NextRequestMiddlewareType
from aiogram.client.telegram import PRODUCTION, TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.methods import DeleteWebhook, Response, SetMyCommands, TelegramMethod
from aiogram.types import BotCommand, LinkPreviewOptions

from telegram_bot.delivery.outgoing import clean_request
from telegram_bot.delivery.results import LenientSession
from telegram_bot.simulator.session import SimulatorSession
from telegram_bot.updates.identity import SIMULATOR_BOT_ID
from telegram_bot.view.commands import list_commands
from tools.languages import LANGUAGES, SOURCE, drop_region

LONGEST_WAIT_SEC = 60
REQUEST_TIMEOUT_SEC = 20.0

DEFAULTS = DefaultBotProperties(
    parse_mode=ParseMode.HTML, link_preview=LinkPreviewOptions(is_disabled=True)
)

#: The errors by which an answer shows that it is not Telegram's. Any other error is a mistake of
#: ours, which repeating the call does not heal.
BROKEN_ANSWERS = (ClientDecodeError, UnicodeDecodeError, OSError, EOFError)

logger = logging.getLogger(__name__)


def build_real_bot(token: str, base_url: str) -> Bot:
    """Return the bot of that token; `base_url` names another Bot API server, "" is Telegram's."""
    session = LenientSession(
        api=TelegramAPIServer.from_base(base_url) if base_url else PRODUCTION,
        json_loads=_parse_json,
        json_dumps=lambda value: orjson.dumps(value).decode(),
        timeout=REQUEST_TIMEOUT_SEC,
    )
    session.middleware(clean_request)
    session.middleware(wait_out_flood_control)
    session.middleware(refuse_garbage)
    return Bot(token, session=session, default=DEFAULTS)


class ConnectionPerCallSession(LenientSession):
    """A session that opens a new connection for each call.

    A connection that Telegram closed while it was idle would leave open whether a call arrived.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._connector_init["force_close"] = True


def build_sending_bot(token: str, base_url: str) -> Bot:
    """Return the same bot for messages that must not arrive twice: it neither waits nor repeats."""
    session = ConnectionPerCallSession(
        api=TelegramAPIServer.from_base(base_url) if base_url else PRODUCTION,
        timeout=REQUEST_TIMEOUT_SEC,
    )
    session.middleware(clean_request)
    return Bot(token, session=session, default=DEFAULTS)


def build_simulator_bot() -> Bot:
    """Return the bot whose Telegram is the simulator page."""
    session = SimulatorSession()
    session.middleware(clean_request)
    return Bot(f"{SIMULATOR_BOT_ID}:simulator", session=session, default=DEFAULTS)


def _parse_json(text: str) -> Any:
    """Parse JSON by orjson, or by `json` where orjson refuses it.

    orjson refuses lone surrogates; one of them must not make a whole batch unreadable.
    """
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return json.loads(text)


async def wait_out_flood_control(
    make_request: NextRequestMiddlewareType[Any], bot: Bot, method: TelegramMethod[Any]
) -> Response[Any]:
    """Wait as long as Telegram says after a 429, and send the call again.

    A call answered by 429 was certainly not carried out. Raises TelegramRetryAfter where the
    waits would add up to more than LONGEST_WAIT_SEC.
    """
    left = LONGEST_WAIT_SEC
    while True:
        try:
            return await make_request(bot, method)
        except TelegramRetryAfter as error:
            pause = max(1, error.retry_after)
            left -= pause
            if left < 0:
                raise
            logger.warning("Telegram asks us to wait %s s", pause)
            await asyncio.sleep(pause)


async def refuse_garbage(
    make_request: NextRequestMiddlewareType[Any], bot: Bot, method: TelegramMethod[Any]
) -> Response[Any]:
    """Raise TelegramNetworkError for an answer that is not Telegram's, such as a proxy's page."""
    try:
        return await make_request(bot, method)
    except BROKEN_ANSWERS as error:
        raise TelegramNetworkError(method, f"not an answer of Telegram's: {error}") from error


async def set_up(bot: Bot, *, polling: bool) -> None:
    """Set the command menu and, for polling, delete the webhook; retry while Telegram is away."""
    steps: list[TelegramMethod[bool]] = [DeleteWebhook()] if polling else []
    for language in LANGUAGES:
        menu = [
            BotCommand(command=name, description=text.to(language))
            for name, text in list_commands().items()
        ]
        # Telegram knows languages without regions; a menu without a language is for all others.
        code = None if language == SOURCE else drop_region(language)
        steps.append(SetMyCommands(commands=menu, language_code=code))
    for step in steps:
        await _send_until_heard(bot, step)


async def _send_until_heard(bot: Bot, step: TelegramMethod[bool]) -> None:
    pause = 1.0
    while True:
        try:
            await bot(step)
        except (TelegramNetworkError, TelegramServerError, TelegramRetryAfter) as error:
            logger.warning("%s waits for Telegram: %s", type(step).__name__, error)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_WAIT_SEC)
        except TelegramAPIError as error:
            logger.warning("Telegram refuses %s: %s", type(step).__name__, error)
            return
        else:
            return
