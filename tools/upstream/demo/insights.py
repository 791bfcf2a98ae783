"""The demo shop's funnel and refunds; its signals are in signals.py."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, cast

from django.db.models import (
    BooleanField,
    Count,
    ExpressionWrapper,
    F,
    FloatField,
    Q,
    QuerySet,
    Sum,
    Value,
)
from django.db.models.functions import Cast, NullIf, Power, Sqrt, TruncDate

from tools.models import DemoOrder, DemoOrderItem, DemoRefund, DemoVisits, PaymentStatus
from tools.upstream.demo import signals as demo_signals
from tools.upstream.demo.basis import NO_MONEY, PAID, DemoBasis
from tools.upstream.insights import (
    LEAST_ORDERS_BEFORE,
    LEAST_REFUNDS,
    ChannelVisits,
    Funnel,
    ReasonCount,
    RefundGroup,
    RefundReason,
    Refunds,
    Signals,
    Z,
)


class DemoInsights(DemoBasis):
    """Implements tools.upstream.insights.InsightSource, as a part of DemoShop."""

    def funnel(self, start: date, end: date) -> Funnel:
        visits = DemoVisits.objects.filter(day__gte=start, day__lte=end)
        sums: dict[str, Any] = {
            name: Sum(name, default=0) for name in ("visits", "carts", "checkouts")
        }
        paid = self._paid_orders(start, end).annotate(day=TruncDate("paid_at", tzinfo=self.zone))
        channels: QuerySet[Any, Any] = (
            visits.values("channel").annotate(**sums).order_by("-visits", "channel")
        )
        return Funnel(
            **visits.aggregate(days=Count("day", distinct=True), **sums),
            paid=paid.filter(day__in=visits.values("day")).count(),
            channels=tuple(
                ChannelVisits(
                    channel["channel"], channel["visits"], channel["carts"], channel["checkouts"]
                )
                for channel in channels
            ),
        )

    def refunds(
        self, start: date, end: date, *, before_start: date, before_end: date, limit: int
    ) -> Refunds:
        refunded, received = self._refunded(start, end), self._received(start, end)
        refunded_before = self._refunded(before_start, before_end)
        received_before = self._received(before_start, before_end)
        refunds = DemoRefund.objects.filter(refunded)
        made = DemoRefund.objects.filter(refunded | refunded_before).aggregate(
            refunds=Count("pk", filter=refunded),
            amount=Sum("amount", filter=refunded, default=NO_MONEY),
            refunds_before=Count("pk", filter=refunded_before),
            limit=_build_lower_limit(Count("pk", filter=refunded)),
        )
        paid = DemoOrder.objects.filter(received | received_before).aggregate(
            paid_orders=Count("pk", filter=received),
            paid_orders_before=Count("pk", filter=received_before),
        )
        lower = made.pop("limit")
        rate = _compute_rate(made["refunds_before"], paid["paid_orders_before"])
        reasons = refunds.values("reason").annotate(refunds=Count("pk"), amount=Sum("amount"))
        touched = DemoOrder.objects.filter(received).values("pk").union(refunds.values("pk"))
        by_product = self._by_product(touched, start, end)
        by_customer = self._by_customer(touched, start, end)
        return Refunds(
            **made,
            **paid,
            stands_out=rate is not None
            and made["refunds"] >= LEAST_REFUNDS["product"]
            and lower > paid["paid_orders"] * rate,
            reasons=tuple(
                ReasonCount(
                    cast(RefundReason, reason["reason"]), reason["refunds"], reason["amount"]
                )
                for reason in reasons.order_by("-refunds", "reason")
            ),
            products=_list_groups(by_product, LEAST_REFUNDS["product"], rate, limit),
            customers=_list_groups(by_customer, LEAST_REFUNDS["customer"], rate, limit),
        )

    # Every refunded order was paid, so among the orders touched by either, the day of the payment
    # is enough.

    def _by_product(
        self, touched: QuerySet[Any, Any], start: date, end: date
    ) -> QuerySet[Any, Any]:
        back = self._within("order__refund__refunded_at", start, end)
        paid = self._within("order__paid_at", start, end)
        items = DemoOrderItem.objects.filter(order__in=touched)
        return items.values(key=F("product_id"), title=F("product__title")).annotate(
            refunds=Count("order", distinct=True, filter=back),
            amount=Sum("total", filter=back, default=NO_MONEY),
            paid_orders=Count("order", distinct=True, filter=paid),
        )

    def _by_customer(
        self, touched: QuerySet[Any, Any], start: date, end: date
    ) -> QuerySet[Any, Any]:
        back = self._within("refund__refunded_at", start, end)
        orders = DemoOrder.objects.filter(pk__in=touched)
        groups = orders.values(key=F("customer_id"), title=F("customer__name")).annotate(
            refunds=Count("pk", filter=back),
            amount=Sum("refund__amount", filter=back, default=NO_MONEY),
            paid_orders=Count("pk", filter=self._within("paid_at", start, end)),
        )
        return groups.filter(refunds__gte=LEAST_REFUNDS["customer"])

    def signals(self, start: date, end: date, *, limit: int) -> Signals:
        return demo_signals.find_signals(self._within, PAID, start, end, limit)

    def _refunded(self, start: date, end: date) -> Q:
        return self._within("refunded_at", start, end)

    def _received(self, start: date, end: date) -> Q:
        """Return the condition: orders whose money came in then, refunded since or not."""
        given_back = Q(payment_status=PaymentStatus.REFUNDED)
        return (PAID | given_back) & self._within("paid_at", start, end)


def _compute_rate(refunds: int, paid_orders: int) -> float | None:
    """Return the usual rate, as for one refund at least; None if there are too few orders."""
    return max(refunds, 1) / paid_orders if paid_orders >= LEAST_ORDERS_BEFORE else None


def _build_lower_limit(count: Any) -> Any:
    """Build the lower limit of the mean for that count, by Byar's approximation; null for 0."""
    number = NullIf(Cast(count, FloatField()), 0.0)
    return number * Power(1.0 - 1.0 / (9.0 * number) - Z / (3.0 * Sqrt(number)), 3)


def _list_groups(
    groups: QuerySet[Any, Any], least: int, rate: float | None, limit: int
) -> tuple[RefundGroup, ...]:
    """Return the groups with refunds: first those that stand out, then those with the most."""
    usual = Cast(F("paid_orders"), FloatField()) * Value(rate, output_field=FloatField())
    many = Q(refunds__gte=least, lower__gt=F("mean")) if rate is not None else Q(pk__in=[])
    rows = (
        groups.filter(refunds__gte=1)
        .annotate(lower=_build_lower_limit(F("refunds")), mean=usual)
        .annotate(stands_out=ExpressionWrapper(many, output_field=BooleanField()))
        .order_by("-stands_out", "-refunds", "-amount", "key")
    )
    return tuple(
        RefundGroup(
            key=str(row["key"]),
            title=row["title"],
            refunds=row["refunds"],
            amount=row["amount"],
            paid_orders=row["paid_orders"],
            usual=None if row["mean"] is None else Decimal(str(round(row["mean"], 2))),
            stands_out=row["stands_out"],
        )
        for row in rows[:limit]
    )
