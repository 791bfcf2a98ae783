"""The shop's figures on the overview, from the same source and definitions as the bot's answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext

from tools.clock import shop_context
from tools.contracts import ToolContext, ToolRefused
from tools.render.wording import money, number, say, short_day
from tools.upstream.mode import current_shop, upstream_mode
from tools.upstream.shop import DayRevenue, Shop, Totals

CHART_DAYS = 30


@dataclass(frozen=True)
class Figure:
    """One number with its name and what it was the day before."""

    label: str
    icon: str
    value: str
    yesterday: str


@dataclass(frozen=True)
class Figures:
    """Today so far beside yesterday, and the revenue of the last days."""

    cards: tuple[Figure, ...]
    chart: dict[str, Any]
    source: str
    as_of: datetime


@dataclass(frozen=True)
class NoFigures:
    """The source does not answer; the text says so in the words of its refusal."""

    reason: str


def shop_figures() -> Figures | NoFigures:
    ctx = shop_context(mode=upstream_mode())
    yesterday = ctx.today - timedelta(days=1)
    try:
        shop = current_shop(ctx)
        now, before = shop.totals(ctx.today, ctx.today), shop.totals(yesterday, yesterday)
        days = shop.revenue_by_day(ctx.today - timedelta(days=CHART_DAYS - 1), ctx.today)
    except ToolRefused as refusal:
        return NoFigures(refusal.text)
    return Figures(_cards(now, before, ctx), _chart(days, ctx), _source(shop, ctx), ctx.now)


def _source(shop: Shop, ctx: ToolContext) -> str:
    return say(ctx.language, f"system.source.{shop.source}")


def _cards(now: Totals, before: Totals, ctx: ToolContext) -> tuple[Figure, ...]:
    return (
        Figure(
            gettext("Revenue today"),
            "payments",
            money(now.revenue, ctx),
            money(before.revenue, ctx),
        ),
        Figure(
            gettext("Paid orders"),
            "shopping_bag",
            number(now.paid_orders, ctx),
            number(before.paid_orders, ctx),
        ),
        Figure(
            gettext("Average order"), "receipt_long", _average(now, ctx), _average(before, ctx)
        ),
        Figure(
            gettext("New orders"),
            "add_shopping_cart",
            number(now.created_orders, ctx),
            number(before.created_orders, ctx),
        ),
    )


def _average(totals: Totals, ctx: ToolContext) -> str:
    return "–" if totals.average_order is None else money(totals.average_order, ctx)


def _chart(days: list[DayRevenue], ctx: ToolContext) -> dict[str, Any]:
    """What the page's script draws; the texts beside the numbers are what a reader sees."""
    total = sum((day.revenue for day in days), Decimal(0))
    return {
        "labels": [short_day(day.day, ctx) for day in days],
        "values": [str(day.revenue) for day in days],
        "texts": [
            gettext("{revenue} · {orders} paid").format(
                revenue=money(day.revenue, ctx), orders=number(day.paid_orders, ctx)
            )
            for day in days
        ],
        "total": money(total, ctx),
        "unit": ctx.currency,
    }
