"""Asking the planner about what the rules did not understand, and bringing its answer."""

from __future__ import annotations

import logging
import time
from dataclasses import replace

from aiogram import Bot

from actions import pipeline
from actions.caller import Asker
from actions.enums import Source
from actions.outcomes import Answered, Refused
from audit import queries as audit
from telegram_bot import domain
from telegram_bot.chat import history, replies, stored_buttons
from telegram_bot.delivery import outbox
from telegram_bot.view import callbacks, render
from tools.contracts import Result, Suggestion, ToolRefused
from tools.intents.planner.plan import NoPlan, Plan, Said, plan
from tools.intents.planner.server import Breaker, configured, tokens_left
from tools.intents.resolve import ToolCall

_breaker = Breaker()

logger = logging.getLogger(__name__)


async def planned(text: str, bot: Bot, by: Asker, *, may_order: bool) -> Plan | NoPlan | None:
    """What the planner makes of the text; None where it is off.

    An update that is handled once more is not planned again where it has proposed something.
    """
    server = configured()
    if server is None:
        return None
    if not _breaker.lets_through():
        return NoPlan("away")
    if await domain.call(tokens_left) <= 0:
        return NoPlan("budget")
    by = replace(by, source=Source.PLANNER)
    started = time.perf_counter()
    async with outbox.busy(bot, by.chat_id):
        said = Said(
            text, await domain.call(by.context), may_order, await domain.call(history.last, by)
        )
        found = await plan(said, server, lambda call: _read(call, by))
    facts = {
        "model": server.model,
        "tokens_in": found.usage.tokens_in,
        "tokens_out": found.usage.tokens_out,
        "ms": round((time.perf_counter() - started) * 1000),
    }
    if isinstance(found, NoPlan):
        if found.code not in audit.ANSWERED_BADLY:
            _breaker.failed()
        logger.warning("the planner did not answer: %s", found.code)
        await domain.call(pipeline.record_by, "planner_failed", by, code=found.code, **facts)
        return found
    _breaker.answered()
    counts = {"reads": len(found.reads), "changes": len(found.changes)}
    await domain.call(
        pipeline.record_by, "planner_answered", by, rounds=found.rounds, **counts, **facts
    )
    return found


async def tell(found: Plan, bot: Bot, by: Asker) -> None:
    """Bring what was read, as one answer or as a sentence with a button to each; then what is proposed."""
    by = replace(by, source=Source.PLANNER)
    match found.reads:
        case ():
            if found.text:
                await outbox.send_text(bot, by.chat_id, render.plain(found.text))
        case ((call, result),):
            reply = await domain.call(
                replies.drawn, call, Answered(result), by, found.text, keep=True
            )
            await outbox.show(reply, bot, by.chat_id)
        case reads if found.text:
            text = render.answer(found.text, [result for _, result in reads], by.language)
            buttons = callbacks.suggestions(
                Suggestion(label=result.card.title, tool=call.tool, payload=call.payload)
                for call, result in reads
            )
            await outbox.send_text(bot, by.chat_id, text, buttons)
            await domain.call(stored_buttons.store, reads[-1][0], (), by)
        case reads:
            for call, result in reads:
                reply = await domain.call(replies.drawn, call, Answered(result), by, keep=True)
                await outbox.show(reply, bot, by.chat_id)
    for reply in await domain.call(replies.all_of, found.changes, by) if found.changes else ():
        await outbox.show(reply, bot, by.chat_id)


async def _read(wanted: ToolCall, by: Asker) -> Result:
    outcome = await domain.call(pipeline.submit, wanted.tool, wanted.payload, by)
    match outcome:
        case Answered(result):
            return result
        case Refused(code, text, _):
            raise ToolRefused(code, text)
        case _:
            raise TypeError(f"{wanted.tool} is no read")
