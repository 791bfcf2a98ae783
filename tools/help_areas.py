"""The headings under which people find the tools, and their order."""

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
    """Return the tools by heading, in the order of their ranks; tools without an area come last."""
    ranked = sorted(registry.list_tools(), key=lambda tool: (tool.area is None, tool.rank))
    return {area: [tool for tool in ranked if (tool.area or MORE) == area] for area in AREAS}
