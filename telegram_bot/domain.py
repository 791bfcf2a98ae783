"""THE door from async to sync: whatever needs the database is one call through here.

A bounded executor of our own, because asgiref's thread-sensitive one is a single thread and a
thread per update leaks connections (both measured). Settings of the caller's context (the
correlation id of log lines) come along.
"""

from __future__ import annotations

import asyncio
import contextvars
import logging
import time
from collections.abc import Callable, Coroutine, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, ParamSpec, TypeVar

from django.db import close_old_connections

from actions import batches, pipeline
from actions.caller import Asker
from actions.outcomes import Decided, Exported, NotValid, NotYours, Refused, Submitted
from audit.outage import DATABASE_AWAY
from telegram_bot.chat import clarification, history, not_understood, replies, stored_buttons
from telegram_bot.chat.clarification import Over
from telegram_bot.chat.replies import Reply, Said
from telegram_bot.chat.stored_buttons import Offered
from telegram_bot.view.callbacks import Keyboard, Stored
from tools.intents.following import Last
from tools.intents.resolve import Answer, Question, ToolCall

__all__ = [
    "DATABASE_AWAY",
    "answer",
    "ask",
    "ask_again",
    "call",
    "cancel",
    "confirm",
    "decide",
    "export",
    "forget",
    "hear",
    "if_it_hangs",
    "insist",
    "keep",
    "last_card",
    "leave",
    "note_unclear",
    "offered",
    "planned_before",
    "record",
    "resolve",
    "submit",
    "submit_all",
]

P = ParamSpec("P")
T = TypeVar("T")

THREADS = 4
FIRST_PAUSE_SEC, LONGEST_PAUSE_SEC = 0.25, 5.0

#: How often, and how far apart, we look whether what was handled is marked so; the inbox gathers for
#: a moment.
MARKED_TRIES, MARKED_PAUSE_SEC = 100, 0.05
#: So long a person waits without a word before we say that the database does not answer.
HUNG_SEC = 8.0

logger = logging.getLogger(__name__)

#: When each call that has not come back yet was asked for.
_waiting: dict[object, float] = {}

_executor = ThreadPoolExecutor(THREADS, thread_name_prefix="domain")


async def call(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run a sync function on the executor; it owns its transaction and its connection."""

    def run() -> T:
        close_old_connections()
        try:
            return function(*args, **kwargs)
        finally:
            close_old_connections()

    context = contextvars.copy_context()
    mark = object()
    _waiting[mark] = time.monotonic()
    try:
        return await asyncio.get_running_loop().run_in_executor(
            _executor, lambda: context.run(run)
        )
    finally:
        del _waiting[mark]


@contextmanager
def if_it_hangs(tell: Callable[[], Coroutine[Any, Any, None]]) -> Iterator[None]:
    """Within it, `tell` runs once if PostgreSQL neither answers nor refuses for HUNG_SEC.

    What hangs goes on by itself as soon as PostgreSQL does; a thread cannot be called back.
    """
    told: set[asyncio.Task[None]] = set()

    def look() -> None:
        if _waiting and time.monotonic() - min(_waiting.values()) >= HUNG_SEC / 2:
            told.add(asyncio.get_running_loop().create_task(tell()))

    timer = asyncio.get_running_loop().call_later(HUNG_SEC, look)
    try:
        yield
    finally:
        timer.cancel()


async def insist(step: Callable[[], T]) -> T:
    """Call it again and again while PostgreSQL is away; it must not mind being called twice."""
    pause = FIRST_PAUSE_SEC
    while True:
        try:
            return await call(step)
        except DATABASE_AWAY as error:
            logger.warning("PostgreSQL is away (%s), trying again", type(error).__name__)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE_SEC)


async def submit(wanted: ToolCall, by: Asker, *, keep: bool = False) -> Reply:
    """`keep`: remember the call, for the words that led to it do not say it by themselves."""
    return await call(replies.reply, wanted, by, keep=keep)


async def hear(
    text: str, wanted: Answer, by: Asker, *, forwarded: bool, keep: bool = False
) -> Reply | Said | None:
    return await call(clarification.hear, text, wanted, by, forwarded=forwarded, keep=keep)


async def ask(question: Question, by: Asker, length: int = 0) -> Said:
    return await call(clarification.ask, question, by, length=length)


async def answer(button: Stored, by: Asker) -> Reply | Said | Over | None:
    return await call(clarification.tapped, button, by)


async def leave(button: Stored, by: Asker) -> Said | Over | None:
    return await call(clarification.leave, button, by)


async def export(wanted: ToolCall, by: Asker) -> Exported | Refused:
    return await call(pipeline.export, wanted.tool, wanted.payload, by)


async def offered(button: Stored, by: Asker) -> Offered | None:
    return await call(stored_buttons.offered, button, by)


async def ask_again(wanted: ToolCall, by: Asker) -> Keyboard:
    """The button that asks the same once more."""
    return await call(stored_buttons.again, wanted, by)


async def confirm(data: str, by: Asker) -> Decided:
    return await call(pipeline.confirm, data, by)


async def cancel(data: str, by: Asker) -> Decided:
    return await call(pipeline.cancel, data, by)


async def read(wanted: ToolCall, by: Asker) -> Submitted:
    """As `submit`, without anything to show for it yet."""
    return await call(pipeline.submit, wanted.tool, wanted.payload, by)


async def lay_out(wanted: ToolCall, outcome: Submitted, by: Asker, lead: str = "") -> Reply:
    return await call(replies.drawn, wanted, outcome, by, lead, keep=True)


async def keep(wanted: ToolCall, by: Asker) -> None:
    """Remember a call of which the chat has seen no card."""
    await call(stored_buttons.store, wanted, (), by)


async def submit_all(wanted: Sequence[ToolCall], by: Asker) -> list[Reply]:
    return await call(replies.all_of, wanted, by)


async def decide(data: str, by: Asker) -> batches.PlanDecided | NotValid | NotYours:
    return await call(batches.decide, data, by)


async def note_unclear(text: str, by: Asker, *, planned: bool) -> None:
    await call(not_understood.note, text, by, planned=planned)


async def last_card(by: Asker) -> Last | None:
    return await call(history.last, by)


async def forget(by: Asker) -> None:
    """Forget the chat, as soon as what was said before is marked as handled: that is scrubbed too."""
    for _ in range(MARKED_TRIES):
        if not await call(history.unfinished, by):
            break
        await asyncio.sleep(MARKED_PAUSE_SEC)
    await call(history.forget, by)


async def planned_before(by: Asker) -> batches.PlanView | None:
    return await call(batches.of_update, by)


async def resolve(data: str, by: Asker) -> Decided:
    return await call(pipeline.resolve, data, by)


async def record(event_type: str, by: Asker, **payload: object) -> None:
    """Put on record something that an owner did and that changed nothing."""
    await call(
        pipeline.record, event_type, correlation_id=by.correlation_id, actor=by.actor, **payload
    )
