"""From a call to its reply, ready to be sent: the outcome, the text, and the buttons below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from actions import pipeline
from actions.caller import Caller
from actions.outcomes import (
    ActionView,
    AlreadyHandled,
    Answered,
    Proposed,
    Submitted,
    Unchanged,
)
from telegram_bot.chat import stored_buttons
from telegram_bot.view import render
from telegram_bot.view.callbacks import Keyboard
from tools.contracts import Chart
from tools.intents.resolve import ToolCall


@dataclass(frozen=True)
class Reply:
    """How a call ended; a card has HTML and a keyboard, an action is drawn from its row."""

    outcome: Submitted
    html: str = ""
    keyboard: Keyboard = ()
    chart: Chart | None = None

    @property
    def ended(self) -> ActionView | None:
        """The preview that ended because this took its place; its message must be redrawn."""
        return self.outcome.superseded if isinstance(self.outcome, Proposed | Unchanged) else None


@dataclass(frozen=True)
class PlainReply:
    """A text of the bot that is no tool's answer, and the buttons below it.

    `ended`: the preview that the text ended; its message must be redrawn.
    """

    html: str
    keyboard: Keyboard = ()
    ended: ActionView | None = None


@dataclass(frozen=True)
class Replies:
    """The replies to the requests of one message, in their order."""

    each: tuple[Reply, ...]


def submit_call(
    wanted: ToolCall, by: Caller, *, keep: bool = False, supersedes: ActionView | None = None
) -> Reply:
    """Run the call, lay out its card, and store what its buttons cannot carry.

    `keep`: store the call itself too, because no text says it. `supersedes`: the open preview whose
    place it takes.
    """
    outcome = pipeline.submit(wanted.tool, wanted.payload, by, supersedes=supersedes)
    return build_reply(wanted, outcome, by, keep=keep)


def submit_calls(wanted: Sequence[ToolCall], by: Caller) -> list[Reply]:
    """Do as `submit_call` for all calls of one request; its proposals become one message."""
    outcomes = pipeline.submit_all([(call.tool, call.payload) for call in wanted], by)
    found = [
        build_reply(call, outcome, by) for call, outcome in zip(wanted, outcomes, strict=True)
    ]
    proposals = [reply for reply in found if isinstance(reply.outcome, (Proposed, AlreadyHandled))]
    return [reply for reply in found if reply not in proposals[1:]]


def build_reply(
    wanted: ToolCall, outcome: Submitted, by: Caller, lead: str = "", *, keep: bool = False
) -> Reply:
    """Lay out the outcome, after the sentence `lead`."""
    match outcome:
        case Answered(result):
            limit = render.CAPTION_LIMIT if result.card.chart else render.MESSAGE_LIMIT
            html, shown = render.render_result(result, by.language, lead=lead, limit=limit)
            keyboard = stored_buttons.build_keyboard_below(
                wanted, result.card, shown, by, keep=keep
            )
            return Reply(outcome, html, keyboard, result.card.chart)
        case Unchanged(card, _):
            html, shown = render.fit_card(card, by.language)
            return Reply(
                outcome,
                html,
                stored_buttons.build_keyboard_below(wanted, card, shown, by, keep=keep),
            )
        case _:
            return Reply(outcome)
