"""The three buttons of what can be asked, offered wherever a sentence led nowhere."""

from __future__ import annotations

from tools.contracts import Language, Suggestion, Words

_STARTERS: tuple[tuple[Words, str, dict[str, str]], ...] = (
    (Words("Figures of today", "Показатели за сегодня"), "kpi_snapshot", {}),
    (Words("Stuck orders", "Зависшие заказы"), "orders_search", {"preset": "stuck"}),
    (Words("Chats without an answer", "Чаты без ответа"), "chats_unanswered", {}),
)


def starters(language: Language) -> tuple[Suggestion, ...]:
    return tuple(
        Suggestion(label=words.to(language), tool=tool, payload=dict(payload))
        for words, tool, payload in _STARTERS
    )
