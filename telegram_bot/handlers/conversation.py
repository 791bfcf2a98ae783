"""Questions and orders in plain words or by command."""

from __future__ import annotations

from dataclasses import replace

from aiogram import Bot, F, Router
from aiogram.types import Message

from actions.asker import Asker
from actions.enums import Source
from telegram_bot import callbacks, domain, goods, outbox, planning, render
from telegram_bot.context import spoken
from telegram_bot.phrases import say
from telegram_bot.replies import Reply, Said
from telegram_bot.starters import starters
from tools import registry
from tools.intents.filling import may_answer
from tools.intents.planner.plan import Plan
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
    return router


async def on_command(message: Message, bot: Bot, asker: Asker) -> None:
    head, _, rest = " ".join(clean(message.text or "").split()).partition(" ")
    name = head.removeprefix("/").partition("@")[0].lower()
    by = replace(asker, source=Source.COMMAND)
    if name == CANCEL:
        await hear(name, message, bot, by)
        return
    wanted = resolve_command(
        name,
        rest.strip(),
        today=render.context("en").today,
        language=by.language,
        catalogue=goods.known(),
    )
    if wanted is None:
        text = say(by.language, "command.unknown", command=render.plain(head[:40]))
        await domain.record("question_unclear", by, length=len(message.text or ""), kind="command")
        await outbox.send_text(
            bot, message.chat.id, text, callbacks.suggestions(starters(by.language))
        )
        return
    await pursue(wanted, message, bot, by)


async def on_text(message: Message, bot: Bot, asker: Asker) -> None:
    text = clean(message.text or "")
    await hear(text, message, bot, replace(asker, language=spoken(text, asker.language)))


async def pursue(wanted: Answer, message: Message, bot: Bot, by: Asker) -> None:
    """Carry out what was understood, or ask back."""
    tool = registry.get(wanted.tool) if isinstance(wanted, ToolCall) else None
    if isinstance(wanted, Question):
        reply: Reply | Said = await domain.ask(wanted, by, len(message.text or ""))
    elif message.forward_origin is not None and tool is not None and tool.kind == "action":
        reply = Said(say(by.language, "forwarded"))
    else:
        reply = await domain.submit(wanted, by)
    await outbox.show(reply, bot, by.chat_id)


async def hear(text: str, message: Message, bot: Bot, by: Asker) -> None:
    """A text: a question or an order by itself, or the answer to a question of ours; what the rules do
    not understand the planner may."""
    today = render.context("en").today
    wanted = resolve(text, today=today, language=by.language, catalogue=goods.known())
    if not may_answer(wanted):
        await pursue(wanted, message, bot, by)
        return
    forwarded = message.forward_origin is not None
    reply = await domain.hear(text, wanted, by, forwarded=forwarded)
    if reply is None:
        await plan(text, wanted, bot, by, forwarded=forwarded)
    else:
        await outbox.show(reply, bot, by.chat_id)


async def plan(text: str, wanted: Answer, bot: Bot, by: Asker, *, forwarded: bool) -> None:
    """Ask the planner; where it has nothing to say, the question of the rules stands."""
    before = await domain.planned_before(by)
    if before is not None:  # this update came twice: what it led to is not planned anew
        await outbox.show_action(bot, by.chat_id, before.steps[0].message_id, before.steps[0])
        return
    found = await planning.planned(text, bot, by, may_order=not forwarded)
    if isinstance(found, Plan):
        await planning.tell(found, bot, by)
        return
    if isinstance(wanted, Question):
        why = PLANNER_AWAY.get(found.code, "") if found is not None else ""
        lead = f"{say(by.language, f'planner.{why}')}\n\n" if why else ""
        question = replace(wanted, text=lead + wanted.text)
        await outbox.show(await domain.ask(question, by, len(text)), bot, by.chat_id)


async def on_voice(message: Message, bot: Bot, asker: Asker) -> None:
    await _offer(message, bot, asker, "voice.off", kind="voice")


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
