"""Which day it is in the shop: the one answer, wherever no ToolContext is at hand to give it."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings


def shop_today(now: datetime) -> date:
    """The day of the shop's calendar at that moment."""
    return now.astimezone(settings.SHOP_ZONE).date()
