"""The dispatcher: routers in their order, and what runs before each of them. No globals."""

from __future__ import annotations

from aiogram import Dispatcher

from telegram_bot import context
from telegram_bot.handlers import buttons, conversation, decisions, errors, start


def build_dispatcher() -> Dispatcher:
    """A dispatcher of its own for every caller; the simulator and the real bot share one in a process."""
    dispatcher = Dispatcher(disable_fsm=True)
    dispatcher.update.outer_middleware(context.add_caller)
    dispatcher.message.outer_middleware(context.refuse_groups)
    dispatcher.edited_message.outer_middleware(context.refuse_groups)
    dispatcher.callback_query.outer_middleware(context.refuse_groups)
    # Commands before free text, sealed buttons after the ones that ask: the first match answers.
    dispatcher.include_routers(
        start.setup(), conversation.setup(), buttons.setup(), decisions.setup(), errors.setup()
    )
    return dispatcher
