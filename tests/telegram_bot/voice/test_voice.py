"""Fetching a recording, keeping what was heard, and the words for those who listen."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import AsyncGenerator
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from aiogram import Bot
from aiogram.client.session.base import BaseSession
from aiogram.exceptions import TelegramBadRequest, TelegramNetworkError
from aiogram.methods import GetFile, TelegramMethod
from aiogram.types import File, Voice
from aiohttp import ClientConnectionError, ClientResponseError
from django.utils import timezone

from actions.caller import Caller
from audit.models import AuditEvent
from telegram_bot import domain
from telegram_bot.models import Transcript
from telegram_bot.view import callbacks
from telegram_bot.voice import download, transcripts, vocabulary
from tests import recordings
from tests.servers.telegram import TOKEN
from tools.demo import seed
from tools.intents.speech import Recording
from tools.lookups.speech_hints import list_tool_words

SENT = Voice(file_id="f", file_unique_id="f", duration=3)


class Files(BaseSession):
    """Telegram's files: one, in chunks, or an error."""

    def __init__(self, *chunks: bytes, error: Exception | None = None, too_big: str = "") -> None:
        super().__init__()
        self.chunks, self.error, self.too_big = chunks, error, too_big
        self.given = 0

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[Any],
        timeout: Any = None,  # noqa: ASYNC109 -- aiogram's signature
    ) -> Any:
        assert isinstance(method, GetFile)
        if self.too_big:
            raise TelegramBadRequest(method, self.too_big)
        return File(file_id="f", file_unique_id="f", file_path="voice/f.oga")

    async def stream_content(self, url: str, *_: Any, **__: Any) -> AsyncGenerator[bytes, None]:
        assert url.endswith(f"/file/bot{TOKEN}/voice/f.oga")
        for chunk in self.chunks:
            self.given += 1
            yield chunk
        if self.error is not None:
            raise self.error

    async def close(self) -> None: ...


async def fetch(files: Files) -> object:
    return await download.fetch_recording(Bot(TOKEN, session=files), SENT)


def status(code: int) -> ClientResponseError:
    return ClientResponseError(None, (), status=code)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (recordings.ogg(), "voice.ogg", "audio/ogg"),
        (recordings.mp4(), "video.mp4", "video/mp4"),
        (recordings.mp4().replace(b"isom", b"M4A "), "voice.m4a", "audio/mp4"),
        (b"ID3\x04 and so on", "voice.mp3", "audio/mpeg"),
        (b"\xff\xfb\x90 and so on", "voice.mp3", "audio/mpeg"),
    ],
)
async def test_a_recording_is_known_by_its_beginning(data: bytes, name: str, kind: str) -> None:
    assert await fetch(Files(data[:5], data[5:])) == Recording(data, name, kind, 3)


async def test_a_file_larger_than_it_says_is_not_fetched_to_its_end() -> None:
    files = Files(*[bytes(download.MOST_BYTES // 4)] * 100)
    assert await fetch(files) == "too_big"
    assert files.given == 5


async def test_what_telegram_refuses_for_good() -> None:
    assert await fetch(Files(too_big="Bad Request: file is too big")) == "too_big"
    assert await fetch(Files(too_big="Bad Request: wrong file_id")) == "gone"
    assert await fetch(Files(error=status(404))) == "gone"


@pytest.mark.parametrize(
    "error", [status(500), status(429), ClientConnectionError(), TimeoutError()], ids=repr
)
async def test_what_is_tried_again_names_no_token(error: Exception) -> None:
    with pytest.raises(TelegramNetworkError) as caught:
        await fetch(Files(b"Ogg", error=error))
    assert TOKEN not in str(caught.value)
    assert caught.value.__cause__ is None


@pytest.fixture
def by() -> Caller:
    return Caller(1, 7_000_000_001, 7_000_000_001, "en", 11, uuid4())


@pytest.mark.django_db(transaction=True)
def test_what_was_heard_is_kept_once(by: Caller) -> None:
    assert transcripts.find_transcript(by) is None
    first = transcripts.store_transcript(
        by, text="flag it", sure=False, forwarded=False, seconds=2
    )
    again = transcripts.store_transcript(by, text="other", sure=True, forwarded=False, seconds=2)

    assert (again.pk, again.text, again.sure) == (first.pk, "flag it", False)
    assert transcripts.find_transcript(by) == first
    [event] = AuditEvent.objects.filter(event_type="voice_transcribed")
    assert event.payload == {"length": 7, "sure": False, "seconds": 2}


@pytest.mark.django_db(transaction=True)
def test_a_tap_says_yes_once_and_the_same_when_it_is_handled_again(by: Caller) -> None:
    kept = transcripts.store_transcript(by, text="flag it", sure=False, forwarded=False)
    certain = transcripts.store_transcript(
        replace(by, update_id=12), text="x", sure=True, forwarded=False
    )
    tap, later = replace(by, update_id=21), replace(by, update_id=22)

    for _ in range(2):
        assert transcripts.confirm_transcript(kept.pk, tap) == kept
    assert transcripts.confirm_transcript(kept.pk, later) == "over"
    for number, who in (
        (certain.pk, tap), (0, tap), (kept.pk, replace(tap, owner_id=8)),
        (kept.pk, replace(tap, bot_id=2)), (kept.pk, replace(tap, chat_id=8)),
    ):  # fmt: skip
        assert transcripts.confirm_transcript(number, who) is None
    events = AuditEvent.objects.filter(event_type="voice_confirmed")
    assert [event.correlation_id for event in events] == [by.correlation_id]


@pytest.mark.django_db(transaction=True)
def test_what_was_heard_is_forgotten_after_a_day(by: Caller) -> None:
    kept = transcripts.store_transcript(by, text="flag it", sure=False, forwarded=False)
    transcripts.forget_old_transcripts()
    assert Transcript.objects.count() == 1
    Transcript.objects.update(created_at=kept.created_at - transcripts.KEEP)
    transcripts.forget_old_transcripts()
    assert Transcript.objects.count() == 0


@pytest.mark.parametrize(
    ("data", "number"),
    [("said:12", 12), ("said:", 0), ("said:x", 0), ("said:-1", 0), ("said:" + "9" * 19, 0), ("said:٣", 0)],
)  # fmt: skip
def test_the_button_names_a_transcript(data: str, number: int) -> None:
    assert callbacks.parse_transcript_number(data) == number


@pytest.mark.django_db(transaction=True)
async def test_hints_are_read_now_and_then(by: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vocabulary, "_known", vocabulary._WordCache())
    await domain.call(seed.fill, timezone.now(), orders=20)

    words = await vocabulary.get_words(by)

    assert {"WELCOME10", "Sales figures"} <= set(words)
    assert await vocabulary.get_words(by) is words


@pytest.mark.django_db(transaction=True)
async def test_without_the_shop_the_tools_are_known(
    by: Caller, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    monkeypatch.setattr(vocabulary, "_known", vocabulary._WordCache())
    settings.UPSTREAM_MODE = "NOWHERE"

    assert await vocabulary.get_words(by) == list_tool_words()


def test_the_web_and_an_idle_bot_do_without_the_sdk() -> None:
    program = "import django; django.setup(); import telegram_bot.app, sys; assert 'openai' not in sys.modules"
    subprocess.run([sys.executable, "-c", program], check=True)
