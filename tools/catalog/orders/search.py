"""Lists of orders, by what they have in common."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime, time, timedelta
from typing import Annotated

from pydantic import AfterValidator
from pydantic import Field as Described

from tools.arguments.paging import Offset
from tools.arguments.text import to_one_line
from tools.arguments.windows import EARLIEST, Window, build_window
from tools.contracts import (
    Card,
    Listing,
    Payload,
    Provenance,
    Read,
    Result,
    Step,
    Table,
    ToolContext,
)
from tools.help_areas import ORDERS
from tools.intents.frame import Button, Command, ReadFrame, Way
from tools.intents.reads.customers import (
    WHOSE_ORDERS,
    CustomerQueryReader,
    read_orders_by_digits,
    read_orders_by_name,
    read_orders_by_query,
)
from tools.intents.reads.listing import (
    FAILED,
    MOST_ORDERS,
    STATUSES,
    read_orders,
    read_orders_by_status,
    read_orders_since,
)
from tools.intents.slots.count import CountReader
from tools.intents.slots.slot import Slot, build_likely
from tools.models import OrderStatus
from tools.registry import tool
from tools.render import wording
from tools.render.parts import draw_fields, draw_table
from tools.render.wording import say
from tools.texts import Text
from tools.upstream.mode import get_current_shop
from tools.upstream.shop import OrderFilter, OrderList, Preset


class OrdersSearchPayload(Payload):
    preset: Annotated[
        Preset | None,
        Described(
            description="stuck; late_ship: paid, not shipped, past the promised time; payment_issues: "
            "payment failed or open for over 2 h; unpaid."
        ),
    ] = None
    status: Annotated[OrderStatus | None, Described(description="Only orders in this state.")] = (
        None
    )
    flagged: Annotated[bool | None, Described(description="Only flagged, or only unflagged.")] = (
        None
    )
    query: Annotated[
        str,
        Described(
            max_length=80,
            description="Part of an order number or customer's name, or 4 digits and more of a phone.",
        ),
        AfterValidator(to_one_line),
    ] = ""
    since_hours: Annotated[
        int | None,
        Described(ge=1, le=8760, description="Only orders created in the last so many hours."),
    ] = None
    start: Annotated[
        date | None,
        Described(
            ge=EARLIEST,
            description="Only created from this day on, YYYY-MM-DD; alone, until today.",
        ),
    ] = None
    end: Annotated[
        date | None,
        Described(
            ge=EARLIEST, description="Only created until this day, included; alone, on this day."
        ),
    ] = None
    limit: Annotated[int, Described(ge=1, le=200, description="How many to list.")] = 20
    offset: Offset = 0


#: Groups that a question for a list of orders may have.
LIST = (
    "order",
    "last",
    "find",
    "howmany",
    "one_order",
    "detail",
    "came_in",
    "caps",
    "product",
    "things",
    "each_one",
)
#: What else the questions may have: for orders that should have left, and for those of a customer.
LATE = (
    *LIST, "late", "ship", "in_time", "over", "term", "promised", "behind", "paid", "pays", "shipped", "leaves_shop",
    "ought_to", "not", "warehouse", "to_time", "timely", "problem", "managed",
)  # fmt: skip
TROUBLE = (*LIST, "payment", "problem", "who", "passed", "passes", "not", "stuck", "people")
OWED = (
    *LIST,
    "unpaid",
    "payment",
    "who",
    "people",
    "not",
    "nobody",
    "pays",
    "paid",
    "awaits",
    "waiting",
    "customer",
)
OWNED = (
    *LIST, "customer", "phone", "telephone", "titled", "have_ordered", "bought", "people", "says", "who", "named",
)  # fmt: skip
#: Groups of other subjects, of which the same words may be said.
NO_ORDERS = (
    "chat",
    "coupon",
    "campaign",
    "stock",
    "refund",
    "cart",
    "visit",
    "funnel",
    "sales",
    "average",
)
#: Groups with which a payment that was not made is not what is asked for.
NOT_OWED = ("shipped", "leaves_shop", "late", "promised", "problem", "passes", "order_id")
#: States that name orders without the word.
TELLING = ("pending", "shipped", "delivered", "cancelled")


@tool
class OrdersSearch(Read[OrdersSearchPayload]):
    name = "orders_search"
    title = Text("Orders")
    description = Text(
        "Find orders: stuck, late, with payment problems, unpaid, by state, flag, number, name or phone."
    )
    examples = Text("show stuck orders", context="example of a tool")
    area, rank = ORDERS, 1
    understands = ReadFrame(
        ways=(
            Way(("stuck",), (*LIST, "stuck", "not", "moves", "stands"), read_orders(preset="stuck"), unless=("payment",)),
            *(
                Way(("order", *needs), (*LIST, *needs, "nowhere"), read_orders(preset="stuck"), unless=("payment",))
                for needs in (("not", "moves"), ("without", "moves"), ("stands", "still_word"), ("not", "nowhere"))
            ),
            Way(("late",), LATE, read_orders(preset="late_ship"), unless=("payment",)),
            *(
                Way(needs, LATE, read_orders(preset="late_ship"), unless=("payment", *NO_ORDERS))
                for needs in (
                    ("promised", "behind"), ("promised", "paid"), ("promised", "not", "leaves_shop"),
                    ("ought_to", "not", "leaves_shop", "order"), ("in_time", "not", "leaves_shop"),
                    ("promised", "ship", "problem"),
                )
            ),
            Way(("ought_to", "not", "leaves_shop", "order", "warehouse"), LATE, read_orders(preset="late_ship"),
                unless=("payment",)),
            *(
                Way(needs, TROUBLE, read_orders(preset="payment_issues"), unless=NO_ORDERS)
                for needs in (("payment", "problem"), ("payment", "not", "passes"), ("payment", "stuck"))
            ),
            Way(("unpaid",), OWED, read_orders(preset="unpaid"), rank=-1),
            *(
                Way(needs, OWED, read_orders(preset="unpaid"), unless=(*NOT_OWED, *NO_ORDERS))
                for needs in (("not", "pays"), ("nobody", "pays"))
            ),
            Way(("unflagged",), (*LIST, "unflagged", "not", "flag_noun"), read_orders(flagged=False)),
            Way(("flagged",), (*LIST, "flagged", "flag_noun"), read_orders(flagged=True), unless=("not",)),
            *(
                Way(("order", status), (*LIST, status, "status"), read_orders_by_status)
                for status in STATUSES
            ),
            *(
                Way((status, "window"), (*LIST, status), read_orders_by_status, unless=NO_ORDERS)
                for status in TELLING
            ),
            Way(("status", "failed_state"), (*LIST, "failed_state", "status"), read_orders(status=FAILED), rank=-1,
                unless=("payment", "error", *NO_ORDERS)),
            Way(("telephone",), OWNED, read_orders_by_digits, unless=("order_id", *NO_ORDERS)),
            Way(
                ("order", "customer"), ("order", "customer", "find", "phone"), read_orders_by_query,
                unless=("order_id",),
            ),
            Way(("order", "person"), ("order", "customer", "find"), read_orders_by_query, unless=("order_id",)),
            *(
                Way((led,), OWNED, read_orders_by_name, unless=("order_id", *NO_ORDERS))
                for led in ("order", "have_ordered", "find", "titled", "customer")
            ),
            Way(("order", "phone_number"), ("order", "customer", "find", "phone"), read_orders_by_query),
            Way(("order", "find"), ("order", "find", "phone"), read_orders_by_query),
            Way(("came_in",), (*LIST, "people"), read_orders_since, unless=(*NO_ORDERS, "order_id")),
            Way(("order",), LIST, read_orders()),
        ),
        slots=(
            Slot(("limit",), CountReader(MOST_ORDERS), likely=build_likely("limit", 10, 20, 50)),
            Slot(("query",), CustomerQueryReader(), WHOSE_ORDERS, free=True, is_scope=True),
        ),
        subjects=(("order",),),
        commands=(Command("orders", ("order",)), Command("stuck", ("stuck",))),
        buttons=(
            Button("stuck", Text("Stuck orders"), {"preset": "stuck"}),
            Button("late", Text("Late orders"), {"preset": "late_ship"}),
            Button("last10", Text("Last 10 orders"), {"limit": 10}),
            Button("orders24", Text("Orders, 24 hours"), {"since_hours": 24}),
            Button("flagged", Text("Flagged orders"), {"flagged": True}),
        ),
        offers=("stuck", "orders24", "last10"),
    )  # fmt: skip
    Payload = OrdersSearchPayload

    def run(self, payload: OrdersSearchPayload, ctx: ToolContext) -> Result:
        shop = get_current_shop(ctx)
        window = _get_window(payload, ctx)
        since, until = _get_created_range(payload, window, ctx)
        wanted = OrderFilter(
            preset=payload.preset,
            status=payload.status,
            flagged=payload.flagged,
            query=payload.query,
            created_since=since,
            created_until=until,
        )
        found = shop.orders(wanted, payload.limit, payload.offset)
        title = f"orders.title.{payload.preset}" if payload.preset else "orders.title"
        which = ", ".join(_list_conditions(payload, window, ctx))
        worth = wording.format_money(found.total, ctx) if found.count else ""
        fields = {"orders.which": which, "orders.sum": worth}
        return Result(
            card=Card(
                title=say(ctx.language, title, count=wording.format_number(found.count, ctx)),
                fields=draw_fields(fields, ctx),
                table=_build_table(found, payload, ctx),
                listing=_build_listing(found, payload, ctx),
                notes=() if found.count else (say(ctx.language, "orders.empty"),),
            ),
            data={
                "count": found.count,
                "total": found.total,
                "currency": ctx.currency,
                "orders": [asdict(row) for row in found.rows],
            },
            provenance=_build_provenance(shop.source, window, ctx),
            empty=not found.count,
        )


def _get_window(payload: OrdersSearchPayload, ctx: ToolContext) -> Window | None:
    """Return the days in which the orders were created; None if no days are named."""
    if payload.start is None and payload.end is None:
        return None
    return build_window(payload.start, payload.end, ctx)


def _get_created_range(
    payload: OrdersSearchPayload, window: Window | None, ctx: ToolContext
) -> tuple[datetime | None, datetime | None]:
    """Return from when on the orders were created, and before when; None: no bound."""
    back = timedelta(hours=payload.since_hours) if payload.since_hours else None
    since = [ctx.now - back] if back else []
    until = None
    if window is not None:
        since.append(datetime.combine(window[0], time.min, ctx.zone))
        until = datetime.combine(window[1] + timedelta(days=1), time.min, ctx.zone)
    return max(since, default=None), until


def _list_conditions(
    payload: OrdersSearchPayload, window: Window | None, ctx: ToolContext
) -> list[str]:
    """List what the listed orders have in common, besides what the title says."""
    language, said = ctx.language, []
    if payload.status is not None:
        said.append(say(language, f"status.{payload.status}"))
    if payload.flagged is not None:
        said.append(say(language, "orders.flagged" if payload.flagged else "orders.unflagged"))
    if payload.query:
        said.append(say(language, "orders.query", query=payload.query))
    if payload.since_hours is not None:
        length = wording.format_span(timedelta(hours=payload.since_hours), language)
        said.append(say(language, "orders.since", length=length))
    if window is not None:
        said.append(say(language, "orders.created", window=wording.format_window(*window, ctx)))
    return said


def _build_provenance(source: str, window: Window | None, ctx: ToolContext) -> Provenance:
    start, end = window or (None, None)
    return Provenance(source=source, as_of=ctx.now, start=start, end=end)


def _build_listing(found: OrderList, payload: OrdersSearchPayload, ctx: ToolContext) -> Listing:
    verb = "unflag" if payload.flagged else "flag"
    return Listing(
        offset=payload.offset,
        total=found.count,
        rows="orders",
        ids=tuple(row.order_id for row in found.rows),
        opens=Step(tool="order_detail", argument="order_id"),
        together=(
            Step(
                label=say(ctx.language, f"orders.{verb}", count="{count}"),
                tool="flag_order",
                argument="order_ids",
                payload={"flagged": not payload.flagged},
            ),
        ),
    )


def _build_table(found: OrderList, payload: OrdersSearchPayload, ctx: ToolContext) -> Table | None:
    late = payload.preset == "late_ship"
    rows = (
        (
            f"{row.order_id} ⚑" if row.flagged else row.order_id,
            say(ctx.language, f"status.{row.status}"),
            wording.format_money(row.total, ctx),
            wording.format_age(
                row.ship_due_at if late and row.ship_due_at else row.created_at, ctx
            ),
        )
        for row in found.rows
    )
    headings = ("order", "status", "total", "late" if late else "age")
    return draw_table(
        headings, rows, ctx, prefix="orders.column.", offset=payload.offset, total=found.count
    )
