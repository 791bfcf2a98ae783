"""Reading Telegram's answers: `ok` counts, even where the rest of the answer is new to us.

A message must not be sent again only because the answer does not fit aiogram's types: the id of the
sent message is all that we need.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.exceptions import ClientDecodeError, TelegramAPIError
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import Chat, File, Message, User
from django.utils import timezone
from pydantic import ValidationError

#: The id that Telegram itself gives a message whose id it does not know yet; it cannot be edited.
NO_ID = 0
MOST_FIELDS_NOTED = 5

logger = logging.getLogger(__name__)


class LenientSession(AiohttpSession):
    """A session that accepts an answer that says `ok`, however little else of it can be read."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        #: The classes of the answers read so far. aiogram makes them as it needs them and pydantic
        #: forgets what nobody holds, so that each call would build its class anew (a fifth of its cost).
        self._answers: set[type[Response[Any]]] = set()

    def check_response(
        self, bot: Bot, method: TelegramMethod[TelegramType], status_code: int, content: str
    ) -> Response[TelegramType]:
        self._answers.add(Response[method.__returning__])  # type: ignore[name-defined]
        is_error = not HTTPStatus.OK <= status_code <= HTTPStatus.IM_USED
        try:
            text = _to_readable_refusal(content) if is_error else content
            response = super().check_response(bot, method, status_code, text)
        except ClientDecodeError as error:
            answer = error.data
            if is_error or not isinstance(answer, dict) or not isinstance(answer.get("ok"), bool):
                raise  # not Telegram's
            if not answer["ok"]:
                refusal = _to_readable_refusal(content)
                return super().check_response(bot, method, status_code, refusal)
            _log_misfit(method, error.original)
            response = Response[Any].model_construct(ok=True, result=answer.get("result"))
        else:
            if response.result is not None:
                return response
        response.result = _read_result(bot, method, response.result)
        return response


def _read_result(bot: Bot, method: TelegramMethod[Any], raw: Any) -> Any:
    """Return the usable part of the result; raise TelegramAPIError if there is none."""
    reader = READERS.get(method.__returning__)
    if reader is None:
        raise TelegramAPIError(method, "it says ok, but what it answers cannot be read")
    return reader(bot, method, raw)


def _to_readable_refusal(content: str) -> str:
    """Rewrite a refusal so that aiogram can read it; else it would look like an outage."""
    try:
        answer = json.loads(content)
    except (ValueError, RecursionError):
        return content
    if not isinstance(answer, dict) or not isinstance(answer.get("ok"), bool):
        return content
    names = ("retry_after", "migrate_to_chat_id")
    given = {name: _get_number(answer.get("parameters"), name) for name in names}
    parameters = {name: value for name, value in given.items() if value}
    description = _get_text(answer, "description")
    return json.dumps({"ok": False, "description": description, "parameters": parameters})


def _read_bool(bot: Bot, method: TelegramMethod[Any], raw: Any) -> Any:
    return True


def _read_message(bot: Bot, method: TelegramMethod[Any], raw: Any) -> Message:
    chat = _get_inside(raw, "chat")
    chat_id = _get_number(chat, "id") or _get_number(dict(method), "chat_id")
    return Message(
        message_id=_get_number(raw, "message_id") or NO_ID,
        date=timezone.now(),
        chat=Chat(
            id=chat_id, type=_get_text(chat, "type"), title=_get_text(chat, "title") or None
        ),
    )


def _read_messages(bot: Bot, method: TelegramMethod[Any], raw: Any) -> list[Message]:
    return [_read_message(bot, method, item) for item in raw] if isinstance(raw, list) else []


def _read_file(bot: Bot, method: TelegramMethod[Any], raw: Any) -> File:
    file_id = _get_text(dict(method), "file_id")
    path = _get_text(raw, "file_path") or None
    return File(file_id=file_id, file_unique_id=file_id, file_path=path)


def _read_user(bot: Bot, method: TelegramMethod[Any], raw: Any) -> User:
    username = _get_text(raw, "username") or None
    return User(id=bot.id, is_bot=True, first_name=_get_text(raw, "first_name"), username=username)


#: The reader of a result that does not fit, by the method's return type. An edit may return its
#: message or True.
READERS: dict[Any, Callable[[Bot, TelegramMethod[Any], Any], Any]] = {
    bool: _read_bool,
    Message | bool: _read_bool,
    Message: _read_message,
    list[Message]: _read_messages,
    File: _read_file,
    User: _read_user,
}


def _get_inside(raw: Any, name: str) -> Any:
    return raw.get(name) if isinstance(raw, dict) else None


def _get_number(raw: Any, name: str) -> int:
    value = _get_inside(raw, name)
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def _get_text(raw: Any, name: str) -> str:
    value = _get_inside(raw, name)
    return value if isinstance(value, str) else ""


def _log_misfit(method: TelegramMethod[Any], why: Exception) -> None:
    """Log which fields did not fit, without their values: those may be a person's words."""
    places = ""
    if isinstance(why, ValidationError):
        found = why.errors(include_input=False, include_url=False)[:MOST_FIELDS_NOTED]
        places = ", ".join(".".join(map(str, item["loc"])) for item in found)
    logger.warning("the answer to %s is ok, but does not fit: %s", method.__api_method__, places)
