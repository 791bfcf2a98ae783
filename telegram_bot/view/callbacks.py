"""The buttons: their callback data, and their keyboards."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qsl, urlencode

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from django.utils.http import base36_to_int, int_to_base36

from actions.batches import BatchView
from actions.enums import Status
from actions.outcomes import ActionView
from telegram_bot.view.phrases import say
from tools.contracts import MAIN, Suggestion
from tools.intents.resolve import ToolCall
from tools.languages import Language

#: Prefixes of callback data that are sealed by actions/seal.py.
CONFIRM, CANCEL = "confirm:", "cancel:"
#: Prefixes of calls; the answer is a new message, replaces this one, or is a file.
ASK, PAGE, CSV = "ask:", "page:", "csv:"
#: Prefixes of the buttons of a question: an answer to it, or leaving it.
FILL, LEAVE = "fill:", "leave:"
Verb = Literal["ask", "page", "csv", "fill", "leave"]
#: Prefixes that decide a whole batch: confirm all, cancel all.
PLAN = ("all:", "none:")
#: Prefixes of the buttons of an unknown action: look it up, it happened, it did not.
RESOLVE = ("check:", "happened:", "missed:")
#: The prefix of the button that confirms a doubtful transcript; the transcript's number follows.
SAID = "said:"
TRANSCRIPT = re.compile("[0-9]{1,18}")
MOST_BYTES = 64
#: Pairs: up to so many characters in the longest label, so many buttons stand side by side.
ABREAST = ((7, 4), (10, 3), (15, 2))
STORED = re.compile(r"#([0-9a-z]{1,12})\.([0-9]{1,3})", re.ASCII)


@dataclass(frozen=True)
class CallButton:
    """A button that calls a tool."""

    label: str
    call: ToolCall
    verb: Verb = "ask"


@dataclass(frozen=True)
class StoredCall:
    """The place of a call that is stored with an offer."""

    offer: int
    place: int


Rows = tuple[tuple[CallButton, ...], ...]
#: Rows of buttons, each a label and its callback data.
Keyboard = tuple[tuple[tuple[str, str], ...], ...]


def build_decision_keyboard(view: ActionView) -> InlineKeyboardMarkup | None:
    """Return the buttons for what can be decided about the action now; None if nothing can."""
    if view.status == Status.UNKNOWN:
        return _build_resolve_keyboard(view)
    after = []
    if view.can_undo:
        after.append(_build_follow_up_button("undo_action", "button.undo", view))
    if view.can_retry:
        after.append(_build_follow_up_button("retry_action", "button.retry", view))
    if after:
        return to_markup(tuple(((button.label, encode_call(button) or ""),) for button in after))
    if not view.confirm:
        return None
    confirm = [
        _build_button(
            say(view.language, "button.confirm" if variant == MAIN else f"button.{variant}"), data
        )
        for variant, data in view.confirm.items()
    ]
    cancel = _build_button(say(view.language, "button.cancel"), view.cancel)
    return InlineKeyboardMarkup(inline_keyboard=[[*confirm, cancel]])


def build_batch_keyboard(plan: BatchView) -> InlineKeyboardMarkup | None:
    """Return the buttons for the whole batch and for each of its changes; None: no buttons."""
    language = plan.steps[0].language
    rows = []
    if plan.confirm:
        count = sum(MAIN in step.confirm for step in plan.steps)
        rows.append([_build_button(say(language, "button.all", count=count), plan.confirm)])
    for view in plan.steps:
        markup = build_decision_keyboard(view)
        rows += [
            [_build_numbered_button(view.step, button) for button in row]
            for row in (markup.inline_keyboard if markup else ())
        ]
    if plan.cancel:
        rows.append([_build_button(say(language, "button.none"), plan.cancel)])
    return InlineKeyboardMarkup(inline_keyboard=rows) if rows else None


def _build_numbered_button(step: int, button: InlineKeyboardButton) -> InlineKeyboardButton:
    return _build_button(f"{step}. {button.text}", button.callback_data or "")


def _build_resolve_keyboard(view: ActionView) -> InlineKeyboardMarkup:
    """Return "look it up" and, for each unknown call, "it happened" and "it did not"."""
    rows = [[_build_button(say(view.language, "button.check"), view.check)]]
    alone = len(view.open_calls) == 1
    for call in view.open_calls:
        suffix = "" if alone else f": {call.label}"
        rows.append(
            [
                _build_button(say(view.language, f"button.{verb}") + suffix, data)
                for verb, data in (("happened", call.happened), ("missed", call.missed))
            ]
        )
    return InlineKeyboardMarkup(inline_keyboard=rows)


def _build_follow_up_button(tool: str, phrase: str, view: ActionView) -> CallButton:
    """Return a button that proposes something about this action."""
    return CallButton(say(view.language, phrase), ToolCall(tool, {"action": view.public_id.hex}))


def _build_button(text: str, data: str) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=text, callback_data=data)


def count_abreast(labels: Sequence[str]) -> int:
    """Return how many buttons with such labels fit side by side on a phone without being cut."""
    longest = max(map(len, labels), default=0)
    return next((many for most, many in ABREAST if longest <= most), 1)


def to_markup(keyboard: Keyboard) -> InlineKeyboardMarkup | None:
    """Return the keyboard as Telegram takes it; None if it is empty."""
    rows = [[_build_button(label, data) for label, data in row] for row in keyboard if row]
    return InlineKeyboardMarkup(inline_keyboard=rows) if rows else None


def build_suggestion_keyboard(offered: Iterable[Suggestion]) -> InlineKeyboardMarkup | None:
    """Return a button for each suggestion, one below the other, without those that do not fit."""
    found = [
        (
            suggestion.label,
            encode_call(
                CallButton(suggestion.label, ToolCall(suggestion.tool, suggestion.payload))
            ),
        )
        for suggestion in offered
    ]
    return to_markup(tuple(((label, data),) for label, data in found if data is not None))


def encode_call(button: CallButton) -> str | None:
    """Return `verb:tool:key=value&...`; None if it does not fit into a button."""
    arguments = {
        key: ",".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
        for key, value in button.call.payload.items()
    }
    data = f"{button.verb}:{button.call.tool}:{urlencode(arguments, safe=',')}"
    return data if len(data.encode()) <= MOST_BYTES else None


def encode_stored_call(verb: Verb, stored: StoredCall) -> str:
    """Return `verb:#offer.place`."""
    return f"{verb}:#{int_to_base36(stored.offer)}.{stored.place}"


def parse_call(data: str) -> ToolCall | StoredCall | None:
    """Return the button's call, or the place where it is stored; None if the data is neither."""
    _, _, rest = data.partition(":")
    if stored := STORED.fullmatch(rest):
        return StoredCall(base36_to_int(stored[1]), int(stored[2]))
    tool, colon, arguments = rest.partition(":")
    if not colon or not tool.isidentifier():
        return None
    pairs = parse_qsl(arguments)
    return ToolCall(
        tool, {key: value.split(",") if key.endswith("_ids") else value for key, value in pairs}
    )


def build_transcript_keyboard(number: int, language: Language) -> InlineKeyboardMarkup:
    """Return the button that confirms a transcript that is in doubt."""
    button = _build_button(say(language, "button.said"), f"{SAID}{number}")
    return InlineKeyboardMarkup(inline_keyboard=[[button]])


def parse_transcript_number(data: str) -> int:
    """Return the number of the button's transcript; 0 if it names none."""
    number = data.removeprefix(SAID)
    return int(number) if TRANSCRIPT.fullmatch(number) else 0
