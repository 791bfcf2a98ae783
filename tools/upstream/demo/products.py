"""The demo shop's products: what sells, what is in stock, and their changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Count, Q, Sum

from tools.models import DemoProduct
from tools.upstream.demo.basis import NO_MONEY, DemoBasis, lock
from tools.upstream.products import (
    Direction,
    Grouping,
    Inventory,
    Metric,
    PriceChange,
    Product,
    ProductsChange,
    ProductScope,
    Section,
    SoldList,
    SoldRow,
)

COLUMNS: dict[Grouping, tuple[str, ...]] = {
    "product": ("product_id", "title"),
    "category": ("category",),
}


class DemoProducts(DemoBasis):
    """Implements tools.upstream.products.ProductSource, as a part of DemoShop."""

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
        paid = Q(items__order__in=self._paid_orders(start, end).values("pk"))
        figures: dict[str, Any] = {
            "revenue": Sum("items__total", filter=paid, default=NO_MONEY),
            "quantity": Sum("items__quantity", filter=paid, default=0),
        }
        columns = COLUMNS[group_by]
        groups = DemoProduct.objects.values(*columns).annotate(
            **figures, on_sale=Count("pk", filter=Q(published=True))
        )
        sign, wanted = ("-", Q(quantity__gt=0)) if direction == "top" else ("", Q(on_sale__gt=0))
        other = "quantity" if metric == "revenue" else "revenue"
        ranked = groups.filter(wanted)
        ordered = ranked.order_by(f"{sign}{metric}", f"{sign}{other}", columns[0])
        rows = tuple(
            SoldRow(row[columns[0]], row[columns[-1]], row["revenue"], row["quantity"])
            for row in ordered[offset : offset + limit]
        )
        everything = DemoProduct.objects.aggregate(**figures)
        return SoldList(**everything, count=ranked.count(), rows=rows)

    def inventory(
        self, section: Section, low_stock_at_most: int, limit: int, offset: int = 0
    ) -> Inventory:
        sections: dict[Section, Q] = {
            "out_of_stock": Q(stock=0),
            "low_stock": Q(stock__gt=0, stock__lte=low_stock_at_most),
            "missing_photo": Q(has_photo=False),
            "missing_price": Q(price=None),
            "unpublished": Q(published=False),
        }
        any_of_them = Q()
        for condition in sections.values():
            any_of_them |= condition
        wanted = sections.get(section, any_of_them)
        counts = DemoProduct.objects.aggregate(
            products=Count("pk"),
            pieces=Sum("stock", default=0),
            matching=Count("pk", filter=wanted),
            **{name: Count("pk", filter=condition) for name, condition in sections.items()},
        )
        rows = DemoProduct.objects.filter(wanted).order_by("stock", "pk")
        return Inventory(**counts, rows=tuple(map(_to_product, rows[offset : offset + limit])))

    def products(self, scope: ProductScope, limit: int) -> list[Product]:
        conditions = [
            *([Q(pk__in=scope.product_ids)] if scope.product_ids else []),
            *([Q(category__iexact=scope.category)] if scope.category else []),
            *([Q(stock__lte=scope.stock_at_most)] if scope.stock_at_most is not None else []),
        ]
        matching = DemoProduct.objects.filter(*conditions).order_by("pk")
        return [_to_product(row) for row in matching[:limit]]

    def set_prices(self, versions: Mapping[str, int], change: PriceChange) -> ProductsChange:
        products, before = _lock_products(versions)
        for product in products:
            product.price = change.apply_to(product.price)
        return _save_products(products, before)

    def set_discounts(self, versions: Mapping[str, int], percent: int) -> ProductsChange:
        products, before = _lock_products(versions)
        for product in products:
            product.discount_percent = percent
        return _save_products(products, before)

    def set_published(
        self,
        versions: Mapping[str, int],
        published: bool,  # noqa: FBT001 -- the state itself
    ) -> ProductsChange:
        products, before = _lock_products(versions)
        for product in products:
            product.published = published
        return _save_products(products, before)

    def restore_products(
        self, versions: Mapping[str, int], products: Sequence[Product]
    ) -> ProductsChange:
        rows, before = _lock_products(versions)
        wanted = {product.product_id: product for product in products}
        for row in rows:
            was = wanted[row.pk]
            row.price, row.discount_percent = was.price, was.discount_percent
            row.published = was.published
        return _save_products(rows, before)


def _lock_products(versions: Mapping[str, int]) -> tuple[list[DemoProduct], tuple[Product, ...]]:
    """Lock these products; return the rows and their present state.

    Raises StaleBasisError if a version differs.
    """
    rows = list(lock(DemoProduct.objects.all(), versions))
    return rows, tuple(map(_to_product, rows))


def _save_products(rows: list[DemoProduct], before: tuple[Product, ...]) -> ProductsChange:
    DemoProduct.objects.bulk_update(rows, ["price", "discount_percent", "published"])
    after = DemoProduct.objects.filter(pk__in=[row.pk for row in rows]).order_by("pk")
    return ProductsChange(before, tuple(map(_to_product, after)))


def _to_product(row: DemoProduct) -> Product:
    return Product(
        product_id=row.pk,
        title=row.title,
        category=row.category,
        price=row.price,
        discount_percent=row.discount_percent,
        stock=row.stock,
        published=row.published,
        has_photo=row.has_photo,
        version=row.version,
    )
