"""The sales of a shop over HTTP: its part of contract.md."""

from __future__ import annotations

from datetime import date, timedelta

from pydantic import TypeAdapter

from tools.upstream.http.part import HttpPart
from tools.upstream.sales import DaySales, ProductSales

BY_DAY: TypeAdapter[list[DaySales]] = TypeAdapter(list[DaySales])
BY_PRODUCT: TypeAdapter[list[ProductSales]] = TypeAdapter(list[ProductSales])


class HttpSales(HttpPart):
    """Implements tools.upstream.sales.SalesSource, as a part of HttpShop."""

    def sales_by_day(self, start: date, end: date) -> list[DaySales]:
        days = self._read("sales-by-day", BY_DAY, start=start, end=end)
        wanted = [start + timedelta(days=number) for number in range((end - start).days + 1)]
        if [
            day.day for day in days
        ] != wanted:  # after a missing day, the others would count for the wrong days
            raise self._refused("UPSTREAM_GARBLED")
        return days

    def sales_by_product(self, start: date, end: date) -> list[ProductSales]:
        return self._read("sales-by-product", BY_PRODUCT, start=start, end=end)
