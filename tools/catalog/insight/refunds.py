"""Refunds: how many compared with the usual, and which products and customers stand out."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, timedelta

from tools.arguments.windows import DayCount, DaysBack, say_so_far
from tools.catalog.insight.funnel import compute_share
from tools.contracts import (
    Card,
    CardField,
    Provenance,
    Read,
    Result,
    Suggestion,
    Table,
    ToolContext,
)
from tools.help_areas import ORDERS
from tools.intents.frame import Button, ReadFrame, Way
from tools.intents.reads.sales import list_further, read_compared_days
from tools.registry import tool
from tools.render import wording
from tools.render.parts import draw_fields, draw_table, suggest
from tools.render.wording import say
from tools.texts import Text
from tools.upstream.insights import LEAST_ORDERS_BEFORE, LEAST_REFUNDS, RefundGroup, Refunds
from tools.upstream.mode import get_current_shop

#: What is usual is taken from so many days before the window.
BASELINE_DAYS = 90
#: How many products and how many customers an answer lists.
SHOWN = 5


class RefundsAnomaliesPayload(DaysBack):
    days: DayCount = 30


#: Groups that a question about refunds may have.
TAKES = (
    "refund", "anomaly", "gives_back", "share", "reasons", "amount", "howmany", "product", "people", "customer",
    "who", "by", "order", "often", "last", "or_not", "over", "refunded", "trust", "kpi", "overview", "extent",
    "versus", "than", "better", "grows", "trend", "earlier", "previous", "most", "level", "signal", "worth",
    "bot_mode", "sends", "ship", "repeats", "went", "we", "detail", "in_common", "abuse", "burst", "owes",
)  # fmt: skip


#: Groups with which a verb of returning asks for it.
ASPECTS = (
    "product",
    "who",
    "people",
    "customer",
    "reasons",
    "often",
    "most",
    "anomaly",
    "share",
    "trust",
    "extent",
    "repeats",
)


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
        ways=tuple(
            Way(
                said,
                (*TAKES, *said, *list_further(said)),
                read_compared_days("refunds_anomalies"),
                unless=("order_id", "coupon_make"),
                rank=-1 if said[0] == "refunded" else 0,  # orders are listed by that status, too
            )
            for said in (
                ("refund",), ("anomaly",), ("refund", "versus"), ("gives_back", "versus"),
                *(("gives_back", what) for what in ASPECTS),
                *(("refunded", what) for what in ("share", "howmany", "often", "reasons", "trust", "anomaly")),
                *(("sends", "backwards", what) for what in ("people", "reasons", "who", "share", "howmany", "often")),
                ("sends", "backwards", "product", "repeats"),
            )
        ),
        never_with=frozenset({"newcomers"}),
        subjects=(("refund",),),
        buttons=(Button("refunds", Text("Refunds")),),
        offers=("refunds", "trust", "week"),
    )  # fmt: skip
    Payload = RefundsAnomaliesPayload

    def run(self, payload: RefundsAnomaliesPayload, ctx: ToolContext) -> Result:
        start, end = payload.get_window(ctx)
        before = start - timedelta(days=BASELINE_DAYS), start - timedelta(days=1)
        shop = get_current_shop(ctx)
        found = shop.refunds(start, end, before_start=before[0], before_end=before[1], limit=SHOWN)
        empty = not found.refunds
        return Result(
            card=Card(
                title=say(
                    ctx.language, "refunds.title", window=wording.format_window(start, end, ctx)
                ),
                fields=_build_fields(found, ctx),
                table=_build_table(found, ctx),
                notes=(*_list_notes(found, before, ctx), *say_so_far(end, ctx)),
                next=() if empty else _suggest_next(found, payload, ctx),
            ),
            data={
                "start": start,
                "end": end,
                "currency": ctx.currency,
                **asdict(found),
                "rate": compute_share(found.refunds, found.paid_orders),
                "rate_before": compute_share(found.refunds_before, found.paid_orders_before),
                "compared_with": {"start": before[0], "end": before[1]},
            },
            provenance=Provenance(source=shop.source, as_of=ctx.now, start=start, end=end),
            empty=empty,
        )


def _build_fields(found: Refunds, ctx: ToolContext) -> tuple[CardField, ...]:
    if not found.refunds and not found.paid_orders:
        return ()
    rate = compute_share(found.refunds, found.paid_orders)
    rate_before = compute_share(found.refunds_before, found.paid_orders_before)
    reasons = ", ".join(
        f"{say(ctx.language, f'refunds.reason.{reason.reason}')} {wording.format_number(reason.refunds, ctx)}"
        f" ({wording.format_money(reason.amount, ctx)})"
        for reason in found.reasons
    )
    values = {
        "refunds.count": wording.format_number(found.refunds, ctx),
        "refunds.amount": wording.format_money(found.amount, ctx),
        "refunds.paid_orders": wording.format_number(found.paid_orders, ctx),
        "refunds.rate": "–" if rate is None else wording.format_share(rate, ctx),
        "refunds.rate_before": "–"
        if rate_before is None
        else wording.format_share(rate_before, ctx),
        "refunds.reasons": reasons,
    }
    return draw_fields(values, ctx)


def _build_table(found: Refunds, ctx: ToolContext) -> Table | None:
    rows = (
        *(
            _build_row(product, f"{product.key} {product.title}", ctx)
            for product in found.products
        ),
        *(_build_row(customer, customer.title, ctx) for customer in found.customers),
    )
    return draw_table(("what", "refunds", "usual", "amount"), rows, ctx, prefix="refunds.column.")


def _build_row(group: RefundGroup, name: str, ctx: ToolContext) -> tuple[str, ...]:
    of = say(
        ctx.language, "refunds.of",
        refunds=wording.format_number(group.refunds, ctx), orders=wording.format_number(group.paid_orders, ctx),
    )  # fmt: skip
    usual = "–" if group.usual is None else wording.format_number(round(group.usual, 1), ctx)
    return (
        f"⚠️ {name}" if group.stands_out else name,
        of,
        usual,
        wording.format_money(group.amount, ctx),
    )


def _list_notes(found: Refunds, before: tuple[date, date], ctx: ToolContext) -> list[str]:
    if not found.refunds:
        return [say(ctx.language, "refunds.empty")]
    usual = say(ctx.language, "refunds.usual", window=wording.format_window(*before, ctx))
    if found.paid_orders_before < LEAST_ORDERS_BEFORE:
        return [say(ctx.language, "refunds.too_few", least=LEAST_ORDERS_BEFORE), usual]
    outstanding = any(group.stands_out for group in (*found.products, *found.customers))
    return [
        say(ctx.language, "refunds.shop.more" if found.stands_out else "refunds.shop.usual"),
        *([] if outstanding else [say(ctx.language, "refunds.none")]),
        say(ctx.language, "refunds.rule", **LEAST_REFUNDS),
        usual,
    ]


def _suggest_next(
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
