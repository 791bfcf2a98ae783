"""Estimates of what a change would cost or bring, at the pace of the last days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from tools.contracts import CardField, ToolContext, ToolRefused
from tools.render import wording
from tools.render.wording import say
from tools.upstream.coupons import NewCoupon
from tools.upstream.mode import get_current_shop
from tools.upstream.products import Product

DAYS = 30
CENT = Decimal("0.01")


def estimate_prices(
    pairs: Sequence[tuple[Product, Product]], ctx: ToolContext
) -> tuple[CardField, ...]:
    """Estimate what the new prices bring or cost in DAYS days, if as much is sold as before."""
    try:
        sales = get_current_shop(ctx).sales_by_product(*_get_window(ctx))
    except ToolRefused:
        return (_build_field("cost.month", say(ctx.language, "cost.unknown"), ctx),)
    sold = {product.product_id: product.units for product in sales}
    changes = [
        (sold.get(product.product_id, 0), then.final_price - product.final_price)
        for product, then in pairs
        if product.final_price is not None and then.final_price is not None
    ]
    if not changes:
        return ()
    if not any(units for units, _ in changes):
        return (_build_field("cost.month", say(ctx.language, "cost.no_sales"), ctx),)
    total = sum((units * change for units, change in changes), Decimal(0))
    return (_build_field("cost.month", wording.format_signed_money(total, ctx), ctx),)


def estimate_coupon(new: NewCoupon, ctx: ToolContext) -> tuple[CardField, ...]:
    """Estimate what one use takes off an average order, and what all uses do."""
    per_use = new.amount_off
    if per_use is None:
        try:
            average = get_current_shop(ctx).totals(*_get_window(ctx)).average_order
        except ToolRefused:
            average = None
        if average is None:
            return (_build_field("cost.use", say(ctx.language, "cost.unknown"), ctx),)
        per_use = (average * (new.percent_off or 0) / 100).quantize(CENT)
    fields = [_build_field("cost.use", wording.format_money(per_use, ctx), ctx)]
    if new.max_uses is not None:
        fields.append(
            _build_field("cost.uses", wording.format_money(per_use * new.max_uses, ctx), ctx)
        )
    return tuple(fields)


def _get_window(ctx: ToolContext) -> tuple[date, date]:
    """Return the window of the last DAYS whole days."""
    return ctx.today - timedelta(days=DAYS), ctx.today - timedelta(days=1)


def _build_field(key: str, value: str, ctx: ToolContext) -> CardField:
    return CardField(label=say(ctx.language, key, days=DAYS), value=value)
