"""Changing prices, and undoing that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Annotated

from pydantic import Field as Described

from tools.catalog.products.change import (
    LIMIT,
    CategoryName,
    ProductAction,
    ProductIds,
    find_worst_sellers,
    list_chosen_products,
    read_scope,
)
from tools.catalog.products.price_order import WAYS, find_price_change
from tools.catalog.sales.estimates import estimate_prices
from tools.contracts import Call, CardField, Payload, Preview, ToolContext, ToolRefused
from tools.help_areas import PRODUCTS
from tools.intents.answers import Question
from tools.intents.frame import ActionFrame, Verb
from tools.intents.slots.price_change import BY_HOW_MUCH, HOW_MUCH, LOWER, RAISE, PriceChangeReader
from tools.intents.slots.product_scope import NEAR_PRICES, NO_PRODUCT, ProductScopeReader
from tools.intents.slots.rounding import RoundingReader
from tools.intents.slots.slot import Candidate, Reading, Slot, Values
from tools.registry import tool
from tools.render import wording
from tools.render.parts import draw_fields
from tools.render.wording import say
from tools.texts import Text
from tools.upstream.mode import get_current_shop
from tools.upstream.products import PriceChange, Product, ProductsChange, ProductScope, Rounding

HIGHEST_PRICE = Decimal("9999999.99")
Pairs = list[tuple[Product, Product]]


class AdjustPricePayload(Payload):
    product_ids: ProductIds = None
    category: CategoryName = ""
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


WHICH = Text("Of which products? Their numbers or a category, for example P-101 or Coffee.")
WHICH_PRICES = Text(
    "Of which products? Their numbers or a category, for example P-101 or Coffee, or all."
)
#: Changes in per cent that are offered as likely answers.
LIKELY = {RAISE: (3, 5, 10, 15), LOWER: (-3, -5, -10, -15)}


def settle_price(reading: Reading) -> Question | None:
    """Ask which products get a new price, unless they are named; None: nothing is wrong.

    One price is not for all products, nor for "coffee", which may be a product or a category.
    """
    if "set_to" not in reading.values:
        return None
    bare = "category" in reading.values and not reading.sentence.at("category")
    if "all" not in reading.values and not bare:
        return None
    known = {"set_to": reading.values["set_to"]}
    return reading.sentence.writer.ask(
        WHICH, tool="adjust_price", missing="product_ids", known=known
    )


def suggest_changes(name: str, known: Values, ctx: ToolContext) -> list[Candidate]:
    return [
        Candidate(f"{percent:+}%", {"percent": percent})
        for percent in LIKELY.get(name, (-10, -5, 3, 5, 10))
    ]


@tool
class AdjustPrice(ProductAction[AdjustPricePayload]):
    name = "adjust_price"
    title = Text("Change prices")
    description = Text(
        "Set prices, or raise or lower them by per cent or an amount: of products, a category, or all."
    )
    examples = Text("set the price of P-101 to 9.20")
    area, rank = PRODUCTS, 2
    understands = ActionFrame(
        verbs=tuple(Verb((verb,)) for verb in WAYS),
        about=("price",),
        find=find_price_change,
        never_with=NO_PRODUCT,
        slots=(
            Slot(
                ("product_ids", "category", "all"),
                ProductScopeReader(takes=("product_ids", "category", "all")),
                WHICH,
                required=True,
                plural=("prices", WHICH_PRICES),
                likely=find_worst_sellers,
                is_scope=True,
            ),
            Slot(("rounding",), RoundingReader()),
            Slot(
                ("percent", "amount", "set_to"),
                PriceChangeReader(),
                HOW_MUCH,
                required=True,
                likely=suggest_changes,
                asked_as={RAISE: BY_HOW_MUCH, LOWER: BY_HOW_MUCH},
            ),
        ),
        helps=NEAR_PRICES
        | {
            *WAYS,
            "cheaper",
            "dearer",
            "money_unit",
            "cents",
            "at_price",
            "list_link",
            "portion",
            "price_move",
            "price_be",
            "wanted",
            "up",
            "down",
            "off",
            "adds",
            "fresh",
        },
        offers=("top", "bottom", "stock"),
        not_ordered=Text(
            "I changed no price; to change one, write for example: set the price of P-101 to 9.20."
        ),
        settle=settle_price,
        defaults={"rounding": "cent"},
        hints=("price",),
    )
    Payload = AdjustPricePayload
    risk = "high"

    def describe_state(self, product: Product, ctx: ToolContext) -> str:
        if product.price is None:
            return say(ctx.language, "stock.state.missing_price")
        return wording.format_money(product.price, ctx)

    def preview(self, payload: AdjustPricePayload, ctx: ToolContext) -> Preview:
        change, scope = _to_change(payload, ctx), _to_scope(payload, ctx)
        products = list_chosen_products(scope, ctx)
        planned = [
            (product, replace(product, price=change.apply_to(product.price)))
            for product in products
        ]
        _refuse_impossible(planned, ctx)
        pairs = [(product, then) for product, then in planned if product.price != then.price]
        without = sum(then.price is None for _, then in planned)
        already = len(planned) - len(pairs) - without
        everything = scope == ProductScope()
        counted = (("products.priceless", without), ("products.already", already))
        changes = [
            share
            for product, then in pairs
            if (share := _compute_share(product, then)) is not None
        ]
        reasons = {
            "products.reason.all": everything,
            "products.reason.limit": any(abs(share) > LIMIT for share in changes),
        }
        key = "adjust_price.title.all" if everything else "adjust_price.title"
        return self.build_preview(
            pairs,
            ctx,
            title=say(ctx.language, key, count=len(pairs)),
            fields=(*_build_totals(changes, ctx), *estimate_prices(pairs, ctx)),
            notes=[say(ctx.language, note, count=count) for note, count in counted if count],
            reasons=[say(ctx.language, reason) for reason, holds in reasons.items() if holds],
        )

    def write(
        self, payload: AdjustPricePayload, basis: Mapping[str, int], ctx: ToolContext
    ) -> ProductsChange | Call:
        return get_current_shop(ctx).set_prices(basis, _to_change(payload, ctx))


def _to_change(payload: AdjustPricePayload, ctx: ToolContext) -> PriceChange:
    """Build the change; ToolRefused unless exactly one way to change the price is named."""
    ways = (payload.set_to, payload.percent, payload.amount)
    if sum(way is not None for way in ways) != 1:
        raise ToolRefused("ARGUMENT_INVALID", say(ctx.language, "adjust_price.one_way"))
    return PriceChange(*ways, payload.rounding)


def _to_scope(payload: AdjustPricePayload, ctx: ToolContext) -> ProductScope:
    scope = read_scope(
        ctx, "adjust_price.which", payload.product_ids, payload.category, everything=payload.all
    )
    if payload.set_to is not None and payload.all:
        raise ToolRefused("SCOPE_UNCLEAR", say(ctx.language, "adjust_price.set_to_all"))
    return scope


def _refuse_impossible(planned: Pairs, ctx: ToolContext) -> None:
    wrong = [
        product.product_id
        for product, then in planned
        if then.price is not None and not 0 < then.price <= HIGHEST_PRICE
    ]
    if wrong:
        raise ToolRefused(
            "PRICE_IMPOSSIBLE",
            say(ctx.language, "adjust_price.impossible", product_ids=", ".join(wrong[:5])),
        )


def _compute_share(product: Product, then: Product) -> Decimal | None:
    """Compute the share by which the price changes; None if there was no price before."""
    if not product.price or then.price is None:
        return None
    return (then.price - product.price) / product.price


def _build_totals(changes: list[Decimal], ctx: ToolContext) -> tuple[CardField, ...]:
    if not changes:
        return ()
    values = {
        "adjust_price.average": sum(changes, Decimal(0)) / len(changes),
        "adjust_price.largest": max(changes, key=abs),
    }
    shown = {key: wording.format_change(1 + share, 1, ctx) for key, share in values.items()}
    return draw_fields(shown, ctx)
