"""A shop over HTTP: its reads. Whatever comes instead of an answer is told as such, never replaced."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from http import HTTPStatus
from typing import Any, TypeVar
from urllib.parse import quote

import httpx
from pydantic import TypeAdapter, ValidationError

from tools.contracts import Call, ToolRefused
from tools.languages import Language
from tools.render.wording import say
from tools.upstream import reading, wire
from tools.upstream.guard import Blocked
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

T = TypeVar("T")

ANYTHING: TypeAdapter[dict[str, Any]] = TypeAdapter(dict[str, Any])
TOTALS = TypeAdapter(Totals)
DAYS: TypeAdapter[list[DayRevenue]] = TypeAdapter(list[DayRevenue])
ORDERS = TypeAdapter(OrderList)
ORDER = TypeAdapter(OrderDetail)
FLAGS: TypeAdapter[list[OrderFlag]] = TypeAdapter(list[OrderFlag])
CHATS = TypeAdapter(ChatQueue)

AWAY = "UPSTREAM_UNAVAILABLE"
#: Codes of the shop's own that we tell apart.
OWN_CODES = ("NO_SUCH_ORDER", "NO_SUCH_COUPON", "NO_SUCH_CAMPAIGN")
#: Statuses that mean something of their own; every other one means that the shop does not answer.
REFUSALS: dict[int, str] = {
    HTTPStatus.UNAUTHORIZED: "UPSTREAM_DENIED",
    HTTPStatus.FORBIDDEN: "UPSTREAM_DENIED",
    HTTPStatus.NOT_FOUND: "UPSTREAM_UNSUPPORTED",
    HTTPStatus.NOT_IMPLEMENTED: "UPSTREAM_UNSUPPORTED",
    HTTPStatus.BAD_REQUEST: "UPSTREAM_REFUSED",
    HTTPStatus.CONFLICT: "UPSTREAM_REFUSED",
    HTTPStatus.UNPROCESSABLE_ENTITY: "UPSTREAM_REFUSED",
    HTTPStatus.TOO_MANY_REQUESTS: "UPSTREAM_BUSY",
}

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class HttpShop(HttpProducts, HttpCoupons, HttpInsights, HttpSales):
    """Implements tools.upstream.shop.Shop; refusals are in `language`."""

    language: Language
    source: str = "HTTP"

    def check(self) -> None:
        self._read("capabilities", ANYTHING)

    def totals(self, start: date, end: date) -> Totals:
        return self._read("totals", TOTALS, start=start, end=end)

    def revenue_by_day(self, start: date, end: date) -> list[DayRevenue]:
        return self._read("revenue-by-day", DAYS, start=start, end=end)

    def orders(self, wanted: OrderFilter, limit: int, offset: int = 0) -> OrderList:
        return self._read("orders", ORDERS, **asdict(wanted), limit=limit, offset=offset)

    def order(self, order_id: str) -> OrderDetail | None:
        try:
            return self._read(f"orders/{quote(order_id, safe='')}", ORDER)
        except ToolRefused as refusal:
            if refusal.code == "NO_SUCH_ORDER":
                return None
            raise

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

    def _write(self, path: str, body: Mapping[str, Any]) -> Call:
        return Call("upstream", path, body, say(self.language, "upstream.call"))

    def _read(self, path: str, adapter: TypeAdapter[T], **parameters: Any) -> T:
        try:
            reply = reading.ask(path, wire.query(parameters))
        except Blocked as error:
            logger.warning("the shop is not asked %s: %s", path, error)
            raise self._refused("UPSTREAM_BLOCKED") from None
        except httpx.HTTPError as error:
            logger.warning("the shop does not answer %s: %s", path, type(error).__name__)
            raise self._refused(AWAY) from None
        if reply.status != HTTPStatus.OK:
            logger.warning("the shop answers %s with %s", path, reply.status)
            own = wire.refusal_code(reply.body)
            code = own if own in OWN_CODES else REFUSALS.get(reply.status, AWAY)
            raise self._refused(code)
        try:
            return adapter.validate_json(reply.body)
        except ValidationError as error:
            logger.warning("the shop's answer to %s has %s faults", path, error.error_count())
            raise self._refused("UPSTREAM_GARBLED") from None

    def _refused(self, code: str) -> ToolRefused:
        return ToolRefused(code, say(self.language, f"upstream.{code}"))
