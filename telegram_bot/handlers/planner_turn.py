"""Asking the planner about what the rules did not understand, and showing its answer."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from aiogram import Bot

from actions import pipeline
from actions.caller import Caller
from actions.enums import Source
from actions.outcomes import Answered, Refused
from audit import queries as audit
from telegram_bot import domain
from telegram_bot.chat import clarification, history, product_names, replies, stored_buttons
from telegram_bot.delivery import outbox
from telegram_bot.updates.once import run_once
from telegram_bot.view import callbacks, render
from tools.contracts import Result, Suggestion, ToolRefused
from tools.intents.planner.plan import NoPlan, Plan, PlanRequest, run_plan
from tools.intents.planner.server import Breaker, count_tokens_left, get_model_server
from tools.intents.planner.wire import ModelServer
from tools.intents.resolve import ToolCall

_breaker = Breaker()

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class PlannerAnswer:
    """What the planner answered, and the facts to record about it."""

    found: Plan | NoPlan
    facts: dict[str, Any]


async def ask_planner(text: str, bot: Bot, by: Caller, *, may_order: bool) -> Plan | NoPlan | None:
    """Return what the planner makes of the text; None if it is switched off.

    An update that is handled again after it has proposed something is not planned again. One whose
    answer could not be sent or stored at first gets the same answer, without a second request.
    """
    server = get_model_server()
    if server is None:
        return None
    by = replace(by, source=Source.PLANNER)
    asked = await run_once("asked", partial(_ask, text, server, bot, by, may_order=may_order))
    if isinstance(asked, PlannerAnswer):
        await run_once("put on record", partial(_record, asked, by))
        return asked.found
    return asked


async def _ask(
    text: str, server: ModelServer, bot: Bot, by: Caller, *, may_order: bool
) -> PlannerAnswer | NoPlan:
    """Ask the model, unless it has failed lately or today's tokens are used up."""
    if not _breaker.lets_through():
        return NoPlan("away")
    if await domain.call(count_tokens_left) <= 0:
        return NoPlan("budget")
    started = time.perf_counter()
    async with outbox.show_busy(bot, by.chat_id):
        said = PlanRequest(
            text,
            await domain.call(by.build_context),
            may_order,
            await domain.call(history.find_last_card, by),
            catalogue=product_names.get_catalogue(),
        )
        found = await run_plan(said, server, lambda call: _run_read(call, by))
    if found.code and found.code not in audit.ANSWERED_BADLY:
        _breaker.failed()
    elif not found.code:
        _breaker.answered()
    facts = {
        "model": server.model,
        "tokens_in": found.usage.tokens_in,
        "tokens_out": found.usage.tokens_out,
        "ms": round((time.perf_counter() - started) * 1000),
    }
    return PlannerAnswer(found, facts)


async def _record(asked: PlannerAnswer, by: Caller) -> None:
    found, facts = asked.found, asked.facts
    if found.code:
        logger.warning("the planner did not answer: %s", found.code)
    if isinstance(found, NoPlan):
        await domain.call(pipeline.record_by, "planner_failed", by, code=found.code, **facts)
        return
    counts = {"reads": len(found.reads), "changes": len(found.changes)}
    broken_off = {"code": found.code} if found.code else {}
    await domain.call(
        pipeline.record_by,
        "planner_answered",
        by,
        rounds=found.rounds,
        **counts,
        **facts,
        **broken_off,
    )


async def show_plan(found: Plan, bot: Bot, by: Caller) -> None:
    """Show what was read, as one answer or as a sentence with buttons; then the proposals."""
    by = replace(by, source=Source.PLANNER)
    if found.question is not None:
        await outbox.show_reply(
            await domain.call(clarification.ask_question, found.question, by), bot, by.chat_id
        )
        return
    match found.reads:
        case ():
            if found.text:
                await outbox.send_text(bot, by.chat_id, render.escape_text(found.text))
        case ((call, result),):
            reply = await domain.call(
                replies.build_reply, call, Answered(result), by, found.text, keep=True
            )
            await outbox.show_reply(reply, bot, by.chat_id)
        case reads if found.text:
            text = render.render_answer(found.text, [result for _, result in reads], by.language)
            buttons = callbacks.build_suggestion_keyboard(
                Suggestion(label=result.card.title, tool=call.tool, payload=call.payload)
                for call, result in reads
            )
            await outbox.send_text(bot, by.chat_id, text, buttons)
            await domain.call(stored_buttons.store_offer, reads[-1][0], (), by)
        case reads:
            for call, result in reads:
                reply = await domain.call(
                    replies.build_reply, call, Answered(result), by, keep=True
                )
                await outbox.show_reply(reply, bot, by.chat_id)
    for reply in (
        await domain.call(replies.submit_calls, found.changes, by) if found.changes else ()
    ):
        await outbox.show_reply(reply, bot, by.chat_id)


async def _run_read(wanted: ToolCall, by: Caller) -> Result:
    """Run one read of the model; raise ToolRefused if it is refused.

    While PostgreSQL is away it retries, for as long as the model may take in all.
    """
    outcome = await domain.call_until_done(
        partial(pipeline.submit, wanted.tool, wanted.payload, by)
    )
    match outcome:
        case Answered(result):
            return result
        case Refused(code, text, _):
            raise ToolRefused(code, text)
        case _:
            raise TypeError(f"{wanted.tool} is no read")
