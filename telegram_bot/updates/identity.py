"""The bots this program can be, and who may talk to each."""

from __future__ import annotations

from django.conf import settings

#: The simulator is a separate bot, beside the real one.
SIMULATOR_BOT_ID = 1

#: Ids of simulated people lie above all of Telegram's ids (52 bits are its limit).
SIMULATED_OWNERS = 2**52
MOST_WEB_USERS = 2**40
SIMULATED_STRANGERS = SIMULATED_OWNERS + 2 * MOST_WEB_USERS


def to_simulated_owner(web_user_id: int) -> int:
    """Return the chat and sender id of a web user who writes in the simulator as the owner."""
    return SIMULATED_OWNERS + web_user_id


def find_simulating_user(owner_id: int) -> int | None:
    """Return the web user behind a simulated owner; None for anybody else."""
    web_user_id = owner_id - SIMULATED_OWNERS
    return web_user_id if 0 < web_user_id < MOST_WEB_USERS else None


def to_simulated_stranger(web_user_id: int) -> int:
    """Return the chat and sender id of a web user who writes in the simulator as a stranger."""
    return SIMULATED_STRANGERS + web_user_id


def get_simulated_chat(role: str, web_user_id: int) -> int:
    """Return the simulated chat that a web user sees as `role`: owner, stranger or team."""
    if role == "team" and settings.MANAGER_CHAT_IDS:
        return int(settings.MANAGER_CHAT_IDS[0])
    return (
        to_simulated_stranger(web_user_id)
        if role == "stranger"
        else to_simulated_owner(web_user_id)
    )


def is_owner(bot_id: int, user_id: int) -> bool:
    """Return whether that sender may use that bot; nothing else in the program decides this."""
    if bot_id == SIMULATOR_BOT_ID:
        return find_simulating_user(user_id) is not None
    return user_id in settings.OWNER_IDS
