"""The ten special orders and the chats, which make the demo shop interesting on every day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from tools.demo.products import build_phone
from tools.demo.story import Story, build_items
from tools.models import (
    DemoChatThread,
    DemoOrder,
    DemoRefund,
    OrderStatus,
    PaymentStatus,
    RefundReason,
    ShippingStatus,
)


@dataclass(frozen=True)
class SpecialOrder:
    """A special order; times are hours before now; the day of a payment never changes later."""

    order_id: str
    status: OrderStatus
    payment: PaymentStatus
    shipping: ShippingStatus
    customer_id: int
    lines: tuple[tuple[str, int], ...]
    age: float
    coupon: str = ""
    overdue: float | None = None
    shipped: float | None = None
    delivered: float | None = None
    refunded: float | None = None

    @property
    def has_money(self) -> bool:
        return self.payment in (PaymentStatus.PAID, PaymentStatus.REFUNDED)


_S, _P, _D = OrderStatus, PaymentStatus, ShippingStatus

SPECIALS = (
    SpecialOrder("OB-1001", _S.PENDING, _P.PENDING, _D.WAITING, 17, (("P-104", 1), ("P-133", 2)), 0.7),
    SpecialOrder("OB-1002", _S.PAID, _P.PAID, _D.WAITING, 42, (("P-129", 1), ("P-105", 2)), 98,
            "WELCOME10", overdue=26),
    SpecialOrder("OB-1003", _S.STUCK, _P.FAILED, _D.WAITING, 88, (("P-130", 1), ("P-101", 3)), 30),
    SpecialOrder("OB-1004", _S.SHIPPED, _P.PAID, _D.SHIPPED, 123, (("P-140", 2),), 52, shipped=30),
    SpecialOrder("OB-1005", _S.STUCK, _P.PENDING, _D.WAITING, 204, (("P-146", 1), ("P-160", 2)), 8),
    SpecialOrder("OB-1006", _S.DELIVERED, _P.PAID, _D.DELIVERED, 311, (("P-165", 1),), 150,
            shipped=126, delivered=70),
    SpecialOrder("OB-1007", _S.PAID, _P.PAID, _D.WAITING, 402, (("P-128", 1), ("P-118", 1)), 62,
            overdue=7),
    SpecialOrder("OB-1008", _S.STUCK, _P.FAILED, _D.WAITING, 555, (("P-176", 1),), 52),
    SpecialOrder("OB-1009", _S.SHIPPED, _P.PAID, _D.SHIPPED, 640, (("P-152", 1), ("P-107", 1)), 40,
            "SHIP5", shipped=20),
    SpecialOrder("OB-1010", _S.REFUNDED, _P.REFUNDED, _D.STOPPED, 777, (("P-131", 1),), 75,
            refunded=62),
)  # fmt: skip

SPECIAL_IDS = frozenset(special.order_id for special in SPECIALS)

#: How much older than at first a special row may become before it is refreshed.
ORDER_MAY_AGE = timedelta(hours=40)
CHAT_MAY_AGE = timedelta(hours=8)


def build_special_orders(now: datetime, zone: ZoneInfo) -> list[Story]:
    """Build all ten special orders as they are in a fresh shop."""
    return [_build_story(special, now, zone) for special in SPECIALS]


def _build_story(special: SpecialOrder, now: datetime, zone: ZoneInfo) -> Story:
    items = build_items(special.order_id, list(special.lines), special.coupon)
    created_at = _compute_moment_before(now, special.age)
    paid_at = (
        _add_within_day(created_at, timedelta(minutes=3), zone) if special.has_money else None
    )
    due = paid_at + timedelta(hours=48) if special.payment == _P.PAID and paid_at else None
    order = DemoOrder(
        order_id=special.order_id,
        status=special.status,
        payment_status=special.payment,
        shipping_status=special.shipping,
        customer_id=special.customer_id,
        phone=build_phone(special.customer_id),
        total=sum((item.total for item in items), Decimal(0)),
        coupon_code=special.coupon,
        created_at=created_at,
        paid_at=paid_at,
        ship_due_at=due
        if special.overdue is None
        else _compute_moment_before(now, special.overdue),
        shipped_at=None
        if special.shipped is None
        else _compute_moment_before(now, special.shipped),
        delivered_at=None
        if special.delivered is None
        else _compute_moment_before(now, special.delivered),
    )
    if special.refunded is None:
        return Story(order, items)
    refund = DemoRefund(
        order_id=special.order_id,
        amount=order.total,
        reason=RefundReason.CHANGED_MIND,
        refunded_at=_compute_moment_before(now, special.refunded),
    )
    return Story(order, items, refund=refund)


def _add_within_day(moment: datetime, later: timedelta, zone: ZoneInfo) -> datetime:
    """Return the moment plus `later`; unchanged if that would be another day."""
    same = (moment + later).astimezone(zone).date() == moment.astimezone(zone).date()
    return moment + later if same else moment


def refresh_special(order: DemoOrder, now: datetime) -> bool:
    """Refresh a special order's dates; False: they are recent enough, or must not change.

    A flagged order keeps its dates. Of a paid order only the promised day is moved, so that its
    payment stays on its day.
    """
    special = next(special for special in SPECIALS if special.order_id == order.order_id)
    if order.flagged or order.status != special.status:
        return False
    if special.overdue is not None:
        fresh = _compute_moment_before(now, special.overdue)
        if order.ship_due_at is None or order.ship_due_at >= fresh - ORDER_MAY_AGE:
            return False
        order.ship_due_at = fresh
        return True
    fresh = _compute_moment_before(now, special.age)
    if special.has_money or order.created_at >= fresh - ORDER_MAY_AGE:
        return False
    order.created_at = fresh
    return True


#: Thread, customer, subject, open, hours since the customer wrote, hours since the reply.
CHATS: tuple[tuple[str, int, str, bool, float, float | None], ...] = (
    ("CH-2001", 42, "Where is my order OB-1002?", True, 26.2, 50),
    ("CH-2002", 88, "Payment did not go through", True, 9.4, None),
    ("CH-2003", 204, "Can I change the address?", True, 5.3, 7),
    ("CH-2004", 17, "Do you have this in blue?", True, 2.2, None),
    ("CH-2005", 123, "Thank you!", True, 4, 3.5),
    ("CH-2006", 311, "Invoice with company name", True, 20, 18),
    ("CH-2007", 777, "Refund received", False, 60, 59),
)


def build_chats(now: datetime) -> list[DemoChatThread]:
    """Build all chats as they are in a fresh shop."""
    return [
        DemoChatThread(
            thread_id=thread_id,
            customer_id=customer_id,
            subject=subject,
            open=is_open,
            last_customer_message_at=_compute_moment_before(now, wrote),
            last_reply_at=None if replied is None else _compute_moment_before(now, replied),
        )
        for thread_id, customer_id, subject, is_open, wrote, replied in CHATS
    ]


def _compute_moment_before(now: datetime, hours: float) -> datetime:
    return now - timedelta(hours=hours)
