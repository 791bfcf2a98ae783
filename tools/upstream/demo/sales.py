"""The demo shop's sales for a forecast: sums per day and per product, made in PostgreSQL."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Count, Max, QuerySet, Sum
from django.db.models.functions import TruncDate

from tools.models import DemoOrderItem, DemoProduct
from tools.upstream.demo.basis import NO_MONEY, DemoBasis
from tools.upstream.sales import DaySales, ProductSales
from tools.upstream.shop import DayRevenue


class DemoSales(DemoBasis):
    """Implements tools.upstream.sales.SalesSource, as a part of DemoShop."""

    def revenue_by_day(self, start: date, end: date) -> list[DayRevenue]:
        rows = (
            self._paid_orders(start, end)
            .annotate(day=TruncDate("paid_at", tzinfo=self.zone))
            .values("day")
            .annotate(revenue=Sum("total"), paid=Count("pk"))
        )
        found = {row["day"]: DayRevenue(row["day"], row["revenue"], row["paid"]) for row in rows}
        days = [start + timedelta(days=number) for number in range((end - start).days + 1)]
        return [found.get(day, DayRevenue(day, NO_MONEY, 0)) for day in days]

    def sales_by_day(self, start: date, end: date) -> list[DaySales]:
        units = dict(
            self._sold_items(start, end)
            .values_list(TruncDate("order__paid_at", tzinfo=self.zone))
            .annotate(units=Sum("quantity"))
        )
        return [
            DaySales(day.day, day.paid_orders, units.get(day.day, 0), day.revenue)
            for day in self.revenue_by_day(start, end)
        ]

    def sales_by_product(self, start: date, end: date) -> list[ProductSales]:
        sold = {
            product_id: (units, last.astimezone(self.zone).date())
            for product_id, units, last in self._sold_items(start, end)
            .values_list("product_id")
            .annotate(Sum("quantity"), Max("order__paid_at"))
        }
        columns = ("product_id", "title", "stock", "published", "lead_days")
        return [
            ProductSales(row[0], row[1], row[2], row[3], *sold.get(row[0], (0, None)), row[4])
            for row in DemoProduct.objects.order_by("pk").values_list(*columns)
        ]

    def _sold_items(self, start: date, end: date) -> QuerySet[DemoOrderItem]:
        return DemoOrderItem.objects.filter(order__in=self._paid_orders(start, end).values("pk"))
