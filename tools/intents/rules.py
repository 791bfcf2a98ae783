"""What a question comes to: a table over groups of words, first match wins, specific before general.

A rule matches when each of its needs is met. It answers only if every word of the sentence is
accounted for: as filler, as one of the groups the rule takes, or as part of an argument. A strange
word ("sales in Berlin") is asked back, because answering without it would answer something else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from tools.intents.figures import compare, kpi, sales, trend
from tools.intents.forecasting import ahead
from tools.intents.listing import (
    STATUSES,
    chats,
    one_order,
    orders,
    orders_by_query,
    orders_by_status,
)
from tools.intents.selling import low_stock, over_days, ranking
from tools.intents.sentence import Built, Sentence, fixed, nothing


@dataclass(frozen=True)
class Rule:
    """One row: what must be said, what else may be, and how the arguments are read."""

    tool: str
    needs: tuple[str, ...]
    takes: tuple[str, ...] = ()
    build: Callable[[Sentence], Built] = nothing
    #: Groups that make the sentence mean something else.
    unless: tuple[str, ...] = ()


_KPI_TAKES = ("kpi", "sales", "average", "howmany", "order", "last", "daily", "sum", "went")
_LIST = ("order", "last", "find", "howmany", "one_order", "detail")
_GROWS = ("trend", "sales", "by", "per_day", "last", "grows", "or")

_RANKED = (
    "product",
    "category",
    "seller",
    "bestseller",
    "sells",
    "sales",
    "by",
    "quantity",
    "last",
    "most",
    "over",
    "nobody",
    "people",
)
_STOCK = ("product", "stock", "howmany", "level", "quantity", "left", "showcase", "over")

#: Products: what sells and what is in stock.
PRODUCT_RULES: tuple[Rule, ...] = (
    *(
        Rule(
            "top_products", (end, noun), (*_RANKED, end), ranking(direction=end), unless=("order",)
        )
        for end in ("top", "bottom")
        for noun in ("product", "category", "seller", "sells", "sales")
    ),
    Rule("top_products", ("bestseller",), _RANKED, ranking(direction="top")),
    Rule(
        "top_products",
        ("ranking", "window"),
        (*_RANKED, "ranking"),
        ranking(direction="top"),
        unless=("order", "coupon"),
    ),
    Rule("top_products", ("outsider",), (*_RANKED, "outsider"), ranking(direction="bottom")),
    Rule("top_products", ("sales", "by", "product"), _RANKED, ranking()),
    Rule("top_products", ("sales", "by", "category"), _RANKED, ranking()),
    Rule("inventory_status", ("missing_photo",), _STOCK, fixed(section="missing_photo")),
    Rule("inventory_status", ("missing_price",), _STOCK, fixed(section="missing_price")),
    Rule("inventory_status", ("unpublished",), _STOCK, fixed(section="unpublished")),
    Rule("inventory_status", ("sold_out", "product"), _STOCK, fixed(section="out_of_stock")),
    Rule("inventory_status", ("sold_out",), _STOCK, nothing),
    Rule("inventory_status", ("runs_low",), (*_STOCK, "soon"), fixed(section="low_stock")),
    Rule("inventory_status", ("low", "stock"), _STOCK, low_stock),
    Rule("inventory_status", ("low", "stock"), _STOCK, fixed(section="low_stock")),
    Rule("inventory_status", ("stock",), ("product", "stock", "over", "quantity"), low_stock),
    Rule("inventory_status", ("left",), (*_STOCK, "over"), low_stock),
    Rule("inventory_status", ("stock",), _STOCK, nothing),
)

_FUNNEL = ("funnel", "visit", "cart", "sales", "channel", "source", "by", "bought", "order", "payment",
           "share", "howmany", "last", "abandoned", "people", "stage", "pays", "showcase", "detail", "lose")  # fmt: skip
_REFUNDS = ("refund", "anomaly", "gives_back", "share", "reasons", "amount", "howmany", "product", "people",
            "customer", "who", "by", "order", "often", "last", "or_not", "over")  # fmt: skip
_TRUST = ("trust", "signal", "order", "people", "customer", "who", "payment", "howmany", "last",
          "amount", "verify", "or_not")  # fmt: skip

#: What goes on between visit and purchase, what comes back, and whom to look at again.
INSIGHT_RULES: tuple[Rule, ...] = (
    Rule("funnel_snapshot", ("funnel",), _FUNNEL, over_days("funnel_snapshot")),
    Rule("funnel_snapshot", ("visit",), _FUNNEL, over_days("funnel_snapshot")),
    Rule("funnel_snapshot", ("cart",), _FUNNEL, over_days("funnel_snapshot")),
    Rule("funnel_snapshot", ("lose", "people"), ("detail", *_FUNNEL), over_days("funnel_snapshot")),
    Rule("funnel_snapshot", ("lose", "visit"), ("detail", *_FUNNEL), over_days("funnel_snapshot")),
    Rule("funnel_snapshot", ("visit", "bought"), ("detail", *_FUNNEL), over_days("funnel_snapshot")),
    *(
        Rule("refunds_anomalies", (said,), _REFUNDS, over_days("refunds_anomalies"),
             unless=("order_id", "coupon_make"))
        for said in ("refund", "anomaly")
    ),
    Rule("refunds_anomalies", ("gives_back", "product"), (*_REFUNDS, "most"), over_days("refunds_anomalies")),
    Rule("refunds_anomalies", ("gives_back", "who"), _REFUNDS, over_days("refunds_anomalies")),
    Rule("truststack_signals", ("trust",), (*_TRUST, "or"), over_days("truststack_signals"),
         unless=("order_id",)),
    Rule("truststack_signals", ("worth", "verify"), (*_TRUST, "reasons"), over_days("truststack_signals"),
         unless=("order_id",)),
)  # fmt: skip

_COMING = (
    "forecast", "reorder", "sales", "sell", "sells", "product", "coming", "plan", "will", "ought",
    "this", "detail", "supplier",
)  # fmt: skip

#: The days to come: what will sell, what to reorder.
COMING_RULES: tuple[Rule, ...] = (
    Rule("demand_forecast", ("reorder",), (*_COMING, "stock"), ahead(reorder=True)),
    *(
        Rule("demand_forecast", ("supplier", buying), (*_COMING, "stock"), ahead(reorder=True))
        for buying in ("order", "purchase", "bought")
    ),
    Rule("demand_forecast", ("forecast",), (*_COMING, "trend", "order"), ahead()),
    *(
        Rule("demand_forecast", ("will", selling), _COMING, ahead())
        for selling in ("sell", "sells", "sales")
    ),
    Rule("demand_forecast", ("will_sell",), _COMING, ahead()),
)


def _of_all(rule: Rule) -> Rule:
    """These tell of all customers and products together: of the new ones, say, they know nothing."""
    return replace(rule, unless=(*rule.unless, "newcomers"))


RULES: tuple[Rule, ...] = (
    *COMING_RULES,
    *map(_of_all, PRODUCT_RULES),
    *map(_of_all, INSIGHT_RULES),
    *(
        Rule("coupons_status", ("coupon", said),
             ("code_noun", "coupon_active", "coupon_used", "coupon_top", "discount", "term", said),
             fixed(sort=sort))
        for said, sort in (("coupon_ending", "expiring"), ("coupon_used", "most_used"),
                           ("coupon_top", "most_used"))
    ),
    Rule("coupons_status", ("code_noun", "coupon_used"), ("coupon_top", "coupon_active"),
         fixed(sort="most_used")),
    Rule("coupons_status", ("coupon",),
         ("code_noun", "coupon_active", "howmany", "status", "discount")),
    Rule("kpi_snapshot", ("versus",),
         (*_KPI_TAKES, "versus", "to_each", "trend", "better", "than", "or"), compare),
    Rule("kpi_snapshot", ("wow",), (*_KPI_TAKES, "wow"), fixed(compare_to="previous_week")),
    Rule("kpi_snapshot", ("mom",), (*_KPI_TAKES, "mom"), fixed(compare_to="previous_month")),
    Rule("revenue_trend", ("daily", "sales", "several_days"), ("trend", "sales", "last"), trend),
    Rule("revenue_trend", ("trend", "sales"), _GROWS, trend),
    Rule("revenue_trend", ("grows", "sales"), _GROWS, trend, unless=("product", "category")),
    Rule("revenue_trend", ("sales", "by", "per_day"), ("sales", "by", "per_day", "last"), trend),
    Rule("revenue_trend", ("trend",), ("trend", "last"), trend, unless=("order",)),
    Rule("chats_unanswered", ("chat", "unanswered"),
         ("chat", "people", "unanswered", "over", "last", "who", "howmany", "waiting", "answer",
          "oldest", "customer"), chats),
    Rule("chats_unanswered", ("unanswered",),
         ("unanswered", "people", "over", "who", "howmany", "waiting", "oldest", "customer"), chats),
    Rule("chats_unanswered", ("waiting", "answer"),
         ("waiting", "answer", "chat", "people", "who", "over", "howmany", "customer"), chats),
    Rule("chats_unanswered", ("people", "waiting"), ("people", "waiting", "over", "howmany"), chats),
    Rule("chats_unanswered", ("queue",), ("queue", "team", "kpi", "chat", "status"), chats),
    Rule("chats_unanswered", ("chat",), ("people", "last", "over", "waiting", "howmany"), chats),
    Rule("order_detail", ("order_id",),
         ("order", "status", "detail", "phone", "find", "flagged", "ship", "payment", "unpaid",
          "late", "stuck", "problem", "over", "customer", "people", "says", "waiting", "bought", "sells", "will",
          *STATUSES), one_order, unless=("ship_it",)),
    Rule("orders_search", ("stuck",), (*_LIST, "stuck"), orders(preset="stuck")),
    Rule("orders_search", ("late",), (*_LIST, "late", "ship", "in_time", "over", "term"),
         orders(preset="late_ship"),
         unless=("payment",)),
    Rule("orders_search", ("payment", "problem"), (*_LIST, "payment", "problem", "who", "passed"),
         orders(preset="payment_issues")),
    Rule("orders_search", ("unpaid",),
         (*_LIST, "unpaid", "payment", "who", "people"), orders(preset="unpaid")),
    Rule("orders_search", ("unflagged",), (*_LIST, "unflagged"), orders(flagged=False)),
    Rule("orders_search", ("flagged",), (*_LIST, "flagged"), orders(flagged=True)),
    Rule("kpi_snapshot", ("order", "howmany", "paid", "window"), (*_KPI_TAKES, "paid"), kpi),
    *(
        Rule("orders_search", ("order", status), (*_LIST, status, "status"), orders_by_status)
        for status in STATUSES
    ),
    Rule("orders_search", ("order", "customer"), ("order", "customer", "find", "phone"),
         orders_by_query, unless=("order_id",)),
    Rule("orders_search", ("order", "person"), ("order", "customer", "find"), orders_by_query,
         unless=("order_id",)),
    Rule("orders_search", ("order", "phone_number"), ("order", "customer", "find", "phone"),
         orders_by_query),
    Rule("orders_search", ("order", "find"), ("order", "find", "phone"), orders_by_query),
    Rule("kpi_snapshot", ("order", "howmany", "window"), _KPI_TAKES, kpi),
    Rule("kpi_snapshot", ("order", "howmany"), _KPI_TAKES, kpi, unless=("last",)),
    Rule("order_detail", ("one_order",), ("order", "status", "detail", "phone", "find"), one_order,
         unless=("last", "average")),
    Rule("kpi_snapshot", ("average", "order"), _KPI_TAKES, kpi),
    Rule("orders_search", ("order",), _LIST, orders()),
    Rule("system_status", ("error",), ("error", "last", "system", "problem", "part"),
         fixed(section="errors")),
    Rule("system_status", ("mode",), ("system", "part", "bot_mode", "to_http", "or"),
         fixed(section="mode")),
    Rule("system_status", ("source",), ("system", "part", "bot_mode"), fixed(section="mode")),
    Rule("system_status", ("bot_mode", "whence"), ("bot_mode", "whence"), fixed(section="mode")),
    Rule("system_status", ("part", "up"), ("part", "system"), nothing),
    Rule("system_status", ("health",), ("system", "part", "status"), fixed(section="health")),
    Rule("system_status", ("works",), ("system", "part", "status"), nothing,
         unless=("greeting", "praised")),
    Rule("system_status", ("okay", "part"), ("part", "system"), nothing, unless=("praised",)),
    Rule("system_status", ("okay", "system"), ("part", "system"), nothing),
    Rule("system_status", ("status",), ("system", "part"), nothing),
    Rule("system_status", ("system",), ("system",), nothing),
    Rule("revenue_trend", ("sales", "several_days"), ("sales", "last"), sales, unless=("kpi",)),
    Rule("kpi_snapshot", ("sales",), _KPI_TAKES, kpi),
    Rule("kpi_snapshot", ("amount", "sell"), _KPI_TAKES, kpi),
    Rule("kpi_snapshot", ("kpi",), _KPI_TAKES, kpi),
    Rule("kpi_snapshot", ("business", "window"), _KPI_TAKES, kpi),
    Rule("kpi_snapshot", ("we", "we_made", "window"), ("last", "amount", "sell"), kpi),
    Rule("kpi_snapshot", ("how", "went", "window"), _KPI_TAKES, kpi),
)  # fmt: skip
