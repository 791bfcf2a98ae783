"""The purchase plan of a demand forecast, as a card."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from tools.analysis.reordering import SHARE_DAYS, USUAL_LEAD_DAYS, Reorder, Share
from tools.contracts import Card, CardField, Listing, Suggestion, Table, ToolContext
from tools.render import wording
from tools.render.parts import draw_fields, draw_table
from tools.render.wording import say

#: How many products an answer lists.
PLANNED = 10
#: How many days ahead are offered as next steps.
HORIZONS = (7, 14, 30)


def build_plan_card(
    plan: Sequence[Reorder],
    page: slice,
    shares: Sequence[Share],
    horizon: int,
    ctx: ToolContext,
) -> tuple[Card, dict[str, Any]]:
    """Build the card with that page of the plan, and the same as data."""
    left_out = _count_left_out(plan, shares)
    title = "reorder.title" if plan else "reorder.title.nothing"
    card = Card(
        title=say(ctx.language, title, count=wording.format_number(len(plan), ctx), days=horizon),
        fields=_build_fields(plan, ctx) if plan else (),
        table=_build_table(plan, page, ctx),
        listing=_build_listing(plan, page) if plan else None,
        notes=(
            say(ctx.language, "reorder.rule" if plan else "reorder.nothing", days=horizon),
            *(_say_note(key, count, ctx) for key, count in left_out.items() if count),
            *((say(ctx.language, "reorder.on_the_way"),) if plan else ()),
        ),
        next=suggest_next(horizon, ctx, planned=True),
    )
    return card, {
        "to_reorder": len(plan),
        "pieces": sum(line.quantity for line in plan),
        "products": [_build_data(line) for line in plan[page]],
        **{key.removeprefix("reorder.note."): count for key, count in left_out.items()},
    }


def _count_left_out(plan: Sequence[Reorder], shares: Sequence[Share]) -> dict[str, int]:
    """Count the products of each note that somebody who reads the plan has to know."""
    on_sale = [share for share in shares if share.product.published]
    return {
        "reorder.note.sold_out": sum(line.share.sold_out for line in plan),
        "reorder.note.unknown": sum(share.sold_out and share.share is None for share in on_sale),
        "reorder.note.no_lead_days": sum(line.share.product.lead_days is None for line in plan),
        "reorder.note.hidden": sum(
            bool(share.share) for share in shares if not share.product.published
        ),
    }


def _say_note(key: str, count: int, ctx: ToolContext) -> str:
    shown = wording.format_number(count, ctx)
    return say(ctx.language, key, count=shown, days=SHARE_DAYS, lead=USUAL_LEAD_DAYS)


def _build_fields(plan: Sequence[Reorder], ctx: ToolContext) -> tuple[CardField, ...]:
    values = {
        "reorder.sold_out": sum(line.share.sold_out for line in plan),
        "reorder.now": sum(line.order_by is None for line in plan),
        "reorder.pieces": sum(line.quantity for line in plan),
    }
    return draw_fields(
        {key: wording.format_number(value, ctx) for key, value in values.items()}, ctx
    )


def _build_listing(plan: Sequence[Reorder], page: slice) -> Listing:
    ids = tuple(line.share.product.product_id for line in plan[page])
    return Listing(offset=page.start, total=len(plan), rows="products", ids=ids)


def _build_table(plan: Sequence[Reorder], page: slice, ctx: ToolContext) -> Table | None:
    columns = (
        "products.column.product",
        "forecast.column.stock",
        "reorder.column.quantity",
        "reorder.column.when",
    )
    rows = (
        (
            f"{line.share.product.product_id} {line.share.product.title}",
            wording.format_number(line.share.product.stock, ctx),
            wording.format_number(line.quantity, ctx),
            say(ctx.language, "reorder.by", day=wording.format_short_day(line.order_by, ctx))
            if line.order_by
            else say(ctx.language, "reorder.by.now"),
        )
        for line in plan[page]
    )
    return draw_table(columns, rows, ctx, offset=page.start, total=len(plan))


def suggest_next(horizon: int, ctx: ToolContext, *, planned: bool) -> tuple[Suggestion, ...]:
    """Suggest the forecast of a plan or the plan of a forecast, and the same for other days."""
    others = [days for days in HORIZONS if days != horizon]
    calls = [(horizon, not planned), *((days, planned) for days in others[-2:])]
    return tuple(
        Suggestion(
            label=say(
                ctx.language, "reorder.suggest" if reorder else "forecast.suggest", days=days
            ),
            tool="demand_forecast",
            payload={"horizon_days": days} | ({"reorder": True} if reorder else {}),
        )
        for days, reorder in calls
    )


def _build_data(line: Reorder) -> dict[str, Any]:
    product = line.share.product
    return {
        "product_id": product.product_id,
        "title": product.title,
        "stock": product.stock,
        "lead_days": line.share.lead_days,
        "expected": Decimal(line.expected).quantize(Decimal("0.01")),
        "safety": line.safety,
        "quantity": line.quantity,
        "order_by": line.order_by,
    }
