"""Under which headings, and in which order, people read what the bot can do."""

from __future__ import annotations

from tools import registry
from tools.registry import AnyTool
from tools.texts import Text

SALES = Text("Sales")
ORDERS = Text("Orders and customers")
PRODUCTS = Text("Products and prices")
COUPONS = Text("Coupons and campaigns")
MORE = Text("And more")
AREAS = (SALES, ORDERS, PRODUCTS, COUPONS, MORE)


def group_tools() -> dict[Text, list[AnyTool]]:
    """Every tool under its heading, in the order of their ranks; one of no area comes last of all."""
    ranked = sorted(registry.list_tools(), key=lambda tool: (tool.area is None, tool.rank))
    return {area: [tool for tool in ranked if (tool.area or MORE) == area] for area in AREAS}
