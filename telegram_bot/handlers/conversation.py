"""Questions and orders in plain words, by command, or by a button that asks."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from aiogram import Bot, F, Router
from aiogram.types import CallbackQuery, Message
from django.conf import settings

from actions.asker import Asker
from actions.enums import Source
from actions.outcomes import AlreadyHandled, Answered, Proposed, Refused, Submitted, Unchanged
from telegram_bot import callbacks, domain, listening, outbox, render
from telegram_bot.phrases import say
from telegram_bot.starters import starters
from tools import registry
from tools.contracts import Language
from tools.intents import speech
from tools.intents.resolve import Question, ToolCall, language_of, resolve, resolve_command

#: What a person may send in place of words; everything else (a pinned message, say) is no question.
SENT_BY_PEOPLE = {
    "animation", "audio", "contact", "dice", "document", "location", "photo", "poll", "sticker",
    "story", "venue", "video",
}  # fmt: skip


def setup() -> Router:
    router = Router(name="conversation")
    router.message.register(on_command, F.text.startswith("/"))
    router.message.register(on_text, F.text)
    router.message.register(on_voice, F.voice | F.video_note)
    router.message.register(on_other, F.content_type.in_(SENT_BY_PEOPLE))
    router.edited_message.register(on_edit, F.text)
    router.callback_query.register(on_ask, F.data.startswith(callbacks.ASK))
    router.callback_query.register(on_said, F.data.startswith(callbacks.SAID))
    return router


async def on_command(message: Message, bot: Bot, asker: Asker) -> None:
    head, _, rest = " ".join(clean(message.text or "").split()).partition(" ")
    name = head.removeprefix("/").partition("@")[0].lower()
    by = replace(asker, source=Source.COMMAND)
    wanted = resolve_command(
        name, rest.strip(), today=render.context("en").today, language=by.language
    )
    if wanted is None:
        text = say(by.language, "command.unknown", command=render.plain(head[:40]))
        await domain.record("question_unclear", by, length=len(message.text or ""), kind="command")
        await outbox.send_text(
            bot, message.chat.id, text, callbacks.suggestions(starters(by.language))
        )
        return
    forwarded = message.forward_origin is not None
    await pursue(wanted, bot, by, length=len(message.text or ""), forwarded=forwarded)


async def on_text(message: Message, bot: Bot, asker: Asker) -> None:
    text = clean(message.text or "")
    await hear(text, bot, asker, forwarded=message.forward_origin is not None)


async def hear(text: str, bot: Bot, asker: Asker, *, forwarded: bool) -> None:
    """Answer what somebody wrote or said; `forwarded`: somebody else did."""
    by = replace(asker, language=spoken(text, asker.language))
    wanted = resolve(text, today=render.context("en").today, language=by.language)
    await pursue(wanted, bot, by, length=len(text), forwarded=forwarded)


async def on_ask(query: CallbackQuery, bot: Bot, asker: Asker) -> None:
    wanted = callbacks.asked(query.data or "")
    if wanted is None:
        await outbox.answer_tap(bot, query.id, say(asker.language, "toast.invalid"))
        return
    await outbox.answer_tap(bot, query.id)
    outcome = await domain.submit(wanted, replace(asker, source=Source.BUTTON))
    await draw(outcome, bot, asker.chat_id, asker.language)


async def pursue(
    wanted: ToolCall | Question, bot: Bot, by: Asker, *, length: int, forwarded: bool
) -> None:
    """Carry out what was understood, or ask back."""
    if isinstance(wanted, Question):
        await domain.record(
            "question_unclear", by, length=length, kind="text", missing=wanted.missing
        )
        keyboard = callbacks.suggestions(wanted.suggestions)
        await outbox.send_text(bot, by.chat_id, render.plain(wanted.text), keyboard)
        return
    tool = registry.get(wanted.tool)
    if forwarded and tool is not None and tool.kind == "action":
        await outbox.send_text(bot, by.chat_id, say(by.language, "forwarded"))
        return
    outcome = await domain.submit(wanted, by)
    await draw(outcome, bot, by.chat_id, by.language)


async def draw(outcome: Submitted, bot: Bot, chat_id: int, language: Language) -> None:
    match outcome:
        case Answered(result):
            await outbox.send_result(bot, chat_id, result, language)
        case Proposed(action) | AlreadyHandled(action):
            await outbox.show_action(bot, chat_id, action.message_id, action)
        case Unchanged(card):
            await outbox.send_text(
                bot, chat_id, render.card(card, language), callbacks.suggestions(card.next)
            )
        case Refused(_, text, _):
            await outbox.send_text(bot, chat_id, render.plain(text))
        case _:
            assert_never(outcome)


async def on_voice(message: Message, bot: Bot, asker: Asker) -> None:
    server = speech.configured()
    if server is None:
        await _offer(message, bot, asker, "voice.off", kind="voice")
        return
    heard = await listening.listen(message, bot, asker, server)
    if heard is not None:
        await hear(heard.text, bot, heard.by, forwarded=heard.forwarded)


async def on_said(query: CallbackQuery, bot: Bot, asker: Asker) -> None:
    """The owner confirms a transcript that was in doubt."""
    heard = await listening.confirmed(query, bot, asker)
    if heard is not None:
        await hear(heard.text, bot, heard.by, forwarded=heard.forwarded)


async def on_other(message: Message, bot: Bot, asker: Asker) -> None:
    await _offer(message, bot, asker, "only.text", kind=str(message.content_type))


async def _offer(message: Message, bot: Bot, asker: Asker, phrase: str, *, kind: str) -> None:
    await domain.record("question_unclear", asker, length=0, kind=kind)
    keyboard = callbacks.suggestions(starters(asker.language))
    await outbox.send_text(bot, message.chat.id, say(asker.language, phrase), keyboard)


async def on_edit(message: Message, bot: Bot, asker: Asker) -> None:
    await domain.record("edit_ignored", asker, chat_id=message.chat.id)
    await outbox.send_text(bot, message.chat.id, say(asker.language, "edited"))


def clean(text: str) -> str:
    """The text without NUL and with lone surrogates replaced: databases and Telegram refuse both."""
    return text.replace("\x00", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def spoken(text: str, default: Language) -> Language:
    """The language of the answer: the configured one, else the one the question is written in."""
    return default if settings.OWNER_LANGUAGE else language_of(text, default)
