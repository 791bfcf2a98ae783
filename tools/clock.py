"""Now and today in the shop, and the context of a question that nobody in particular asks."""

from __future__ import annotations

from datetime import date, datetime, time
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from tools.contracts import ToolContext
from tools.languages import SOURCE, Language


def get_shop_today(now: datetime) -> date:
    """The day of the shop's calendar at that moment."""
    return now.astimezone(settings.SHOP_ZONE).date()


def get_shop_midnight(now: datetime) -> datetime:
    """The first moment of that day."""
    return datetime.combine(get_shop_today(now), time.min, tzinfo=settings.SHOP_ZONE)


def build_shop_context(
    language: Language = SOURCE, actor_id: int = 0, mode: str = "", story: UUID | None = None
) -> ToolContext:
    """What a tool needs to know, at this moment in the shop."""
    return ToolContext(
        now=timezone.now(),
        language=language,
        actor_id=actor_id,
        zone=settings.SHOP_ZONE,
        currency=settings.SHOP_CURRENCY,
        mode=mode,
        story=story,
    )
