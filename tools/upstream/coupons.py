"""What the tools ask of a shop's coupons and campaigns, and how they change them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal, Protocol

from pydantic import TypeAdapter

from tools.contracts import Call

CouponSort = Literal["active", "most_used", "expiring"]
CouponState = Literal["active", "disabled", "ended", "later", "used_up"]


@dataclass(frozen=True)
class NewCoupon:
    """A coupon to make: so many per cent off, or so much money, and never both.

    Without `starts_at` it counts at once, without `ends_at` for ever.
    """

    code: str
    percent_off: int | None
    amount_off: Decimal | None
    starts_at: datetime | None
    ends_at: datetime | None
    max_uses: int | None


@dataclass(frozen=True)
class Coupon:
    """A coupon; `uses` counts the orders that carry it, `revenue` is what the paid ones brought."""

    code: str
    percent_off: int | None
    amount_off: Decimal | None
    starts_at: datetime | None
    ends_at: datetime | None
    max_uses: int | None
    active: bool
    version: int
    uses: int
    revenue: Decimal

    def state(self, now: datetime) -> CouponState:
        """Return "active" if the coupon can be used at `now`, else why not."""
        if not self.active:
            return "disabled"
        if self.ends_at is not None and self.ends_at <= now:
            return "ended"
        if self.max_uses is not None and self.uses >= self.max_uses:
            return "used_up"
        return "later" if self.starts_at is not None and self.starts_at > now else "active"


@dataclass(frozen=True)
class CouponList:
    """The coupons asked for, and how many there are in all."""

    count: int
    rows: tuple[Coupon, ...]


@dataclass(frozen=True)
class Campaign:
    """An advertising campaign: what it may spend a day, and what it has spent since it started."""

    campaign_id: str
    title: str
    channel: str
    paused: bool
    daily_budget: Decimal
    spent: Decimal
    started_at: datetime
    version: int


@dataclass(frozen=True)
class ChangedVersions:
    """What a change did: the versions of what it touched since; 0 for what it took away."""

    versions: dict[str, int]


#: Parses a shop's answer to a change.
CHANGED = TypeAdapter(ChangedVersions)


class CouponSource(Protocol):
    """A source of coupons and campaigns.

    Each change touches exactly what `versions` names, and raises StaleBasisError, with nothing
    changed, if something is gone or has another version. Version 0: it must not exist.
    """

    def coupons(self, sort: CouponSort, limit: int, offset: int = 0) -> CouponList:
        """active: those that can be used now, by code. expiring: those of them that end, the soonest
        first. most_used: all of them, the most used first."""

    def coupon(self, code: str) -> Coupon | None: ...

    def create_coupon(
        self, versions: Mapping[str, int], coupon: NewCoupon
    ) -> ChangedVersions | Call: ...

    def remove_coupon(self, versions: Mapping[str, int]) -> ChangedVersions | Call:
        """Take a coupon away that no order carries; StaleBasis also where one does."""

    def set_coupon_active(
        self, versions: Mapping[str, int], *, active: bool
    ) -> ChangedVersions | Call: ...

    def campaign(self, campaign_id: str) -> Campaign | None: ...

    def set_campaign_paused(
        self, versions: Mapping[str, int], *, paused: bool
    ) -> ChangedVersions | Call: ...
