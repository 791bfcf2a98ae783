"""Who may use the simulator, where a web user speaks to the bot as the owner."""

from __future__ import annotations

from typing import Any

from django.conf import settings


def may_use_simulator(user: Any) -> bool:
    """Return whether the simulator is on and the user is active staff with its permission.

    Superusers have every permission.
    """
    if not (settings.SIMULATOR_ENABLED and user.is_active and user.is_staff):
        return False
    return bool(user.has_perm("telegram_bot.use_simulator"))
