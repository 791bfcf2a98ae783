"""Refunds: how many against the usual, and which products and customers stand out."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, timedelta

from tools.areas import ORDERS
from tools.arguments.windows import DayCount, DaysBack, so_far
from tools.catalog.insight.funnel import share
from tools.contracts import Card, Field, Provenance, Read, Result, Suggestion, Table, ToolContext
from tools.intents.frame import Button, ReadFrame, Way
from tools.intents.sales import over_days
from tools.registry import tool
from tools.render import wording
from tools.render.parts import draw_fields, draw_table, suggest
from tools.render.wording import say
from tools.texts import Text
from tools.upstream.insights import LEAST_ORDERS_BEFORE, LEAST_REFUNDS, Refunds, Returned
from tools.upstream.mode import current_shop

#: What is usual is read off so many days before the window.
BASELINE_DAYS = 90
#: How many products and how many customers an answer lists.
SHOWN = 5


class RefundsAnomaliesPayload(DaysBack):
    days: DayCount = 30


#: Words that may stand in a question about what comes back.
TAKES = (
    "refund", "anomaly", "gives_back", "share", "reasons", "amount", "howmany", "product", "people", "customer",
    "who", "by", "order", "often", "last", "or_not", "over",
)  # fmt: skip


@tool
class RefundsAnomalies(Read[RefundsAnomaliesPayload]):
    name = "refunds_anomalies"
    title = Text("Refunds out of the ordinary")
    description = Text(
        "Refund rate against the 90 days before, with reasons, and products and customers that stand out."
    )
    examples = Text("refund anomalies")
    area, rank = ORDERS, 5
    understands = ReadFrame(
        ways=(
            *(
                Way((said,), TAKES, over_days("refunds_anomalies"),
                    unless=("order_id", "coupon_make"))
                for said in ("refund", "anomaly")
            ),
            Way(("gives_back", "product"), (*TAKES, "most"), over_days("refunds_anomalies")),
            Way(("gives_back", "who"), TAKES, over_days("refunds_anomalies")),
        ),
        never_with=frozenset({"newcomers"}),
        subjects=(("refund",),),
        buttons=(Button("refunds", Text("Refunds")),),
        offers=("refunds", "trust", "week"),
    )  # fmt: skip
    Payload = RefundsAnomaliesPayload

    def run(self, payload: RefundsAnomaliesPayload, ctx: ToolContext) -> Result:
        start, end = payload.window(ctx)
        before = start - timedelta(days=BASELINE_DAYS), start - timedelta(days=1)
        shop = current_shop(ctx)
        found = shop.refunds(start, end, before_start=before[0], before_end=before[1], limit=SHOWN)
        empty = not found.refunds
        return Result(
            card=Card(
                title=say(ctx.language, "refunds.title", window=wording.window(start, end, ctx)),
                fields=_fields(found, ctx),
                table=_table(found, ctx),
                notes=(*_notes(found, before, ctx), *so_far(end, ctx)),
                next=() if empty else _next_steps(found, payload, ctx),
            ),
            data={
                "start": start,
                "end": end,
                "currency": ctx.currency,
                **asdict(found),
                "rate": share(found.refunds, found.paid_orders),
                "rate_before": share(found.refunds_before, found.paid_orders_before),
                "compared_with": {"start": before[0], "end": before[1]},
            },
            provenance=Provenance(source=shop.source, as_of=ctx.now, start=start, end=end),
            empty=empty,
        )


def _fields(found: Refunds, ctx: ToolContext) -> tuple[Field, ...]:
    if not found.refunds and not found.paid_orders:
        return ()
    rate = share(found.refunds, found.paid_orders)
    rate_before = share(found.refunds_before, found.paid_orders_before)
    reasons = ", ".join(
        f"{say(ctx.language, f'refunds.reason.{reason.reason}')} {wording.number(reason.refunds, ctx)}"
        f" ({wording.money(reason.amount, ctx)})"
        for reason in found.reasons
    )
    values = {
        "refunds.count": wording.number(found.refunds, ctx),
        "refunds.amount": wording.money(found.amount, ctx),
        "refunds.paid_orders": wording.number(found.paid_orders, ctx),
        "refunds.rate": "–" if rate is None else wording.percent(rate, ctx),
        "refunds.rate_before": "–" if rate_before is None else wording.percent(rate_before, ctx),
        "refunds.reasons": reasons,
    }
    return draw_fields(values, ctx)


def _table(found: Refunds, ctx: ToolContext) -> Table | None:
    rows = (
        *(_row(product, f"{product.key} {product.title}", ctx) for product in found.products),
        *(_row(customer, customer.title, ctx) for customer in found.customers),
    )
    return draw_table(("what", "refunds", "usual", "amount"), rows, ctx, prefix="refunds.column.")


def _row(group: Returned, name: str, ctx: ToolContext) -> tuple[str, ...]:
    of = say(
        ctx.language, "refunds.of",
        refunds=wording.number(group.refunds, ctx), orders=wording.number(group.paid_orders, ctx),
    )  # fmt: skip
    usual = "–" if group.usual is None else wording.number(round(group.usual, 1), ctx)
    return (f"⚠️ {name}" if group.stands_out else name, of, usual, wording.money(group.amount, ctx))


def _notes(found: Refunds, before: tuple[date, date], ctx: ToolContext) -> list[str]:
    if not found.refunds:
        return [say(ctx.language, "refunds.empty")]
    usual = say(ctx.language, "refunds.usual", window=wording.window(*before, ctx))
    if found.paid_orders_before < LEAST_ORDERS_BEFORE:
        return [say(ctx.language, "refunds.too_few", least=LEAST_ORDERS_BEFORE), usual]
    outstanding = any(group.stands_out for group in (*found.products, *found.customers))
    return [
        say(ctx.language, "refunds.shop.more" if found.stands_out else "refunds.shop.usual"),
        *([] if outstanding else [say(ctx.language, "refunds.none")]),
        say(ctx.language, "refunds.rule", **LEAST_REFUNDS),
        usual,
    ]


def _next_steps(
    found: Refunds, payload: RefundsAnomaliesPayload, ctx: ToolContext
) -> tuple[Suggestion, ...]:
    hide = tuple(
        suggest(
            "refunds.suggest.hide", ctx, "publish_product",
            {"product_ids": [product.key], "published": False}, product_id=product.key,
        )
        for product in found.products[:1]
        if product.stands_out
    )  # fmt: skip
    until = {"end": payload.end.isoformat()} if payload.end else {}
    return (
        suggest("trust.open", ctx, "truststack_signals", {"days": payload.days, **until}),
        suggest("refunds.suggest.orders", ctx, "orders_search", {"status": "refunded"}),
        *hide,
    )
