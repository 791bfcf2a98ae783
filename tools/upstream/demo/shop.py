"""The demo shop as a source: every figure is one aggregate in PostgreSQL.

What the owner's words mean is defined here, once: stuck, late, payment issues, unpaid; "paid" is in
basis.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import partial

from django.db.models import Count, F, Q, QuerySet, Sum

from tools.models import (
    DemoChatThread,
    DemoOrder,
    OrderStatus,
    PaymentStatus,
    ShippingStatus,
)
from tools.upstream.demo.basis import NO_MONEY, PAID, lock
from tools.upstream.demo.coupons import DemoCoupons
from tools.upstream.demo.insights import DemoInsights
from tools.upstream.demo.products import DemoProducts
from tools.upstream.demo.sales import DemoSales
from tools.upstream.demo.signals import build_phone_digits
from tools.upstream.shop import (
    ChatQueue,
    FlagChange,
    OrderDetail,
    OrderFilter,
    OrderFlag,
    OrderItem,
    OrderList,
    OrderRow,
    Preset,
    Totals,
    WaitingChat,
)

STUCK = Q(status=OrderStatus.STUCK)
OPEN_UNPAID = Q(status__in=[OrderStatus.PENDING, OrderStatus.STUCK]) & ~Q(
    payment_status=PaymentStatus.PAID
)
PAYMENT_OVERDUE = timedelta(hours=2)
PHONE_DIGITS = 4


class DemoShop(DemoProducts, DemoCoupons, DemoInsights, DemoSales):
    """Implements tools.upstream.shop.Shop."""

    def check(self) -> None:
        """Do nothing: the demo shop answers whenever the database does."""

    def totals(self, start: date, end: date) -> Totals:
        paid, created = (
            PAID & self._within("paid_at", start, end),
            self._within("created_at", start, end),
        )
        found = DemoOrder.objects.filter(paid | created).aggregate(
            revenue=Sum("total", filter=paid, default=NO_MONEY),
            paid=Count("pk", filter=paid),
            created=Count("pk", filter=created),
        )
        return Totals(found["revenue"], found["paid"], found["created"])

    def orders(self, wanted: OrderFilter, limit: int, offset: int = 0) -> OrderList:
        matching = self._matching(wanted)
        sums = matching.aggregate(count=Count("pk"), total=Sum("total", default=NO_MONEY))
        order = "ship_due_at" if wanted.preset == "late_ship" else "-created_at"
        ordered = matching.select_related("customer").order_by(order, "-order_id")
        rows = ordered[offset : offset + limit]
        return OrderList(sums["count"], sums["total"], tuple(_to_row(order) for order in rows))

    def order(self, order_id: str) -> OrderDetail | None:
        order = DemoOrder.objects.select_related("customer").filter(pk=order_id).first()
        if order is None:
            return None
        return OrderDetail(
            row=_to_row(order),
            phone=order.phone,
            coupon_code=order.coupon_code,
            paid_at=order.paid_at,
            shipped_at=order.shipped_at,
            delivered_at=order.delivered_at,
            flag_reason=order.flag_reason,
            flagged_at=order.flagged_at,
            items=tuple(
                OrderItem(
                    item.product_id, item.product.title, item.quantity, item.unit_price,
                    item.discount, item.total,
                )
                for item in order.items.select_related("product").order_by("pk")
            ),
        )  # fmt: skip

    def flags(self, order_ids: Sequence[str]) -> list[OrderFlag]:
        return [
            _to_flag(order) for order in DemoOrder.objects.filter(pk__in=order_ids).order_by("pk")
        ]

    def matching_flags(self, preset: Preset, limit: int) -> list[OrderFlag]:
        matching = self._matching(OrderFilter(preset=preset)).order_by("pk")
        return [_to_flag(order) for order in matching[:limit]]

    def set_flags(
        self, versions: Mapping[str, int], *, flagged: bool, reason: str, by: int
    ) -> FlagChange:
        orders = lock(DemoOrder.objects.all(), versions)
        before = list(map(_to_flag, orders))
        if flagged:
            orders.update(flagged=True, flag_reason=reason, flagged_at=self.now, flagged_by=by)
        else:
            orders.update(flagged=False, flag_reason="", flagged_at=None, flagged_by=None)
        return self._flagged(before)

    def restore_flags(self, versions: Mapping[str, int], flags: Sequence[OrderFlag]) -> FlagChange:
        orders = {order.pk: order for order in lock(DemoOrder.objects.all(), versions)}
        before = list(map(_to_flag, orders.values()))
        for flag in flags:
            order = orders[flag.order_id]
            order.flagged, order.flag_reason = flag.flagged, flag.reason
            order.flagged_at, order.flagged_by = flag.flagged_at, flag.flagged_by
        DemoOrder.objects.bulk_update(
            orders.values(), ["flagged", "flag_reason", "flagged_at", "flagged_by"]
        )
        return self._flagged(before)

    def _flagged(self, before: list[OrderFlag]) -> FlagChange:
        after = self.flags([flag.order_id for flag in before])
        return FlagChange(tuple(before), {flag.order_id: flag.version for flag in after})

    def waiting_chats(self, older_than: timedelta, limit: int, offset: int = 0) -> ChatQueue:
        waiting = DemoChatThread.objects.filter(
            Q(last_reply_at=None) | Q(last_reply_at__lt=F("last_customer_message_at")), open=True
        )
        older = partial(_filter_older, self.now)
        counts = waiting.aggregate(
            waiting=Count("pk"),
            over_2h=Count("pk", filter=older(timedelta(hours=2))),
            over_6h=Count("pk", filter=older(timedelta(hours=6))),
            over_24h=Count("pk", filter=older(timedelta(hours=24))),
            matching=Count("pk", filter=older(older_than)),
        )
        rows = (
            waiting.filter(older(older_than))
            .select_related("customer")
            .order_by("last_customer_message_at", "pk")[offset : offset + limit]
        )
        return ChatQueue(
            **counts,
            rows=tuple(
                WaitingChat(
                    thread.pk,
                    thread.customer.name,
                    thread.subject,
                    thread.last_customer_message_at,
                )
                for thread in rows
            ),
        )

    def _presets(self) -> dict[Preset, Q]:
        return {
            "stuck": STUCK,
            "late_ship": PAID
            & Q(shipping_status=ShippingStatus.WAITING, ship_due_at__lt=self.now),
            "payment_issues": OPEN_UNPAID
            & (
                Q(payment_status=PaymentStatus.FAILED)
                | Q(created_at__lt=self.now - PAYMENT_OVERDUE)
            ),
            "unpaid": OPEN_UNPAID,
        }

    def _matching(self, wanted: OrderFilter) -> QuerySet[DemoOrder]:
        conditions: list[Q] = [
            *([self._presets()[wanted.preset]] if wanted.preset else []),
            *([Q(status=wanted.status)] if wanted.status else []),
            *([Q(flagged=wanted.flagged)] if wanted.flagged is not None else []),
            *([Q(created_at__gte=wanted.created_since)] if wanted.created_since else []),
            *([Q(created_at__lt=wanted.created_until)] if wanted.created_until else []),
        ]
        orders = DemoOrder.objects.filter(*conditions)
        return _filter_by_query(orders, wanted.query) if wanted.query else orders


def _filter_by_query(orders: QuerySet[DemoOrder], query: str) -> QuerySet[DemoOrder]:
    """Filter by a part of the id or the customer's name, or by 4 or more digits of the phone."""
    found = Q(order_id__icontains=query) | Q(customer__name__icontains=query)
    digits = "".join(char for char in query if char in "0123456789")
    if len(digits) < PHONE_DIGITS or any(char.isalpha() for char in query):
        return orders.filter(found)
    return orders.annotate(digits=build_phone_digits()).filter(found | Q(digits__contains=digits))


def _filter_older(now: datetime, age: timedelta) -> Q:
    return Q(last_customer_message_at__lte=now - age)


def _to_flag(order: DemoOrder) -> OrderFlag:
    return OrderFlag(
        order_id=order.pk,
        flagged=order.flagged,
        reason=order.flag_reason,
        version=order.version,
        flagged_at=order.flagged_at,
        flagged_by=order.flagged_by,
    )


def _to_row(order: DemoOrder) -> OrderRow:
    return OrderRow(
        order_id=order.pk,
        status=order.status,
        payment_status=order.payment_status,
        shipping_status=order.shipping_status,
        total=order.total,
        customer=order.customer.name,
        created_at=order.created_at,
        ship_due_at=order.ship_due_at,
        flagged=order.flagged,
    )
