"""The coupons and campaigns of the demo shop, worth looking at on every day of its life."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from tools.models import DemoCampaign, DemoCoupon


@dataclass(frozen=True)
class SeededCoupon:
    """A coupon; days are counted from today, and it ends with the last second of its day."""

    code: str
    percent_off: int | None = None
    amount_off: Decimal | None = None
    starts: int = -730
    ends: int | None = None
    max_uses: int | None = None
    active: bool = True
    #: Whether it is always about to end.
    soon: bool = False


#: What WELCOME10 and SHIP5 take off is also in story.build_items, which builds the orders' items.
COUPONS = (
    SeededCoupon("WELCOME10", percent_off=10),
    SeededCoupon("SHIP5", amount_off=Decimal("5.00"), ends=2, soon=True),
    SeededCoupon("VIP25", percent_off=25, starts=-20, max_uses=50),
    SeededCoupon("SUMMER15", percent_off=15, starts=-170, ends=-80, active=False),
)

#: Id, title, channel, paused, daily budget, spent so far, days since it started.
CAMPAIGNS: tuple[tuple[str, str, str, bool, str, str, int], ...] = (
    ("C-1", "Autumn coffee", "Google Ads", False, "25.00", "612.40", 26),
    ("C-2", "Gift boxes", "Instagram", False, "40.00", "233.75", 6),
    ("C-3", "Come back", "E-mail", False, "5.00", "148.20", 31),
    ("C-4", "Summer tea", "Google Ads", True, "18.00", "1074.60", 140),
)


def build_coupons(now: datetime, zone: ZoneInfo) -> list[DemoCoupon]:
    """Build all coupons as they are in a fresh shop."""
    return [
        DemoCoupon(
            code=coupon.code,
            percent_off=coupon.percent_off,
            amount_off=coupon.amount_off,
            starts_at=_get_day_end(now, zone, coupon.starts),
            ends_at=None if coupon.ends is None else _get_day_end(now, zone, coupon.ends),
            max_uses=coupon.max_uses,
            active=coupon.active,
        )
        for coupon in COUPONS
    ]


def build_campaigns(now: datetime) -> list[DemoCampaign]:
    """Build all campaigns as they are in a fresh shop."""
    return [
        DemoCampaign(
            campaign_id=campaign_id,
            title=title,
            channel=channel,
            paused=paused,
            daily_budget=Decimal(budget),
            spent=Decimal(spent),
            started_at=now - timedelta(days=days),
        )
        for campaign_id, title, channel, paused, budget, spent, days in CAMPAIGNS
    ]


def refresh_promotions(now: datetime, zone: ZoneInfo) -> int:
    """Add what is missing, and move the end of coupons that always end soon.

    A coupon that an owner has disabled keeps its end. Returns how many rows changed.
    """
    fresh = {coupon.code: coupon for coupon in build_coupons(now, zone)}
    there = DemoCoupon.objects.in_bulk(list(fresh))
    campaigns_there = set(DemoCampaign.objects.values_list("pk", flat=True))
    missing = [coupon for code, coupon in fresh.items() if code not in there]
    lost = [campaign for campaign in build_campaigns(now) if campaign.pk not in campaigns_there]
    DemoCoupon.objects.bulk_create(missing)
    DemoCampaign.objects.bulk_create(lost)
    tomorrow = _get_day_end(now, zone, 1)
    soon = {coupon.code for coupon in COUPONS if coupon.soon}
    moved = []
    for code, coupon in there.items():
        ends_at = coupon.ends_at
        if code in soon and coupon.active and ends_at is not None and ends_at < tomorrow:
            coupon.ends_at = fresh[code].ends_at
            moved.append(coupon)
    DemoCoupon.objects.bulk_update(moved, ["ends_at"])
    return len(missing) + len(lost) + len(moved)


def _get_day_end(now: datetime, zone: ZoneInfo, days: int) -> datetime:
    """Return the last second of the day that is so many days from today."""
    day = now.astimezone(zone).date() + timedelta(days=days)
    return datetime.combine(day, time(23, 59, 59), zone)
