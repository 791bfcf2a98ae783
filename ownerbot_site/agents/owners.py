"""The owners to whom an API key can propose, in Telegram or in the simulator's chat."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import get_user_model

from telegram_bot.simulator.permissions import may_use_simulator
from telegram_bot.updates.identity import (
    SIMULATOR_BOT_ID,
    find_simulating_user,
    is_owner,
    to_simulated_owner,
)


def list_owners() -> list[tuple[int, str]]:
    """Return (owner id, label for people) of all present owners, those of Telegram first."""
    telegram = sorted(settings.OWNER_IDS) if settings.ENV.bot_id else []
    users = get_user_model().objects.filter(is_active=True, is_staff=True).order_by("username")
    simulating = [user for user in users if may_use_simulator(user)]
    return [
        *((owner_id, f"Telegram user {owner_id}") for owner_id in telegram),
        *((to_simulated_owner(user.pk), f"{user} in the simulator") for user in simulating),
    ]


def find_owner(name: str) -> int | None:
    """Return the id of the owner with that Telegram id or simulator user name; None if none has."""
    for owner_id, label in list_owners():
        if name in (str(owner_id), label.removesuffix(" in the simulator")):
            return owner_id
    return None


def find_bot(owner_id: int) -> int | None:
    """Return the bot in whose chat that owner confirms; None where they are no owner now."""
    web_user_id = find_simulating_user(owner_id)
    if web_user_id is not None:
        user = get_user_model().objects.filter(pk=web_user_id).first()
        return SIMULATOR_BOT_ID if user is not None and may_use_simulator(user) else None
    bot_id: int = settings.ENV.bot_id
    return bot_id if bot_id and is_owner(bot_id, owner_id) else None
