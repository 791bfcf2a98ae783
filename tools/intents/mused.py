"""Sentences that have the words of an order and are none: told, mused, quoted, thanked for."""

from __future__ import annotations

from collections.abc import Sequence

from tools.intents.language.tokens import Token

_HELLO = frozenset(
    "ok okay ок please pls plz so now well hey hi hello just and ну так а и слушай давай пожалуйста привет".split()  # noqa: SIM905
)
_WHO = frozenset("i we you they he she я мы ты вы они он она".split())  # noqa: SIM905
#: After "I" these still order: "I want P-101 hidden".
_WISHES = frozenset("want need would like хочу хотим хотел хотела прошу".split())  # noqa: SIM905
_OURS = frozenset("our my thanks thank наша наш моя мой спасибо чтобы".split())  # noqa: SIM905
_QUOTES = ('"', "«", "“", "„")


def mused(text: str, tokens: Sequence[Token]) -> bool:
    """Whether somebody tells of it rather than orders it: "I cut P-101 by 5%", "we could hide it"."""
    stripped = text.strip()
    if stripped.startswith(_QUOTES) and stripped.rstrip(".!?").endswith(('"', "»", "”", "“")):
        return True
    lows = [token.low for token in tokens if token.kind != "sign"]
    begin = next((at for at, low in enumerate(lows) if low not in _HELLO), len(lows))
    first, second = [*lows[begin : begin + 2], "", ""][:2]
    if first in _OURS:
        return True
    return first in _WHO and second not in _WISHES
