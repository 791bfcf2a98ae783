"""The words of this shop and of its tools that a speech service would not know."""

from __future__ import annotations

from tools import registry
from tools.contracts import ToolContext
from tools.languages import LANGUAGES
from tools.upstream.mode import get_current_shop
from tools.upstream.products import ProductScope

MOST_PRODUCTS, MOST_COUPONS = 30, 10


def list_shop_words(ctx: ToolContext) -> tuple[str, ...]:
    """Return coupon codes, and products by name and id; ToolRefused if the shop does not answer."""
    shop = get_current_shop(ctx)
    products = shop.products(ProductScope(), MOST_PRODUCTS)
    coupons = shop.coupons("active", MOST_COUPONS).rows
    words = [word for product in products for word in (product.title, product.product_id)]
    return tuple(dict.fromkeys([*(coupon.code for coupon in coupons), *words]))


def list_tool_words() -> tuple[str, ...]:
    """Return the titles of the tools, in every language."""
    titles = [tool.title for tool in registry.list_tools()]
    return tuple(dict.fromkeys(title.to(tool) for tool in LANGUAGES for title in titles))
