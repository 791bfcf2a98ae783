"""What Telegram's refusals of updates mean: passing trouble, or a bot that is deaf."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from aiogram.exceptions import (
    TelegramAPIError,
    TelegramConflictError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)

from audit.outage import DATABASE_AWAY
from telegram_bot import domain
from telegram_bot.updates import hearing

#: Trouble of these kinds may pass by itself: how long it lasts before the bot counts as deaf.
GRACE_SEC = {"conflict": 10.0, "webhook": 5.0, "away": 60.0}
#: Two programs that ask for the same updates each get some now and then: for so long after the last
#: conflict, getting updates does not prove that it is over.
CONFLICT_ENDS_SEC = 60.0

logger = logging.getLogger(__name__)


def classify_refusal(error: TelegramAPIError, *, webhook: bool = False) -> tuple[str, str]:
    """Return why no updates come, as a key of `hearing.REASONS`, and Telegram's words or ""."""
    if isinstance(error, TelegramUnauthorizedError):
        return "token", ""
    if isinstance(error, TelegramConflictError):
        return ("webhook" if "webhook" in error.message.lower() else "conflict"), ""
    if isinstance(error, TelegramNetworkError | TelegramServerError | TelegramRetryAfter):
        return "away", ""
    return ("refused" if webhook else "other"), error.message


class Ear:
    """One bot's hearing: it gets the outcome of every attempt, and stores each change."""

    def __init__(self, bot_id: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._bot_id = bot_id
        self._clock = clock
        self._trouble = ""
        self._first_at = self._last_at = 0.0
        self._told: str | None = None

    async def fails(self, code: str, detail: str = "") -> float:
        """Note a failed attempt; return for how many seconds attempts have failed this way."""
        now = self._clock()
        if code != self._trouble:
            self._trouble, self._first_at = code, now
        self._last_at = now
        if now - self._first_at >= GRACE_SEC.get(code, 0):
            await self._tell(code, detail)
        return now - self._first_at

    async def hears(self) -> None:
        """Note an attempt that went well."""
        recent = self._clock() - self._last_at < CONFLICT_ENDS_SEC
        if self._trouble == "conflict" and recent:
            return
        self._trouble = ""
        await self._tell("")

    async def _tell(self, code: str, detail: str = "") -> None:
        if code == self._told:
            return
        try:
            await domain.call(hearing.store_hearing, self._bot_id, code, detail)
        except DATABASE_AWAY as error:
            logger.info("how the bot hears is told later: %s", type(error).__name__)
            return
        self._told = code
        if code:
            because = hearing.REASONS[code].en + (f" ({detail})" if detail else "")
            logger.error("The bot is deaf: %s. It is tried again by itself.", because)
        else:
            logger.info("the bot hears its owners")
