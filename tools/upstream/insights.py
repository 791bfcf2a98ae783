"""What the tools ask of a shop beyond its sales: the funnel from visit to purchase, unusual
refunds, and customers worth a second look.

Every threshold behind these answers is here; the cards and contract.md say the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, Protocol

from tools.upstream.sales import Count, Sum

#: A product or customer stands out if it has so many refunds at least, and ...
LEAST_REFUNDS = {"product": 3, "customer": 2}
#: ... if even the lower confidence limit of its refunds is above the usual. This is the one-sided
#: 99 % limit of a Poisson count in Byar's approximation; `Z` is its quantile.
Z = 2.326
#: With fewer paid orders before, there is no usual rate.
LEAST_ORDERS_BEFORE = 30

#: A burst: at least so many orders of one customer within this time.
BURST_ORDERS, BURST_WITHIN = 3, timedelta(hours=1)
#: A failed payment counts if a paid order of the same customer follows within this time.
RETRY_WITHIN = timedelta(hours=24)
#: A first order is large if it is at least so many times the average paid order.
LARGE_TIMES = 5
#: A telephone number is shared if at least so many customers gave it.
PHONE_CUSTOMERS = 2
#: How the codes of newcomers' coupons begin, and with how many uses by one customer a coupon counts
#: as used again.
NEWCOMER_CODES = ("WELCOME", "FIRST", "NEWCOMER")
COUPON_USES = 2
#: Refunds count as repeated if one customer has at least so many.
REPEATED_REFUNDS = 2
#: Uses of a coupon and refunds are counted over this time, which ends with the window.
LOOK_BACK = timedelta(days=90)

RefundReason = Literal["damaged", "not_as_described", "changed_mind", "late", "other"]
Rule = Literal[
    "burst", "failed_then_paid", "large_first", "shared_phone", "coupon_again", "repeated_refunds"
]


@dataclass(frozen=True)
class ChannelVisits:
    """What came through one channel: sessions, those with a cart, those that began a checkout."""

    channel: str
    visits: Count
    carts: Count
    checkouts: Count


@dataclass(frozen=True)
class Funnel:
    """The way from visit to purchase on those days of a window whose visits are on record.

    `days` counts these days; `paid` is what was paid on them, so that both ends speak of the same
    time. Channels come with the most visits first.
    """

    days: Count
    visits: Count
    carts: Count
    checkouts: Count
    paid: Count
    channels: tuple[ChannelVisits, ...]


@dataclass(frozen=True)
class ReasonCount:
    reason: RefundReason
    refunds: Count
    amount: Sum


@dataclass(frozen=True)
class RefundGroup:
    """A product or a customer with refunds in the window.

    `paid_orders` are those paid in the window, given back since or not. `usual` is how many refunds the
    shop's rate before makes of them, None where too few orders came before. A product's `amount` is that
    of its items.
    """

    key: str
    title: str
    refunds: Count
    amount: Sum
    paid_orders: Count
    usual: Sum | None
    stands_out: bool


@dataclass(frozen=True)
class Refunds:
    """Refunds of a window, by the moment of the refund, against the time before.

    Paid orders are counted by the moment they were paid, also those given back since. Reasons come with
    the most refunds first; products and customers with what stands out first.
    """

    refunds: Count
    amount: Sum
    paid_orders: Count
    refunds_before: Count
    paid_orders_before: Count
    #: Whether the refunds of the whole shop stand out.
    stands_out: bool
    reasons: tuple[ReasonCount, ...]
    products: tuple[RefundGroup, ...]
    customers: tuple[RefundGroup, ...]


@dataclass(frozen=True)
class Concern:
    """One reason to look again: the rule, its number, and the orders that it speaks of.

    The number is: orders within the hour, failed payments, the order's total, customers with that
    telephone number, uses of the coupon, refunds.
    """

    rule: Rule
    number: Sum
    order_ids: tuple[str, ...]


@dataclass(frozen=True)
class Suspect:
    """A customer worth a second look, and why."""

    customer_id: str
    customer: str
    concerns: tuple[Concern, ...]


@dataclass(frozen=True)
class Signals:
    """Customers worth a second look, those with the weightiest reasons first, and how many in all."""

    count: Count
    rows: tuple[Suspect, ...]


class InsightSource(Protocol):
    """A source of insights. Windows are whole days of the shop, both ends included."""

    def funnel(self, start: date, end: date) -> Funnel: ...

    def refunds(
        self, start: date, end: date, *, before_start: date, before_end: date, limit: Count
    ) -> Refunds:
        """At most `limit` products and `limit` customers; a customer has at least two refunds."""

    def signals(self, start: date, end: date, *, limit: int) -> Signals:
        """Of the orders created and the refunds made in the window."""
