"""What an argument that is asked for will most likely be: offered as buttons beside the question."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tools.contracts import ToolContext, ToolRefused, Words
from tools.upstream.mode import current_shop
from tools.upstream.products import Section
from tools.upstream.shop import OrderFilter, Preset

#: How many of each kind are offered.
MOST_ORDERS, MOST_COUPONS, MOST_PRODUCTS = 8, 8, 6
LONGEST_LABEL = 28
ALL_PRODUCTS = Words("All products", "Все товары")
SOLD_WITHIN = timedelta(days=30)


@dataclass(frozen=True)
class Candidate:
    """A button's label, and the arguments that it gives."""

    label: str
    arguments: dict[str, Any]


Known = Mapping[str, Any]


def candidates(tool: str, missing: str, known: Known, ctx: ToolContext) -> tuple[Candidate, ...]:
    """What may be meant; nothing where the shop does not tell."""
    find = _FINDERS.get((tool, missing))
    if find is None:
        return ()
    try:
        return tuple(find(known, ctx))
    except ToolRefused:  # the question can be answered in words as well
        return ()


def _orders(known: Known, ctx: ToolContext) -> list[str]:
    """The flagged ones where flags are to be taken off, else those that are stuck or late."""
    shop = current_shop(ctx)
    if known.get("flagged") is False:
        wanted = [OrderFilter(flagged=True)]
    else:
        presets: tuple[Preset, ...] = ("stuck", "late_ship")
        wanted = [OrderFilter(preset=one) for one in presets]
    rows = [row for one in wanted for row in shop.orders(one, MOST_ORDERS // len(wanted)).rows]
    return list(dict.fromkeys(row.order_id for row in rows))


def _to_flag(known: Known, ctx: ToolContext) -> list[Candidate]:
    return [Candidate(one, {"order_ids": [one]}) for one in _orders(known, ctx)]


def _to_open(known: Known, ctx: ToolContext) -> list[Candidate]:
    return [Candidate(one, {"order_id": one}) for one in _orders(known, ctx)]


def _coupons(_: Known, ctx: ToolContext) -> list[Candidate]:
    found = current_shop(ctx).coupons("active", MOST_COUPONS)
    return [Candidate(one.code, {"code": one.code}) for one in found.rows]


def _sellers(_: Known, ctx: ToolContext) -> list[Candidate]:
    """What sold worst of late: prices and discounts are changed for its sake."""
    found = current_shop(ctx).sold(
        ctx.today - SOLD_WITHIN, ctx.today, metric="revenue", direction="bottom",
        group_by="product", limit=MOST_PRODUCTS,
    )  # fmt: skip
    return [_product(one.key, one.title) for one in found.rows]


def _all_or_sellers(known: Known, ctx: ToolContext) -> list[Candidate]:
    """All products, unless one price is set; and those whose price is likely to be changed."""
    everything = Candidate(ALL_PRODUCTS.to(ctx.language), {"all": True})
    return [*(() if "set_to" in known else (everything,)), *_sellers(known, ctx)]


def _to_publish(known: Known, ctx: ToolContext) -> list[Candidate]:
    section: Section = "unpublished" if known.get("published") else "out_of_stock"
    found = current_shop(ctx).inventory(section, 1, MOST_PRODUCTS)
    return [_product(one.product_id, one.title) for one in found.rows]


def _product(product_id: str, title: str) -> Candidate:
    label = f"{product_id} {title}"
    short = label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1]}…"
    return Candidate(short, {"product_ids": [product_id]})


Finder = Callable[[Known, ToolContext], list[Candidate]]


def _numbers(argument: str, label: str, *values: int) -> Finder:
    return lambda _, __: [Candidate(label.format(one), {argument: one}) for one in values]


def _words(argument: str, values: Mapping[str, Words]) -> Finder:
    return lambda _, ctx: [
        Candidate(words.to(ctx.language), {argument: one}) for one, words in values.items()
    ]


_PERCENT_OFF = _numbers("percent_off", "{}%", 5, 10, 15, 20)
_CHANGE = _numbers("percent", "{:+}%", -10, -5, 3, 5, 10)

_FINDERS: dict[tuple[str, str], Finder] = {
    ("flag_order", "order_ids"): _to_flag,
    ("order_detail", "order_id"): _to_open,
    ("orders_search", "limit"): _numbers("limit", "{}", 10, 20, 50),
    ("chats_unanswered", "limit"): _numbers("limit", "{}", 10, 20, 50),
    ("create_coupon", "percent_off"): _PERCENT_OFF,
    ("create_coupon", "amount_off"): _PERCENT_OFF,
    ("create_coupon", "max_uses"): _numbers("max_uses", "{}", 50, 100, 500),
    ("disable_coupon", "code"): _coupons,
    ("adjust_price", "product_ids"): _all_or_sellers,
    ("adjust_price", "percent"): _CHANGE,
    ("adjust_price", "set_to"): _CHANGE,
    ("adjust_price", "raise_by"): _numbers("percent", "{:+}%", 3, 5, 10, 15),
    ("adjust_price", "lower_by"): _numbers("percent", "{:+}%", -3, -5, -10, -15),
    ("set_discount", "percent"): _numbers("percent", "{}%", 5, 10, 15, 20),
    ("set_discount", "product_ids"): _all_or_sellers,
    ("publish_product", "product_ids"): _to_publish,
    ("revenue_trend", "days"): _numbers("days", "{}", 7, 14, 30, 90),
    ("demand_forecast", "horizon_days"): _numbers("horizon_days", "{}", 7, 14, 30, 60),
    ("top_products", "days"): _numbers("days", "{}", 7, 30, 90),
    ("top_products", "limit"): _numbers("limit", "{}", 5, 10, 20),
    ("kpi_snapshot", "compare_to"): _words(
        "compare_to",
        {
            "previous_period": Words("Previous period", "Прошлый период"),
            "previous_week": Words("Previous week", "Прошлая неделя"),
            "previous_month": Words("Previous month", "Прошлый месяц"),
        },
    ),
}
