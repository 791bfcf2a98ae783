"""Words that owners are likely to say, for those who listen: tools, products and coupons, no people."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass

from actions.caller import Asker
from telegram_bot import domain
from tools.contracts import ToolRefused
from tools.lookups.speech_hints import shop_words, tool_words

FRESH_SEC = 600.0

logger = logging.getLogger(__name__)


@dataclass
class _Known:
    words: tuple[str, ...] = ()
    read_at: float = -FRESH_SEC


_known = _Known()


async def current(by: Asker) -> tuple[str, ...]:
    """The words as of the last ten minutes; without the shop's where it does not answer."""
    if time.monotonic() - _known.read_at >= FRESH_SEC:
        _known.words = await domain.call(_read, by)
        _known.read_at = time.monotonic()
    return _known.words


def _read(by: Asker) -> tuple[str, ...]:
    try:
        return (*shop_words(by.context()), *tool_words())
    except ToolRefused as refused:
        logger.warning("the shop's words are not known: %s", refused.code)
        return tool_words()
