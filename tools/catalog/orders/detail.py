"""One order with all its details."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from pydantic import Field as Described
from pydantic import StringConstraints

from tools.contracts import (
    Card,
    CardField,
    Payload,
    Provenance,
    Read,
    Result,
    Suggestion,
    ToolContext,
    ToolRefused,
)
from tools.help_areas import ORDERS
from tools.intents.frame import Command, ReadFrame, Way
from tools.intents.reads.listing import (
    STATUSES,
    read_order,
)
from tools.intents.slots.order_ids import WHICH_ORDER, OrderIdReader
from tools.intents.slots.slot import Candidate, Slot, Values
from tools.registry import tool
from tools.render import wording
from tools.render.parts import draw_fields, draw_table, suggest
from tools.render.wording import say
from tools.texts import Text
from tools.upstream.mode import get_current_shop
from tools.upstream.shop import OrderDetail, OrderFilter, OrderRow, Preset

OrderId = Annotated[
    str,
    StringConstraints(strip_whitespace=True, to_upper=True, pattern=r"^[Oo][Bb]-[0-9]{1,12}$"),
    Described(description="An order number such as OB-1003, in any case."),
]

#: How many orders are offered as likely answers.
MOST_OFFERED = 8


def find_orders(name: str, known: Values, ctx: ToolContext) -> list[Candidate]:
    """List likely orders: flagged ones if flags are to be taken off, else stuck and late ones."""
    presets: tuple[Preset, ...] = ("stuck", "late_ship")
    wanted = [OrderFilter(preset=preset) for preset in presets]
    if known.get("flagged") is False:
        wanted = [OrderFilter(flagged=True)]
    most, shop = MOST_OFFERED // len(wanted), get_current_shop(ctx)
    ids = dict.fromkeys(row.order_id for among in wanted for row in shop.orders(among, most).rows)
    is_one = name == "order_id"
    return [
        Candidate(order_id, {"order_id": order_id} if is_one else {"order_ids": [order_id]})
        for order_id in ids
    ]


class OrderDetailPayload(Payload):
    order_id: OrderId


#: Groups that a question about one order may have: all that its card shows.
ABOUT = (
    "order", "one_order", "status", "detail", "phone", "telephone", "find", "flagged", "unflagged", "red_flag",
    "ship", "payment", "pays", "unpaid", "late", "stuck", "problem", "passes", "passed", "over", "customer", "titled", "people",
    "who", "says", "waiting", "awaits", "bought", "have_ordered", "sells", "will", "about_order", "product", "sum",
    "average", "amount", "reasons", "reason", "leaves_shop", "in_time", "to_time", "timely", "warehouse", "stands", "still_word", "howmany",
    "came_in", "works", "okay", "on_way", "went", "in_hand", "quantity", "things", "last", "everything", "price",
    *STATUSES,
)  # fmt: skip


@tool
class OrderDetailTool(Read[OrderDetailPayload]):
    name = "order_detail"
    title = Text("One order")
    description = Text("Everything about one order: items, customer, payment, shipping, flag.")
    examples = Text("order OB-1003")
    area, rank = ORDERS, 2
    understands = ReadFrame(
        ways=(
            Way(
                ("order_id",), ABOUT, read_order,
                unless=("ship_it", "versus", "refund", "undo", "unneeded"), rank=-1,
            ),
            Way(
                ("one_order",), ("order", "status", "detail", "phone", "find"), read_order,
                unless=("last", "average", "unneeded"),
            ),
        ),
        slots=(
            Slot(
                ("order_id",), OrderIdReader(), WHICH_ORDER, required=True, likely=find_orders, is_scope=True
            ),
        ),
        commands=(Command("order", ("one_order", "order")),),
        command_asks="order_id",
        offers=("last10", "stuck", "late"),
    )  # fmt: skip
    Payload = OrderDetailPayload

    def run(self, payload: OrderDetailPayload, ctx: ToolContext) -> Result:
        shop = get_current_shop(ctx)
        found = shop.order(payload.order_id)
        if found is None:
            raise ToolRefused(
                "ORDER_NOT_FOUND", say(ctx.language, "order.missing", order_id=payload.order_id)
            )
        row = found.row
        items = (
            (line.title, str(line.quantity), wording.format_money(line.total, ctx))
            for line in found.items
        )
        return Result(
            card=Card(
                title=say(ctx.language, "order.title", order_id=row.order_id),
                fields=_build_detail_fields(found, ctx),
                table=draw_table(("item", "quantity", "total"), items, ctx, prefix="order."),
                next=(_suggest_flag(row, ctx),),
            ),
            data={**asdict(found), "currency": ctx.currency},
            provenance=Provenance(source=shop.source, as_of=ctx.now),
        )


def _build_detail_fields(found: OrderDetail, ctx: ToolContext) -> tuple[CardField, ...]:
    row, language = found.row, ctx.language
    payment = say(language, f"payment.{row.payment_status}")
    shipping = say(language, f"shipping.{row.shipping_status}")
    moved_at = found.delivered_at or found.shipped_at
    if row.shipping_status == "waiting" and row.ship_due_at:
        due = wording.format_moment(row.ship_due_at, ctx)
        shipping = say(language, "order.overdue", state=shipping, due=due)
    elif moved_at:
        shipping = f"{shipping}, {wording.format_moment(moved_at, ctx)}"
    values = {
        "order.status": say(language, f"status.{row.status}"),
        "order.total": wording.format_money(row.total, ctx),
        "order.customer": row.customer,
        "order.phone": found.phone,
        "order.created": wording.format_moment(row.created_at, ctx),
        "order.payment": f"{payment}, {wording.format_moment(found.paid_at, ctx)}"
        if found.paid_at
        else payment,
        "order.shipping": shipping,
        "order.coupon": found.coupon_code,
        "order.flag": say_flag_state(row.flagged, found.flag_reason, ctx),
    }
    return draw_fields(values, ctx)


def _suggest_flag(row: OrderRow, ctx: ToolContext) -> Suggestion:
    key = "order.suggest.unflag" if row.flagged else "order.suggest.flag"
    change = {"order_ids": [row.order_id], "flagged": not row.flagged}
    return suggest(key, ctx, "flag_order", change, order_id=row.order_id)


def say_flag_state(flagged: bool, reason: str, ctx: ToolContext) -> str:  # noqa: FBT001 -- the state itself
    if not flagged:
        return say(ctx.language, "flag.off")
    return say(ctx.language, "flag.on.reason" if reason else "flag.on", reason=reason)
