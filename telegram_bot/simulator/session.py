"""The simulator's Telegram: a bot's calls become rows of the simulated chat instead of HTTP.

It refuses what Telegram refuses, in Telegram's words, so that our mistakes show up here first.
"""

from __future__ import annotations

import html
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Any, cast

from aiogram import Bot
from aiogram.client.session.base import BaseSession
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import (
    AnswerCallbackQuery,
    DeleteMessage,
    EditMessageCaption,
    EditMessageReplyMarkup,
    EditMessageText,
    GetMe,
    SendChatAction,
    SendDocument,
    SendMessage,
    SendPhoto,
    SetMyCommands,
    TelegramMethod,
)
from aiogram.methods.base import TelegramType
from aiogram.types import (
    Chat,
    Document,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
    Message,
    PhotoSize,
    User,
)
from django.conf import settings

from telegram_bot import domain
from telegram_bot.models import SimulatorMessage
from telegram_bot.simulator import markup, store
from telegram_bot.updates.identity import SIMULATED_OWNERS, SIMULATOR_BOT_ID

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
TOAST_LIMIT = 200
CALLBACK_DATA_BYTES = 64
PICTURE_STARTS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")

NOT_EDITED = {
    "missing": "message to edit not found",
    "other kind": "there is no text in the message to edit",
    "unchanged": (
        "message is not modified: specified new message content and reply markup are exactly the "
        "same as a current content and reply markup of the message"
    ),
}


Method = Callable[[Bot, Any], Awaitable[Any]]


class BadRequestError(Exception):
    """What Telegram answers with "Bad Request"; the text is Telegram's."""


class SimulatorSession(BaseSession):
    """A session for the simulator's Bot."""

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ASYNC109 -- aiogram's signature
    ) -> TelegramType:
        handle: Method = METHODS.get(type(method), _refuse_method)
        try:
            return cast(TelegramType, await handle(bot, method))
        except BadRequestError as refused:
            raise TelegramBadRequest(method=method, message=f"Bad Request: {refused}") from None

    async def stream_content(
        self,
        url: str,
        headers: dict[str, Any] | None = None,
        timeout: int = 30,  # noqa: ASYNC109 -- aiogram's signature
        chunk_size: int = 65536,
        raise_for_status: bool = True,  # noqa: FBT001, FBT002 -- aiogram's signature
    ) -> AsyncGenerator[bytes, None]:
        raise NotImplementedError("the simulator has no files to download")
        yield b""

    async def close(self) -> None:
        """Do nothing: nothing is open."""


async def _refuse_method(bot: Bot, call: TelegramMethod[Any]) -> None:
    raise BadRequestError(f"{call.__api_method__}: method not available in the simulator")


async def _send_message(bot: Bot, call: SendMessage) -> Message:
    text = _check_text(bot, call, call.text, TEXT_LIMIT, "message is too long")
    if not text:
        raise BadRequestError("message text is empty")
    row = await domain.call(
        store.add_message,
        _check_chat(call.chat_id),
        author=store.Author.BOT,
        html=text,
        keyboard=_to_keyboard(call.reply_markup),
    )
    return _to_message(bot, row)


async def _send_photo(bot: Bot, call: SendPhoto) -> Message:
    if not isinstance(call.photo, InputFile):
        raise BadRequestError("wrong file identifier/HTTP URL specified")
    photo = b"".join([chunk async for chunk in call.photo.read(bot)])
    if not photo:
        raise BadRequestError("file must be non-empty")
    if not photo.startswith(PICTURE_STARTS):
        raise BadRequestError("IMAGE_PROCESS_FAILED")
    row = await domain.call(
        store.add_message,
        _check_chat(call.chat_id),
        author=store.Author.BOT,
        kind=store.Kind.PHOTO,
        html=_check_text(bot, call, call.caption, CAPTION_LIMIT, "message caption is too long"),
        photo=photo,
        keyboard=_to_keyboard(call.reply_markup),
    )
    return _to_message(bot, row)


async def _send_document(bot: Bot, call: SendDocument) -> Message:
    if not isinstance(call.document, InputFile):
        raise BadRequestError("wrong file identifier/HTTP URL specified")
    document = b"".join([chunk async for chunk in call.document.read(bot)])
    if not document:
        raise BadRequestError("file must be non-empty")
    row = await domain.call(
        store.add_message,
        _check_chat(call.chat_id),
        author=store.Author.BOT,
        kind=store.Kind.DOCUMENT,
        html=_check_text(bot, call, call.caption, CAPTION_LIMIT, "message caption is too long"),
        document=document,
        file_name=call.document.filename or "file",
        keyboard=_to_keyboard(call.reply_markup),
    )
    return _to_message(bot, row)


async def _edit_text(bot: Bot, call: EditMessageText) -> Message:
    text = _check_text(bot, call, call.text, TEXT_LIMIT, "message is too long")
    if not text:
        raise BadRequestError("message text is empty")
    return await _edit(bot, call, kind=store.Kind.TEXT, html=text)


async def _edit_caption(bot: Bot, call: EditMessageCaption) -> Message:
    text = _check_text(bot, call, call.caption, CAPTION_LIMIT, "message caption is too long")
    return await _edit(bot, call, kind=store.Kind.PHOTO, html=text)


async def _edit_buttons(bot: Bot, call: EditMessageReplyMarkup) -> Message:
    return await _edit(bot, call)


async def _edit(
    bot: Bot,
    call: EditMessageText | EditMessageCaption | EditMessageReplyMarkup,
    **content: Any,
) -> Message:
    edited = await domain.call(
        store.edit_message,
        _check_chat(call.chat_id),
        call.message_id or 0,
        keyboard=_to_keyboard(call.reply_markup),
        **content,
    )
    if isinstance(edited, str):
        raise BadRequestError(NOT_EDITED[edited])
    return _to_message(bot, edited)


async def _delete_message(bot: Bot, call: DeleteMessage) -> bool:
    if not await domain.call(store.delete_message, _check_chat(call.chat_id), call.message_id):
        raise BadRequestError("message to delete not found")
    return True


async def _answer_tap(bot: Bot, call: AnswerCallbackQuery) -> bool:
    chat, _, rest = call.callback_query_id.partition(":")
    if not (chat.isdecimal() and rest):
        raise BadRequestError(
            "query is too old and response timeout expired or query ID is invalid"
        )
    text = call.text or ""
    if markup.count_units(text) > TOAST_LIMIT:
        raise BadRequestError("MESSAGE_TOO_LONG")
    await domain.call(
        store.add_toast,
        _check_chat(int(chat)),
        html.escape(text, quote=False),
        alert=bool(call.show_alert) and bool(text),
    )
    return True


async def _send_chat_action(bot: Bot, call: SendChatAction) -> bool:
    _check_chat(call.chat_id)
    return True


async def _set_commands(bot: Bot, call: SetMyCommands) -> bool:
    return True


async def _get_me(bot: Bot, call: GetMe) -> User:
    return _build_me()


METHODS: dict[type[Any], Method] = {
    SendMessage: _send_message,
    SendPhoto: _send_photo,
    SendDocument: _send_document,
    EditMessageText: _edit_text,
    EditMessageCaption: _edit_caption,
    EditMessageReplyMarkup: _edit_buttons,
    DeleteMessage: _delete_message,
    AnswerCallbackQuery: _answer_tap,
    SendChatAction: _send_chat_action,
    SetMyCommands: _set_commands,
    GetMe: _get_me,
}


def _check_chat(chat_id: int | str | None) -> int:
    if not isinstance(chat_id, int) or not (
        chat_id > SIMULATED_OWNERS or chat_id in settings.MANAGER_CHAT_IDS
    ):
        raise BadRequestError("chat not found")
    return chat_id


def _check_text(bot: Bot, call: Any, text: str | None, limit: int, too_long: str) -> str:
    """Return the text as Telegram's HTML, "" if nothing of it is visible.

    It is parsed and measured as Telegram does it; raises BadRequestError where Telegram refuses.
    """
    mode = call.parse_mode if isinstance(call.parse_mode, str) else None
    if call.parse_mode is not None and mode is None:
        mode = bot.default["parse_mode"]
    if mode not in (None, "HTML") or getattr(call, "entities", None):
        raise BadRequestError("the simulator reads plain text and parse_mode HTML only")
    written = (text or "").strip()
    if mode is None:
        written = html.escape(written, quote=False)
    try:
        seen = markup.to_plain(markup.parse_markup(written))
    except markup.MarkupError as wrong:
        raise BadRequestError(f"can't parse entities: {wrong}") from None
    if markup.count_units(seen) > limit:
        raise BadRequestError(too_long)
    return written if seen.strip() else ""


def _to_keyboard(given: Any) -> list[list[dict[str, str]]]:
    if given is None:
        return []
    if not isinstance(given, InlineKeyboardMarkup):
        raise BadRequestError("the simulator has inline keyboards only")
    return [[_to_button(button) for button in row] for row in given.inline_keyboard if row]


def _to_button(button: InlineKeyboardButton) -> dict[str, str]:
    if not button.text.strip():
        raise BadRequestError("text buttons are unallowed in the inline keyboard")
    if button.url is not None:
        return {"text": button.text, "url": button.url}
    if not button.callback_data or len(button.callback_data.encode()) > CALLBACK_DATA_BYTES:
        raise BadRequestError("BUTTON_DATA_INVALID")
    return {"text": button.text, "callback_data": button.callback_data}


def _build_me() -> User:
    return User(
        id=SIMULATOR_BOT_ID, is_bot=True, first_name=settings.SHOP_NAME, username="simulator_bot"
    )


def _to_message(bot: Bot, row: SimulatorMessage) -> Message:
    text = markup.to_plain(markup.parse_markup(row.html)) or None
    is_photo, is_file = row.kind == store.Kind.PHOTO, row.kind == store.Kind.DOCUMENT
    file_id = f"{row.chat_id}.{row.message_id}"
    return Message(
        message_id=row.message_id,
        date=row.created_at,
        edit_date=int(row.edited_at.timestamp()) if row.edited_at else None,
        chat=Chat(id=row.chat_id, type="private"),
        from_user=_build_me(),
        text=None if is_photo or is_file else text,
        caption=text if is_photo or is_file else None,
        document=Document(file_id=file_id, file_unique_id=file_id, file_name=row.file_name)
        if is_file
        else None,
        photo=[PhotoSize(file_id=file_id, file_unique_id=file_id, width=1, height=1)]
        if is_photo
        else None,
        reply_markup=InlineKeyboardMarkup.model_validate({"inline_keyboard": row.keyboard})
        if row.keyboard
        else None,
    ).as_(bot)
