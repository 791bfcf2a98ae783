"""The coupons and campaigns of a shop over HTTP: its part of contract.md."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from pydantic import TypeAdapter

from tools.contracts import Call
from tools.upstream.coupons import Campaign, Coupon, CouponList, CouponSort, NewCoupon
from tools.upstream.http.part import HttpPart

COUPONS = TypeAdapter(CouponList)
COUPON = TypeAdapter(Coupon)
NEW_COUPON = TypeAdapter(NewCoupon)
CAMPAIGN = TypeAdapter(Campaign)


class HttpCoupons(HttpPart):
    """Implements tools.upstream.coupons.CouponSource, as a part of HttpShop."""

    def coupons(self, sort: CouponSort, limit: int, offset: int = 0) -> CouponList:
        return self._read("coupons", COUPONS, sort=sort, limit=limit, offset=offset)

    def coupon(self, code: str) -> Coupon | None:
        return self._read_one(f"coupons/{quote(code, safe='')}", COUPON, "NO_SUCH_COUPON")

    def create_coupon(self, versions: Mapping[str, int], coupon: NewCoupon) -> Call:
        wanted = NEW_COUPON.dump_python(coupon, mode="json")
        return self._write("coupons", {"versions": dict(versions), "coupon": wanted})

    def remove_coupon(self, versions: Mapping[str, int]) -> Call:
        return self._write("coupons/remove", {"versions": dict(versions)})

    def set_coupon_active(self, versions: Mapping[str, int], *, active: bool) -> Call:
        return self._write("coupons/active", {"versions": dict(versions), "active": active})

    def campaign(self, campaign_id: str) -> Campaign | None:
        path = f"campaigns/{quote(campaign_id, safe='')}"
        return self._read_one(path, CAMPAIGN, "NO_SUCH_CAMPAIGN")

    def set_campaign_paused(self, versions: Mapping[str, int], *, paused: bool) -> Call:
        return self._write("campaigns/paused", {"versions": dict(versions), "paused": paused})
