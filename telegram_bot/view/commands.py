"""The bot's commands: what the menu offers."""

from __future__ import annotations

from tools.help_areas import group_tools
from tools.texts import Text

#: Commands of the bot itself; the others are declared by the tools.
OWN: dict[str, Text] = {
    "start": Text("What I can do for you"),
    "help": Text("Examples of what to ask"),
    "tools": Text("Everything I can do"),
    "forget": Text("Forget what was said in this chat"),
}


def list_commands() -> dict[str, Text]:
    """Return the menu's commands, each with its text there."""
    return OWN | {
        command.name: command.menu
        for tools in group_tools().values()
        for tool in tools
        if tool.understands is not None
        for command in tool.understands.commands
        if command.menu.en
    }
