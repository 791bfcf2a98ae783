"""What sells best and worst."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from pydantic import Field as Described

from tools.arguments.paging import Offset
from tools.arguments.windows import DayCount, DaysBack, say_so_far
from tools.contracts import (
    Card,
    Listing,
    Provenance,
    Read,
    Result,
    Step,
    Suggestion,
    Table,
    ToolContext,
)
from tools.help_areas import SALES
from tools.intents.frame import Button, ReadFrame, Verb, Way
from tools.intents.reads.sales import MOST_RANKED, read_ranking, read_short_ranking
from tools.intents.slots.count import CountReader, DayCountReader
from tools.intents.slots.slot import Slot, build_likely
from tools.intents.values.day import MOST_DAYS
from tools.registry import tool
from tools.render import wording
from tools.render.parts import draw_fields, draw_table, suggest
from tools.render.wording import say
from tools.texts import Text
from tools.upstream.mode import get_current_shop
from tools.upstream.products import (
    Direction,
    Grouping,
    Metric,
    SoldList,
)


class TopProductsPayload(DaysBack):
    days: DayCount = 7
    metric: Annotated[Metric, Described(description="What is ranked by.")] = "revenue"
    direction: Annotated[
        Direction,
        Described(description="top: the best; bottom: the worst of what is on sale now."),
    ] = "top"
    group_by: Annotated[Grouping, Described(description="Rank products or categories.")] = (
        "product"
    )
    limit: Annotated[int, Described(ge=1, le=50, description="How many to list.")] = 10
    offset: Offset = 0


#: Groups that a question about what sells may have.
RANKED = (
    "product", "category", "seller", "bestseller", "sells", "sales", "by", "quantity", "last", "most", "over",
    "nobody", "people", "went", "often", "showcase", "ranking", "grows", "we_made",
)  # fmt: skip
#: Groups of what else may be ranked: "top coupons", "the worst reviews of orders".
NOT_SOLD = (
    "order",
    "coupon",
    "chat",
    "refund",
    "trust",
    "funnel",
    "campaign",
    "forecast",
    "reorder",
)


@tool
class TopProducts(Read[TopProductsPayload]):
    name = "top_products"
    title = Text("Best and worst sellers")
    description = Text(
        "Products or categories that sell best or worst, by revenue or quantity, over some days."
    )
    examples = Text("worst sellers this week")
    area, rank = SALES, 3
    understands = ReadFrame(
        ways=(
            *(
                Way(
                    (end, noun), (*RANKED, end), read_ranking(direction=end),
                    unless=(*NOT_SOLD, *(("people",) if end == "bottom" else ())),
                )
                for end in ("top", "bottom")
                for noun in ("product", "category", "seller", "sells", "sales", "quantity")
            ),
            Way(("bestseller",), (*RANKED, "top"), read_ranking(direction="top"), unless=NOT_SOLD),
            Way(("outsider",), (*RANKED, "outsider", "bottom"), read_ranking(direction="bottom"),
                unless=NOT_SOLD),
            *(
                Way(("ranking", by), (*RANKED, "top"), read_ranking(direction="top"), unless=NOT_SOLD)
                for by in ("window", "category", "product", "quantity")
            ),
            Way(("category", "sells"), RANKED, read_ranking(), unless=NOT_SOLD, rank=1),
            Way(("ranking",), (*RANKED, "top"), read_short_ranking, unless=NOT_SOLD, rank=1),
            Way(("top", "window"), (*RANKED, "top"), read_short_ranking, unless=NOT_SOLD, rank=1),
            Way(("bottom",), (*RANKED, "bottom"), read_short_ranking, unless=NOT_SOLD, rank=1),
            *(
                Way(("sales", "by", noun), RANKED, read_ranking(), unless=("top", "bottom", "ranking"))
                for noun in ("product", "category")
            ),
        ),
        slots=(
            Slot(("days",), DayCountReader(MOST_DAYS), likely=build_likely("days", 7, 30, 90)),
            Slot(("limit",), CountReader(MOST_RANKED), likely=build_likely("limit", 5, 10, 20)),
        ),
        never_with=frozenset({"newcomers"}),
        subjects=(("top", "seller"), ("product",)),
        resets=(
            Verb(("by_whom", "product"), {"group_by": "product"}, within=3),
            Verb(("by_whom", "sales"), {"metric": "revenue"}, within=3),
        ),
        buttons=(
            Button("top", Text("Best sellers"), {"direction": "top"}),
            Button("bottom", Text("Worst sellers"), {"direction": "bottom"}),
        ),
        offers=("top", "bottom", "week"),
    )  # fmt: skip
    Payload = TopProductsPayload

    def run(self, payload: TopProductsPayload, ctx: ToolContext) -> Result:
        start, end = payload.get_window(ctx)
        shop = get_current_shop(ctx)
        found = shop.sold(
            start,
            end,
            metric=payload.metric,
            direction=payload.direction,
            group_by=payload.group_by,
            limit=payload.limit,
            offset=payload.offset,
        )
        figures = {
            "revenue": wording.format_money(found.revenue, ctx),
            "quantity": wording.format_number(found.quantity, ctx),
        }
        empty = not found.quantity
        notes = [say(ctx.language, "top.empty")] if empty else []
        return Result(
            card=Card(
                title=say(
                    ctx.language,
                    f"top.title.{payload.direction}.{payload.group_by}",
                    window=wording.format_window(start, end, ctx),
                ),
                fields=() if empty else draw_fields(figures, ctx, "top."),
                table=None if empty else _build_sold_table(found, payload, ctx),
                listing=None if empty else _build_sold_listing(found, payload, ctx),
                notes=(*notes, *say_so_far(end, ctx)),
                next=() if empty else (_suggest_other_end(payload, ctx),),
            ),
            data={
                "start": start,
                "end": end,
                "currency": ctx.currency,
                "metric": payload.metric,
                "direction": payload.direction,
                "group_by": payload.group_by,
                "revenue": found.revenue,
                "quantity": found.quantity,
                "rows": [] if empty else [asdict(row) for row in found.rows],
            },
            provenance=Provenance(source=shop.source, as_of=ctx.now, start=start, end=end),
            empty=empty,
        )


def _build_sold_listing(found: SoldList, payload: TopProductsPayload, ctx: ToolContext) -> Listing:
    """Build the listing; what sells worst may need a discount, whose size is asked for then."""
    discount = Step(
        label=say(ctx.language, "top.discount", count="{count}"),
        tool="set_discount",
        argument="product_ids",
    )
    products = payload.group_by == "product"
    return Listing(
        offset=payload.offset,
        total=found.count,
        rows="rows",
        ids=tuple(row.key for row in found.rows) if products else (),
        together=(discount,) if products and payload.direction == "bottom" else (),
    )


def _build_sold_table(
    found: SoldList, payload: TopProductsPayload, ctx: ToolContext
) -> Table | None:
    rows = (
        (
            row.title if payload.group_by == "category" else f"{row.key} {row.title}",
            wording.format_number(row.quantity, ctx),
            wording.format_money(row.revenue, ctx),
        )
        for row in found.rows
    )
    headings = (payload.group_by, "quantity", "revenue")
    return draw_table(
        headings, rows, ctx, prefix="top.column.", offset=payload.offset, total=found.count
    )


def _suggest_other_end(payload: TopProductsPayload, ctx: ToolContext) -> Suggestion:
    """Suggest the same question about the other end of the ranking."""
    other = "bottom" if payload.direction == "top" else "top"
    asked = payload.model_dump(mode="json", exclude={"limit", "offset"}, exclude_defaults=True)
    then = asked | {"days": payload.days, "direction": other}
    return suggest(f"top.suggest.{other}.{payload.group_by}", ctx, "top_products", then)
