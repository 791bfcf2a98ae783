"""What the tools ask of a shop's products, and how they change them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal, Protocol

from tools.contracts import Call

Metric = Literal["revenue", "quantity"]
Direction = Literal["top", "bottom"]
Grouping = Literal["product", "category"]
Section = Literal[
    "all", "out_of_stock", "low_stock", "missing_photo", "missing_price", "unpublished"
]
Rounding = Literal["cent", "tenth", "whole", "ninety_nine"]

CENT = Decimal("0.01")
#: The step that a changed price is rounded to, half up; ninety_nine is a whole price less a cent.
STEPS: dict[Rounding, Decimal] = {
    "cent": CENT,
    "tenth": Decimal("0.1"),
    "whole": Decimal(1),
    "ninety_nine": Decimal(1),
}


@dataclass(frozen=True)
class SoldRow:
    """What a product or a category has sold; `key` is the product's id or the category's name."""

    key: str
    title: str
    revenue: Decimal
    quantity: int


@dataclass(frozen=True)
class SoldList:
    """All that was sold in a window, and its best or worst out of `count`."""

    revenue: Decimal
    quantity: int
    count: int
    rows: tuple[SoldRow, ...]


@dataclass(frozen=True)
class Product:
    """A product as it is; without a price it cannot be sold yet."""

    product_id: str
    title: str
    category: str
    price: Decimal | None
    discount_percent: int
    stock: int
    published: bool
    has_photo: bool
    version: int

    @property
    def final_price(self) -> Decimal | None:
        """Return what a buyer pays; None without a price."""
        if self.price is None:
            return None
        share = Decimal(100 - self.discount_percent) / 100
        return (self.price * share).quantize(CENT, ROUND_HALF_UP)


@dataclass(frozen=True)
class Inventory:
    """How many products there are in each section, and those of the section asked for."""

    products: int
    pieces: int
    out_of_stock: int
    low_stock: int
    missing_photo: int
    missing_price: int
    unpublished: int
    matching: int
    rows: tuple[Product, ...]


@dataclass(frozen=True)
class ProductScope:
    """Which products: every condition that is given must hold; without any, all of them."""

    product_ids: tuple[str, ...] = ()
    category: str = ""
    stock_at_most: int | None = None


@dataclass(frozen=True)
class PriceChange:
    """A new price, or by how many per cent or how much money the price rises."""

    set_to: Decimal | None = None
    percent: Decimal | None = None
    amount: Decimal | None = None
    rounding: Rounding = "cent"

    def apply_to(self, price: Decimal | None) -> Decimal | None:
        """Return the new price, which may be 0 or less; None if there is no price to change."""
        if self.set_to is not None:
            return self.set_to.quantize(CENT)
        if price is None:
            return None
        raised = price * (100 + (self.percent or 0)) / 100 + (self.amount or 0)
        rounded = (raised / STEPS[self.rounding]).quantize(Decimal(1), ROUND_HALF_UP)
        less = CENT if self.rounding == "ninety_nine" else Decimal(0)
        return (rounded * STEPS[self.rounding] - less).quantize(CENT)


@dataclass(frozen=True)
class ProductsChange:
    """What a change of products did: the products before it, and as they are since."""

    before: tuple[Product, ...]
    after: tuple[Product, ...]


class ProductSource(Protocol):
    """A source of products.

    Each change touches exactly the products named in `versions`, and raises StaleBasisError, with
    nothing changed, if a product is gone or has another version.
    """

    def sold(
        self,
        start: date,
        end: date,
        *,
        metric: Metric,
        direction: Direction,
        group_by: Grouping,
        limit: int,
        offset: int = 0,
    ) -> SoldList:
        """Paid orders count, on the day they were paid. Top: only what was sold. Bottom: what is
        published now, sold or not, the least first."""

    def inventory(
        self, section: Section, low_stock_at_most: int, limit: int, offset: int = 0
    ) -> Inventory:
        """Least stock first. `all` lists what belongs to any of the other sections; low stock is
        1 to `low_stock_at_most` pieces."""

    def products(self, scope: ProductScope, limit: int) -> list[Product]:
        """At most `limit` products, by id."""

    def set_prices(
        self, versions: Mapping[str, int], change: PriceChange
    ) -> ProductsChange | Call: ...

    def set_discounts(self, versions: Mapping[str, int], percent: int) -> ProductsChange | Call:
        """0 takes the discount off."""

    def set_published(
        self,
        versions: Mapping[str, int],
        published: bool,  # noqa: FBT001 -- the state itself
    ) -> ProductsChange | Call: ...

    def restore_products(
        self, versions: Mapping[str, int], products: Sequence[Product]
    ) -> ProductsChange | Call:
        """Give these products the price, discount and visibility they had."""
