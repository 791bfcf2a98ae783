"""What the tools ask of a shop, wherever its data lives.

Windows are whole days of the shop's calendar, both ends included. Money is in the shop's currency.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Literal, Protocol

from tools.contracts import Call
from tools.upstream.coupons import CouponSource
from tools.upstream.insights import InsightSource
from tools.upstream.products import ProductSource
from tools.upstream.sales import SalesSource

Preset = Literal["stuck", "late_ship", "payment_issues", "unpaid"]


@dataclass(frozen=True)
class Totals:
    """Figures of a window: paid orders count on the day they were paid, created ones on theirs."""

    revenue: Decimal
    paid_orders: int
    created_orders: int

    @property
    def average_order(self) -> Decimal | None:
        """Return the revenue per paid order, to the cent; None if no order was paid."""
        if not self.paid_orders:
            return None
        return (self.revenue / self.paid_orders).quantize(Decimal("0.01"))


@dataclass(frozen=True)
class DayRevenue:
    day: date
    revenue: Decimal
    paid_orders: int


@dataclass(frozen=True)
class OrderFilter:
    """Which orders: every condition that is given must hold."""

    preset: Preset | None = None
    status: str | None = None
    flagged: bool | None = None
    query: str = ""
    created_since: datetime | None = None
    #: Created before that moment.
    created_until: datetime | None = None


@dataclass(frozen=True)
class OrderRow:
    """An order as lists show it."""

    order_id: str
    status: str
    payment_status: str
    shipping_status: str
    total: Decimal
    customer: str
    created_at: datetime
    ship_due_at: datetime | None
    flagged: bool


@dataclass(frozen=True)
class OrderList:
    """The newest orders that match, and how many match in all."""

    count: int
    total: Decimal
    rows: tuple[OrderRow, ...]


@dataclass(frozen=True)
class OrderItem:
    product_id: str
    title: str
    quantity: int
    unit_price: Decimal
    discount: Decimal
    total: Decimal


@dataclass(frozen=True)
class OrderDetail:
    """Everything about one order."""

    row: OrderRow
    phone: str
    coupon_code: str
    paid_at: datetime | None
    shipped_at: datetime | None
    delivered_at: datetime | None
    flag_reason: str
    flagged_at: datetime | None
    items: tuple[OrderItem, ...]


@dataclass(frozen=True)
class OrderFlag:
    """An order's flag, and the version of the order that has it."""

    order_id: str
    flagged: bool
    reason: str
    version: int
    flagged_at: datetime | None = None
    flagged_by: int | None = None


@dataclass(frozen=True)
class FlagChange:
    """What a change of flags did: the flags as they were, and the versions of the orders since."""

    before: tuple[OrderFlag, ...]
    versions: dict[str, int]


@dataclass(frozen=True)
class WaitingChat:
    thread_id: str
    customer: str
    subject: str
    waiting_since: datetime


@dataclass(frozen=True)
class ChatQueue:
    """Open chats without an answer: how many in all and past each age, and those asked for."""

    waiting: int
    over_2h: int
    over_6h: int
    over_24h: int
    matching: int
    rows: tuple[WaitingChat, ...]


class Shop(ProductSource, CouponSource, InsightSource, SalesSource, Protocol):
    """A source of shop data.

    Lists return at most `limit` rows after the first `offset`, in a stable order. Reads may raise
    ToolRefused if the source does not answer. A write is carried out in the caller's transaction,
    or is returned as the Call that will carry it out.
    """

    @property
    def source(self) -> str:
        """Return the source's name on record, such as DEMO."""

    def check(self) -> None:
        """Raise ToolRefused if the source does not answer."""

    def totals(self, start: date, end: date) -> Totals: ...

    def revenue_by_day(self, start: date, end: date) -> list[DayRevenue]:
        """One entry for each day of the window, in order."""

    def orders(self, wanted: OrderFilter, limit: int, offset: int = 0) -> OrderList: ...

    def order(self, order_id: str) -> OrderDetail | None: ...

    def flags(self, order_ids: Sequence[str]) -> list[OrderFlag]:
        """The flags of those of the orders that exist, by id."""

    def matching_flags(self, preset: Preset, limit: int) -> list[OrderFlag]:
        """The flags of at most `limit` orders of the preset, by id."""

    def set_flags(
        self, versions: Mapping[str, int], *, flagged: bool, reason: str, by: int
    ) -> FlagChange | Call:
        """Flag exactly these orders, or take their flags off.

        Raises StaleBasis, having changed nothing, where an order is gone or has another version.
        """

    def restore_flags(
        self, versions: Mapping[str, int], flags: Sequence[OrderFlag]
    ) -> FlagChange | Call:
        """Give these orders the flags they had.

        Raises StaleBasis, having changed nothing, where an order is gone or has another version.
        """

    def waiting_chats(self, older_than: timedelta, limit: int, offset: int = 0) -> ChatQueue:
        """Longest waiting first."""
