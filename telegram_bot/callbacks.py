"""The buttons: what they carry, and the keyboards they stand in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import parse_qsl, urlencode

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from actions.enums import Status
from actions.outcomes import ActionView
from telegram_bot.phrases import say
from tools.contracts import MAIN, Language, Suggestion
from tools.intents.resolve import ToolCall

#: Prefixes of callback data. All but `ask:` and `said:` are sealed by actions/seal.py.
CONFIRM, CANCEL, ASK = "confirm:", "cancel:", "ask:"
#: The buttons of a result that nobody knows: look it up, it happened, it did not.
RESOLVE = ("check:", "happened:", "missed:")
#: A doubtful transcript is right; the number of the transcript follows.
SAID = "said:"
TRANSCRIPT = re.compile("[0-9]{1,18}")
MOST_BYTES = 64


def decision(view: ActionView) -> InlineKeyboardMarkup | None:
    """What can be decided about an action as it stands."""
    if view.status == Status.UNKNOWN:
        return _resolution(view)
    after = []
    if view.can_undo:
        after.append(_about("undo_action", "button.undo", view))
    if view.can_retry:
        after.append(_about("retry_action", "button.retry", view))
    if after:
        return suggestions(after)
    if not view.confirm:
        return None
    confirm = [
        _button(
            say(view.language, "button.confirm" if variant == MAIN else f"button.{variant}"), data
        )
        for variant, data in view.confirm.items()
    ]
    cancel = _button(say(view.language, "button.cancel"), view.cancel)
    return InlineKeyboardMarkup(inline_keyboard=[[*confirm, cancel]])


def _resolution(view: ActionView) -> InlineKeyboardMarkup:
    """Look it up, it happened, it did not: the last two for each call that nobody knows about."""
    rows = [[_button(say(view.language, "button.check"), view.check)]]
    alone = len(view.open_calls) == 1
    for one in view.open_calls:
        suffix = "" if alone else f": {one.label}"
        rows.append(
            [
                _button(say(view.language, f"button.{verb}") + suffix, data)
                for verb, data in (("happened", one.happened), ("missed", one.missed))
            ]
        )
    return InlineKeyboardMarkup(inline_keyboard=rows)


def _about(tool: str, phrase: str, view: ActionView) -> Suggestion:
    """A button that proposes something about this very action."""
    payload = {"action": view.public_id.hex}
    return Suggestion(label=say(view.language, phrase), tool=tool, payload=payload)


def _button(text: str, data: str) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=text, callback_data=data)


def suggestions(offered: Iterable[Suggestion]) -> InlineKeyboardMarkup | None:
    """One button a suggestion, one below the other: labels are sentences."""
    rows = [[_button(one.label, data)] for one in offered if (data := ask_data(one)) is not None]
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


def said_button(number: int, language: Language) -> InlineKeyboardMarkup:
    """Yes, that is what I said: below a transcript that is in doubt."""
    button = _button(say(language, "button.said"), f"{SAID}{number}")
    return InlineKeyboardMarkup(inline_keyboard=[[button]])


def said(data: str) -> int:
    """The number of the transcript that the button belongs to; 0 where it names none."""
    number = data.removeprefix(SAID)
    return int(number) if TRANSCRIPT.fullmatch(number) else 0
