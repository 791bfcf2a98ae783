"""Now and today in the shop, and the context of a call that no owner makes."""

from __future__ import annotations

from datetime import date, datetime, time
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from tools.contracts import ToolContext
from tools.languages import SOURCE, Language


def get_shop_today(now: datetime) -> date:
    """Return the day of the shop's calendar at that moment."""
    return now.astimezone(settings.SHOP_ZONE).date()


def get_shop_midnight(now: datetime) -> datetime:
    """Return the first moment of the shop's day at that moment."""
    return datetime.combine(get_shop_today(now), time.min, tzinfo=settings.SHOP_ZONE)


def build_shop_context(
    language: Language = SOURCE, actor_id: int = 0, mode: str = "", story: UUID | None = None
) -> ToolContext:
    """Return the context that a tool needs, as of this moment in the shop."""
    return ToolContext(
        now=timezone.now(),
        language=language,
        actor_id=actor_id,
        zone=settings.SHOP_ZONE,
        currency=settings.SHOP_CURRENCY,
        mode=mode,
        story=story,
    )
