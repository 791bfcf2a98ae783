"""The way from visit to purchase: how many go on at each step, compared with the days before."""

from __future__ import annotations

import itertools
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from tools.arguments.windows import DayCount, DaysBack, get_previous_period, say_so_far
from tools.contracts import (
    Card,
    CardField,
    Chart,
    ChartComparison,
    Provenance,
    Read,
    Result,
    Suggestion,
    Table,
    ToolContext,
)
from tools.help_areas import SALES
from tools.intents.frame import Button, ReadFrame, Way
from tools.intents.reads.sales import list_further, read_compared_days
from tools.registry import tool
from tools.render import wording
from tools.render.parts import draw_fields, draw_table, suggest
from tools.render.wording import say
from tools.texts import Text
from tools.upstream.insights import ChannelVisits, Funnel
from tools.upstream.mode import get_current_shop

STEPS = ("visits", "carts", "checkouts", "paid")
#: How many channels an answer names.
CHANNELS = 4
LONGER_DAYS = 30


class FunnelSnapshotPayload(DaysBack):
    days: DayCount = 7


#: Groups that a question about the way from visit to purchase may have.
TAKES = (
    "funnel", "visit", "cart", "sales", "channel", "source", "by", "bought", "order", "payment", "share",
    "howmany", "last", "abandoned", "people", "stage", "pays", "showcase", "detail", "lose", "arrives", "paid",
    "sells", "versus", "better", "than", "kpi", "overview", "extent", "grows", "earlier", "previous", "often", "most",
    "or_not", "customer", "drop", "status", "bot_mode", "who", "unpaid", "becomes", "sends", "we", "reasons", "owes",
)  # fmt: skip


#: Groups each of which alone asks for it.
SUBJECTS = ("funnel", "visit", "cart")


@tool
class FunnelSnapshot(Read[FunnelSnapshotPayload]):
    name = "funnel_snapshot"
    title = Text("Sales funnel")
    description = Text(
        "Visits, carts, checkouts and paid orders with the rate from step to step, against the days before."
    )
    examples = Text("sales funnel this week")
    area, rank = SALES, 4
    understands = ReadFrame(
        ways=tuple(
            Way(
                said,
                (*TAKES, *said, *list_further(said)),
                read_compared_days("funnel_snapshot"),
                rank=-1 if {"order", "paid"} & {*said} else 0,  # no list of orders, though it says so
            )
            for said in (
                *((subject,) for subject in SUBJECTS),
                *((subject, "versus") for subject in SUBJECTS),
                ("cart", "lays"),
                *((subject, end) for subject in ("visit", "cart") for end in ("order", "paid")),
                *(("lose", whom) for whom in ("people", "visit", "customer", "stage", "cart", "pays", "who")),
                *(("arrives", end) for end in ("payment", "pays", "cart", "showcase")),
                ("visit", "bought"), ("share", "bought"),
            )
        ),
        never_with=frozenset({"newcomers"}),
        subjects=(("funnel",),),
        buttons=(Button("funnel", Text("Sales funnel")),),
        offers=("funnel", "week", "trend14"),
    )  # fmt: skip
    Payload = FunnelSnapshotPayload

    def run(self, payload: FunnelSnapshotPayload, ctx: ToolContext) -> Result:
        start, end = payload.get_window(ctx)
        earlier = get_previous_period(start, end)
        shop = get_current_shop(ctx)
        now, before = shop.funnel(start, end), shop.funnel(*earlier)
        empty = not now.days
        notes = (
            [say(ctx.language, "funnel.empty")]
            if empty
            else _list_notes(now, before, payload, ctx)
        )
        compared = say(ctx.language, "kpi.compared", window=wording.format_window(*earlier, ctx))
        return Result(
            card=Card(
                title=say(
                    ctx.language, "funnel.title", window=wording.format_window(start, end, ctx)
                ),
                fields=() if empty else _build_overall(now, before, ctx),
                table=None if empty else _build_table(now, before, ctx),
                notes=(
                    *notes,
                    *([compared] if now.days and before.days else []),
                    *say_so_far(end, ctx),
                ),
                chart=_build_chart(now, before, (start, end), ctx) if now.visits else None,
                next=_suggest_next(payload, ctx),
            ),
            data={
                "start": start,
                "end": end,
                **_build_data(now),
                "channels": [asdict(channel) for channel in now.channels],
                "compared_with": {"start": earlier[0], "end": earlier[1], **_build_data(before)},
            },
            provenance=Provenance(source=shop.source, as_of=ctx.now, start=start, end=end),
            empty=empty,
        )


def compute_share(part: int, whole: int) -> Decimal | None:
    """Compute the share of `part` in `whole`, 0 to 1, to four places; None if `whole` is 0."""
    return (Decimal(part) / whole).quantize(Decimal("0.0001")) if whole else None


def _list_counts(funnel: Funnel) -> tuple[int, ...]:
    return tuple(getattr(funnel, step) for step in STEPS)


def _compute_rates(funnel: Funnel) -> tuple[Decimal | None, ...]:
    """Compute the share of each step that goes on to the next; None after a step of 0."""
    counts = _list_counts(funnel)
    return tuple(compute_share(after, before) for before, after in itertools.pairwise(counts))


def _build_data(funnel: Funnel) -> dict[str, Any]:
    rates = {
        f"{step}_rate": rate for step, rate in zip(STEPS[1:], _compute_rates(funnel), strict=True)
    }
    return {
        "days_on_record": funnel.days,
        **dict(zip(STEPS, _list_counts(funnel), strict=True)),
        **rates,
        "overall_rate": compute_share(funnel.paid, funnel.visits),
    }


def _format_rate(rate: Decimal | None, ctx: ToolContext) -> str:
    return "–" if rate is None else wording.format_share(rate, ctx)


def _build_overall(now: Funnel, before: Funnel, ctx: ToolContext) -> tuple[CardField, ...]:
    text = _format_rate(compute_share(now.paid, now.visits), ctx)
    if before.visits:
        was = _format_rate(compute_share(before.paid, before.visits), ctx)
        text = say(ctx.language, "funnel.was", now=text, before=was)
    return draw_fields({"funnel.overall": text}, ctx)


def _build_table(now: Funnel, before: Funnel, ctx: ToolContext) -> Table | None:
    columns = ("step", "now", "before", "rate", "rate_before")
    rates, rates_before = (None, *_compute_rates(now)), (None, *_compute_rates(before))
    rows = (
        (
            say(ctx.language, f"funnel.step.{step}"),
            wording.format_number(getattr(now, step), ctx),
            wording.format_number(getattr(before, step), ctx) if before.days else "–",
            _format_rate(rate, ctx),
            _format_rate(was, ctx),
        )
        for step, rate, was in zip(STEPS, rates, rates_before, strict=True)
    )
    return draw_table(columns, rows, ctx, prefix="funnel.column.")


def _list_notes(
    now: Funnel, before: Funnel, payload: FunnelSnapshotPayload, ctx: ToolContext
) -> list[str]:
    notes = []
    if now.days < payload.days:
        notes.append(say(ctx.language, "funnel.partly", days=now.days, of=payload.days))
    if not before.days:
        notes.append(say(ctx.language, "funnel.nothing_before"))
    elif before.days != now.days:
        notes.append(say(ctx.language, "funnel.partly_before", days=before.days, of=payload.days))
    if now.paid > now.checkouts:
        notes.append(say(ctx.language, "funnel.beside"))
    if len(now.channels) > 1:
        named = "; ".join(_describe_channel(channel, ctx) for channel in now.channels[:CHANNELS])
        notes.append(say(ctx.language, "funnel.channels", channels=named))
    return notes


def _describe_channel(channel: ChannelVisits, ctx: ToolContext) -> str:
    rate = _format_rate(compute_share(channel.checkouts, channel.visits), ctx)
    return f"{channel.channel} {wording.format_number(channel.visits, ctx)}, {rate}"


def _build_chart(
    now: Funnel, before: Funnel, window: tuple[date, date], ctx: ToolContext
) -> Chart:
    """Build the chart of both windows; the earlier one only if as many days are on record."""
    compared = None
    if before.days == now.days:
        compared = ChartComparison(
            name=wording.format_short_window(*get_previous_period(*window), ctx),
            values=tuple(map(Decimal, _list_counts(before))),
            texts=_build_texts(before, ctx),
        )
    return Chart(
        kind="funnel",
        title=say(ctx.language, "funnel.chart"),
        unit="",
        labels=tuple(say(ctx.language, f"funnel.step.{step}") for step in STEPS),
        values=tuple(map(Decimal, _list_counts(now))),
        texts=_build_texts(now, ctx),
        name=wording.format_short_window(*window, ctx),
        compared=compared,
    )


def _build_texts(funnel: Funnel, ctx: ToolContext) -> tuple[str, ...]:
    first, *rest = (wording.format_number(count, ctx) for count in _list_counts(funnel))
    rates = zip(rest, _compute_rates(funnel), strict=True)
    return (first, *(f"{count} · {_format_rate(rate, ctx)}" for count, rate in rates))


def _suggest_next(payload: FunnelSnapshotPayload, ctx: ToolContext) -> tuple[Suggestion, ...]:
    until = {"end": payload.end.isoformat()} if payload.end else {}
    days = LONGER_DAYS
    longer = suggest("funnel.suggest", ctx, "funnel_snapshot", {"days": days, **until}, days=days)
    trend = suggest("trend.open", ctx, "revenue_trend", {"days": 14, **until}, days=14)
    return (trend,) if payload.days == LONGER_DAYS else (longer, trend)
