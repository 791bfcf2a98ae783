"""The bot's commands: what the menu offers."""

from __future__ import annotations

from tools.texts import Text

COMMANDS: dict[str, Text] = {
    "start": Text("What I can do for you"),
    "help": Text("Examples of what to ask"),
    "tools": Text("Everything I can do"),
    "status": Text("Is everything working"),
    "trend": Text("Revenue chart: /trend 14"),
    "forecast": Text("What will sell: /forecast 14"),
    "reorder": Text("What to reorder: /reorder 14"),
    "forget": Text("Forget what was said in this chat"),
    "undo": Text("Take back my last change"),
    "notify": Text("Write to the team: /notify text"),
    "flag": Text("Flag an order: /flag OB-1003 reason"),
}
