"""What a forecast asks of a shop: what was sold, day by day and product by product."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Protocol

from pydantic import Field

#: Bounds: a shop that answers with less than 0, or with more than any shop sells, is in error.
Count = Annotated[int, Field(ge=0, le=10**9)]
Sum = Annotated[Decimal, Field(ge=0, le=10**15)]


@dataclass(frozen=True)
class DaySales:
    """What the orders paid on one day brought: money, and pieces of any product."""

    day: date
    paid_orders: Count
    units: Count
    revenue: Sum


@dataclass(frozen=True)
class ProductSales:
    """A product as it is now, and the pieces of it in the paid orders of a window."""

    product_id: str
    title: str
    stock: Count
    published: bool
    units: Count
    #: The last day of the window on which it was sold; None if it was not.
    last_sold: date | None = None
    #: Days from ordering it at the supplier to having it in stock; None if the shop does not say.
    lead_days: Count | None = None


class SalesSource(Protocol):
    """A source of sales: paid orders count, on the day they were paid."""

    def sales_by_day(self, start: date, end: date) -> list[DaySales]:
        """One entry for each day of the window, in order."""

    def sales_by_product(self, start: date, end: date) -> list[ProductSales]:
        """Every product there is, sold or not, by id."""
