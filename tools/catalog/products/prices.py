"""Changing prices, and taking it back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator
from pydantic import Field as Described

from tools.catalog.orders.read import one_line
from tools.catalog.products.change import (
    LIMIT,
    MOST_CHANGED,
    ProductAction,
    chosen,
    refuse_two_scopes,
)
from tools.catalog.products.read import ProductId
from tools.catalog.sales.estimates import of_prices
from tools.contracts import (
    Field,
    Outside,
    Payload,
    Preview,
    Result,
    ToolContext,
    ToolRefused,
    Words,
)
from tools.registry import tool
from tools.render import wording
from tools.render.wording import say
from tools.upstream.mode import current_shop
from tools.upstream.products import PriceChange, Product, ProductScope, Rounding

HIGHEST_PRICE = Decimal("9999999.99")
Pairs = list[tuple[Product, Product]]


class AdjustPricePayload(Payload):
    product_ids: Annotated[
        tuple[ProductId, ...] | None,
        Described(
            min_length=1,
            max_length=MOST_CHANGED,
            description="These products.",
        ),
    ] = None
    category: Annotated[
        str,
        Described(max_length=40, description="All products of this category."),
        AfterValidator(one_line),
    ] = ""
    all: Annotated[
        bool,
        Described(
            description="All products, said plainly, where neither product_ids nor a category is."
        ),
    ] = False
    set_to: Annotated[
        Decimal | None,
        Described(
            gt=0, le=HIGHEST_PRICE, decimal_places=2,
            description="The new price, such as 39.90; needs product_ids or a category.",
        ),
    ] = None  # fmt: skip
    percent: Annotated[
        Decimal | None,
        Described(
            gt=-100, le=1000, decimal_places=2, description="By so many per cent; below 0 is down."
        ),
    ] = None
    amount: Annotated[
        Decimal | None,
        Described(
            ge=-HIGHEST_PRICE, le=HIGHEST_PRICE, decimal_places=2,
            description="By so much money; below 0 is down.",
        ),
    ] = None  # fmt: skip
    rounding: Annotated[
        Rounding,
        Described(
            description="Half up, to: cent 0.01, tenth 0.10, whole 1.00, ninety_nine 1.00 less a cent."
        ),
    ] = "cent"


@tool
class AdjustPrice(ProductAction[AdjustPricePayload]):
    name = "adjust_price"
    title = Words("Change prices", "Изменить цены")
    description = Words(
        "Set prices, or raise or lower them by per cent or an amount: of products, a category, or all.",
        "Назначить цены, поднять или снизить на процент или сумму: у товаров, категории или у всех.",
    )
    examples = Words("set the price of P-101 to 9.20", "подними все цены на 3%")
    Payload = AdjustPricePayload
    risk = "high"

    def state(self, one: Product, ctx: ToolContext) -> str:
        if one.price is None:
            return say(ctx.language, "stock.state.missing_price")
        return wording.money(one.price, ctx)

    def preview(self, payload: AdjustPricePayload, ctx: ToolContext) -> Preview:
        change, scope = _change(payload, ctx), _scope(payload, ctx)
        products = chosen(scope, ctx)
        planned = [(one, replace(one, price=change.of(one.price))) for one in products]
        _refuse_impossible(planned, ctx)
        pairs = [(one, then) for one, then in planned if one.price != then.price]
        without = sum(then.price is None for _, then in planned)
        already = len(planned) - len(pairs) - without
        everything = scope == ProductScope()
        counted = (("products.priceless", without), ("products.already", already))
        changes = [share for one, then in pairs if (share := _share(one, then)) is not None]
        reasons = {
            "products.reason.all": everything,
            "products.reason.limit": any(abs(share) > LIMIT for share in changes),
        }
        key = "adjust_price.title.all" if everything else "adjust_price.title"
        return self.previewed(
            pairs,
            ctx,
            title=say(ctx.language, key, count=len(pairs)),
            fields=(*_totals(changes, ctx), *of_prices(pairs, ctx)),
            notes=[say(ctx.language, note, count=count) for note, count in counted if count],
            reasons=[say(ctx.language, reason) for reason, holds in reasons.items() if holds],
        )

    def apply(
        self, payload: AdjustPricePayload, basis: Mapping[str, int], variant: str, ctx: ToolContext
    ) -> Result | Outside:
        return self.applied(current_shop(ctx).set_prices(basis, _change(payload, ctx)), ctx)


def _change(payload: AdjustPricePayload, ctx: ToolContext) -> PriceChange:
    """The change asked for; ToolRefused unless exactly one way is named."""
    ways = (payload.set_to, payload.percent, payload.amount)
    if sum(way is not None for way in ways) != 1:
        raise ToolRefused("ARGUMENT_INVALID", say(ctx.language, "adjust_price.one_way"))
    return PriceChange(*ways, payload.rounding)


def _scope(payload: AdjustPricePayload, ctx: ToolContext) -> ProductScope:
    named = (bool(payload.product_ids), bool(payload.category))
    refuse_two_scopes((*named, payload.all), ctx)
    if payload.set_to is not None and payload.all:
        raise ToolRefused("SCOPE_UNCLEAR", say(ctx.language, "adjust_price.set_to_all"))
    if not (any(named) or payload.all):
        raise ToolRefused("SCOPE_UNCLEAR", say(ctx.language, "adjust_price.which"))
    return ProductScope(payload.product_ids or (), payload.category)


def _refuse_impossible(planned: Pairs, ctx: ToolContext) -> None:
    wrong = [
        one.product_id
        for one, then in planned
        if then.price is not None and not 0 < then.price <= HIGHEST_PRICE
    ]
    if wrong:
        raise ToolRefused(
            "PRICE_IMPOSSIBLE",
            say(ctx.language, "adjust_price.impossible", product_ids=", ".join(wrong[:5])),
        )


def _share(one: Product, then: Product) -> Decimal | None:
    """By which share of it the price changes; None where there was none before."""
    if not one.price or then.price is None:
        return None
    return (then.price - one.price) / one.price


def _totals(changes: list[Decimal], ctx: ToolContext) -> tuple[Field, ...]:
    if not changes:
        return ()
    values = {
        "adjust_price.average": sum(changes, Decimal(0)) / len(changes),
        "adjust_price.largest": max(changes, key=abs),
    }
    return tuple(
        Field(label=say(ctx.language, key), value=wording.change(1 + share, 1, ctx))
        for key, share in values.items()
    )
