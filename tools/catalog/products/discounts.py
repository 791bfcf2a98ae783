"""Putting discounts on products, and taking them off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
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
from tools.catalog.sales.estimates import estimate_prices
from tools.contracts import Call, Payload, Preview, ToolContext
from tools.help_areas import PRODUCTS
from tools.intents.frame import ActionFrame, ActionMatch, Verb, find_spoken
from tools.intents.sentence import Sentence
from tools.intents.slots.percent import WholePercentReader
from tools.intents.slots.product_scope import (
    NEAR_PRICES,
    NO_PRODUCT,
    ProductScopeReader,
    find_scope,
)
from tools.intents.slots.slot import Slot, build_likely
from tools.registry import tool
from tools.render import wording
from tools.render.wording import say
from tools.texts import Text
from tools.upstream.mode import get_current_shop
from tools.upstream.products import Product, ProductsChange, ProductScope


class SetDiscountPayload(Payload):
    percent: Annotated[
        int, Described(ge=0, le=95, description="Off the price, in per cent; 0 takes it off.")
    ]
    product_ids: ProductIds = None
    category: CategoryName = ""
    stock_at_most: Annotated[
        int | None,
        Described(ge=0, le=100_000, description="All products with no more pieces in stock."),
    ] = None
    all: Annotated[
        bool, Described(description="All products, said plainly, where nothing else says which.")
    ] = False


WHICH = Text("On which products? Their numbers or a category, for example P-101 or Coffee.")
FROM_WHICH = Text(
    "From which products? Their numbers or a category, for example P-101 or Coffee, or all."
)
HOW_MUCH = Text("How many per cent? A whole number from 0 to 95, for example 10.")


#: Groups of words that are about prices.
_OF_PRICES = ("price", "price_up", "price_down", "cheaper", "dearer")
#: Arguments of verbs that take a discount off.
NONE_LEFT = {"percent": 0}


def find_discount(sentence: Sentence) -> ActionMatch | None:
    """Find an order about a discount; None: there is none.

    "Knock 5% off all prices" is about prices, and a discount cannot be raised by so much.
    """
    plain = sentence.at("discount")
    off_only = all(sentence.tokens[at].groups & {"percent", "off", "portion"} for at in plain)
    lowered = sentence.at("price_down") or sentence.at("take_verb")
    if lowered and not sentence.at("sale") and sentence.at("price") and off_only:
        return None
    spoken = find_spoken(SetDiscount.understands, sentence)
    if spoken is None or (not spoken.verbs and sentence.at("price_up")):
        return None
    found = sentence.amounts(find_scope(sentence).used, loosely=True)
    shares = [amount for amount in found if amount.percent]
    if not spoken.tokens:
        spoken = replace(spoken, tokens=frozenset(sentence.at("offers_percent")))
    counted = shares or (sentence.at("sale") and len(found) == 1 and not found[0].money)
    if not plain and not counted and not spoken.values:
        return None  # "the tea sale": what of it?
    off = any(sentence.tokens[at].groups & {"percent", "off"} for at in plain)
    if shares and off and NONE_LEFT in spoken.values:  # "take 10% off" leaves 10%
        return replace(spoken, verbs=("give",), values=({},))
    return spoken


def is_ended(sentence: Sentence) -> bool:
    """Return whether a clause begins with "no more": "there is no more discount" only tells."""
    tokens = sentence.tokens
    return any(
        (at == 0 or tokens[at - 1].kind == "sign" or "kindly" in tokens[at - 1].groups)
        and any("more_word" in token.groups for token in tokens[at + 1 : at + 2])
        for at in sentence.at("none_word")
    )


def is_share_given(sentence: Sentence) -> bool:
    """Return whether per cent are put on products without a word for it: "повесь 22% на подарки"."""
    scope = find_scope(sentence)
    if not sentence.at("offers_percent") or not scope.values or any(map(sentence.at, _OF_PRICES)):
        return False
    found = sentence.amounts(scope.used, loosely=True)
    return len(found) == 1 and found[0].percent and found[0].sign != "+"


@tool
class SetDiscount(ProductAction[SetDiscountPayload]):
    name = "set_discount"
    title = Text("Discounts")
    description = Text(
        "Put a discount on products, a category, what is low in stock, or all; 0 takes it off."
    )
    examples = Text("10% discount on P-101")
    area, rank = PRODUCTS, 3
    understands = ActionFrame(
        verbs=(
            *(
                Verb((group,), NONE_LEFT, unless=frozenset({"discount"}))
                for group in ("take_off", "call_off", "delete", "discount_end")
            ),
            Verb(("discount", "to_zero", "zero"), NONE_LEFT, within=4),
            Verb(("turn", "off"), NONE_LEFT, within=6, unless=frozenset({"discount"})),
            *(
                Verb((group,), unless=frozenset({"price_up"}))
                for group in ("give", "put", "price_set")
            ),
            Verb(("percent", "off"), within=2),
            *(
                Verb(("none_word", "more_word", noun), NONE_LEFT, within=4, only_if=is_ended)
                for noun in ("discount", "sale")
            ),
        ),
        verb_needed=False,
        about=("discount", "sale"),
        named_by=is_share_given,
        never_with=NO_PRODUCT - {"promo"},
        find=find_discount,
        slots=(
            Slot(
                ("product_ids", "category", "stock_at_most", "all"),
                ProductScopeReader(),
                WHICH,
                required=True,
                plural=("discounts", FROM_WHICH),
                likely=find_worst_sellers,
                is_scope=True,
            ),
            Slot(
                ("percent",),
                WholePercentReader("percent", most=95),
                HOW_MUCH,
                required=True,
                likely=build_likely("percent", 5, 10, 15, 20, label="{}%"),
            ),
        ),
        helps=NEAR_PRICES
        | {
            "discount",
            "price_set",
            "give",
            "sale",
            "list_link",
            "portion",
            "minus",
            "price_move",
            "wanted",
            "price_down",
            "discount_lead",
        },
        offers=("stock", "bottom", "top"),
        not_ordered=Text(
            "I changed no discount; to set one, write for example: 10% discount on P-101."
        ),
        hints=("discount",),
        turns_off={"percent": 0},
    )
    Payload = SetDiscountPayload
    risk = "high"

    def describe_state(self, product: Product, ctx: ToolContext) -> str:
        if not product.discount_percent:
            return say(ctx.language, "set_discount.none")
        if product.final_price is None:
            return f"−{product.discount_percent}%"
        return f"−{product.discount_percent}%: {wording.format_money(product.final_price, ctx)}"

    def preview(self, payload: SetDiscountPayload, ctx: ToolContext) -> Preview:
        scope = read_scope(
            ctx, "set_discount.which", payload.product_ids, payload.category,
            stock_at_most=payload.stock_at_most, everything=payload.all,
        )  # fmt: skip
        products = list_chosen_products(scope, ctx)
        pairs = [
            (product, replace(product, discount_percent=payload.percent))
            for product in products
            if product.discount_percent != payload.percent
        ]
        already = len(products) - len(pairs)
        everything = scope == ProductScope()
        reasons = {
            "products.reason.all": everything,
            "products.reason.limit": any(
                abs(payload.percent - product.discount_percent) > LIMIT * 100
                for product, _ in pairs
            ),
        }
        verb = "set" if payload.percent else "clear"
        key = f"set_discount.{verb}.all" if everything else f"set_discount.{verb}"
        return self.build_preview(
            pairs,
            ctx,
            title=say(ctx.language, key, count=len(pairs), percent=payload.percent),
            fields=estimate_prices(pairs, ctx),
            notes=[say(ctx.language, "products.already", count=already)] if already else [],
            reasons=[say(ctx.language, reason) for reason, holds in reasons.items() if holds],
        )

    def write(
        self, payload: SetDiscountPayload, basis: Mapping[str, int], ctx: ToolContext
    ) -> ProductsChange | Call:
        return get_current_shop(ctx).set_discounts(basis, payload.percent)
