"""A shop over HTTP: its orders and chats, and all its other parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote

from pydantic import TypeAdapter

from tools.contracts import Call
from tools.upstream.http.coupons import HttpCoupons
from tools.upstream.http.insights import HttpInsights
from tools.upstream.http.products import HttpProducts
from tools.upstream.http.sales import HttpSales
from tools.upstream.shop import (
    ChatQueue,
    DayRevenue,
    OrderDetail,
    OrderFilter,
    OrderFlag,
    OrderList,
    Preset,
    Totals,
)

ANYTHING: TypeAdapter[dict[str, Any]] = TypeAdapter(dict[str, Any])
TOTALS = TypeAdapter(Totals)
DAYS: TypeAdapter[list[DayRevenue]] = TypeAdapter(list[DayRevenue])
ORDERS = TypeAdapter(OrderList)
ORDER = TypeAdapter(OrderDetail)
FLAGS: TypeAdapter[list[OrderFlag]] = TypeAdapter(list[OrderFlag])
CHATS = TypeAdapter(ChatQueue)


class HttpShop(HttpProducts, HttpCoupons, HttpInsights, HttpSales):
    """Implements tools.upstream.shop.Shop; refusals are in `language`."""

    def check(self) -> None:
        self._read("capabilities", ANYTHING)

    def totals(self, start: date, end: date) -> Totals:
        return self._read("totals", TOTALS, start=start, end=end)

    def revenue_by_day(self, start: date, end: date) -> list[DayRevenue]:
        return self._read("revenue-by-day", DAYS, start=start, end=end)

    def orders(self, wanted: OrderFilter, limit: int, offset: int = 0) -> OrderList:
        return self._read("orders", ORDERS, **asdict(wanted), limit=limit, offset=offset)

    def order(self, order_id: str) -> OrderDetail | None:
        return self._read_one(f"orders/{quote(order_id, safe='')}", ORDER, "NO_SUCH_ORDER")

    def flags(self, order_ids: Sequence[str]) -> list[OrderFlag]:
        return self._read("flags", FLAGS, order_id=order_ids) if order_ids else []

    def matching_flags(self, preset: Preset, limit: int) -> list[OrderFlag]:
        return self._read("flags", FLAGS, preset=preset, limit=limit)

    def set_flags(
        self, versions: Mapping[str, int], *, flagged: bool, reason: str, by: int
    ) -> Call:
        return self._write(
            "flags", {"versions": dict(versions), "flagged": flagged, "reason": reason, "by": by}
        )

    def restore_flags(self, versions: Mapping[str, int], flags: Sequence[OrderFlag]) -> Call:
        wanted = FLAGS.dump_python(list(flags), mode="json")
        return self._write("flags/restore", {"versions": dict(versions), "flags": wanted})

    def waiting_chats(self, older_than: timedelta, limit: int, offset: int = 0) -> ChatQueue:
        return self._read("chats", CHATS, older_than=older_than, limit=limit, offset=offset)
