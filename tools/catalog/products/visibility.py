"""Showing products in the shop, and hiding them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated

from pydantic import Field as Described

from tools.catalog.products.change import MOST_CHANGED, ProductAction, chosen, refuse_two_scopes
from tools.catalog.products.read import ProductId
from tools.contracts import Outside, Payload, Preview, Result, ToolContext, ToolRefused, Words
from tools.registry import tool
from tools.render.wording import say
from tools.upstream.mode import current_shop
from tools.upstream.products import Product, ProductScope


class PublishProductPayload(Payload):
    published: Annotated[bool, Described(description="true shows them, false hides them.")]
    product_ids: Annotated[
        tuple[ProductId, ...] | None,
        Described(min_length=1, max_length=MOST_CHANGED, description="These products."),
    ] = None
    stock_at_most: Annotated[
        int | None,
        Described(
            ge=0, le=100_000,
            description="All products with no more pieces in stock; 0: those sold out.",
        ),
    ] = None  # fmt: skip


@tool
class PublishProduct(ProductAction[PublishProductPayload]):
    name = "publish_product"
    title = Words("Show or hide products", "Показать или скрыть товары")
    description = Words(
        "Show products in the shop or hide them: by number, or what is low in stock or sold out.",
        "Опубликовать товары или скрыть: по номерам, с малым остатком или закончившиеся.",
    )
    examples = Words("hide sold-out products", "скрой товары без остатка")
    Payload = PublishProductPayload
    risk = "medium"

    def state(self, one: Product, ctx: ToolContext) -> str:
        return say(ctx.language, "publish_product.on" if one.published else "publish_product.off")

    def preview(self, payload: PublishProductPayload, ctx: ToolContext) -> Preview:
        scope = _scope(payload, ctx)
        products = chosen(scope, ctx)
        priceless = [one for one in products if payload.published and one.price is None]
        pairs = [
            (one, replace(one, published=payload.published))
            for one in products
            if one.published != payload.published and one not in priceless
        ]
        counted = {
            "publish_product.priceless": len(priceless),
            "products.already": len(products) - len(pairs) - len(priceless),
        }
        verb = "show" if payload.published else "hide"
        group = {None: "", 0: ".sold_out"}.get(scope.stock_at_most, ".few")
        return self.previewed(
            pairs,
            ctx,
            title=say(
                ctx.language, f"publish_product.{verb}{group}",
                count=len(pairs), most=scope.stock_at_most,
            ),
            notes=[say(ctx.language, note, count=count) for note, count in counted.items() if count],
        )  # fmt: skip

    def apply(
        self,
        payload: PublishProductPayload,
        basis: Mapping[str, int],
        variant: str,
        ctx: ToolContext,
    ) -> Result | Outside:
        return self.applied(current_shop(ctx).set_published(basis, payload.published), ctx)


def _scope(payload: PublishProductPayload, ctx: ToolContext) -> ProductScope:
    """The products meant; ToolRefused where none are named."""
    few = payload.stock_at_most is not None
    refuse_two_scopes((bool(payload.product_ids), few), ctx)
    if not payload.product_ids and not few:
        raise ToolRefused("SCOPE_UNCLEAR", say(ctx.language, "publish_product.which"))
    return ProductScope(payload.product_ids or (), stock_at_most=payload.stock_at_most)
