"""What the changes of products have in common: their products, tables and undoing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, TypeAdapter
from pydantic import Field as Described

from tools.arguments.text import to_one_line
from tools.catalog.products.stock import ProductId, format_product
from tools.catalog.shop_change import (
    BEFORE_AFTER,
    SHOWN,
    WAS_IS,
    ShopChange,
    build_done,
    build_state_table,
    build_unchanged,
)
from tools.contracts import (
    FORCE,
    MAIN,
    Call,
    Card,
    CardField,
    Payload,
    Preview,
    Result,
    Table,
    ToolContext,
    ToolRefused,
)
from tools.intents.slots.slot import Candidate, Values
from tools.render.wording import say
from tools.texts import Text
from tools.upstream.mode import get_current_shop
from tools.upstream.products import Product, ProductsChange, ProductScope

P = TypeVar("P", bound=Payload)
#: A product as it is (None: it is gone), and as it would be.
Pair = tuple[Product | None, Product]

#: The share by which a price may change without the tap of the second variant.
LIMIT = Decimal("0.30")
#: How many products one action may touch.
MOST_CHANGED = 400
#: How many products are offered as likely answers, by their sales of how many days, and how long a
#: label may be.
MOST_OFFERED = 6
SOLD_WITHIN = timedelta(days=30)
LONGEST_LABEL = 28

ProductIds = Annotated[
    tuple[ProductId, ...] | None,
    Described(min_length=1, max_length=MOST_CHANGED, description="These products."),
]
CategoryName = Annotated[
    str,
    Described(max_length=40, description="All products of this category."),
    AfterValidator(to_one_line),
]

ALL_PRODUCTS = Text("All products")

PRODUCTS: TypeAdapter[list[Product]] = TypeAdapter(list[Product])


def find_worst_sellers(name: str, known: Values, ctx: ToolContext) -> list[Candidate]:
    """List the products that sold worst of late, since prices and discounts are changed for them.

    Also "all products", unless a new price is set.
    """
    everything = Candidate(ALL_PRODUCTS.to(ctx.language), {"all": True})
    found = get_current_shop(ctx).sold(
        ctx.today - SOLD_WITHIN, ctx.today, metric="revenue", direction="bottom",
        group_by="product", limit=MOST_OFFERED,
    )  # fmt: skip
    sellers = [to_candidate(row.key, row.title) for row in found.rows]
    return sellers if "set_to" in known else [everything, *sellers]


def to_candidate(product_id: str, title: str) -> Candidate:
    """Build a button for a product, short enough for two in a row."""
    label = f"{product_id} {title}"
    short = label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1]}…"
    return Candidate(short, {"product_ids": [product_id]})


class ProductAction(ShopChange[P, ProductsChange]):
    """An action on products; a subclass says how it changes a product, and describes its state."""

    answer = TypeAdapter(ProductsChange)
    variants = (MAIN, FORCE)

    def describe_state(self, product: Product, ctx: ToolContext) -> str:
        """Describe the part of a product that this action changes."""
        raise NotImplementedError

    def build_preview(
        self,
        pairs: Sequence[tuple[Product, Product]],
        ctx: ToolContext,
        *,
        title: str,
        notes: Sequence[str],
        fields: tuple[CardField, ...] = (),
        reasons: Sequence[str] = (),
    ) -> Preview:
        """Build the preview; `reasons` say why the changes need the tap of the second variant."""
        if not pairs:
            return build_unchanged(notes or (say(ctx.language, "products.none"),), ctx)
        return Preview(
            card=Card(
                title=title,
                fields=fields,
                table=self.build_table(pairs, ctx),
                notes=(*reasons, *notes),
            ),
            basis={product.product_id: product.version for product, _ in pairs},
            variants=(FORCE,) if reasons else (MAIN,),
        )

    def preview_undo(self, undo: Mapping[str, Any], ctx: ToolContext) -> Preview:
        before = PRODUCTS.validate_python(undo["before"])
        scope = ProductScope(product_ids=tuple(undo["versions"]))
        found = get_current_shop(ctx).products(scope, MOST_CHANGED)
        now = {product.product_id: product for product in found}
        versions = {product.product_id: product.version for product in found}
        changed = versions != undo["versions"]
        card = Card(
            title=say(ctx.language, "undo.title.changed" if changed else "products.undo"),
            table=self.build_table(
                [(now.get(product.product_id), product) for product in before], ctx
            ),
            notes=(say(ctx.language, "products.undo.changed"),) if changed else (),
        )
        return Preview(card=card, basis=versions, variants=() if changed else (MAIN,))

    def write_back(
        self, undo: Mapping[str, Any], basis: Mapping[str, int], ctx: ToolContext
    ) -> ProductsChange | Call:
        return get_current_shop(ctx).restore_products(
            basis, PRODUCTS.validate_python(undo["before"])
        )

    def build_table(
        self, pairs: Sequence[Pair], ctx: ToolContext, states: tuple[str, str] = BEFORE_AFTER
    ) -> Table:
        rows = [
            (
                format_product(then),
                self.describe_state(now, ctx) if now else "—",
                self.describe_state(then, ctx),
            )
            for now, then in pairs
        ]
        return build_state_table("products.column.product", rows, ctx, states)

    def tell_done(self, payload: P, done: ProductsChange, ctx: ToolContext) -> Result:
        undo = {
            "before": PRODUCTS.dump_python(list(done.before), mode="json"),
            "versions": {product.product_id: product.version for product in done.after},
        }
        return self._tell(f"{self.name}.done", done, ctx, undo)

    def tell_undone(
        self, undo: Mapping[str, Any], done: ProductsChange, ctx: ToolContext
    ) -> Result:
        return self._tell("products.undone", done, ctx)

    def _tell(
        self,
        title: str,
        done: ProductsChange,
        ctx: ToolContext,
        undo: Mapping[str, Any] | None = None,
    ) -> Result:
        was = {product.product_id: product for product in done.before}
        pairs = [(was.get(product.product_id), product) for product in done.after]
        card = Card(
            title=say(ctx.language, title, count=len(pairs)),
            table=self.build_table(pairs, ctx, WAS_IS),
        )
        return build_done(card, {"product_ids": [then.product_id for _, then in pairs]}, ctx, undo)


def list_chosen_products(scope: ProductScope, ctx: ToolContext) -> list[Product]:
    """List the products meant; ToolRefused for unknown ones, for none, or for too many."""
    found = get_current_shop(ctx).products(scope, MOST_CHANGED + 1)
    unknown = sorted(set(scope.product_ids) - {product.product_id for product in found})
    if unknown and scope.product_ids:
        names = ", ".join(unknown[:SHOWN])
        raise ToolRefused(
            "PRODUCT_NOT_FOUND", say(ctx.language, "products.unknown", product_ids=names)
        )
    if scope.category and not found:
        raise ToolRefused(
            "CATEGORY_NOT_FOUND",
            say(ctx.language, "products.no_category", category=scope.category),
        )
    if len(found) > MOST_CHANGED:
        raise ToolRefused("TOO_MANY", say(ctx.language, "products.too_many", limit=MOST_CHANGED))
    return found


def read_scope(
    ctx: ToolContext,
    which: str,
    product_ids: tuple[str, ...] | None,
    category: str = "",
    *,
    stock_at_most: int | None = None,
    everything: bool = False,
) -> ProductScope:
    """Build the scope from the arguments that name the products.

    ToolRefused if more than one of them does, or none; then with the phrase `which`.
    """
    named = sum((bool(product_ids), bool(category), stock_at_most is not None, everything))
    if named != 1:
        raise ToolRefused("SCOPE_UNCLEAR", say(ctx.language, "products.scope" if named else which))
    return ProductScope(product_ids or (), category, stock_at_most)
