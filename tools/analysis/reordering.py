"""What to reorder, how many and when, from the shop's forecast and each product's share of it.

A product's share is its part of the pieces sold lately. For a product that is sold out now, only
the days up to its last sale count: days without stock do not show what buyers wanted.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

from tools.upstream.sales import DaySales, ProductSales

#: Shares come from so many of the last days, for a sold-out product from so many at least.
SHARE_DAYS, FEWEST_SHARE_DAYS = 56, 14
#: The delivery time in days where the shop does not say it, and the longest that is believed.
USUAL_LEAD_DAYS, MOST_LEAD_DAYS = 7, 180
#: The safety stock is this times the square root of the sales expected until the delivery: sales by
#: chance stay below that in nine cases of ten.
SAFETY = 1.3


@dataclass(frozen=True)
class Share:
    """A product, and its share of all pieces sold; None if that is unknown."""

    product: ProductSales
    share: float | None

    @property
    def sold_out(self) -> bool:
        return self.product.stock == 0

    @property
    def lead_days(self) -> int:
        said = self.product.lead_days
        return USUAL_LEAD_DAYS if said is None else min(said, MOST_LEAD_DAYS)


@dataclass(frozen=True)
class Reorder:
    """Order `quantity` on the day `order_by` at the latest; None: it is late already."""

    share: Share
    expected: float
    safety: int
    quantity: int
    order_by: date | None

    @property
    def urgency(self) -> tuple[bool, date, int, str]:
        """Return the sort key: sold-out products first, then the earliest day, then most pieces."""
        product_id = self.share.product.product_id
        return not self.share.sold_out, self.order_by or date.min, -self.quantity, product_id


def compute_shares(products: Sequence[ProductSales], days: Sequence[DaySales]) -> list[Share]:
    """Return each product's share of the sales on these days; its units are of the same days."""
    sold = accumulate(day.units for day in days)
    sold_until = {day.day: units for day, units in zip(days, sold, strict=True)}
    return [Share(product, _compute_share(product, sold_until)) for product in products]


def _compute_share(product: ProductSales, sold_until: Mapping[date, int]) -> float | None:
    first, last = min(sold_until), max(sold_until)
    if product.stock == 0:
        if product.last_sold is None:
            return None
        last = min(last, max(product.last_sold, first + timedelta(days=FEWEST_SHARE_DAYS - 1)))
    sold = sold_until[last]
    return min(product.units / sold, 1.0) if sold else None


def count_days_needed(products: Sequence[Share], horizon: int) -> int:
    """Return how many days a forecast must have to plan these products."""
    return horizon + max((product.lead_days for product in products), default=0)


def compute_reorders(
    products: Sequence[Share], coming: Sequence[float], today: date, horizon: int
) -> list[Reorder]:
    """Return what to order within `horizon` days so that nothing sells out, the most urgent first.

    `coming`: the pieces that the shop should sell on each day from `today` on, for at least
    `count_days_needed` days.
    """
    until = [0.0, *accumulate(coming)]
    found = [
        _compute_reorder(product, until, today, horizon) for product in products if product.share
    ]
    return sorted(
        (reorder for reorder in found if reorder.quantity > 0), key=lambda reorder: reorder.urgency
    )


def _compute_reorder(item: Share, until: Sequence[float], today: date, horizon: int) -> Reorder:
    share, stock, lead = item.share or 0.0, item.product.stock, item.lead_days
    safety = math.ceil(SAFETY * math.sqrt(share * until[lead]))
    expected = share * until[lead + horizon]
    in_time = [wait for wait in range(horizon) if stock - share * until[wait + lead] >= safety]
    return Reorder(
        share=item,
        expected=expected,
        safety=safety,
        quantity=max(0, math.ceil(expected + safety - stock)),
        order_by=today + timedelta(days=in_time[-1]) if in_time else None,
    )
