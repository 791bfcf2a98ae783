"""The bot's commands: what the menu offers, in both languages."""

from __future__ import annotations

from tools.contracts import Words

COMMANDS: dict[str, Words] = {
    "start": Words("What I can do for you", "Что я умею"),
    "help": Words("Examples of what to ask", "Примеры вопросов"),
    "tools": Words("Everything I can do", "Все инструменты"),
    "status": Words("Is everything working", "Всё ли работает"),
    "trend": Words("Revenue chart: /trend 14", "График выручки: /trend 14"),
    "forecast": Words("What will sell: /forecast 14", "Что продастся: /forecast 14"),
    "reorder": Words("What to reorder: /reorder 14", "Что закупить: /reorder 14"),
    "forget": Words("Forget what was said in this chat", "Забыть сказанное в этом чате"),
    "undo": Words("Take back my last change", "Отменить последнее изменение"),
    "notify": Words("Write to the team: /notify text", "Написать команде: /notify текст"),
    "flag": Words("Flag an order: /flag OB-1003 reason", "Пометить заказ: /flag OB-1003 причина"),
}
