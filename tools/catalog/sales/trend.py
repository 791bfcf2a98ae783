"""The revenue day by day, as a chart."""

from __future__ import annotations

from decimal import Decimal

from tools.arguments.windows import (
    MOST_DAYS,
    DayCount,
    DaysBack,
    get_previous_period,
    say_so_far,
)
from tools.contracts import (
    Card,
    Chart,
    Provenance,
    Read,
    Result,
    ToolContext,
)
from tools.help_areas import SALES
from tools.intents.figures import (
    TREND_DAYS,
    read_sales,
    read_trend,
)
from tools.intents.frame import Button, Command, ReadFrame, Way
from tools.intents.slots.count import DayCountReader
from tools.intents.slots.slot import Slot, build_likely
from tools.registry import tool
from tools.render import wording
from tools.render.parts import draw_fields, suggest
from tools.render.wording import say
from tools.texts import Text
from tools.upstream.mode import get_current_shop

#: Groups that a question about growing revenue may have.
GROWS = (
    "trend", "sales", "by", "per_day", "last", "grows", "or", "daily", "went", "picture", "howmany", "day",
    "we_made",
)  # fmt: skip
#: Groups that a question about the chart of something else has.
NOT_REVENUE = ("order", "funnel", "refund", "forecast", "chat", "product", "category", "coupon")


class RevenueTrendPayload(DaysBack):
    days: DayCount = 14


@tool
class RevenueTrend(Read[RevenueTrendPayload]):
    name = "revenue_trend"
    title = Text("Revenue trend")
    description = Text(
        "Revenue day by day as a chart, with its total and the change against the days before."
    )
    examples = Text("revenue for the last 14 days")
    area, rank = SALES, 2
    understands = ReadFrame(
        ways=(
            Way(
                ("daily", "sales"),
                GROWS,
                read_trend,
                unless=("kpi", "one_day", "mails", *NOT_REVENUE),
            ),
            Way(("trend", "sales"), GROWS, read_trend, unless=NOT_REVENUE),
            Way(("grows", "sales"), GROWS, read_trend, unless=("product", "category")),
            Way(("sales", "by", "per_day"), GROWS, read_trend),
            Way(("picture", "sales"), GROWS, read_trend, unless=("product",)),
            Way(("trend",), GROWS, read_trend, unless=NOT_REVENUE),
            Way(("sales", "several_days"), ("sales", "last"), read_sales, unless=("kpi",)),
        ),
        slots=(
            Slot(
                ("days",),
                DayCountReader(MOST_DAYS),
                TREND_DAYS,
                likely=build_likely("days", 7, 14, 30, 90),
            ),
        ),
        subjects=(("trend", "sales"),),
        commands=(Command("trend", ("trend",), Text("Revenue chart: /trend 14")),),
        command_asks="days",
        buttons=(
            Button("trend7", Text("Revenue, 7 days"), {"days": 7}),
            Button("trend14", Text("Revenue, 14 days"), {"days": 14}),
            Button("trend30", Text("Revenue, 30 days"), {"days": 30}),
            Button("trend365", Text("Revenue, a year"), {"days": 365}),
        ),
        offers=("trend7", "trend30", "trend365"),
    )
    Payload = RevenueTrendPayload

    def run(self, payload: RevenueTrendPayload, ctx: ToolContext) -> Result:
        start, end = payload.get_window(ctx)
        shop = get_current_shop(ctx)
        days = shop.revenue_by_day(start, end)
        total = sum((day.revenue for day in days), Decimal("0.00"))
        before = shop.totals(*get_previous_period(start, end)).revenue
        best = max(days, key=lambda day: day.revenue)
        paid = sum(day.paid_orders for day in days)
        change = wording.format_change(total, before, ctx)
        values = {
            "trend.total": wording.format_money(total, ctx),
            "kpi.paid": wording.format_number(paid, ctx),
            "trend.daily": wording.format_money(total / len(days), ctx),
            "trend.best": f"{wording.format_day(best.day, ctx)}, {wording.format_money(best.revenue, ctx)}",
            "trend.change": change or say(ctx.language, "trend.nothing_before"),
        }
        chart = Chart(
            kind="line",
            title=say(ctx.language, "trend.chart"),
            unit=ctx.currency,
            labels=tuple(wording.format_short_day(day.day, ctx) for day in days),
            values=tuple(day.revenue for day in days),
        )
        day = {"start": end.isoformat(), "end": end.isoformat()}
        shown = wording.format_short_day(end, ctx)
        last_day = suggest("trend.suggest", ctx, "kpi_snapshot", day, day=shown)
        return Result(
            card=Card(
                title=say(
                    ctx.language, "trend.title", window=wording.format_window(start, end, ctx)
                ),
                fields=draw_fields(values, ctx) if paid else (),
                notes=(
                    *([] if paid else [say(ctx.language, "trend.empty")]),
                    *say_so_far(end, ctx),
                ),
                chart=chart if paid else None,
                next=(last_day,),
            ),
            data={
                "start": start,
                "end": end,
                "currency": ctx.currency,
                "revenue": total,
                "paid_orders": paid,
                "revenue_before": before,
                "days": [
                    {"day": day.day, "revenue": day.revenue, "paid_orders": day.paid_orders}
                    for day in days
                ],
            },
            provenance=Provenance(source=shop.source, as_of=ctx.now, start=start, end=end),
            empty=not paid,
        )
