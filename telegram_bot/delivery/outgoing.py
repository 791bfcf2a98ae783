"""Cleaning of all that goes to Telegram: every text of every request, in one place."""

from __future__ import annotations

import copy
import re
from typing import Any

from aiogram import Bot
from aiogram.client.session.middlewares.base import NextRequestMiddlewareType
from aiogram.methods import Response, TelegramMethod
from aiogram.types import InputFile
from pydantic import BaseModel

#: Half an emoji (a lone surrogate) cannot be encoded as UTF-8, and NUL is refused.
_UNFIT = re.compile("[\x00\ud800-\udfff]")


def clean(text: str) -> str:
    """Remove NUL and replace lone surrogates: databases and Telegram refuse both."""
    if _UNFIT.search(text) is None:
        return text
    return text.replace("\x00", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def clean_value(value: Any) -> Any:
    """Return the value with every text in it clean, at any depth; what is clean is not copied."""
    match value:
        case str():
            return clean(value)
        case list() | tuple():
            items = [clean_value(item) for item in value]
            is_same = all(new is old for new, old in zip(items, value, strict=True))
            return value if is_same else type(value)(items)
        case dict():
            pairs = {clean_value(key): clean_value(item) for key, item in value.items()}
            return value if pairs == value else pairs
        case BaseModel():
            changed = {name: new for name, old in value if (new := clean_value(old)) is not old}
            return value.model_copy(update=changed) if changed else value
        case InputFile() if value.filename != (name := clean_value(value.filename)):
            renamed = copy.copy(value)
            renamed.filename = name
            return renamed
        case _:
            return value


async def clean_request(
    make_request: NextRequestMiddlewareType[Any], bot: Bot, method: TelegramMethod[Any]
) -> Response[Any]:
    """Clean the request before it is sent: one that cannot be encoded would be tried for ever."""
    return await make_request(bot, clean_value(method))
