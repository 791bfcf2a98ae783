"""Which customers of the demo shop are worth a second look.

A table of rules, each a query for the orders that it finds, and one statement that groups them by
customer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import connection
from django.db.models import (
    Avg,
    CharField,
    Count,
    Exists,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from pydantic import TypeAdapter

from tools.models import DemoOrder, DemoRefund, PaymentStatus
from tools.upstream.insights import (
    BURST_ORDERS,
    BURST_WITHIN,
    COUPON_USES,
    LARGE_TIMES,
    LOOK_BACK,
    NEWCOMER_CODES,
    PHONE_CUSTOMERS,
    REPEATED_REFUNDS,
    RETRY_WITHIN,
    Concern,
    Rule,
    Signals,
    Suspect,
)

Hits = QuerySet[Any, Any]
CONCERNS = TypeAdapter(tuple[Concern, ...])


def build_phone_digits() -> Func:
    """Build the digits of an order's telephone number, whatever separates them."""
    return Func(
        F("phone"), Value(r"\D"), Value(""), Value("g"),
        function="regexp_replace", output_field=CharField(),
    )  # fmt: skip


@dataclass(frozen=True)
class SignalWindow:
    """The window as conditions on a column; `looked_back` reaches back by LOOK_BACK."""

    paid: Q
    within: Callable[[str], Q]
    looked_back: Callable[[str], Q]

    def orders(self) -> QuerySet[DemoOrder]:
        return DemoOrder.objects.filter(self.within("created_at"))


def _find_bursts(asked: SignalWindow) -> Hits:
    """Return each order with all orders of its customer within BURST_WITHIN after it."""
    later = {
        "customer__orders__created_at__gte": F("created_at"),
        "customer__orders__created_at__lte": F("created_at") + BURST_WITHIN,
    }
    groups = asked.orders().filter(**later).values("pk")
    return groups.annotate(
        number=Count("customer__orders"), order_ids=ArrayAgg("customer__orders__pk")
    ).filter(number__gte=BURST_ORDERS)


def _find_failed_then_paid(asked: SignalWindow) -> Hits:
    """Return each paid order with the number of its customer's failed ones shortly before."""
    failed = {
        "customer__orders__payment_status": PaymentStatus.FAILED,
        "customer__orders__created_at__lt": F("created_at"),
        "customer__orders__created_at__gte": F("created_at") - RETRY_WITHIN,
    }
    groups = asked.orders().filter(asked.paid, **failed).values("pk")
    return groups.annotate(
        number=Count("customer__orders"), order_ids=ArrayAgg("pk", distinct=True)
    )


def _find_large_first(asked: SignalWindow) -> Hits:
    """Return each first order that is LARGE_TIMES the average one or more."""
    paid = DemoOrder.objects.filter(asked.paid, asked.looked_back("paid_at"))
    average = paid.order_by().values(all=Value(1)).annotate(mean=Avg("total")).values("mean")
    earlier = DemoOrder.objects.filter(
        customer=OuterRef("customer"), created_at__lt=OuterRef("created_at")
    )
    large = asked.orders().filter(
        ~Exists(earlier), total__gte=Subquery(average) * Value(Decimal(LARGE_TIMES))
    )
    groups = large.annotate(number=F("total")).values("pk", "number")
    return groups.annotate(order_ids=ArrayAgg("pk"))


def _find_shared_phones(asked: SignalWindow) -> Hits:
    groups = (
        asked.orders().annotate(digits=build_phone_digits()).exclude(digits="").values("digits")
    )
    return groups.annotate(
        number=Count("customer", distinct=True), order_ids=ArrayAgg("pk")
    ).filter(number__gte=PHONE_CUSTOMERS)


def _find_repeated_coupons(asked: SignalWindow) -> Hits:
    newcomer = Q()
    for code in NEWCOMER_CODES:
        newcomer |= Q(coupon_code__istartswith=code)
    used = DemoOrder.objects.filter(newcomer, asked.looked_back("created_at"))
    groups = used.values("customer", "coupon_code").annotate(
        number=Count("pk"), order_ids=ArrayAgg("pk"),
        in_window=Count("pk", filter=asked.within("created_at")),
    )  # fmt: skip
    return groups.filter(number__gte=COUPON_USES, in_window__gte=1)


def _find_repeated_refunds(asked: SignalWindow) -> Hits:
    made = DemoRefund.objects.filter(asked.looked_back("refunded_at"))
    groups = made.values("order__customer").annotate(
        number=Count("pk"), order_ids=ArrayAgg("pk"),
        in_window=Count("pk", filter=asked.within("refunded_at")),
    )  # fmt: skip
    return groups.filter(number__gte=REPEATED_REFUNDS, in_window__gte=1)


#: Each rule with its weight, by which customers are ranked.
RULES: dict[Rule, tuple[int, Callable[[SignalWindow], Hits]]] = {
    "burst": (2, _find_bursts),
    "failed_then_paid": (1, _find_failed_then_paid),
    "large_first": (2, _find_large_first),
    "shared_phone": (2, _find_shared_phones),
    "coupon_again": (1, _find_repeated_coupons),
    "repeated_refunds": (2, _find_repeated_refunds),
}

HITS = """
    SELECT %s AS rule, %s AS weight, number::numeric, unnest(order_ids) AS order_id
    FROM ({}) AS groups
"""

BY_CUSTOMER = """
    WITH hits AS ({}),
    concerns AS (
        SELECT customer_id, rule, weight, max(number) AS number,
               array_agg(DISTINCT order_id ORDER BY order_id) AS order_ids
        FROM hits JOIN ownerbot_demo_orders USING (order_id)
        GROUP BY customer_id, rule, weight
    )
    SELECT customers.id::text, name, count(*) OVER (),
           json_agg(json_build_object('rule', rule, 'number', number::text, 'order_ids', order_ids)
                    ORDER BY weight DESC, rule)::text
    FROM concerns JOIN ownerbot_demo_customers AS customers ON customers.id = customer_id
    GROUP BY customers.id
    ORDER BY sum(weight) DESC, customers.id
    LIMIT %s
"""


def find_signals(
    within: Callable[[str, date, date], Q], paid: Q, start: date, end: date, limit: int
) -> Signals:
    """Find the suspects of the window by all rules, in one statement."""
    first = end - LOOK_BACK + timedelta(days=1)
    asked = SignalWindow(
        paid=paid,
        within=lambda column: within(column, start, end),
        looked_back=lambda column: within(column, min(first, start), end),
    )
    parts, parameters = [], list[Any]()
    for rule, (weight, hits) in RULES.items():
        query, values = hits(asked).values("number", "order_ids").query.sql_with_params()
        parts.append(HITS.format(query))
        parameters += [rule, weight, *values]
    with connection.cursor() as cursor:
        cursor.execute(BY_CUSTOMER.format("UNION ALL".join(parts)), [*parameters, limit])
        rows = cursor.fetchall()
    return Signals(
        count=rows[0][2] if rows else 0,
        rows=tuple(
            Suspect(customer_id, name, CONCERNS.validate_json(concerns))
            for customer_id, name, _, concerns in rows
        ),
    )
