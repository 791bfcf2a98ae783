"""Questions and orders in plain words or by command."""

from __future__ import annotations

from dataclasses import replace

from aiogram import Bot, F, Router
from aiogram.types import CallbackQuery, Message
from django.utils import timezone

from actions import batches, pipeline
from actions.caller import Asker
from actions.enums import Source
from telegram_bot import domain
from telegram_bot.chat import clarification, history, not_understood, product_names, replies
from telegram_bot.chat.replies import Reply, Said
from telegram_bot.context import spoken
from telegram_bot.delivery import outbox
from telegram_bot.delivery.outgoing import clean
from telegram_bot.handlers import planner_turn
from telegram_bot.view import callbacks, render
from telegram_bot.view.phrases import say
from telegram_bot.view.starter_buttons import starters
from telegram_bot.voice import transcribe
from tools import registry
from tools.clock import shop_today
from tools.intents import speech
from tools.intents.answers import is_understood
from tools.intents.filling import may_answer
from tools.intents.following import Last, card_of, follow, looks_back
from tools.intents.planner.allowed import beyond_rules
from tools.intents.planner.plan import Plan
from tools.intents.pointing import only_points
from tools.intents.resolve import (
    Answer,
    Question,
    ToolCall,
    resolve,
    resolve_command,
)

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
    head, _, rest = " ".join(clean(message.text or "").split()).partition(" ")
    name = head.removeprefix("/").partition("@")[0].lower()
    by = replace(asker, source=Source.COMMAND)
    if name == CANCEL:
        await hear(name, bot, by, forwarded=False)
        return
    wanted = resolve_command(
        name,
        rest.strip(),
        today=shop_today(timezone.now()),
        language=by.language,
        catalogue=product_names.known(),
    )
    if wanted is None:
        text = say(by.language, "command.unknown", command=render.plain(head[:40]))
        await domain.call(
            pipeline.record_by,
            "question_unclear",
            by,
            length=len(message.text or ""),
            kind="command",
        )
        await outbox.send_text(
            bot, message.chat.id, text, callbacks.suggestions(starters(by.language))
        )
        return
    forwarded = message.forward_origin is not None
    await pursue(wanted, bot, by, length=len(message.text or ""), forwarded=forwarded)


async def on_text(message: Message, bot: Bot, asker: Asker) -> None:
    text = clean(message.text or "")
    by = replace(asker, language=spoken(text, asker.language))
    forwarded = message.forward_origin is not None
    await hear(text, bot, by, forwarded=forwarded, card=_replied_to(message))


def _replied_to(message: Message) -> Last | None:
    """The card of ours that the message answers, by the ids that stand on it."""
    replied = message.reply_to_message
    if replied is None or replied.from_user is None or not replied.from_user.is_bot:
        return None
    return card_of(replied.text or replied.caption or "")


async def pursue(
    wanted: Answer, bot: Bot, by: Asker, *, length: int, forwarded: bool, keep: bool = False
) -> None:
    """Carry out what was understood, or ask back; `keep`: the words alone do not say it."""
    if isinstance(wanted, Question):
        reply: Reply | Said = await domain.call(clarification.ask, wanted, by, length=length)
    elif forwarded and registry.is_action(wanted.tool):
        reply = Said(say(by.language, "forwarded"))
    else:
        reply = await domain.call(replies.reply, wanted, by, keep=keep)
    await outbox.show(reply, bot, by.chat_id)


async def hear(
    text: str, bot: Bot, by: Asker, *, forwarded: bool, card: Last | None = None
) -> None:
    """What somebody wrote or said: a question or an order by itself, or the answer to a question of
    ours; what the rules do not understand the planner may. `forwarded`: somebody else's words; `card`:
    the one that was answered."""
    today = shop_today(timezone.now())
    wanted = resolve(text, today=today, language=by.language, catalogue=product_names.known())
    leant = await leaning(text, by, card) if looks_back(text, wanted) else None
    may, wanted, keep = may_answer(wanted), leant or wanted, leant is not None
    if not may:
        if isinstance(wanted, Question) and beyond_rules(wanted, text):
            await plan(text, wanted, bot, by, forwarded=forwarded)
        else:
            await pursue(wanted, bot, by, length=len(text), forwarded=forwarded, keep=keep)
        return
    if isinstance(leant, ToolCall) and leant.tool == "order_detail" and only_points(text):
        text = str(leant.payload["order_id"])  # "the second one" may answer "which order?"
    reply = await domain.call(clarification.hear, text, wanted, by, forwarded=forwarded, keep=keep)
    if reply is None:
        await plan(text, wanted, bot, by, forwarded=forwarded)
    else:
        await outbox.show(reply, bot, by.chat_id)


async def leaning(text: str, by: Asker, card: Last | None) -> Answer | None:
    """What the text means after that card or the one before it; None: nothing."""
    last = card or await domain.call(history.last, by)
    if last is None:
        return None
    today = shop_today(timezone.now())
    return follow(text, last, today=today, language=by.language, catalogue=product_names.known())


async def plan(text: str, wanted: Answer, bot: Bot, by: Asker, *, forwarded: bool) -> None:
    """Ask the planner; where it has nothing to say, what the rules made of it stands."""
    before = await domain.call(batches.of_update, by)
    if before is not None:  # this update came twice: what it led to is not planned anew
        await outbox.show_action(bot, by.chat_id, before.steps[0].message_id, before.steps[0])
        return
    found = await planner_turn.planned(text, bot, by, may_order=not forwarded)
    if not forwarded and not is_understood(wanted):
        await domain.call(not_understood.note, text, by, planned=isinstance(found, Plan))
    if isinstance(found, Plan):
        await planner_turn.tell(found, bot, by)
    elif isinstance(wanted, ToolCall):
        await outbox.show(await domain.call(replies.reply, wanted, by), bot, by.chat_id)
    else:
        why = PLANNER_AWAY.get(found.code, "") if found is not None else ""
        lead = f"{say(by.language, f'planner.{why}')}\n\n" if why else ""
        question = replace(wanted, text=lead + wanted.text)
        await outbox.show(
            await domain.call(clarification.ask, question, by, length=len(text)), bot, by.chat_id
        )


async def on_voice(message: Message, bot: Bot, asker: Asker) -> None:
    server = speech.configured()
    if server is None:
        await _offer(message, bot, asker, "voice.off", kind="voice")
        return
    heard = await transcribe.listen(message, bot, asker, server)
    if heard is not None:
        await hear(heard.text, bot, heard_by(heard), forwarded=heard.forwarded)


async def on_said(query: CallbackQuery, bot: Bot, asker: Asker) -> None:
    """The owner confirms a transcript that was in doubt."""
    heard = await transcribe.confirmed(query, bot, asker)
    if heard is not None:
        await hear(heard.text, bot, heard_by(heard), forwarded=heard.forwarded)


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
