"""The shop's figures on the overview; same source and same definitions as the bot's answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext

from tools.clock import build_shop_context
from tools.contracts import ToolContext, ToolRefused
from tools.render.wording import format_money, format_number, format_short_day, say
from tools.upstream.mode import get_current_shop, get_upstream_mode
from tools.upstream.shop import DayRevenue, Shop, Totals

CHART_DAYS = 30


@dataclass(frozen=True)
class Figure:
    """One figure of today with its name, and its value of yesterday."""

    label: str
    icon: str
    value: str
    yesterday: str


@dataclass(frozen=True)
class Figures:
    """Today so far and yesterday, and the revenue of the last CHART_DAYS."""

    cards: tuple[Figure, ...]
    chart: dict[str, Any]
    source: str
    as_of: datetime


@dataclass(frozen=True)
class NoFigures:
    """The shop does not answer, so there are no figures; `reason` is the text of its refusal."""

    reason: str


def build_shop_figures() -> Figures | NoFigures:
    """Return the figures of the active shop; NoFigures where it does not answer."""
    ctx = build_shop_context(mode=get_upstream_mode())
    yesterday = ctx.today - timedelta(days=1)
    try:
        shop = get_current_shop(ctx)
        now, before = shop.totals(ctx.today, ctx.today), shop.totals(yesterday, yesterday)
        days = shop.revenue_by_day(ctx.today - timedelta(days=CHART_DAYS - 1), ctx.today)
    except ToolRefused as refusal:
        return NoFigures(refusal.text)
    return Figures(
        _build_cards(now, before, ctx),
        _build_chart(days, ctx),
        _describe_source(shop, ctx),
        ctx.now,
    )


def _describe_source(shop: Shop, ctx: ToolContext) -> str:
    return say(ctx.language, f"system.source.{shop.source}")


def _build_cards(now: Totals, before: Totals, ctx: ToolContext) -> tuple[Figure, ...]:
    return (
        Figure(
            gettext("Revenue today"),
            "payments",
            format_money(now.revenue, ctx),
            format_money(before.revenue, ctx),
        ),
        Figure(
            gettext("Paid orders"),
            "shopping_bag",
            format_number(now.paid_orders, ctx),
            format_number(before.paid_orders, ctx),
        ),
        Figure(
            gettext("Average order"),
            "receipt_long",
            _format_average(now, ctx),
            _format_average(before, ctx),
        ),
        Figure(
            gettext("New orders"),
            "add_shopping_cart",
            format_number(now.created_orders, ctx),
            format_number(before.created_orders, ctx),
        ),
    )


def _format_average(totals: Totals, ctx: ToolContext) -> str:
    return "–" if totals.average_order is None else format_money(totals.average_order, ctx)


def _build_chart(days: list[DayRevenue], ctx: ToolContext) -> dict[str, Any]:
    """Return the chart's data for the page's script: the values, and the texts that readers see."""
    total = sum((day.revenue for day in days), Decimal(0))
    return {
        "labels": [format_short_day(day.day, ctx) for day in days],
        "values": [str(day.revenue) for day in days],
        "texts": [
            gettext("{revenue} · {orders} paid").format(
                revenue=format_money(day.revenue, ctx), orders=format_number(day.paid_orders, ctx)
            )
            for day in days
        ],
        "total": format_money(total, ctx),
        "unit": ctx.currency,
    }
