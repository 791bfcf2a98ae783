"""From a sentence or a command to a call of a tool, or to one helpful sentence back.

It needs no database and no network, takes any text, and never raises.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from tools import registry
from tools.contracts import Language
from tools.intents.answers import Answer, Asker, Question, ToolCall
from tools.intents.imperative import action_frames, read_command, read_imperatives
from tools.intents.language.tokens import clean, tokenize
from tools.intents.language.words import groups_of, meant_by
from tools.intents.match import match, match_loosely
from tools.intents.sentence import Sentence, joined
from tools.intents.slots.day import MOST_DAYS
from tools.intents.slots.product_name import NO_GOODS, Catalogue
from tools.intents.talk import hint, not_yet, small_talk

__all__ = ["Answer", "Question", "ToolCall", "language_of", "resolve", "resolve_command"]

#: A sentence with more slips than these is not put right.
MOST_SLIPS = 2
_CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)


def language_of(text: str, default: Language) -> Language:
    """Russian where there is a Cyrillic letter, else the default."""
    return "ru" if _CYRILLIC.search(text) else default


def resolve(
    text: str,
    *,
    today: date,
    language: Language,
    catalogue: Catalogue = NO_GOODS,
    strictly: bool = False,
) -> Answer:
    """What the text asks for, on the shop's day `today`, of the products of `catalogue`; questions
    are in `language`. `strictly`: every word counts, none is left out."""
    found = _resolve(text, today=today, language=language, catalogue=catalogue)
    if strictly and isinstance(found, ToolCall) and found.ignoring:
        return Asker(today, language).ask(
            "strange", about=found.tool, tool=found.tool, said=found.ignoring
        )
    return found


def _resolve(text: str, *, today: date, language: Language, catalogue: Catalogue) -> Answer:
    asker = Asker(today, language)
    cleaned = clean(text).strip()
    if cleaned.startswith("/"):
        name, *rest = cleaned[1:].split(None, 1)[:2] or [""]
        command = name.partition("@")[0]
        found = resolve_command(
            command, "".join(rest), today=today, language=language, catalogue=catalogue
        )
        return found or asker.ask("unknown")
    sentence = _read(cleaned, asker, catalogue)
    if not any(token.kind != "sign" for token in sentence.tokens):
        return asker.ask("unknown")
    return _free_text(sentence)


def resolve_command(
    name: str, rest: str, *, today: date, language: Language, catalogue: Catalogue = NO_GOODS
) -> Answer | None:
    """What a slash command asks for, its name without the slash; None: there is no such command."""
    command = _COMMANDS.get(name.lower())
    if command is None:
        return None
    return command(clean(rest).strip(), Asker(today, language), catalogue)


def _read(text: str, asker: Asker, catalogue: Catalogue = NO_GOODS) -> Sentence:
    return Sentence(text, joined(tokenize(text)), asker, catalogue)


def _corrected(sentence: Sentence) -> Sentence:
    """The sentence with slips of the pen put right. For questions only: no order hangs on a guess."""
    odd = [
        (at, token.low)
        for at, token in enumerate(sentence.tokens)
        if token.kind == "word" and not token.groups and not _is_capital(sentence, at)
    ]
    slips = {at: meant for at, low in odd[: MOST_SLIPS + 1] if (meant := meant_by(low))}
    if not 1 <= len(slips) <= MOST_SLIPS:
        return sentence
    tokens = tuple(
        replace(token, low=slips[at], groups=groups_of(slips[at])) if at in slips else token
        for at, token in enumerate(sentence.tokens)
    )
    return replace(sentence, tokens=joined(tokens))


def _is_capital(sentence: Sentence, at: int) -> bool:
    """Whether it is written as a name is; a whole sentence in capitals names nobody."""
    begins = sentence.text[sentence.tokens[at].start].isupper()
    return begins and at > 0 and sentence.text != sentence.text.upper()


def _free_text(sentence: Sentence) -> Answer:
    asker = sentence.asker
    ordered = read_imperatives(sentence)
    if ordered is not None:
        return ordered
    corrected = _corrected(sentence)
    found = match(corrected)
    if not isinstance(found, ToolCall):
        found = _example(sentence) or found
    if found is None or (isinstance(found, Question) and not found.understood):
        as_written = match_loosely(sentence) if corrected is not sentence else None
        found = match_loosely(corrected) or as_written or found
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


def _example(sentence: Sentence) -> ToolCall | None:
    """The read whose own example the sentence is: what /tools offers works without a rule, too.

    Not where it names a period or a number: only a rule could read those."""
    if sentence.windows() or any(token.kind == "number" for token in sentence.tokens):
        return None
    said = " ".join(sentence.text.casefold().split()).rstrip(".!?")
    for one in registry.all_tools():
        open_to_all = not any(field.is_required() for field in one.Payload.model_fields.values())
        examples = (one.examples.en.casefold(), one.examples.ru.casefold())
        if one.kind == "read" and open_to_all and said in examples:
            return ToolCall(one.name, {})
    return None


# commands

Command = Callable[[str, Asker, Catalogue], Answer]


def _trend(rest: str, asker: Asker, _: Catalogue) -> Answer:
    tokens = tokenize(rest)
    if not rest:
        return ToolCall("revenue_trend", {})
    plain = all("day" in token.groups for token in tokens[1:])  # "14" and "14 дней"
    if tokens and tokens[0].kind == "number" and plain:
        days = tokens[0].number
        if 1 <= days <= MOST_DAYS:
            return ToolCall("revenue_trend", {"days": days})
    return asker.ask("trend_days", about="revenue_trend", tool="revenue_trend", missing="days")


def _ordering(tool: str) -> Command:
    """A command that is the verb of an order, followed by its arguments."""

    def order(rest: str, asker: Asker, catalogue: Catalogue) -> Answer:
        return read_command(tool, action_frames()[tool], _read(rest, asker, catalogue))

    return order


def _status(_: str, __: Asker, ___: Catalogue) -> Answer:
    return ToolCall("system_status", {})


def _asking(subject: str, tool: str) -> Command:
    """A command that means its subject followed by what else is written."""

    def ask(rest: str, asker: Asker, catalogue: Catalogue) -> Answer:
        found = _free_text(_read(f"{subject} {rest}", asker, catalogue))
        if isinstance(found, ToolCall) and found.tool != tool:
            return asker.ask("unknown", about=tool, tool=tool)
        return found

    return ask


_COMMANDS: dict[str, Command] = {
    "trend": _trend,
    "flag": _ordering("flag_order"),
    "notify": _ordering("notify_team"),
    "retry": lambda _, __, ___: ToolCall("retry_action", {}),
    "undo": lambda _, __, ___: ToolCall("undo_action", {}),
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
