"""Words that owners are likely to say, as hints for the speech service; no people's names."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass

from actions.caller import Caller
from telegram_bot import domain
from tools.contracts import ToolRefused
from tools.lookups.speech_hints import list_shop_words, list_tool_words

FRESH_SEC = 600.0

logger = logging.getLogger(__name__)


@dataclass
class _WordCache:
    words: tuple[str, ...] = ()
    read_at: float = -FRESH_SEC


_known = _WordCache()


async def get_words(by: Caller) -> tuple[str, ...]:
    """Return the words, at most ten minutes old; without the shop's if it does not answer."""
    if time.monotonic() - _known.read_at >= FRESH_SEC:
        _known.words = await domain.call(_read_words, by)
        _known.read_at = time.monotonic()
    return _known.words


def _read_words(by: Caller) -> tuple[str, ...]:
    try:
        return (*list_shop_words(by.build_context()), *list_tool_words())
    except ToolRefused as refused:
        logger.warning("the shop's words are not known: %s", refused.code)
        return list_tool_words()
