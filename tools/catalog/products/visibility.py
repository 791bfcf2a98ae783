"""Showing products in the shop, and hiding them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated

from pydantic import Field as Described

from tools.catalog.products.change import (
    MOST_OFFERED,
    ProductAction,
    ProductIds,
    list_chosen_products,
    read_scope,
    to_candidate,
)
from tools.contracts import Call, Payload, Preview, ToolContext
from tools.help_areas import PRODUCTS
from tools.intents.answers import Question
from tools.intents.frame import ActionFrame, Verb
from tools.intents.sentence import Sentence
from tools.intents.slots.product_scope import (
    NO_PRODUCT,
    ProductScopeReader,
    find_scope,
    find_sold_out,
    mark_numbers,
)
from tools.intents.slots.slot import Candidate, Reading, Slot, Values
from tools.registry import tool
from tools.render.wording import say
from tools.texts import Text
from tools.upstream.mode import get_current_shop
from tools.upstream.products import Product, ProductsChange, Section


class PublishProductPayload(Payload):
    published: Annotated[bool, Described(description="true shows them, false hides them.")]
    product_ids: ProductIds = None
    stock_at_most: Annotated[
        int | None,
        Described(
            ge=0, le=100_000,
            description="All products with no more pieces in stock; 0: those sold out.",
        ),
    ] = None  # fmt: skip


WHICH = Text("Which products? Their numbers, for example P-101.")
SHOW_OR_HIDE = Text("Show or hide, and which products? Write for example: hide P-101.")


HIDDEN, SHOWN = {"published": False}, {"published": True}
#: The words of a verb stand at most so far from each other: "pull the set of four cups off the site".
_APART = 14
#: Groups of words that tell what a product is like: "out" of "sold out" takes it from nowhere.
_SOLD = frozenset({"sold_out"})
#: Groups of what else is said of products: "show the sales of P-101 on the site".
_OTHERS = frozenset({
    "price", "prices", "percent", "money_unit", "discount", "discounts", "sales", "revenue", "order",
    "orders", "how_many", "top", "forecast", "chat", "visit", "refund",
})  # fmt: skip


def is_product_shown(sentence: Sentence) -> bool:
    """Return whether the sentence names products, and nothing of them but that they be shown."""
    marked = mark_numbers(sentence)
    scope = find_scope(marked)
    named = bool(scope.choices) or "product_ids" in scope.values
    counted = marked.amounts(scope.used)
    return named and not scope.is_hint and not counted and not _is_about_other(sentence)


def is_some_hidden(sentence: Sentence) -> bool:
    """Return whether products are named, or those with little or nothing in stock."""
    if find_sold_out(sentence) or "stock_at_most" in find_scope(sentence).values:
        return not _is_about_other(sentence)
    return is_product_shown(sentence)


def _is_about_other(sentence: Sentence) -> bool:
    """Return whether something else is said of products: their sales, orders or prices."""
    known = set(find_sold_out(sentence))
    return any(
        token.groups & _OTHERS and at not in known and not token.has("shop_place")
        for at, token in enumerate(sentence.tokens)
    )


def find_hidden_or_sold_out(name: str, known: Values, ctx: ToolContext) -> list[Candidate]:
    """List likely products: hidden ones if they are to be shown, else sold-out ones."""
    section: Section = "unpublished" if known.get("published") else "out_of_stock"
    found = get_current_shop(ctx).inventory(section, 1, MOST_OFFERED)
    return [to_candidate(row.product_id, row.title) for row in found.rows]


def settle_scope(reading: Reading) -> Question | None:
    """Ask which products are meant, if "sold out" or a number does not fit the rest; else None.

    Sold-out products can be hidden as such. To be shown, products must be named.
    """
    sold_out = bool(find_sold_out(reading.sentence))
    named = "product_ids" in reading.values or reading.values.get("stock_at_most")
    shows = reading.values["published"]
    counted = reading.sentence.amounts(frozenset(reading.used))
    if (sold_out and (named or shows)) or counted:
        return reading.sentence.writer.ask(
            WHICH, tool="publish_product", missing="product_ids",
            known={"published": shows},
        )  # fmt: skip
    return None


@tool
class PublishProduct(ProductAction[PublishProductPayload]):
    name = "publish_product"
    title = Text("Show or hide products")
    description = Text(
        "Show products in the shop or hide them: by number, or what is low in stock or sold out."
    )
    examples = Text("hide sold-out products")
    area, rank = PRODUCTS, 4
    understands = ActionFrame(
        verbs=(
            Verb(("hide",), HIDDEN),
            Verb(("take_off", "showcase"), HIDDEN),
            Verb(("prod_hide",), HIDDEN, only_if=is_some_hidden),
            Verb(("prod_away", "from_shop", "shop_place"), HIDDEN, _APART, only_if=is_some_hidden),
            Verb(("prod_away", "down"), HIDDEN, _APART, only_if=is_some_hidden),
            Verb(("prod_switch", "off"), HIDDEN, _APART, only_if=is_some_hidden),
            Verb(("off_showing", "showing"), HIDDEN, _APART, only_if=is_some_hidden),
            Verb(("puts_up", "invisible"), HIDDEN, _APART, only_if=is_some_hidden),
            Verb(("offline",), HIDDEN, bare=True, only_if=is_some_hidden),
            Verb(("out_away", "shop_place"), HIDDEN, 4, _SOLD, bare=True, only_if=is_some_hidden),
            Verb(("forbids", "shown_to", "longer_now"), HIDDEN, _APART, only_if=is_some_hidden),
            Verb(("publish",), SHOWN),
            Verb(("bring_back", "showcase"), SHOWN),
            Verb(("bring_back", "back"), SHOWN),
            Verb(("put", "back", "showcase"), SHOWN),
            Verb(("prod_show",), SHOWN, only_if=is_product_shown),
            Verb(("puts_up", "in_shop", "shop_place"), SHOWN, _APART, only_if=is_product_shown),
            Verb(("puts_up", "in_sight"), SHOWN, _APART, only_if=is_product_shown),
            Verb(("puts_up", "back", "up"), SHOWN, _APART, only_if=is_product_shown),
            Verb(("puts_up", "back", "on"), SHOWN, _APART, only_if=is_product_shown),
            Verb(("prod_switch", "on"), SHOWN, _APART, only_if=is_product_shown),
            Verb(("on_showing", "showing"), SHOWN, _APART, only_if=is_product_shown),
            Verb(("goes_up", "in_sight"), SHOWN, _APART, only_if=is_product_shown),
            Verb(("puts_up", "shown_again"), SHOWN, _APART, only_if=is_product_shown),
            Verb(("puts_up", "to_buyers"), SHOWN, _APART, only_if=is_product_shown),
            Verb(("in_shop", "into_shop"), SHOWN, 2, bare=True, only_if=is_product_shown),
            Verb(("live_now",), SHOWN, bare=True, only_if=is_product_shown),
        ),
        further=(Verb(("show_again",), SHOWN),),
        never_with=NO_PRODUCT,
        slots=(
            Slot(
                ("product_ids", "stock_at_most"),
                ProductScopeReader(
                    takes=("product_ids", "stock_at_most", "sold_out"), numbers=True
                ),
                WHICH,
                likely=find_hidden_or_sold_out,
                required=True,
                is_scope=True,
            ),
        ),
        helps=frozenset(
            {
                "link",
                "product",
                "showcase",
                "back",
                "everything",
                "shop_place",
                "shop_words",
                "to_buyers",
                "shown_again",
            }
        ),
        contrary_verbs=SHOW_OR_HIDE,
        turns_on={"published": True},
        turns_off={"published": False},
        offers=("stock", "bottom", "top"),
        not_ordered=Text("I changed nothing; to hide a product, write for example: hide P-101."),
        settle=settle_scope,
        hints=("hide", "publish"),
    )
    Payload = PublishProductPayload
    risk = "medium"

    def describe_state(self, product: Product, ctx: ToolContext) -> str:
        return say(
            ctx.language, "publish_product.on" if product.published else "publish_product.off"
        )

    def preview(self, payload: PublishProductPayload, ctx: ToolContext) -> Preview:
        which = "publish_product.which"
        scope = read_scope(ctx, which, payload.product_ids, stock_at_most=payload.stock_at_most)
        products = list_chosen_products(scope, ctx)
        priceless = [
            product for product in products if payload.published and product.price is None
        ]
        pairs = [
            (product, replace(product, published=payload.published))
            for product in products
            if product.published != payload.published and product not in priceless
        ]
        counted = {
            "publish_product.priceless": len(priceless),
            "products.already": len(products) - len(pairs) - len(priceless),
        }
        verb = "show" if payload.published else "hide"
        group = {None: "", 0: ".sold_out"}.get(scope.stock_at_most, ".few")
        return self.build_preview(
            pairs,
            ctx,
            title=say(
                ctx.language, f"publish_product.{verb}{group}",
                count=len(pairs), most=scope.stock_at_most,
            ),
            notes=[say(ctx.language, note, count=count) for note, count in counted.items() if count],
        )  # fmt: skip

    def write(
        self, payload: PublishProductPayload, basis: Mapping[str, int], ctx: ToolContext
    ) -> ProductsChange | Call:
        return get_current_shop(ctx).set_published(basis, payload.published)
