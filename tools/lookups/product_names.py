"""The products that a sentence may name, as the shop has them now."""

from __future__ import annotations

from tools.contracts import ToolContext
from tools.intents.values.product_name import Catalogue, Good
from tools.upstream.mode import current_shop
from tools.upstream.products import ProductScope

MOST_NAMED = 1000


def named_products(ctx: ToolContext) -> Catalogue:
    """The first MOST_NAMED products, by id; ToolRefused where the shop does not answer."""
    rows = current_shop(ctx).products(ProductScope(), MOST_NAMED)
    return Catalogue(
        tuple(Good(product.product_id, product.title, product.category) for product in rows)
    )
