"""Questions and orders in plain words or by command."""

from __future__ import annotations

from dataclasses import replace

from aiogram import Bot, F, Router
from aiogram.types import CallbackQuery, Message

from actions import batches, pipeline
from actions.caller import Asker
from actions.enums import Source
from telegram_bot import domain
from telegram_bot.chat import not_understood, turn
from telegram_bot.chat.turn import Utterance
from telegram_bot.context import spoken
from telegram_bot.delivery import outbox
from telegram_bot.delivery.outgoing import clean
from telegram_bot.handlers import planner_turn
from telegram_bot.view import callbacks, render
from telegram_bot.view.phrases import say
from telegram_bot.view.starter_buttons import starters
from telegram_bot.voice import transcribe
from tools.intents import speech
from tools.intents.answers import Answer, is_understood
from tools.intents.dialogue.follow_up import PreviousCard, card_of
from tools.intents.planner.plan import Plan

#: Leaves what we have asked, as the word does.
CANCEL = "cancel"
#: What a person may send in place of words; everything else (a pinned message, say) is no question.
SENT_BY_PEOPLE = {
    "animation", "audio", "contact", "dice", "document", "location", "photo", "poll", "sticker",
    "story", "venue", "video",
}  # fmt: skip

#: Why the planner gave nothing, where a person should know: the phrase that tells of it.
PLANNER_AWAY = {
    "slow": "away", "away": "away", "failed": "away", "busy": "away", "denied": "denied",
    "budget": "budget",
}  # fmt: skip


def setup() -> Router:
    router = Router(name="conversation")
    router.message.register(on_command, F.text.startswith("/"))
    router.message.register(on_text, F.text)
    router.message.register(on_voice, F.voice | F.video_note)
    router.message.register(on_other, F.content_type.in_(SENT_BY_PEOPLE))
    router.edited_message.register(on_edit, F.text)
    router.callback_query.register(on_said, F.data.startswith(callbacks.SAID))
    return router


async def on_command(message: Message, bot: Bot, asker: Asker) -> None:
    text = " ".join(clean(message.text or "").split())
    head = text.partition(" ")[0]
    by = replace(asker, source=Source.COMMAND)
    said = Utterance(text, message.forward_origin is not None)
    if head.removeprefix("/").partition("@")[0].lower() == CANCEL:
        await hear(Utterance(CANCEL), bot, by)
        return
    reply = await domain.call(turn.take_command, said, by)
    if reply is not None:
        await outbox.show(reply, bot, by.chat_id)
        return
    await domain.call(pipeline.record_by, "question_unclear", by, length=len(text), kind="command")
    unknown = say(by.language, "command.unknown", command=render.plain(head[:40]))
    await outbox.send_text(
        bot, message.chat.id, unknown, callbacks.suggestions(starters(by.language))
    )


async def on_text(message: Message, bot: Bot, asker: Asker) -> None:
    text = clean(message.text or "")
    by = replace(asker, language=spoken(text, asker.language))
    forwarded = message.forward_origin is not None
    await hear(Utterance(text, forwarded, _replied_to(message)), bot, by)


def _replied_to(message: Message) -> PreviousCard | None:
    """The card of ours that the message answers, by the ids that stand on it."""
    replied = message.reply_to_message
    if replied is None or replied.from_user is None or not replied.from_user.is_bot:
        return None
    return card_of(replied.text or replied.caption or "")


async def hear(said: Utterance, bot: Bot, by: Asker) -> None:
    """Reply to what somebody wrote or said; what the rules do not understand the planner may."""
    reply = await domain.call(turn.take_turn, said, by)
    if isinstance(reply, turn.Unplanned):
        await plan(said, reply.wanted, bot, by)
    else:
        await outbox.show(reply, bot, by.chat_id)


async def plan(said: Utterance, wanted: Answer, bot: Bot, by: Asker) -> None:
    """Ask the planner; where it has nothing to say, what the rules made of it stands."""
    before = await domain.call(batches.of_update, by)
    if before is not None:  # this update came twice: what it led to is not planned anew
        await outbox.show_action(bot, by.chat_id, before.steps[0].message_id, before.steps[0])
        return
    found = await planner_turn.planned(said.text, bot, by, may_order=not said.forwarded)
    if not said.forwarded and not is_understood(wanted):
        await domain.call(not_understood.note, said.text, by, planned=isinstance(found, Plan))
    if isinstance(found, Plan):
        await planner_turn.tell(found, bot, by)
        return
    why = PLANNER_AWAY.get(found.code, "") if found is not None else ""
    lead = f"{say(by.language, f'planner.{why}')}\n\n" if why else ""
    reply = await domain.call(turn.reply_as_understood, said, wanted, by, lead)
    await outbox.show(reply, bot, by.chat_id)


async def on_voice(message: Message, bot: Bot, asker: Asker) -> None:
    server = speech.configured()
    if server is None:
        await _offer(message, bot, asker, "voice.off", kind="voice")
        return
    heard = await transcribe.listen(message, bot, asker, server)
    if heard is not None:
        await hear(Utterance(heard.text, heard.forwarded), bot, heard_by(heard))


async def on_said(query: CallbackQuery, bot: Bot, asker: Asker) -> None:
    """The owner confirms a transcript that was in doubt."""
    heard = await transcribe.confirmed(query, bot, asker)
    if heard is not None:
        await hear(Utterance(heard.text, heard.forwarded), bot, heard_by(heard))


def heard_by(heard: transcribe.Words) -> Asker:
    """Whoever spoke, in the language that they spoke."""
    return replace(heard.by, language=spoken(heard.text, heard.by.language))


async def on_other(message: Message, bot: Bot, asker: Asker) -> None:
    await _offer(message, bot, asker, "only.text", kind=str(message.content_type))


async def _offer(message: Message, bot: Bot, asker: Asker, phrase: str, *, kind: str) -> None:
    await domain.call(pipeline.record_by, "question_unclear", asker, length=0, kind=kind)
    keyboard = callbacks.suggestions(starters(asker.language))
    await outbox.send_text(bot, message.chat.id, say(asker.language, phrase), keyboard)


async def on_edit(message: Message, bot: Bot, asker: Asker) -> None:
    await domain.call(pipeline.record_by, "edit_ignored", asker, chat_id=message.chat.id)
    await outbox.send_text(bot, message.chat.id, say(asker.language, "edited"))
