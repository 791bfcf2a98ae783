"""Where the arguments of a proposed action come from: the owner said them, or they are asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from tools.intents.planner.figures import figures

_ID = re.compile(r"^(OB|P|C)-\d+$")
#: Texts that the model words itself; the preview shows them whole before anything is done.
_WORDED = frozenset({"reason", "message"})
#: Arguments whose values are choices of the schema, not somebody's words.
_CHOICES = frozenset({"preset", "rounding", "published", "paused", "flagged", "silent", "all"})


def unsaid(payload: Mapping[str, Any], said: str, known: Iterable[str]) -> str:
    """The first argument that neither the owner's words nor the ids read for them give; else ""."""
    numbers, words, ids = figures(said), said.upper(), set(known)
    for name, value in payload.items():
        if value is None or name in _WORDED or name in _CHOICES:
            continue
        for one in value if isinstance(value, (list, tuple)) else (value,):
            if not _was_said(one, numbers, words, ids):
                return name
    return ""


def _was_said(value: Any, numbers: set[Decimal], words: str, ids: set[str]) -> bool:
    text = str(value).strip().upper()
    if text in words or text in ids:
        return True
    if _ID.match(text):  # "1003" for OB-1003
        return Decimal(text.partition("-")[2]) in numbers
    try:
        return abs(Decimal(text)) in numbers
    except InvalidOperation:
        return False


def ids_in(data: Any) -> set[str]:
    """Every id in a tool's data: what the owner was shown, an action may be about."""
    match data:
        case str():
            return {data} if _ID.match(data) else set()
        case Mapping():
            return set().union(*map(ids_in, data.keys()), *map(ids_in, data.values()))
        case list() | tuple():
            return set().union(*map(ids_in, data))
        case _:
            return set()
