"""The demo shop's coupons and campaigns, and their changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from tools.contracts import StaleBasisError
from tools.models import DemoCampaign, DemoCoupon, DemoOrder
from tools.upstream.coupons import (
    Campaign,
    ChangedVersions,
    Coupon,
    CouponList,
    CouponSort,
    NewCoupon,
)
from tools.upstream.demo.basis import NO_MONEY, PAID, DemoBasis, lock

ORDERINGS: dict[CouponSort, tuple[str, ...]] = {
    "active": ("code",),
    "most_used": ("-uses", "code"),
    "expiring": ("ends_at", "code"),
}


class DemoCoupons(DemoBasis):
    """Implements tools.upstream.coupons.CouponSource, as a part of DemoShop."""

    def coupons(self, sort: CouponSort, limit: int, offset: int = 0) -> CouponList:
        wanted = self._with_usage().filter(self._wanted(sort))
        return CouponList(
            wanted.count(),
            tuple(map(_to_coupon, wanted.order_by(*ORDERINGS[sort])[offset : offset + limit])),
        )

    def coupon(self, code: str) -> Coupon | None:
        row = self._with_usage().filter(pk=code).first()
        return None if row is None else _to_coupon(row)

    def create_coupon(self, versions: Mapping[str, int], coupon: NewCoupon) -> ChangedVersions:
        if dict(versions) != {coupon.code: 0}:
            raise StaleBasisError
        values = asdict(coupon) | {"starts_at": coupon.starts_at or self.now}
        del values["code"]
        made, is_new = DemoCoupon.objects.get_or_create(code=coupon.code, defaults=values)
        if not is_new:
            raise StaleBasisError
        return ChangedVersions({made.pk: made.version})

    def remove_coupon(self, versions: Mapping[str, int]) -> ChangedVersions:
        coupons = lock(DemoCoupon.objects.all(), versions)
        if DemoOrder.objects.filter(coupon_code__in=versions).exists():
            raise StaleBasisError
        coupons.delete()
        return ChangedVersions(dict.fromkeys(versions, 0))

    def set_coupon_active(self, versions: Mapping[str, int], *, active: bool) -> ChangedVersions:
        coupons = lock(DemoCoupon.objects.all(), versions)
        coupons.update(active=active)
        return ChangedVersions(dict(coupons.values_list("pk", "version")))

    def campaign(self, campaign_id: str) -> Campaign | None:
        row = DemoCampaign.objects.filter(pk=campaign_id).values().first()
        return None if row is None else Campaign(**row)

    def set_campaign_paused(self, versions: Mapping[str, int], *, paused: bool) -> ChangedVersions:
        campaigns = lock(DemoCampaign.objects.all(), versions)
        campaigns.update(paused=paused)
        return ChangedVersions(dict(campaigns.values_list("pk", "version")))

    def _with_usage(self) -> QuerySet[Any, Any]:
        """Return the coupons with `uses` and `revenue`, which are counted from the orders."""
        carrying = (
            DemoOrder.objects.filter(coupon_code=OuterRef("code"))
            .order_by()
            .values("coupon_code")
            .annotate(uses=Count("pk"), revenue=Sum("total", filter=PAID, default=NO_MONEY))
        )
        return DemoCoupon.objects.annotate(
            uses=Coalesce(Subquery(carrying.values("uses")), 0),
            revenue=Coalesce(Subquery(carrying.values("revenue")), NO_MONEY),
        ).values()

    def _wanted(self, sort: CouponSort) -> Q:
        if sort == "most_used":
            return Q()
        now = self.now
        usable = (
            Q(active=True, starts_at__lte=now)
            & (Q(ends_at=None) | Q(ends_at__gt=now))
            & (Q(max_uses=None) | Q(max_uses__gt=F("uses")))
        )
        return usable & Q(ends_at__isnull=False) if sort == "expiring" else usable


def _to_coupon(row: Mapping[str, Any]) -> Coupon:
    return Coupon(**row)
