"""Questions and orders in plain words or by command."""

from __future__ import annotations

from dataclasses import replace

from aiogram import Bot, F, Router
from aiogram.types import CallbackQuery, Message

from actions import batches, pipeline
from actions.caller import Caller
from actions.enums import Source
from telegram_bot import domain
from telegram_bot.chat import not_understood, turn
from telegram_bot.chat.turn import TextMessage
from telegram_bot.context import choose_answer_language
from telegram_bot.delivery import outbox
from telegram_bot.delivery.outgoing import clean
from telegram_bot.handlers import planner_turn
from telegram_bot.view import callbacks, render
from telegram_bot.view.phrases import say
from telegram_bot.view.starter_buttons import list_starters
from telegram_bot.voice import transcribe
from tools.intents import speech
from tools.intents.answers import Answer, is_understood
from tools.intents.dialogue.follow_up import PreviousCard, parse_card
from tools.intents.planner.plan import Plan

#: The command that leaves an open question, as the word alone does.
CANCEL = "cancel"
#: What people may send in place of words; anything else, such as a pinned message, gets no answer.
SENT_BY_PEOPLE = {
    "animation", "audio", "contact", "dice", "document", "location", "photo", "poll", "sticker",
    "story", "venue", "video",
}  # fmt: skip

#: The phrase for each reason why the planner gave nothing, where a person should know it.
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
    router.callback_query.register(on_confirm_transcript, F.data.startswith(callbacks.SAID))
    return router


async def on_command(message: Message, bot: Bot, caller: Caller) -> None:
    text = " ".join(clean(message.text or "").split())
    head = text.partition(" ")[0]
    by = replace(caller, source=Source.COMMAND)
    said = TextMessage(text, message.forward_origin is not None)
    if head.removeprefix("/").partition("@")[0].lower() == CANCEL:
        await handle_text(TextMessage(CANCEL), bot, by)
        return
    reply = await domain.call(turn.take_command, said, by)
    if reply is not None:
        await outbox.show_reply(reply, bot, by.chat_id)
        return
    await domain.call(pipeline.record_by, "question_unclear", by, length=len(text), kind="command")
    unknown = say(by.language, "command.unknown", command=render.escape_text(head[:40]))
    await outbox.send_text(
        bot,
        message.chat.id,
        unknown,
        callbacks.build_suggestion_keyboard(list_starters(by.language)),
    )


async def on_text(message: Message, bot: Bot, caller: Caller) -> None:
    text = clean(message.text or "")
    forwarded = message.forward_origin is not None
    await handle_text(TextMessage(text, forwarded, _find_replied_card(message)), bot, caller)


def _find_replied_card(message: Message) -> PreviousCard | None:
    """Return the bot's card that the message replies to, read off its text; None: no card."""
    replied = message.reply_to_message
    if replied is None or replied.from_user is None or not replied.from_user.is_bot:
        return None
    return parse_card(replied.text or replied.caption or "")


async def handle_text(said: TextMessage, bot: Bot, by: Caller) -> None:
    """Reply to what a person wrote or said; ask the planner where the rules do not understand."""
    reply = await domain.call(turn.take_turn, said, by)
    if isinstance(reply, turn.PlannerCase):
        await answer_by_planner(said, reply.wanted, bot, by)
    else:
        await outbox.show_reply(reply, bot, by.chat_id)


async def answer_by_planner(said: TextMessage, wanted: Answer, bot: Bot, by: Caller) -> None:
    """Reply by the planner; where it gives nothing, by what the rules made of the text."""
    before = await domain.call(batches.find_batch_of_update, by)
    if (
        before is not None
    ):  # this update is handled again: it has proposed already, so do not plan it anew
        await outbox.show_action(bot, by.chat_id, before.steps[0].message_id, before.steps[0])
        return
    found = await planner_turn.ask_planner(said.text, bot, by, may_order=not said.forwarded)
    if not said.forwarded and not is_understood(wanted):
        await domain.call(
            not_understood.count_sentence, said.text, by, planned=isinstance(found, Plan)
        )
    if isinstance(found, Plan):
        await planner_turn.show_plan(found, bot, by)
        return
    why = PLANNER_AWAY.get(found.code, "") if found is not None else ""
    lead = f"{say(by.language, f'planner.{why}')}\n\n" if why else ""
    reply = await domain.call(turn.answer_as_understood, said, wanted, by, lead)
    await outbox.show_reply(reply, bot, by.chat_id)


async def on_voice(message: Message, bot: Bot, caller: Caller) -> None:
    server = speech.get_speech_server()
    if server is None:
        await _send_starters(message, bot, caller, "voice.off", kind="voice")
        return
    heard = await transcribe.listen(message, bot, caller, server)
    if heard is not None:
        await handle_text(TextMessage(heard.text, heard.forwarded), bot, get_speaker(heard))


async def on_confirm_transcript(query: CallbackQuery, bot: Bot, caller: Caller) -> None:
    """Handle the tap by which the owner confirms a transcript that was in doubt."""
    heard = await transcribe.confirm_transcript(query, bot, caller)
    if heard is not None:
        await handle_text(TextMessage(heard.text, heard.forwarded), bot, get_speaker(heard))


def get_speaker(heard: transcribe.Utterance) -> Caller:
    """Return the caller of the utterance, with the language of its words."""
    return replace(heard.by, language=choose_answer_language(heard.text, heard.by.language))


async def on_other(message: Message, bot: Bot, caller: Caller) -> None:
    await _send_starters(message, bot, caller, "only.text", kind=str(message.content_type))


async def _send_starters(
    message: Message, bot: Bot, caller: Caller, phrase: str, *, kind: str
) -> None:
    await domain.call(pipeline.record_by, "question_unclear", caller, length=0, kind=kind)
    keyboard = callbacks.build_suggestion_keyboard(list_starters(caller.language))
    await outbox.send_text(bot, message.chat.id, say(caller.language, phrase), keyboard)


async def on_edit(message: Message, bot: Bot, caller: Caller) -> None:
    await domain.call(pipeline.record_by, "edit_ignored", caller, chat_id=message.chat.id)
    await outbox.send_text(bot, message.chat.id, say(caller.language, "edited"))
