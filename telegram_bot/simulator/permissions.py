"""Who may use the simulator: there one speaks to the bot as the owner."""

from __future__ import annotations

from typing import Any

from django.conf import settings


def may_use_simulator(user: Any) -> bool:
    """Whether it is switched on and this is active staff with the permission, as superusers have."""
    if not (settings.SIMULATOR_ENABLED and user.is_active and user.is_staff):
        return False
    return bool(user.has_perm("telegram_bot.use_simulator"))
