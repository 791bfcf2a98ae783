"""The products that a sentence may name, as the shop has them now."""

from __future__ import annotations

from tools.contracts import ToolContext
from tools.intents.values.product_name import Catalogue, ShopProduct
from tools.upstream.mode import get_current_shop
from tools.upstream.products import ProductScope

MOST_NAMED = 1000


def fetch_product_names(ctx: ToolContext) -> Catalogue:
    """Fetch the first MOST_NAMED products, by id; raise ToolRefused if the shop does not answer."""
    rows = get_current_shop(ctx).products(ProductScope(), MOST_NAMED)
    return Catalogue(
        tuple(ShopProduct(product.product_id, product.title, product.category) for product in rows)
    )
