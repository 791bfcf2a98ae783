"""Webhook mode in the bot process: set our address at Telegram, and keep it set."""

from __future__ import annotations

import asyncio
import logging

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError
from aiogram.methods import GetWebhookInfo, SetWebhook
from aiogram.types import WebhookInfo
from django.utils import timezone

from telegram_bot.updates import gate
from telegram_bot.updates.ear import Ear, classify_refusal

LOOK_SEC = 30.0
FIRST_PAUSE_SEC, LONGEST_PAUSE_SEC = 1.0, 60.0
#: A failed delivery counts as over when it is older, or when no update waits any more.
FAILED_SEC = 180

logger = logging.getLogger(__name__)


async def keep_webhook(bot: Bot, url: str, secret: str, ear: Ear) -> None:
    """Keep Telegram sending updates to `url`, until cancelled; try again after any failure."""
    pause = FIRST_PAUSE_SEC
    wanted = SetWebhook(url=url, secret_token=secret, allowed_updates=list(gate.UPDATE_KINDS))
    is_set = False
    while True:
        try:
            if not is_set:
                await bot(wanted)
            info = await bot(GetWebhookInfo())
        except TelegramAPIError as error:
            logger.warning("no webhook yet: %s; trying again in %.0f s", error, pause)
            await ear.fails(*classify_refusal(error, webhook=True))
            is_set = False
        else:
            trouble = find_trouble(info, url)
            is_set = info.url == url
            if not trouble:
                await ear.hears()
                pause = FIRST_PAUSE_SEC
                await asyncio.sleep(LOOK_SEC)
                continue
            await ear.fails(*trouble)
        await asyncio.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE_SEC)


def find_trouble(info: WebhookInfo, url: str) -> tuple[str, str] | None:
    """Return why updates do not come although our webhook was accepted; None if they come."""
    if info.url != url:
        return "webhook", ""
    if info.last_error_date is None or not info.pending_update_count:
        return None
    age = (timezone.now() - info.last_error_date).total_seconds()
    return ("undelivered", info.last_error_message or "") if age < FAILED_SEC else None
