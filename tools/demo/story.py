"""The story of an order of the demo shop, from its creation to its end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from random import Random
from typing import Literal, NamedTuple

from tools.demo.products import build_phone, build_products
from tools.models import (
    DemoOrder,
    DemoOrderItem,
    DemoRefund,
    OrderStatus,
    PaymentStatus,
    RefundReason,
    ShippingStatus,
    StepKind,
)

Kind = Literal["sold", "returned", "cancelled", "unpaid", "failed"]

SHIP_WITHIN = timedelta(hours=48)
PAY_WITHIN = timedelta(hours=20)
CENT = Decimal("0.01")

PRICES = {
    product.product_id: product.price for product in build_products() if product.price is not None
}

#: Why an order comes back after its delivery, and why one is cancelled before it is shipped.
RETURNED = (tuple(RefundReason), (20, 20, 35, 15, 10))
CANCELLED = ((RefundReason.CHANGED_MIND, RefundReason.OTHER), (8, 2))


class StoryStep(NamedTuple):
    """What happens to an order, when, and for a refund the reason."""

    at: datetime
    kind: StepKind
    reason: str = ""


class Wish(NamedTuple):
    """What a customer orders, and how it will end."""

    customer_id: int
    lines: list[tuple[str, int]]
    kind: Kind
    coupon: str = ""
    phone: str = ""
    #: Why the order comes back; "": any reason.
    reason: str = ""
    back_at: datetime | None = None


@dataclass(slots=True)
class Story:
    """An order with its items, its steps to come and its refund, as unsaved rows."""

    order: DemoOrder
    items: list[DemoOrderItem]
    #: The steps that are still to come, in order.
    steps: list[StoryStep] = field(default_factory=list)
    refund: DemoRefund | None = None

    def advance(self, now: datetime) -> None:
        """Carry out the steps that are due by `now`."""
        past = 0
        for step in self.steps:
            if step.at > now:
                break
            self.refund = take_step(self.order, step) or self.refund
            past += 1
        del self.steps[:past]


_S, _P, _D = OrderStatus, PaymentStatus, ShippingStatus

CHANGES: Mapping[str, Mapping[str, str]] = {
    StepKind.PAID: {"status": _S.PAID, "payment_status": _P.PAID},
    StepKind.FAILED: {
        "status": _S.FAILED, "payment_status": _P.FAILED, "shipping_status": _D.STOPPED,
    },
    StepKind.EXPIRED: {"status": _S.CANCELLED, "shipping_status": _D.STOPPED},
    StepKind.SHIPPED: {"status": _S.SHIPPED, "shipping_status": _D.SHIPPED},
    StepKind.DELIVERED: {"status": _S.DELIVERED, "shipping_status": _D.DELIVERED},
    StepKind.CANCELLED: {
        "status": _S.CANCELLED, "payment_status": _P.REFUNDED, "shipping_status": _D.STOPPED,
    },
    StepKind.REFUNDED: {"status": _S.REFUNDED, "payment_status": _P.REFUNDED},
}  # fmt: skip
MOMENTS: Mapping[str, str] = {
    StepKind.PAID: "paid_at",
    StepKind.SHIPPED: "shipped_at",
    StepKind.DELIVERED: "delivered_at",
}
#: The columns that a step may change.
PROGRESS = ("status", "payment_status", "shipping_status", "ship_due_at", *MOMENTS.values())


def take_step(order: DemoOrder, step: StoryStep) -> DemoRefund | None:
    """Change the order as the step says; return the refund if money is paid back."""
    for name, value in CHANGES[step.kind].items():
        setattr(order, name, value)
    if step.kind in MOMENTS:
        setattr(order, MOMENTS[step.kind], step.at)
    if step.kind == StepKind.PAID:
        order.ship_due_at = step.at + SHIP_WITHIN
    if order.payment_status != PaymentStatus.REFUNDED:
        return None
    if order.shipped_at is None:
        order.ship_due_at = None
    return DemoRefund(
        order_id=order.order_id, amount=order.total, reason=step.reason, refunded_at=step.at
    )


def start_story(
    order_id: str, created_at: datetime, wish: Wish, rng: Random, *, day_ends: datetime
) -> Story:
    """Return the new order with all the steps that will happen to it.

    It is paid on the day of the order, so that no day has more paid orders than orders.
    """
    items = build_items(order_id, wish.lines, wish.coupon)
    order = DemoOrder(
        order_id=order_id,
        status=OrderStatus.PENDING,
        payment_status=PaymentStatus.PENDING,
        shipping_status=ShippingStatus.WAITING,
        customer_id=wish.customer_id,
        phone=wish.phone or build_phone(wish.customer_id),
        total=sum((item.total for item in items), Decimal(0)),
        coupon_code=wish.coupon,
        created_at=created_at,
    )
    pay = created_at + timedelta(seconds=rng.randint(40, 400))
    return Story(
        order, items, _build_steps(wish, created_at, min(pay, _get_last_second(day_ends)), rng)
    )


def _get_last_second(day_ends: datetime) -> datetime:
    return day_ends - timedelta(seconds=1)


def _build_steps(wish: Wish, created_at: datetime, pay: datetime, rng: Random) -> list[StoryStep]:
    if wish.kind == "unpaid":
        return [StoryStep(created_at + PAY_WITHIN, StepKind.EXPIRED)]
    if wish.kind == "failed":
        return [StoryStep(pay, StepKind.FAILED)]
    paid = StoryStep(pay, StepKind.PAID)
    if wish.kind == "cancelled":
        soon = pay + timedelta(minutes=rng.randint(20, 240))
        return [paid, StoryStep(soon, StepKind.CANCELLED, rng.choices(*CANCELLED)[0])]
    shipped = pay + timedelta(minutes=rng.randint(5 * 60, 34 * 60))
    delivered = shipped + timedelta(minutes=rng.randint(24 * 60, 90 * 60))
    steps = [paid, StoryStep(shipped, StepKind.SHIPPED), StoryStep(delivered, StepKind.DELIVERED)]
    if wish.kind == "returned":
        at = delivered + timedelta(minutes=rng.randint(3 * 60, 7 * 24 * 60))
        if wish.back_at is not None:
            at = max(wish.back_at, delivered + timedelta(hours=3))
        steps.append(StoryStep(at, StepKind.REFUNDED, wish.reason or rng.choices(*RETURNED)[0]))
    return steps


def build_items(order_id: str, lines: list[tuple[str, int]], coupon: str) -> list[DemoOrderItem]:
    """Build the items of (product id, quantity) lines at list prices, less the coupon's part."""
    items = []
    for place, (product_id, quantity) in enumerate(lines):
        full = PRICES[product_id] * quantity
        discount = Decimal(0)
        if coupon == "WELCOME10":
            discount = (full / 10).quantize(CENT, ROUND_HALF_UP)
        elif coupon == "SHIP5" and place == 0:
            discount = min(full, Decimal(5))
        items.append(
            DemoOrderItem(
                order_id=order_id,
                product_id=product_id,
                quantity=quantity,
                unit_price=PRICES[product_id],
                discount=discount,
                total=full - discount,
            )
        )
    return items
