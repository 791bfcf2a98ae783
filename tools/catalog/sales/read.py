"""Sales figures of a window of days, compared with another window if asked."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field as Described

from tools.arguments.windows import (
    EARLIEST,
    MOST_DAYS,
    Window,
    build_window,
    get_previous_period,
    say_so_far,
)
from tools.contracts import (
    Card,
    Chart,
    ChartComparison,
    Payload,
    Provenance,
    Read,
    Result,
    Suggestion,
    Table,
    ToolContext,
)
from tools.help_areas import SALES
from tools.intents.frame import Button, Command, ReadFrame, Way
from tools.intents.reads.figures import (
    COMPARE,
    read_comparison,
    read_kpi,
)
from tools.intents.sentence import read_fixed
from tools.intents.slots.count import ComparisonReader
from tools.intents.slots.slot import Candidate, Slot, Values
from tools.registry import tool
from tools.render import wording
from tools.render.parts import draw_fields, suggest
from tools.render.wording import say
from tools.texts import Text
from tools.upstream.mode import get_current_shop
from tools.upstream.shop import Totals

Comparison = Literal["none", "previous_period", "previous_week", "previous_month"]


class KpiSnapshotPayload(Payload):
    start: Annotated[
        date | None,
        Described(
            ge=EARLIEST,
            description="First day, YYYY-MM-DD. Default: the last day; without both, today, or the week "
            "or month so far where compare_to is previous_week or previous_month.",
        ),
    ] = None
    end: Annotated[
        date | None,
        Described(ge=EARLIEST, description="Last day, YYYY-MM-DD, included. Default: today."),
    ] = None
    compare_to: Annotated[
        Comparison,
        Described(
            description="Compare with the window of the same length before, or with the same days a "
            "week or a month earlier."
        ),
    ] = "none"


#: Groups that a question about the figures of the shop may have, and one about how they grow.
KPI_TAKES = (
    "kpi", "sales", "average", "howmany", "order", "last", "daily", "sum", "went", "main", "basket", "amount",
    "paid", "we_made", "came_in",
)  # fmt: skip
COMPARISONS = {
    "previous_period": Text("Previous period"),
    "previous_week": Text("Previous week"),
    "previous_month": Text("Previous month"),
}


def suggest_comparisons(name: str, known: Values, ctx: ToolContext) -> list[Candidate]:
    return [
        Candidate(words.to(ctx.language), {"compare_to": value})
        for value, words in COMPARISONS.items()
    ]


@tool
class KpiSnapshot(Read[KpiSnapshotPayload]):
    name = "kpi_snapshot"
    title = Text("Sales figures")
    description = Text(
        "Revenue, paid orders, new orders and average order of a window of days, compared if asked."
    )
    examples = Text("KPI yesterday", context="example of a tool")
    area, rank = SALES, 1
    understands = ReadFrame(
        ways=(
            Way(
                ("versus",),
                (*KPI_TAKES, "versus", "to_each", "trend", "better", "than", "or"),
                read_comparison,
            ),
            Way(("wow",), (*KPI_TAKES, "wow"), read_fixed(compare_to="previous_week")),
            Way(("mom",), (*KPI_TAKES, "mom"), read_fixed(compare_to="previous_month")),
            Way(("order", "howmany", "paid", "window"), (*KPI_TAKES, "paid"), read_kpi),
            Way(("order", "howmany", "window"), KPI_TAKES, read_kpi),
            Way(("order", "amount", "window"), KPI_TAKES, read_kpi),
            Way(("order", "howmany"), KPI_TAKES, read_kpi, unless=("last",)),
            Way(("average", "order"), KPI_TAKES, read_kpi),
            Way(("average", "basket"), KPI_TAKES, read_kpi),
            Way(("sales",), KPI_TAKES, read_kpi),
            Way(("amount", "sell"), KPI_TAKES, read_kpi),
            Way(("kpi",), KPI_TAKES, read_kpi),
            Way(("business", "window"), KPI_TAKES, read_kpi, rank=1),
            Way(("we", "we_made", "window"), ("last", "amount", "sell"), read_kpi, rank=1),
            Way(("how", "went", "window"), KPI_TAKES, read_kpi, rank=1),
        ),
        slots=(Slot(("compare_to",), ComparisonReader(), COMPARE, likely=suggest_comparisons),),
        subjects=(("kpi",),),
        commands=(Command("kpi", ("kpi",)),),
        buttons=(
            Button("today", Text("KPI today"), {"start": 0, "end": 0}),
            Button("yesterday", Text("KPI yesterday"), {"start": 1, "end": 1}),
            Button("week", Text("KPI, 7 days"), {"start": 6, "end": 0}),
            Button("wow", Text("Week to week"), {"compare_to": "previous_week"}),
            Button("mom", Text("Month to month"), {"compare_to": "previous_month"}),
            Button(
                "before",
                Text("Today and yesterday"),
                {"start": 0, "end": 0, "compare_to": "previous_period"},
            ),
        ),
        offers=("today", "yesterday", "week"),
    )
    Payload = KpiSnapshotPayload

    def run(self, payload: KpiSnapshotPayload, ctx: ToolContext) -> Result:
        start, end = _get_window(payload, ctx)
        shop = get_current_shop(ctx)
        now = shop.totals(start, end)
        empty = not now.paid_orders and not now.created_orders
        notes = [say(ctx.language, "kpi.empty")] if empty else []
        notes += say_so_far(end, ctx)
        data: dict[str, Any] = {
            "start": start,
            "end": end,
            "currency": ctx.currency,
            **_build_data(now),
        }
        fields, table, chart = draw_fields(_format_figures(now, ctx), ctx), None, None
        if payload.compare_to != "none":
            first, last = _get_earlier_window(start, end, payload.compare_to)
            before = shop.totals(first, last)
            fields, table = (), _build_comparison(now, before, ctx)
            chart = _build_pairs_chart(now, before, (start, end), (first, last), ctx)
            said = (
                "kpi.compared"
                if before.created_orders or before.paid_orders
                else "kpi.compared.empty"
            )
            notes.append(say(ctx.language, said, window=wording.format_window(first, last, ctx)))
            data["compared_with"] = {"start": first, "end": last, **_build_data(before)}
        title = say(ctx.language, "kpi.title", window=wording.format_window(start, end, ctx))
        return Result(
            card=Card(
                title=title,
                fields=fields,
                table=table,
                notes=tuple(notes),
                chart=chart,
                next=(
                    *_suggest_comparison(payload, start, end, ctx),
                    _suggest_chart(start, end, ctx),
                ),
            ),
            data=data,
            provenance=Provenance(source=shop.source, as_of=ctx.now, start=start, end=end),
            empty=empty,
        )


def _suggest_chart(start: date, end: date, ctx: ToolContext) -> Suggestion:
    """Suggest the chart of these days; for a single day, of the two weeks that end with it."""
    length = (end - start).days + 1
    days = min(length, MOST_DAYS) if length > 1 else 14
    until = {} if end == ctx.today else {"end": end.isoformat()}
    return suggest("trend.open", ctx, "revenue_trend", {"days": days, **until}, days=days)


def _get_window(payload: KpiSnapshotPayload, ctx: ToolContext) -> Window:
    """Return the days asked for; a window that reaches into the future ends today."""
    if payload.start is None and payload.end is None:
        so_far = {
            "previous_week": ctx.today - timedelta(days=ctx.today.weekday()),
            "previous_month": ctx.today.replace(day=1),
        }
        return so_far.get(payload.compare_to, ctx.today), ctx.today
    return build_window(payload.start, payload.end or ctx.today, ctx)


def _suggest_comparison(
    payload: KpiSnapshotPayload, start: date, end: date, ctx: ToolContext
) -> tuple[Suggestion, ...]:
    """Suggest the same window beside the one before it.

    Only for a window that ends today: a button has no room for another end.
    """
    if payload.compare_to != "none" or end != ctx.today:
        return ()
    beside = {"start": start.isoformat(), "compare_to": "previous_period"}
    return (suggest("kpi.suggest.compare", ctx, "kpi_snapshot", beside),)


def _get_earlier_window(start: date, end: date, comparison: Comparison) -> Window:
    """Return the earlier window to compare with."""
    if comparison == "previous_month":
        return _get_month_earlier(start), _get_month_earlier(end)
    if comparison == "previous_week":
        return start - timedelta(days=7), end - timedelta(days=7)
    return get_previous_period(start, end)


def _get_month_earlier(day: date) -> date:
    """Return the same day of the month before; the last day of a month stays the last one."""
    last = day.replace(day=1) - timedelta(days=1)
    is_last = (day + timedelta(days=1)).day == 1
    return last if is_last else last.replace(day=min(day.day, last.day))


def _build_data(totals: Totals) -> dict[str, Any]:
    return {
        "revenue": totals.revenue,
        "paid_orders": totals.paid_orders,
        "created_orders": totals.created_orders,
        "average_order": totals.average_order,
    }


def _format_figures(totals: Totals, ctx: ToolContext) -> dict[str, str]:
    average = totals.average_order
    return {
        "kpi.revenue": wording.format_money(totals.revenue, ctx),
        "kpi.paid": wording.format_number(totals.paid_orders, ctx),
        "kpi.created": wording.format_number(totals.created_orders, ctx),
        "kpi.average": say(ctx.language, "kpi.none")
        if average is None
        else wording.format_money(average, ctx),
    }


def _build_pairs_chart(
    now: Totals, before: Totals, window: Window, earlier: Window, ctx: ToolContext
) -> Chart | None:
    """Build a chart with a pair of bars for each figure; None if both windows are empty."""
    shown = {
        "kpi.revenue": (now.revenue, before.revenue),
        "kpi.paid": (Decimal(now.paid_orders), Decimal(before.paid_orders)),
        "kpi.created": (Decimal(now.created_orders), Decimal(before.created_orders)),
        "kpi.average": (now.average_order or Decimal(0), before.average_order or Decimal(0)),
    }
    if not any(map(any, shown.values())):
        return None
    texts, texts_before = _format_figures(now, ctx), _format_figures(before, ctx)
    return Chart(
        kind="pairs",
        title=say(ctx.language, "kpi.chart"),
        unit="",
        labels=tuple(say(ctx.language, key) for key in shown),
        values=tuple(value for value, _ in shown.values()),
        texts=tuple(texts.values()),
        name=wording.format_short_window(*window, ctx),
        compared=ChartComparison(
            name=wording.format_short_window(*earlier, ctx),
            values=tuple(value for _, value in shown.values()),
            texts=tuple(texts_before.values()),
        ),
    )


def _build_comparison(now: Totals, before: Totals, ctx: ToolContext) -> Table:
    changes = (
        wording.format_change(now.revenue, before.revenue, ctx),
        wording.format_change(now.paid_orders, before.paid_orders, ctx),
        wording.format_change(now.created_orders, before.created_orders, ctx),
        wording.format_change(
            now.average_order or Decimal(0), before.average_order or Decimal(0), ctx
        ),
    )
    earlier = _format_figures(before, ctx)
    return Table(
        columns=(
            "",
            *(say(ctx.language, f"kpi.column.{name}") for name in ("now", "before", "change")),
        ),
        rows=tuple(
            (say(ctx.language, key), text, earlier[key], change or "–")
            for (key, text), change in zip(_format_figures(now, ctx).items(), changes, strict=True)
        ),
    )
