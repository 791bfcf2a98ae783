"""The buttons: what they carry, and the keyboards they stand in."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import parse_qsl, urlencode

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from actions.outcomes import ActionView
from telegram_bot.phrases import say
from tools.contracts import MAIN, Suggestion
from tools.intents.resolve import ToolCall

#: Prefixes of callback data. `confirm:` and `cancel:` are sealed by actions/seal.py.
CONFIRM, CANCEL, ASK = "confirm:", "cancel:", "ask:"
MOST_BYTES = 64


def decision(view: ActionView) -> InlineKeyboardMarkup | None:
    """The two buttons of a proposal; once it is applied, the one that takes it back."""
    if view.can_undo:
        undo = Suggestion(
            label=say(view.language, "button.undo"),
            tool="undo_action",
            payload={"action": view.public_id.hex},
        )
        return suggestions([undo])
    if not view.confirm:
        return None
    confirm = [
        InlineKeyboardButton(
            text=say(view.language, "button.confirm" if variant == MAIN else f"button.{variant}"),
            callback_data=data,
        )
        for variant, data in view.confirm.items()
    ]
    cancel = InlineKeyboardButton(
        text=say(view.language, "button.cancel"), callback_data=view.cancel
    )
    return InlineKeyboardMarkup(inline_keyboard=[[*confirm, cancel]])


def suggestions(offered: Iterable[Suggestion]) -> InlineKeyboardMarkup | None:
    """One button a suggestion, one below the other: labels are sentences."""
    rows = [
        [InlineKeyboardButton(text=one.label, callback_data=data)]
        for one in offered
        if (data := ask_data(one)) is not None
    ]
    return InlineKeyboardMarkup(inline_keyboard=rows) if rows else None


def ask_data(one: Suggestion) -> str | None:
    """`ask:tool:key=value&...`; None where it does not fit into a button."""
    arguments = {
        key: ",".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
        for key, value in one.payload.items()
    }
    data = f"{ASK}{one.tool}:{urlencode(arguments)}"
    return data if len(data.encode()) <= MOST_BYTES else None


def asked(data: str) -> ToolCall | None:
    """The call behind an `ask:` button; None where it is not one."""
    prefix, _, rest = data.partition(":")
    tool, colon, arguments = rest.partition(":")
    if f"{prefix}:" != ASK or not colon or not tool.isidentifier():
        return None
    pairs = parse_qsl(arguments)
    return ToolCall(
        tool, {key: value.split(",") if key.endswith("_ids") else value for key, value in pairs}
    )
