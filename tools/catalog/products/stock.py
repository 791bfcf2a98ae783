"""What is in stock, and what is wrong with products."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from pydantic import Field as Described
from pydantic import StringConstraints

from tools.arguments.paging import Offset
from tools.contracts import (
    Card,
    CardField,
    Listing,
    Payload,
    Provenance,
    Read,
    Result,
    Step,
    Suggestion,
    ToolContext,
)
from tools.help_areas import PRODUCTS
from tools.intents.frame import Button, ReadFrame, Way
from tools.intents.reads.stock import read_low_stock, read_ran_out, read_section
from tools.registry import tool
from tools.render import wording
from tools.render.parts import draw_fields, draw_table, suggest
from tools.render.wording import say
from tools.texts import Text
from tools.upstream.mode import get_current_shop
from tools.upstream.products import (
    Inventory,
    Product,
    Section,
)

ProductId = Annotated[
    str,
    StringConstraints(strip_whitespace=True, to_upper=True, pattern=r"^[Pp]-[0-9]{1,12}$"),
    Described(description="A product number such as P-101, in any case."),
]
SECTIONS: tuple[Section, ...] = (
    "out_of_stock",
    "low_stock",
    "missing_photo",
    "missing_price",
    "unpublished",
)


#: Groups of words that a question about the stock may have.
STOCK = ("product", "stock", "howmany", "level", "quantity", "left", "showcase", "over")
#: Groups of other subjects, of which the same words may be said: "late parcels that are gone".
SUBJECTS = (
    "order", "order_id", "chat", "coupon", "campaign", "refund", "customer", "forecast", "reorder", "visit", "cart",
    "kpi", "system",
)  # fmt: skip
ORDERS = tuple(group for group in SUBJECTS if group != "customer")
LACKS = (*STOCK, "photo", "lacks", "missing", "not", "catalogue", "things", "missing_photo")
PRICELESS = (
    *STOCK,
    "price",
    "prices",
    "lacks",
    "missing",
    "not",
    "catalogue",
    "things",
    "tag",
    "stands",
    "missing_price",
)
HIDDEN = (
    *STOCK, "unpublished", "not", "visible", "sees", "published", "taken_off", "away_from", "showcase", "catalogue", "things",
    "people",
)  # fmt: skip
GONE = (
    *STOCK, "sold_out", "gone", "not", "zero", "available", "in_hand", "runs", "out_of", "nearly", "soon", "catalogue",
    "things", "no_longer",
)  # fmt: skip
LOW = (
    *STOCK, "low", "scarce", "goes_down", "runs", "running", "nearly", "things", "catalogue", "gone",
    "runs_low", "last",
)  # fmt: skip


class InventoryStatusPayload(Payload):
    section: Annotated[Section, Described(description="all, or only one kind of trouble.")] = "all"
    low_stock_at_most: Annotated[
        int, Described(ge=1, le=100_000, description="So many pieces are still low stock.")
    ] = 5
    limit: Annotated[int, Described(ge=1, le=200, description="How many to list.")] = 20
    offset: Offset = 0


@tool
class InventoryStatus(Read[InventoryStatusPayload]):
    name = "inventory_status"
    title = Text("Stock")
    description = Text(
        "What is out of stock, low in stock, without a photo or a price, or hidden."
    )
    examples = Text("what is out of stock")
    area, rank = PRODUCTS, 1
    understands = ReadFrame(
        ways=(
            Way(("missing_photo",), LACKS, read_section("missing_photo"), unless=("price",)),
            Way(("photo", "lacks"), LACKS, read_section("missing_photo"), unless=("price",)),
            Way(("photo", "not"), LACKS, read_section("missing_photo"), unless=("price",)),
            Way(
                ("missing_price",),
                PRICELESS,
                read_section("missing_price"),
                unless=("photo", *SUBJECTS),
            ),
            Way(
                ("price", "lacks"),
                PRICELESS,
                read_section("missing_price"),
                unless=("photo", *SUBJECTS),
            ),
            Way(
                ("price", "not", "product"),
                PRICELESS,
                read_section("missing_price"),
                unless=("photo", *SUBJECTS),
            ),
            Way(("unpublished",), HIDDEN, read_section("unpublished"), unless=SUBJECTS),
            Way(("not", "visible"), HIDDEN, read_section("unpublished"), unless=SUBJECTS),
            Way(("not", "sees", "people"), HIDDEN, read_section("unpublished"), unless=SUBJECTS),
            Way(
                ("not", "sees", "customer"),
                (*HIDDEN, "customer"),
                read_section("unpublished"),
                unless=ORDERS,
            ),
            Way(("taken_off", "away_from"), HIDDEN, read_section("unpublished"), unless=SUBJECTS),
            Way(
                ("sold_out", "product"),
                GONE,
                read_section("out_of_stock"),
                unless=("nearly", *SUBJECTS),
            ),
            Way(
                ("sold_out", "things"),
                GONE,
                read_section("out_of_stock"),
                unless=("nearly", *SUBJECTS),
            ),
            # The whole card begins with what is out of stock, and goes on with what soon will be.
            Way(
                ("sold_out", "stock_out"),
                GONE,
                read_section("all"),
                unless=("nearly", "product", "things", *SUBJECTS),
            ),
            Way(("sold_out",), GONE, read_section("out_of_stock"), unless=("nearly", *SUBJECTS)),
            Way(
                ("not", "available"),
                GONE,
                read_section("out_of_stock"),
                unless=("nearly", *SUBJECTS),
            ),
            Way(
                ("zero", "left"), GONE, read_section("out_of_stock"), unless=("nearly", *SUBJECTS)
            ),
            Way(("zero", "stock"), GONE, read_section("out_of_stock"), unless=SUBJECTS),
            Way(("zero", "quantity"), GONE, read_section("out_of_stock"), unless=SUBJECTS),
            Way(("zero", "product"), GONE, read_section("out_of_stock"), unless=SUBJECTS),
            Way(("runs", "out_of"), GONE, read_ran_out, unless=SUBJECTS),
            Way(("nearly", "gone"), GONE, read_section("low_stock"), unless=SUBJECTS),
            Way(("nearly", "sold_out"), GONE, read_section("low_stock"), unless=SUBJECTS),
            Way(("nearly", "not", "left"), GONE, read_section("low_stock"), unless=SUBJECTS),
            Way(("runs_low",), (*LOW, "soon"), read_section("low_stock")),
            Way(("goes_down", "product"), LOW, read_section("low_stock"), unless=SUBJECTS),
            Way(("goes_down", "stock"), LOW, read_section("low_stock"), unless=SUBJECTS),
            Way(("goes_down", "things"), LOW, read_section("low_stock"), unless=SUBJECTS),
            Way(("low", "stock"), LOW, read_section("low_stock")),
            Way(("scarce", "left"), LOW, read_section("low_stock"), unless=SUBJECTS),
            Way(("scarce", "stock"), LOW, read_section("low_stock"), unless=SUBJECTS),
            Way(("scarce", "product"), LOW, read_section("low_stock"), unless=(*SUBJECTS, "last")),
            Way(
                ("scarce", "quantity"),
                LOW,
                read_section("low_stock"),
                unless=(*SUBJECTS, "sells", "sales"),
            ),
            Way(("stock",), LOW, read_low_stock, unless=SUBJECTS),
            Way(("left",), LOW, read_low_stock, unless=SUBJECTS),
            Way(("quantity",), LOW, read_low_stock, unless=(*SUBJECTS, "sells", "sales")),
            Way(("product",), LOW, read_low_stock, unless=(*SUBJECTS, "sells", "sales", "price")),
            Way(
                ("stock",), (*STOCK, "catalogue", "gaps", "things", "status"), read_section("all")
            ),
            Way(
                ("catalogue", "gaps"), (*STOCK, "catalogue", "gaps", "things"), read_section("all")
            ),
        ),
        never_with=frozenset({"newcomers"}),
        subjects=(("product",), ("stock",)),
        buttons=(Button("stock", Text("Stock", context="what to ask for")),),
        offers=("stock", "bottom", "top"),
    )
    Payload = InventoryStatusPayload

    def run(self, payload: InventoryStatusPayload, ctx: ToolContext) -> Result:
        shop = get_current_shop(ctx)
        found = shop.inventory(
            payload.section, payload.low_stock_at_most, payload.limit, payload.offset
        )
        rows = tuple(
            (
                format_product(product),
                wording.format_number(product.stock, ctx),
                _say_state(product, payload, ctx),
            )
            for product in found.rows
        )
        columns = ("products.column.product", "stock.column.stock", "stock.column.state")
        return Result(
            card=Card(
                title=say(
                    ctx.language, f"stock.title.{payload.section}",
                    count=wording.format_number(found.matching, ctx), matching=found.matching,
                    most=payload.low_stock_at_most,
                ),
                fields=_build_counts(found, payload, ctx),
                table=draw_table(columns, rows, ctx, offset=payload.offset, total=found.matching),
                listing=_build_stock_listing(found, payload, ctx),
                notes=() if found.matching else (say(ctx.language, "stock.empty"),),
                next=_suggest_next(found, payload, ctx),
            ),
            data={
                "section": payload.section,
                "low_stock_at_most": payload.low_stock_at_most,
                **asdict(found),
            },
            provenance=Provenance(source=shop.source, as_of=ctx.now),
            empty=not found.matching,
        )  # fmt: skip


#: What to do with all products of a section: show them in the shop, or hide them.
PUBLISHING: dict[Section, bool] = {"out_of_stock": False, "unpublished": True}


def _build_stock_listing(
    found: Inventory, payload: InventoryStatusPayload, ctx: ToolContext
) -> Listing:
    section = payload.section
    together: tuple[Step, ...] = ()
    if section in PUBLISHING:
        shown = PUBLISHING[section]
        together = (
            Step(
                label=say(
                    ctx.language, "stock.publish" if shown else "stock.hide", count="{count}"
                ),
                tool="publish_product",
                argument="product_ids",
                payload={"published": shown},
            ),
        )
    return Listing(
        offset=payload.offset,
        total=found.matching,
        rows="rows",
        ids=tuple(product.product_id for product in found.rows),
        together=together,
    )


def format_product(product: Product) -> str:
    """Format the name of a product for tables."""
    return f"{product.product_id} {product.title}"


def _build_counts(
    found: Inventory, payload: InventoryStatusPayload, ctx: ToolContext
) -> tuple[CardField, ...]:
    if payload.section != "all":
        return ()
    values = {"stock.products": found.products, "stock.pieces": found.pieces} | {
        f"stock.section.{section}": getattr(found, section) for section in SECTIONS
    }
    counted = {key: wording.format_number(value, ctx) for key, value in values.items()}
    return draw_fields(counted, ctx, most=payload.low_stock_at_most)


def _say_state(product: Product, payload: InventoryStatusPayload, ctx: ToolContext) -> str:
    """Say all that is wrong with a product."""
    wrong = {
        "out_of_stock": product.stock == 0,
        "low_stock": 0 < product.stock <= payload.low_stock_at_most,
        "missing_photo": not product.has_photo,
        "missing_price": product.price is None,
        "unpublished": not product.published,
    }
    said = [say(ctx.language, f"stock.state.{name}") for name, is_so in wrong.items() if is_so]
    return ", ".join(said) or "–"


def _suggest_next(
    found: Inventory, payload: InventoryStatusPayload, ctx: ToolContext
) -> tuple[Suggestion, ...]:
    """Suggest the largest sections of the overview as lists; for what is sold out, hiding it."""
    if payload.section == "out_of_stock" and any(product.published for product in found.rows):
        hide = {"stock_at_most": 0, "published": False}
        return (suggest("stock.suggest.hide", ctx, "publish_product", hide),)
    if payload.section != "all":
        return ()
    by_count = sorted(SECTIONS, key=lambda section: -int(getattr(found, section)))
    most = payload.low_stock_at_most
    return tuple(
        suggest(
            f"stock.section.{section}", ctx, "inventory_status",
            {"section": section, "low_stock_at_most": most}, most=most,
        )
        for section in by_count[:3]
        if getattr(found, section)
    )  # fmt: skip
