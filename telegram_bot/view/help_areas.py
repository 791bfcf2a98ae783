"""In which order, and under which headings, /help and /tools name what the bot can do."""

from __future__ import annotations

from tools import registry
from tools.registry import AnyTool
from tools.texts import Text

#: What belongs together for somebody with a shop to run; a tool that is in none comes under the last.
AREAS: dict[Text, tuple[str, ...]] = {
    Text("Sales"): (
        "kpi_snapshot", "revenue_trend", "top_products", "funnel_snapshot", "demand_forecast",
    ),
    Text("Orders and customers"): (
        "orders_search", "order_detail", "flag_order", "chats_unanswered", "refunds_anomalies",
        "truststack_signals",
    ),
    Text("Products and prices"): (
        "inventory_status", "adjust_price", "set_discount", "publish_product",
    ),
    Text("Coupons and campaigns"): (
        "coupons_status", "create_coupon", "disable_coupon", "pause_campaign",
    ),
    Text("And more"): (
        "notify_team", "retry_action", "undo_action", "system_status", "switch_upstream",
    ),
}  # fmt: skip


def grouped() -> dict[Text, list[AnyTool]]:
    """Every tool under its heading, in the order in which they are named."""
    left = {one.name: one for one in registry.all_tools()}
    found = {
        heading: [left.pop(name) for name in names if name in left]
        for heading, names in AREAS.items()
    }
    found[next(reversed(found))] += left.values()
    return found
