"""The taps that decide: confirm, cancel, and how an unknown action ended.

Whatever the outcome, the tap is answered and the action's message is redrawn from its row.
"""

from __future__ import annotations

from typing import assert_never

from aiogram import Bot, F, Router
from aiogram.types import CallbackQuery, Message

from actions import batches, pipeline
from actions.batches import BatchDecision
from actions.caller import Caller
from actions.outcomes import (
    ActionView,
    AlreadyHandled,
    Cancelled,
    Checking,
    Decided,
    Done,
    Failed,
    NotValid,
    NotYours,
    Resolved,
    Running,
)
from telegram_bot import domain
from telegram_bot.delivery import outbox
from telegram_bot.view import callbacks, render
from telegram_bot.view.phrases import say
from tools.languages import Language


def setup() -> Router:
    router = Router(name="decisions")
    router.callback_query.register(on_confirm, F.data.startswith(callbacks.CONFIRM))
    router.callback_query.register(on_cancel, F.data.startswith(callbacks.CANCEL))
    router.callback_query.register(on_decide_batch, F.data.startswith(callbacks.PLAN))
    router.callback_query.register(on_resolve, F.data.startswith(callbacks.RESOLVE))
    router.callback_query.register(on_unknown_button)
    return router


async def on_confirm(query: CallbackQuery, bot: Bot, caller: Caller) -> None:
    await _show_decision(
        await domain.call(pipeline.confirm, query.data or "", caller), query, bot, caller
    )


async def on_cancel(query: CallbackQuery, bot: Bot, caller: Caller) -> None:
    await _show_decision(
        await domain.call(pipeline.cancel, query.data or "", caller), query, bot, caller
    )


async def on_decide_batch(query: CallbackQuery, bot: Bot, caller: Caller) -> None:
    outcome = await domain.call(batches.decide_batch, query.data or "", caller)
    if isinstance(outcome, (NotValid, NotYours)):
        await outbox.tell_tapper(
            bot, query.id, caller.chat_id, describe_decision(outcome, caller.language)
        )
        return
    await outbox.answer_tap(bot, query.id, describe_batch_decision(outcome))
    first = outcome.plan.steps[0]
    await outbox.show_action(bot, caller.chat_id, _get_message_id(query, first), first)
    for step in outcome.steps:
        if isinstance(step, Failed):
            await outbox.send_renewed_preview(bot, step.action, step.fresh)


def describe_batch_decision(outcome: BatchDecision) -> str:
    """Return the answer to a tap that decided a whole batch."""
    language, count = outcome.plan.steps[0].language, len(outcome.steps)
    cancelled = sum(isinstance(step, Cancelled) for step in outcome.steps)
    done = sum(isinstance(step, (Done, Running)) for step in outcome.steps)
    if not count:
        return say(language, "toast.plan.over")
    if cancelled == count:
        return say(language, "toast.plan.cancelled", count=count)
    return say(language, "toast.plan", done=done, count=count)


async def on_resolve(query: CallbackQuery, bot: Bot, caller: Caller) -> None:
    await _show_decision(
        await domain.call(pipeline.resolve, query.data or "", caller), query, bot, caller
    )


async def on_unknown_button(query: CallbackQuery, bot: Bot, caller: Caller) -> None:
    await domain.call(
        pipeline.record_by, "action_tap_invalid", caller, verb="?", reason="not ours"
    )
    await outbox.tell_tapper(bot, query.id, caller.chat_id, say(caller.language, "toast.invalid"))


async def _show_decision(outcome: Decided, query: CallbackQuery, bot: Bot, caller: Caller) -> None:
    """Answer the tap, then make the message show the action's row."""
    answer = describe_decision(outcome, caller.language)
    if isinstance(outcome, (NotValid, NotYours)):
        await outbox.tell_tapper(bot, query.id, caller.chat_id, answer)
        return
    alert = isinstance(outcome, Checking) and not outcome.possible
    await outbox.answer_tap(bot, query.id, answer, alert=alert)
    await outbox.show_action(
        bot, caller.chat_id, _get_message_id(query, outcome.action), outcome.action
    )
    if isinstance(outcome, Failed):
        await outbox.send_renewed_preview(bot, outcome.action, outcome.fresh)


def describe_decision(outcome: Decided, language: Language) -> str:
    """Return the answer to the tap; about an action, it is in the action's language."""
    if isinstance(outcome, AlreadyHandled):
        return render.say_late(outcome.action)
    if isinstance(outcome, (NotYours, NotValid)):
        return say(language, "toast.foreign" if isinstance(outcome, NotYours) else "toast.invalid")
    match outcome:
        case Running():
            key = "toast.running"
        case Checking():
            key = "toast.checking" if outcome.possible else "toast.check.impossible"
        case Resolved():
            key = "toast.resolved"
        case Cancelled():
            key = "toast.cancelled"
        case Done():
            key = "toast.done"
        case Failed():
            key = "toast.failed"
        case _:
            assert_never(outcome)
    return say(outcome.action.language, key)


def _get_message_id(query: CallbackQuery, action: ActionView) -> int | None:
    """Return the tapped message, else the action's own: Telegram leaves out one that is too old."""
    if isinstance(query.message, Message):
        return query.message.message_id
    return action.message_id
