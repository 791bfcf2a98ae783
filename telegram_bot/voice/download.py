"""Downloading a recording: limits are checked before it is fetched, and while it comes."""

from __future__ import annotations

import re
from contextlib import aclosing
from typing import Literal

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramNetworkError
from aiogram.methods import GetFile
from aiogram.types import VideoNote, Voice
from aiohttp import ClientError, ClientResponseError

from tools.intents.speech import Recording

#: The longest and the largest recording we take; Telegram hands out no larger files anyway.
MOST_SECONDS, MOST_BYTES = 180, 20_000_000
FETCH_SEC = 30
TOO_MANY_REQUESTS, SERVER_ERROR = 429, 500

#: Ogg counts Opus time in these units, whatever the recording's own sample rate.
OPUS_PER_SEC = 48_000

Refusal = Literal["too_long", "too_big", "no_recording", "gone"]

#: How each kind of file begins, and the name and type under which servers take it.
KINDS = (
    (re.compile(rb"OggS.{24,278}OpusHead", re.DOTALL), "voice.ogg", "audio/ogg"),
    (re.compile(rb".{4}ftypM4A", re.DOTALL), "voice.m4a", "audio/mp4"),
    (re.compile(rb".{4}ftyp", re.DOTALL), "video.mp4", "video/mp4"),
    (re.compile(rb"ID3|\xff[\xe2-\xff]"), "voice.mp3", "audio/mpeg"),
)


def check_limits(sent: Voice | VideoNote) -> Refusal | None:
    """Return why this recording is not fetched, by what the message says of it; None: it may be."""
    if sent.duration > MOST_SECONDS:
        return "too_long"
    return "too_big" if (sent.file_size or 0) > MOST_BYTES else None


async def fetch_recording(bot: Bot, sent: Voice | VideoNote) -> Recording | Refusal:
    """Return the recording, or why it is refused; TelegramNetworkError if Telegram is away."""
    data = await _download(bot, sent.file_id)
    if isinstance(data, str):
        return data
    found = next(((name, kind) for start, name, kind in KINDS if start.match(data)), None)
    if found is None:
        return "no_recording"
    if _read_ogg_seconds(data) > MOST_SECONDS:
        return "too_long"
    return Recording(data, *found, sent.duration)


async def _download(bot: Bot, file_id: str) -> bytes | Refusal:
    try:
        file = await bot.get_file(file_id)
    except TelegramBadRequest as error:
        return "too_big" if "too big" in error.message.lower() else "gone"
    url = bot.session.api.file_url(bot.token, file.file_path or "")
    data = bytearray()
    try:
        async with aclosing(bot.session.stream_content(url, timeout=FETCH_SEC)) as chunks:
            async for chunk in chunks:
                data += chunk
                if len(data) > MOST_BYTES:
                    return "too_big"
    except (ClientError, TimeoutError) as error:
        status = error.status if isinstance(error, ClientResponseError) else SERVER_ERROR
        if status < SERVER_ERROR and status != TOO_MANY_REQUESTS:
            return "gone"
        # Without the error itself: the address in it contains the token.
        why = f"a recording did not come: {type(error).__name__}"
        raise TelegramNetworkError(GetFile(file_id=file_id), why) from None
    return bytes(data)


def _read_ogg_seconds(data: bytes) -> float:
    """Return the real length of an Ogg recording in seconds, by its last page; 0 if unknown."""
    page = data.rfind(b"OggS")
    position = data[page + 6 : page + 14] if page >= 0 and data.startswith(b"OggS") else b""
    return int.from_bytes(position, "little", signed=True) / OPUS_PER_SEC if position else 0.0
