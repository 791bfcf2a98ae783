"""What the changes of products have in common: which products, the tables, and taking it back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any, TypeVar

from pydantic import TypeAdapter

from tools.catalog.products.read import named
from tools.contracts import (
    FORCE,
    MAIN,
    Action,
    Call,
    Card,
    Field,
    Outside,
    Payload,
    Preview,
    Provenance,
    Receipt,
    Result,
    Table,
    ToolContext,
    ToolRefused,
)
from tools.intents.slots.slot import Candidate, Values
from tools.render.wording import say
from tools.texts import Text
from tools.upstream.mode import current_shop, mode_of
from tools.upstream.products import Product, ProductsChanged, ProductScope

P = TypeVar("P", bound=Payload)
#: A product as it is (or gone), and as it would be.
Pair = tuple[Product | None, Product]

#: By how much a price may change without it.
LIMIT = Decimal("0.30")
#: How many products one action may touch, and how many of them a card lists.
MOST_CHANGED = 400
SHOWN = 10
#: How many products are offered as likely answers, of how long a past, and with how long a label.
MOST_OFFERED = 6
SOLD_WITHIN = timedelta(days=30)
LONGEST_LABEL = 28

ALL_PRODUCTS = Text("All products")
#: What a sentence is about that changes no product, although it may name prices and discounts.
OTHERS = frozenset({"coupon", "campaign", "promo", "rate", "notify", "order_id"})

CHANGED = TypeAdapter(ProductsChanged)
PRODUCTS: TypeAdapter[list[Product]] = TypeAdapter(list[Product])


def find_worst_sellers(name: str, known: Values, ctx: ToolContext) -> list[Candidate]:
    """All products, unless one price is set, and what sold worst of late: for its sake prices and
    discounts are changed."""
    everything = Candidate(ALL_PRODUCTS.to(ctx.language), {"all": True})
    found = current_shop(ctx).sold(
        ctx.today - SOLD_WITHIN, ctx.today, metric="revenue", direction="bottom",
        group_by="product", limit=MOST_OFFERED,
    )  # fmt: skip
    sellers = [to_candidate(row.key, row.title) for row in found.rows]
    return sellers if "set_to" in known else [everything, *sellers]


def to_candidate(product_id: str, title: str) -> Candidate:
    """A button for a product, short enough for two in a row."""
    label = f"{product_id} {title}"
    short = label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1]}…"
    return Candidate(short, {"product_ids": [product_id]})


class ProductAction(Action[P]):
    """An action on products; a subclass says what it does to one, and how its state reads."""

    undoable = True

    def state(self, one: Product, ctx: ToolContext) -> str:
        """The part of a product that this action changes, for people."""
        raise NotImplementedError

    def previewed(
        self,
        pairs: Sequence[tuple[Product, Product]],
        ctx: ToolContext,
        *,
        title: str,
        notes: Sequence[str],
        fields: tuple[Field, ...] = (),
        reasons: Sequence[str] = (),
    ) -> Preview:
        """The preview of these changes; `reasons` say why they need the second variant's tap."""
        if not pairs:
            card = Card(
                title=say(ctx.language, "flag.title.nothing"),
                notes=tuple(notes) or (say(ctx.language, "products.none"),),
            )
            return Preview(card=card, basis={}, variants=())
        return Preview(
            card=Card(
                title=title,
                fields=fields,
                table=self.table(pairs, ctx, ("flag.column.before", "flag.column.after")),
                notes=(*reasons, *notes),
            ),
            basis={one.product_id: one.version for one, _ in pairs},
            variants=(FORCE,) if reasons else (MAIN,),
        )

    def applied(self, done: ProductsChanged | Call, ctx: ToolContext) -> Result | Outside:
        return Outside((done,)) if isinstance(done, Call) else self._changed(done, ctx)

    def concluded(self, payload: P, receipts: Sequence[Receipt], ctx: ToolContext) -> Result:
        return self._changed(CHANGED.validate_python(receipts[0].answer), ctx)

    def preview_undo(self, undo: Mapping[str, Any], ctx: ToolContext) -> Preview:
        before = PRODUCTS.validate_python(undo["before"])
        scope = ProductScope(product_ids=tuple(undo["versions"]))
        found = current_shop(ctx).products(scope, MOST_CHANGED)
        now = {one.product_id: one for one in found}
        versions = {one.product_id: one.version for one in found}
        changed = versions != undo["versions"]
        card = Card(
            title=say(ctx.language, "undo.title.changed" if changed else "products.undo"),
            table=self.table(
                [(now.get(one.product_id), one) for one in before],
                ctx,
                ("flag.column.before", "flag.column.after"),
            ),
            notes=(say(ctx.language, "products.undo.changed"),) if changed else (),
        )
        return Preview(card=card, basis=versions, variants=() if changed else (MAIN,))

    def undo(
        self, undo: Mapping[str, Any], basis: Mapping[str, int], ctx: ToolContext
    ) -> Result | Outside:
        before = PRODUCTS.validate_python(undo["before"])
        done = current_shop(ctx).restore_products(basis, before)
        return Outside((done,)) if isinstance(done, Call) else self._restored(done, ctx)

    def undone(
        self, undo: Mapping[str, Any], receipts: Sequence[Receipt], ctx: ToolContext
    ) -> Result:
        return self._restored(CHANGED.validate_python(receipts[0].answer), ctx)

    def table(self, pairs: Sequence[Pair], ctx: ToolContext, columns: tuple[str, str]) -> Table:
        return Table(
            columns=tuple(say(ctx.language, key) for key in ("products.column.product", *columns)),
            rows=tuple(
                (named(then), self.state(now, ctx) if now else "—", self.state(then, ctx))
                for now, then in pairs[:SHOWN]
            ),
            more=max(0, len(pairs) - SHOWN),
        )

    def _changed(self, done: ProductsChanged, ctx: ToolContext) -> Result:
        return Result(
            card=self._done(f"{self.name}.done", done, ctx),
            data={"product_ids": [one.product_id for one in done.after]},
            provenance=Provenance(source=mode_of(ctx), as_of=ctx.now),
            undo={
                "before": PRODUCTS.dump_python(list(done.before), mode="json"),
                "versions": {one.product_id: one.version for one in done.after},
            },
        )

    def _restored(self, done: ProductsChanged, ctx: ToolContext) -> Result:
        return Result(
            card=self._done("products.undone", done, ctx),
            data={"product_ids": [one.product_id for one in done.after]},
            provenance=Provenance(source=mode_of(ctx), as_of=ctx.now),
        )

    def _done(self, title: str, done: ProductsChanged, ctx: ToolContext) -> Card:
        was = {one.product_id: one for one in done.before}
        pairs = [(was.get(one.product_id), one) for one in done.after]
        return Card(
            title=say(ctx.language, title, count=len(pairs)),
            table=self.table(pairs, ctx, ("flag.column.was", "flag.column.is")),
        )


def chosen(scope: ProductScope, ctx: ToolContext) -> list[Product]:
    """The products meant; ToolRefused for unknown ones, for none, or for too many."""
    found = current_shop(ctx).products(scope, MOST_CHANGED + 1)
    unknown = sorted(set(scope.product_ids) - {one.product_id for one in found})
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


def refuse_two_scopes(scopes: Sequence[bool], ctx: ToolContext) -> None:
    """ToolRefused where products are named in more than one way."""
    if sum(scopes) > 1:
        raise ToolRefused("SCOPE_UNCLEAR", say(ctx.language, "products.scope"))
