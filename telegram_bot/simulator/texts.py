"""The texts of the simulator's page, in the language of the Telegram app it pretends to be."""

from __future__ import annotations

from telegram_bot.view.commands import list_commands
from tools.languages import LANGUAGES, Language
from tools.texts import Text

#: The page's texts by the names that chat.html and chat.js use.
PAGE: dict[str, Text] = {
    "live": Text("Live"),
    "connecting": Text("Connecting…"),
    "reconnecting": Text("Reconnecting…"),
    "typing": Text("typing…"),
    "edited": Text("edited"),
    "picture": Text("Picture from the bot"),
    "offline": Text("Not sent: the page cannot reach the server. Try again."),
    "owner": Text("Owner"),
    "stranger": Text("Stranger"),
    "team": Text("Team"),
    "as_stranger": Text(
        "You write as somebody who is not on the list of owners. The bot stays silent, and the attempt is counted."
    ),
    "denied": Text("See denied access"),
    "as_team": Text(
        "What your team reads in its chat: messages that the owner sent it through the bot."
    ),
    "empty": Text(
        "This is your shop's bot, without Telegram. Ask it something: type below or tap an example."
    ),
    "silence": Text(
        "The bot has not answered for 10 seconds. Your message is kept, and the answer comes once the bot is running. Check that “manage.py up” or “manage.py runbot” is running."
    ),
    "message": Text("Message"),
}
#: First things to try.
EXAMPLES = (
    Text("KPI yesterday"),
    Text("show stuck orders"),
    Text("best sellers this week"),
    Text("raise Halva by 3%"),
    Text("flag OB-1003 reason wrong address"),
    Text("notify the team: check OB-1003"),
)


def build_page() -> dict[Language, dict[str, str]]:
    """Return every text of the page by name, in each language: the page itself switches."""
    texts = {
        **PAGE,
        **{f"command.{name}": text for name, text in list_commands().items()},
        **{f"example.{at}": text for at, text in enumerate(EXAMPLES)},
    }
    return {
        language: {name: text.to(language) for name, text in texts.items()}
        for language in LANGUAGES
    }
