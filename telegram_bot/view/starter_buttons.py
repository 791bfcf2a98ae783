"""Three buttons with things to ask, shown wherever a message led nowhere."""

from __future__ import annotations

from tools.contracts import Suggestion
from tools.languages import Language
from tools.texts import Text

_STARTERS: tuple[tuple[Text, str, dict[str, str]], ...] = (
    (Text("Figures of today"), "kpi_snapshot", {}),
    (Text("Stuck orders"), "orders_search", {"preset": "stuck"}),
    (Text("Chats without an answer"), "chats_unanswered", {}),
)


def list_starters(language: Language) -> tuple[Suggestion, ...]:
    return tuple(
        Suggestion(label=words.to(language), tool=tool, payload=dict(payload))
        for words, tool, payload in _STARTERS
    )
