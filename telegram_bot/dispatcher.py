"""The dispatcher: the routers in their order, and the middleware before them. No globals."""

from __future__ import annotations

from aiogram import Dispatcher

from telegram_bot import context
from telegram_bot.handlers import buttons, conversation, decisions, errors, start


def build_dispatcher() -> Dispatcher:
    """Return a new dispatcher; in a process the simulator and the real bot share one."""
    dispatcher = Dispatcher(disable_fsm=True)
    dispatcher.update.outer_middleware(context.add_caller)
    dispatcher.message.outer_middleware(context.refuse_groups)
    dispatcher.edited_message.outer_middleware(context.refuse_groups)
    dispatcher.callback_query.outer_middleware(context.refuse_groups)
    # The first match answers: commands before free text, sealed buttons after those that ask.
    dispatcher.include_routers(
        start.setup(), conversation.setup(), buttons.setup(), decisions.setup(), errors.setup()
    )
    return dispatcher
