"""The products of a shop over HTTP: its part of contract.md."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date

from pydantic import TypeAdapter

from tools.contracts import Call
from tools.upstream.http.part import HttpPart
from tools.upstream.products import (
    Direction,
    Grouping,
    Inventory,
    Metric,
    PriceChange,
    Product,
    ProductScope,
    Section,
    SoldList,
)

SOLD = TypeAdapter(SoldList)
INVENTORY = TypeAdapter(Inventory)
PRODUCTS: TypeAdapter[list[Product]] = TypeAdapter(list[Product])
CHANGE = TypeAdapter(PriceChange)


class HttpProducts(HttpPart):
    """Implements tools.upstream.products.ProductSource, as a part of HttpShop."""

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
        return self._read(
            "sold", SOLD, start=start, end=end, metric=metric, direction=direction,
            group_by=group_by, limit=limit, offset=offset,
        )  # fmt: skip

    def inventory(
        self, section: Section, low_stock_at_most: int, limit: int, offset: int = 0
    ) -> Inventory:
        return self._read(
            "inventory", INVENTORY, section=section, low_stock_at_most=low_stock_at_most,
            limit=limit, offset=offset,
        )  # fmt: skip

    def products(self, scope: ProductScope, limit: int) -> list[Product]:
        wanted = asdict(scope)
        return self._read(
            "products", PRODUCTS, product_id=wanted.pop("product_ids"), **wanted, limit=limit
        )

    def set_prices(self, versions: Mapping[str, int], change: PriceChange) -> Call:
        wanted = CHANGE.dump_python(change, mode="json", exclude_none=True)
        return self._write("products/prices", {"versions": dict(versions), **wanted})

    def set_discounts(self, versions: Mapping[str, int], percent: int) -> Call:
        return self._write("products/discounts", {"versions": dict(versions), "percent": percent})

    def set_published(
        self,
        versions: Mapping[str, int],
        published: bool,  # noqa: FBT001 -- the state itself
    ) -> Call:
        return self._write(
            "products/published", {"versions": dict(versions), "published": published}
        )

    def restore_products(self, versions: Mapping[str, int], products: Sequence[Product]) -> Call:
        wanted = PRODUCTS.dump_python(list(products), mode="json")
        return self._write("products/restore", {"versions": dict(versions), "products": wanted})
