"""What every part of the demo shop uses: the moment asked for, paid orders, locked rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TypeVar
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from tools.contracts import StaleBasisError
from tools.models import (
    DemoCampaign,
    DemoCoupon,
    DemoOrder,
    DemoProduct,
    OrderStatus,
    PaymentStatus,
)

M = TypeVar("M", DemoOrder, DemoProduct, DemoCoupon, DemoCampaign)

PAID = Q(payment_status=PaymentStatus.PAID) & ~Q(
    status__in=[OrderStatus.REFUNDED, OrderStatus.CANCELLED]
)
NO_MONEY = Decimal("0.00")


@dataclass(frozen=True)
class DemoBasis:
    """The moment at which the shop is asked, and the zone of its days."""

    now: datetime
    zone: ZoneInfo
    source: str = "DEMO"

    def _within(self, column: str, start: date, end: date) -> Q:
        """Return the condition: from the first moment of `start` up to the last of `end`."""
        first = datetime.combine(start, time.min, self.zone)
        beyond = datetime.combine(end + timedelta(days=1), time.min, self.zone)
        return Q(**{f"{column}__gte": first, f"{column}__lt": beyond})

    def _paid_orders(self, start: date, end: date) -> QuerySet[DemoOrder]:
        return DemoOrder.objects.filter(PAID & self._within("paid_at", start, end))


def lock(rows: QuerySet[M], versions: Mapping[str, int]) -> QuerySet[M]:
    """Lock these rows in the order of their keys; raise StaleBasisError if a version differs."""
    locked = rows.filter(pk__in=versions).order_by("pk").select_for_update()
    # The rows are read here, once: whoever goes through them asks no second time.
    if {row.pk: row.version for row in locked} != dict(versions):
        raise StaleBasisError
    return locked
