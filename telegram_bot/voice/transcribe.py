"""From a recording to words that are answered as if they had been written.

The words are shown first. Words in doubt wait for their owner's tap.
"""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from html import escape

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message, VideoNote, Voice

from actions import faults, pipeline
from actions.caller import Caller
from actions.outcomes import to_reference
from telegram_bot import domain
from telegram_bot.chat import clarification
from telegram_bot.chat.sentences import parse_said
from telegram_bot.delivery import outbox
from telegram_bot.models import Transcript
from telegram_bot.updates.once import run_once
from telegram_bot.view import callbacks
from telegram_bot.view.phrases import say
from telegram_bot.voice import download, transcripts, vocabulary
from tools.intents import speech
from tools.intents.answers import is_understood
from tools.intents.resolve import detect_language, understand
from tools.intents.speech import SpeechServer, TranscriptionFailure


@dataclass(frozen=True)
class Utterance:
    """What was heard in a recording; `by` is its caller, with the recording's correlation id."""

    text: str
    by: Caller
    forwarded: bool


async def listen(
    message: Message, bot: Bot, caller: Caller, server: SpeechServer
) -> Utterance | None:
    """Transcribe the recording and show its words; None if there is nothing to act upon (yet)."""
    sent = message.voice or message.video_note
    if sent is None:
        return None
    kept = await domain.call(transcripts.find_transcript, caller)
    if kept is None:
        kept = await _transcribe(sent, message, bot, caller, server)
        if kept is None:
            return None
        faults.inject("voice.kept")
    if not kept.text:
        await outbox.send_text(bot, caller.chat_id, say(caller.language, "voice.silent"))
        return None
    if kept.message_id is None:
        html, keyboard = _render_transcript(kept, caller)
        shown = await outbox.send_text(bot, caller.chat_id, html, keyboard)
        await domain.call(transcripts.mark_shown, kept, shown.message_id)
        faults.inject("voice.shown")
    return Utterance(kept.text, caller, kept.forwarded) if kept.sure else None


async def confirm_transcript(query: CallbackQuery, bot: Bot, caller: Caller) -> Utterance | None:
    """Return the doubtful words that their owner confirms; None if there is nothing to confirm."""
    number = callbacks.parse_transcript_number(query.data or "")
    kept = await domain.call(transcripts.confirm_transcript, number, caller)
    if kept is None:
        await domain.call(
            pipeline.record_by, "action_tap_invalid", caller, verb="said", reason="no transcript"
        )
        await outbox.tell_tapper(
            bot, query.id, caller.chat_id, say(caller.language, "toast.unheard")
        )
        return None
    if kept == "over":
        await outbox.tell_tapper(bot, query.id, caller.chat_id, say(caller.language, "toast.said"))
        return None
    await outbox.answer_tap(bot, query.id)
    if kept.message_id is not None:
        with suppress(TelegramBadRequest):  # it shows this already, or was deleted
            await bot.edit_message_text(
                _render_echo(kept), chat_id=caller.chat_id, message_id=kept.message_id
            )
    return Utterance(
        kept.text, replace(caller, correlation_id=kept.correlation_id), kept.forwarded
    )


async def _transcribe(
    sent: Voice | VideoNote, message: Message, bot: Bot, by: Caller, server: SpeechServer
) -> Transcript | None:
    """Fetch the recording, have it transcribed and store the words.

    None: that failed, and the owner was told why.
    """
    facts = {
        "kind": "voice" if message.voice else "video_note",
        "seconds": sent.duration,
        "bytes": sent.file_size,
    }
    refused = download.check_limits(sent)
    recording = None
    started = time.perf_counter()
    async with outbox.show_busy(bot, by.chat_id):
        if refused is None:
            recording = await download.fetch_recording(bot, sent)
        if recording is None or isinstance(recording, str):
            code = refused or recording
            await domain.call(pipeline.record_by, "voice_refused", by, code=code, **facts)
            await outbox.send_text(bot, by.chat_id, say(by.language, f"voice.{code}"))
            return None
        known = await vocabulary.get_words(by) if server.is_openai else ()
        heard = await run_once("heard", partial(speech.transcribe, recording, server, known))
    facts |= {
        "bytes": len(recording.data),
        "model": server.model,
        "ms": round((time.perf_counter() - started) * 1000),
    }
    if isinstance(heard, TranscriptionFailure):
        await domain.call(pipeline.record_by, "voice_failed", by, code=heard.code, **facts)
        number = to_reference(by.correlation_id)
        why = say(by.language, f"voice.{heard.code}", model=escape(server.model))
        instead = say(by.language, "voice.write", reference=number)
        await outbox.send_text(bot, by.chat_id, f"{why} {instead}")
        return None
    text = heard.text.removesuffix(".")  # a reason or a name at the end must have no full stop
    understood = _is_understood(text, by) or await domain.call(clarification.is_awaited, text, by)
    return await domain.call(
        transcripts.store_transcript,
        by,
        text=text,
        sure=speech.is_sure(heard, sent.duration, understood=understood),
        forwarded=message.forward_origin is not None,
        **facts,
    )


def _is_understood(text: str, by: Caller) -> bool:
    """Return whether the rules understand the text, at least enough to ask what is missing."""
    return is_understood(understand(parse_said(text, detect_language(text, by.language))))


def _render_echo(kept: Transcript) -> str:
    return f"🎙 <blockquote>{escape(kept.text)}</blockquote>"


def _render_transcript(kept: Transcript, by: Caller) -> tuple[str, InlineKeyboardMarkup | None]:
    if kept.sure:
        return _render_echo(kept), None
    doubt = say(by.language, "voice.doubt")
    return f"{_render_echo(kept)}\n{doubt}", callbacks.build_transcript_keyboard(
        kept.pk, by.language
    )
