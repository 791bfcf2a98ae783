"""What will sell in the coming days, and what to reorder for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import timedelta
from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field as Described

from tools.analysis import reordering
from tools.analysis.forecasting import (
    FEWEST_BUSY_DAYS,
    FEWEST_DAYS,
    MOST_DAYS,
    WEEK,
    Outlook,
    Range,
    compute_outlook,
    has_enough_history,
)
from tools.analysis.reordering import SHARE_DAYS, Share
from tools.arguments.paging import Offset
from tools.catalog.sales.reorder import PLANNED, build_plan_card, suggest_next
from tools.contracts import (
    Band,
    Card,
    CardField,
    Chart,
    Payload,
    Provenance,
    Read,
    Result,
    Table,
    ToolContext,
)
from tools.help_areas import SALES
from tools.intents.forecasting import DAYS_AHEAD, MOST_AHEAD, read_ahead
from tools.intents.frame import Button, Command, ReadFrame, Way
from tools.intents.slots.count import HorizonReader
from tools.intents.slots.slot import Slot, build_likely
from tools.registry import tool
from tools.render import wording
from tools.render.parts import draw_fields, draw_table, suggest
from tools.render.wording import say
from tools.texts import Text
from tools.upstream.mode import get_current_shop
from tools.upstream.sales import DaySales

#: How many days of history the chart shows at least, and how many products the table shows.
CHART_DAYS, ROWS = 28, 5
STEP = Decimal("0.01")


class DemandForecastPayload(Payload):
    horizon_days: Annotated[
        int, Described(ge=1, le=60, description="How many days ahead, today being the first.")
    ] = 7
    reorder: Annotated[
        bool,
        Described(
            description="Say what to reorder, how many and when, so that the stock lasts through "
            "the delivery and these days after it."
        ),
    ] = False
    limit: Annotated[
        int, Described(ge=1, le=200, description="How many products to list of what to reorder.")
    ] = PLANNED
    offset: Offset = 0


#: Groups that a question about the days to come may have.
TAKES = (
    "forecast", "reorder", "sales", "sell", "sells", "product", "coming", "plan", "will", "ought", "this",
    "detail", "supplier", "howmany", "amount", "quantity", "people", "bought", "purchase", "lasts",
    "needed", "top", "most", "will_sell", "went", "to_each", "we_made", "each_one", "again_word", "soon",
    "grows", "daily",
)  # fmt: skip
#: Groups of an order that was placed, and of what was sold: no question about the days to come.
NOT_REORDERED = ("order_id", "paid", "shipped", "flag_noun", "unpaid")
SOLD = ("order_id",)
STOCKED = (*TAKES, "stock", "runs_low", "order", "one_order", "showcase")


@tool
class DemandForecast(Read[DemandForecastPayload]):
    name = "demand_forecast"
    title = Text("Demand forecast")
    description = Text("What will sell in the coming days, or what to reorder, how many and when.")
    examples = Text("demand forecast for 14 days")
    area, rank = SALES, 5
    understands = ReadFrame(
        ways=(
            Way(("reorder",), STOCKED, read_ahead(reorder=True), rank=-1, unless=NOT_REORDERED),
            *(
                Way(
                    ("supplier", buying),
                    STOCKED,
                    read_ahead(reorder=True),
                    rank=-1,
                    unless=NOT_REORDERED,
                )
                for buying in ("order", "purchase", "bought")
            ),
            Way(
                ("ought", "bought"),
                STOCKED,
                read_ahead(reorder=True),
                rank=-2,
                unless=("people", "will"),
            ),
            Way(("forecast",), (*TAKES, "trend", "order"), read_ahead(), rank=-1, unless=SOLD),
            *(
                Way(("will", selling), TAKES, read_ahead(), rank=-1)
                for selling in ("sell", "sells", "sales", "bought")
            ),
            *(
                Way(("coming", selling), TAKES, read_ahead(), rank=-1, unless=SOLD)
                for selling in ("sells", "sales", "seller")
            ),
            Way(("waiting", "sales"), (*TAKES, "waiting"), read_ahead(), rank=-1),
            Way(("will_sell",), TAKES, read_ahead(), rank=-1),
        ),
        slots=(
            Slot(
                ("horizon_days",),
                HorizonReader(MOST_AHEAD),
                DAYS_AHEAD,
                likely=build_likely("horizon_days", 7, 14, 30, 60),
            ),
        ),
        subjects=(("forecast",),),
        commands=(
            Command("forecast", ("forecast",), Text("What will sell: /forecast 14")),
            Command("reorder", ("reorder",), Text("What to reorder: /reorder 14")),
        ),
        buttons=(
            Button("forecast7", Text("Forecast, 7 days")),
            Button(
                "forecast30",
                Text("Forecast, 30 days"),
                {"horizon_days": 30},
            ),
            Button("reorder", Text("What to reorder"), {"reorder": True}),
        ),
        offers=("forecast7", "forecast30", "reorder"),
    )
    Payload = DemandForecastPayload

    def run(self, payload: DemandForecastPayload, ctx: ToolContext) -> Result:
        shop, horizon = get_current_shop(ctx), payload.horizon_days
        end = ctx.today - timedelta(days=1)  # today is not over
        days = _drop_days_before_sales(
            shop.sales_by_day(ctx.today - timedelta(days=MOST_DAYS), end)
        )
        provenance = Provenance(
            source=shop.source, as_of=ctx.now, start=days[0].day if days else end, end=end
        )
        if not has_enough_history([day.units for day in days]):
            return Result(
                _build_too_little(days, ctx), _build_data(payload, days), provenance, empty=True
            )
        recent = days[-SHARE_DAYS:]
        shares = reordering.compute_shares(shop.sales_by_product(recent[0].day, end), recent)
        if payload.reorder:
            ahead = reordering.count_days_needed(shares, horizon)
            coming = compute_outlook([day.units for day in days], ahead).days
            plan = reordering.compute_reorders(
                [share for share in shares if share.product.published],
                [day.expected for day in coming],
                ctx.today,
                horizon,
            )
            page = slice(payload.offset, payload.offset + payload.limit)
            card, figures = build_plan_card(plan, page, shares, horizon, ctx)
        else:
            card, figures = _build_forecast(days, shares, horizon, ctx)
        nothing = payload.reorder and card.listing is None
        return Result(card, {**_build_data(payload, days), **figures}, provenance, empty=nothing)


def _drop_days_before_sales(days: Sequence[DaySales]) -> list[DaySales]:
    """Drop the days before the shop's first sale, because they tell nothing."""
    first = next((at for at, day in enumerate(days) if day.units), len(days))
    return list(days[first:])


def _build_data(payload: DemandForecastPayload, days: Sequence[DaySales]) -> dict[str, Any]:
    asked = payload.model_dump(include={"horizon_days", "reorder"})
    return {**asked, "history_days": len(days)}


def _build_too_little(days: Sequence[DaySales], ctx: ToolContext) -> Card:
    busy = sum(day.units > 0 for day in days)
    note = say(
        ctx.language, "forecast.too_little" if days else "forecast.nothing", days=len(days) or MOST_DAYS,
        busy=busy, most_days=FEWEST_DAYS, most_busy=FEWEST_BUSY_DAYS,
    )  # fmt: skip
    low = {"section": "low_stock"}
    stock = suggest("forecast.suggest.stock", ctx, "inventory_status", low)
    return Card(title=say(ctx.language, "forecast.title.none"), notes=(note,), next=(stock,))


def _build_forecast(
    days: Sequence[DaySales], shares: Sequence[Share], horizon: int, ctx: ToolContext
) -> tuple[Card, dict[str, Any]]:
    end = ctx.today + timedelta(days=horizon - 1)
    units = compute_outlook([day.units for day in days], horizon)
    orders = compute_outlook([day.paid_orders for day in days], horizon).total
    revenue = compute_outlook([float(day.revenue) for day in days], horizon).total
    sellers = sorted(
        (share for share in shares if share.share and share.product.published),
        key=lambda share: (-(share.share or 0), share.product.product_id),
    )
    expected = [(share, (share.share or 0) * units.total.expected) for share in sellers]
    card = Card(
        title=say(
            ctx.language, "forecast.title", window=wording.format_window(ctx.today, end, ctx)
        ),
        fields=_build_fields(units, orders, revenue, days, ctx),
        table=_build_table(expected, ctx),
        notes=(
            say(ctx.language, "forecast.method", days=len(days)),
            say(ctx.language, "forecast.today"),
        ),
        chart=_build_chart(days[-max(CHART_DAYS, horizon) :], units.days, ctx),
        next=suggest_next(horizon, ctx, planned=False),
    )
    return card, {
        "start": ctx.today,
        "end": end,
        "currency": ctx.currency,
        "units": _to_figures(units.total),
        "paid_orders": _to_figures(orders),
        "revenue": _to_figures(revenue),
        "days": [
            {"day": ctx.today + timedelta(days=at), **_to_figures(expected_day)}
            for at, expected_day in enumerate(units.days)
        ],
        "products": [
            {
                "product_id": share.product.product_id,
                "title": share.product.title,
                "stock": share.product.stock,
                "expected": _to_decimal(pieces),
            }
            for share, pieces in expected
        ],
    }


def _build_fields(
    units: Outlook, orders: Range, revenue: Range, days: Sequence[DaySales], ctx: ToolContext
) -> tuple[CardField, ...]:
    def pieces(value: float) -> str:
        return wording.format_number(round(value), ctx)

    def money(value: float) -> str:
        return wording.format_whole_money(Decimal(round(value)), ctx)

    horizon = len(units.days)
    best = max(range(horizon), key=lambda at: units.days[at].expected)
    values = {
        "forecast.units": _format_range(units.total, pieces),
        "forecast.orders": _format_range(orders, pieces),
        "forecast.revenue": _format_range(revenue, money),
    }
    if horizon > 1:
        day = wording.format_day(ctx.today + timedelta(days=best), ctx)
        values["forecast.busiest"] = f"{day}, {pieces(units.days[best].expected)}"
    before = sum(day.units for day in days[-horizon:])
    change = wording.format_change(round(units.total.expected), before, ctx)
    if change and WEEK <= horizon <= len(days):
        values["forecast.change"] = change
    return draw_fields(values, ctx, days=horizon)


def _format_range(found: Range, written: Callable[[float], str]) -> str:
    """Format what is expected and its range: "98 (91–106)"."""
    return f"{written(found.expected)} ({written(found.low)}–{written(found.high)})"


def _build_table(expected: Sequence[tuple[Share, float]], ctx: ToolContext) -> Table | None:
    columns = ("products.column.product", "forecast.column.expected", "forecast.column.stock")
    rows = (
        (
            f"{share.product.product_id} {share.product.title}",
            wording.format_number(round(pieces), ctx),
            wording.format_number(share.product.stock, ctx),
        )
        for share, pieces in expected[:ROWS]
    )
    return draw_table(columns, rows, ctx, total=len(expected))


def _build_chart(history: Sequence[DaySales], coming: Sequence[Range], ctx: ToolContext) -> Chart:
    days = [
        *(day.day for day in history),
        *(ctx.today + timedelta(days=at) for at in range(len(coming))),
    ]
    return Chart(
        kind="line",
        title=say(ctx.language, "forecast.chart"),
        unit=say(ctx.language, "forecast.chart.unit"),
        labels=tuple(wording.format_short_day(day, ctx) for day in days),
        values=(
            *(Decimal(day.units) for day in history),
            *(_to_decimal(day.expected) for day in coming),
        ),
        band=Band(
            label=say(ctx.language, "forecast.chart.band"),
            low=tuple(_to_decimal(day.low) for day in coming),
            high=tuple(_to_decimal(day.high) for day in coming),
        ),
    )


def _to_figures(found: Range) -> dict[str, Decimal]:
    return {name: _to_decimal(value) for name, value in asdict(found).items()}


def _to_decimal(value: float) -> Decimal:
    return Decimal(value).quantize(STEP)
