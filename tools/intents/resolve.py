"""From a sentence or a command to a call of a tool, or to one helpful sentence back.

It needs no database and no network, takes any text, and never raises.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from tools.contracts import Language
from tools.intents.answers import Answer, Asker, Question, ToolCall
from tools.intents.arguments import Sentence
from tools.intents.couponing import promote
from tools.intents.days import MOST_DAYS
from tools.intents.discounting import set_discount
from tools.intents.flagging import asks_to_flag, flag, flag_command
from tools.intents.notifying import asks_to_retry, notify, notify_command
from tools.intents.pricing import adjust_price
from tools.intents.publishing import publish_product
from tools.intents.rules import asks_to_undo, hint, match, not_yet, small_talk
from tools.intents.tokens import Token, clean, tokenize
from tools.intents.words import PHRASES

__all__ = ["Answer", "Question", "ToolCall", "language_of", "resolve", "resolve_command"]

_CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)


def language_of(text: str, default: Language) -> Language:
    """Russian where there is a Cyrillic letter, else the default."""
    return "ru" if _CYRILLIC.search(text) else default


def resolve(text: str, *, today: date, language: Language) -> Answer:
    """What the text asks for, on the shop's day `today`; questions are in `language`."""
    asker = Asker(today, language)
    cleaned = clean(text).strip()
    if cleaned.startswith("/"):
        name, *rest = cleaned[1:].split(None, 1)[:2] or [""]
        command = name.partition("@")[0]
        found = resolve_command(command, "".join(rest), today=today, language=language)
        return found or asker.ask("unknown")
    sentence = _read(cleaned, asker)
    if not any(token.kind != "sign" for token in sentence.tokens):
        return asker.ask("unknown")
    return _free_text(sentence)


def resolve_command(name: str, rest: str, *, today: date, language: Language) -> Answer | None:
    """What a slash command asks for, its name without the slash; None: there is no such command."""
    command = _COMMANDS.get(name.lower())
    return None if command is None else command(clean(rest).strip(), Asker(today, language))


def _read(text: str, asker: Asker) -> Sentence:
    return Sentence(text, _joined(tokenize(text)), asker)


def _joined(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """The tokens, with the groups that neighbours make together."""
    extra: dict[int, set[str]] = {}
    for at in range(len(tokens)):
        for wanted, group in PHRASES:
            here = tokens[at : at + len(wanted)]
            if len(here) == len(wanted) and all(
                one in token.groups for one, token in zip(wanted, here, strict=True)
            ):
                for step in range(len(wanted)):
                    extra.setdefault(at + step, set()).add(group)
    return tuple(
        replace(token, groups=token.groups | extra[at]) if at in extra else token
        for at, token in enumerate(tokens)
    )


def _free_text(sentence: Sentence) -> Answer:
    asker = sentence.asker
    for order in ORDERS:
        ordered = order(sentence)
        if ordered is not None:
            return ordered
    found = match(sentence)
    if isinstance(found, ToolCall):
        return found
    if found is None and (talk := small_talk(sentence)):
        return asker.ask(talk)
    if helped := hint(sentence):
        return helped
    topic = not_yet(sentence)
    if topic is not None:
        return asker.not_yet(topic)
    return found or asker.ask("unknown")


def _flagging(sentence: Sentence) -> Answer | None:
    if not asks_to_flag(sentence.tokens):
        return None
    return flag(sentence.text, sentence.tokens, sentence.asker)


#: Who reads an order out of a sentence, in turn; None: it is not this one.
ORDERS: tuple[Callable[[Sentence], Answer | None], ...] = (
    notify,
    _flagging,
    promote,
    lambda sentence: ToolCall("undo_action", {}) if asks_to_undo(sentence) else None,
    lambda sentence: ToolCall("retry_action", {}) if asks_to_retry(sentence) else None,
    publish_product,
    set_discount,
    adjust_price,
)


# commands


def _trend(rest: str, asker: Asker) -> Answer:
    tokens = tokenize(rest)
    if not rest:
        return ToolCall("revenue_trend", {})
    plain = all("day" in token.groups for token in tokens[1:])  # "14" and "14 дней"
    if tokens and tokens[0].kind == "number" and plain:
        days = tokens[0].number
        if 1 <= days <= MOST_DAYS:
            return ToolCall("revenue_trend", {"days": days})
    return asker.ask("trend_days", about="revenue_trend", tool="revenue_trend", missing="days")


def _flag(rest: str, asker: Asker) -> Answer:
    return flag_command(rest, _joined(tokenize(rest)), asker)


def _status(_: str, __: Asker) -> Answer:
    return ToolCall("system_status", {})


def _asking(subject: str, tool: str) -> Callable[[str, Asker], Answer]:
    """A command that means its subject followed by what else is written."""

    def ask(rest: str, asker: Asker) -> Answer:
        found = _free_text(_read(f"{subject} {rest}", asker))
        if isinstance(found, ToolCall) and found.tool != tool:
            return asker.ask("unknown", about=tool, tool=tool)
        return found

    return ask


_COMMANDS: dict[str, Callable[[str, Asker], Answer]] = {
    "trend": _trend,
    "flag": _flag,
    "notify": notify_command,
    "retry": lambda _, __: ToolCall("retry_action", {}),
    "undo": lambda _, __: ToolCall("undo_action", {}),
    "status": _status,
    "systems": _status,
    "kpi": _asking("kpi", "kpi_snapshot"),
    "orders": _asking("orders", "orders_search"),
    "stuck": _asking("stuck", "orders_search"),
    "order": _asking("order", "order_detail"),
    "chats": _asking("chats", "chats_unanswered"),
    "forecast": _asking("forecast", "demand_forecast"),
    "reorder": _asking("reorder", "demand_forecast"),
}
