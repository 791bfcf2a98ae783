"""Chats: the customers who wait for an answer."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import Annotated

from pydantic import Field as Described

from tools.arguments.paging import Offset
from tools.contracts import (
    Card,
    CardField,
    Listing,
    Payload,
    Provenance,
    Read,
    Result,
    Table,
    ToolContext,
)
from tools.help_areas import ORDERS
from tools.intents.frame import Button, Command, ReadFrame, Way
from tools.intents.reads.waiting import MOST_CHATS, read_chats
from tools.intents.slots.count import CountReader
from tools.intents.slots.slot import Slot, build_likely
from tools.registry import tool
from tools.render import wording
from tools.render.parts import draw_table, suggest
from tools.render.wording import say
from tools.texts import Text
from tools.upstream.mode import get_current_shop
from tools.upstream.shop import ChatQueue

#: Groups of words for those who wait.
WHOSE = ("who", "people", "customer")
_MANY = (
    *WHOSE, "chat", "unanswered", "neglected", "waiting", "over", "last", "howmany", "longest", "queue",
    "kpi", "overview", "status", "ranking", "top",  "stuck", "left", "abandoned", "each_one",
)  # fmt: skip
#: Groups that a question about chats without an answer may have. The answer itself is not among
#: those of "chats" alone: answered ones are others.
TAKES = (*_MANY, "answer", "without", "nobody", "owes", "hears", "backwards", "team")
#: For how many customers a list offers their orders as buttons.
SUGGESTED = 2


class UnansweredChatsPayload(Payload):
    older_than_hours: Annotated[
        int, Described(ge=0, le=720, description="Only chats waiting for at least so many hours.")
    ] = 0
    limit: Annotated[
        int, Described(ge=1, le=50, description="How many to list, longest waiting first.")
    ] = 10
    offset: Offset = 0


@tool
class UnansweredChats(Read[UnansweredChatsPayload]):
    name = "chats_unanswered"
    title = Text("Chats without an answer")
    description = Text(
        "Open chats whose customer wrote last, longest waiting first, with the queue's summary."
    )
    examples = Text("unanswered chats")
    area, rank = ORDERS, 4
    understands = ReadFrame(
        never_with=frozenset({"is_answered"}),
        ways=(
            Way(("chat",), _MANY, read_chats),
            Way(("unanswered",), TAKES, read_chats),
            Way(("queue",), TAKES, read_chats),
            *(Way(("neglected", whose), TAKES, read_chats) for whose in (*WHOSE, "chat")),
            *(Way(("waiting", whose), TAKES, read_chats) for whose in (*WHOSE, "chat", "answer")),
            *(
                Way((missing, "answer"), (*TAKES, missing), read_chats)
                for missing in ("not", "without", "nobody", "owes", "who", "unanswered")
            ),
            Way(("longest", "waiting"), TAKES, read_chats),
            *(Way(("hears", "backwards", whose), (*TAKES, "not"), read_chats) for whose in WHOSE),
        ),
        slots=(Slot(("limit",), CountReader(MOST_CHATS), likely=build_likely("limit", 10, 20, 50)),),
        subjects=(("unanswered", "chat"),),
        commands=(Command("chats", ("chat",)),),
        buttons=(
            Button("chats", Text("Unanswered chats")),
            Button(
                "chats4", Text("Unanswered over 4 hours"), {"older_than_hours": 4}
            ),
        ),
        offers=("chats", "chats4", "stuck"),
    )  # fmt: skip
    Payload = UnansweredChatsPayload

    def run(self, payload: UnansweredChatsPayload, ctx: ToolContext) -> Result:
        shop = get_current_shop(ctx)
        queue = shop.waiting_chats(
            timedelta(hours=payload.older_than_hours), payload.limit, payload.offset
        )
        older = ".older" if payload.older_than_hours else ""
        notes = () if queue.matching else (say(ctx.language, f"chats.empty{older}"),)
        return Result(
            card=Card(
                title=say(
                    ctx.language,
                    f"chats.title{older}",
                    count=queue.matching,
                    hours=payload.older_than_hours,
                ),
                fields=_build_summary(queue, ctx) if queue.waiting else (),
                table=_build_table(queue, payload.offset, ctx),
                listing=Listing(offset=payload.offset, total=queue.matching, rows="chats"),
                notes=notes,
                next=tuple(
                    suggest(
                        "chats.suggest",
                        ctx,
                        "orders_search",
                        {"query": row.customer},
                        customer=row.customer,
                    )
                    for row in queue.rows[:SUGGESTED]
                ),
            ),
            data={
                "count": queue.matching,
                "waiting": queue.waiting,
                "over_2h": queue.over_2h,
                "over_6h": queue.over_6h,
                "over_24h": queue.over_24h,
                "chats": [asdict(row) for row in queue.rows],
            },
            provenance=Provenance(source=shop.source, as_of=ctx.now),
            empty=not queue.matching,
        )


def _build_summary(queue: ChatQueue, ctx: ToolContext) -> tuple[CardField, ...]:
    past = {2: queue.over_2h, 6: queue.over_6h, 24: queue.over_24h}
    return (
        CardField(label=say(ctx.language, "chats.all"), value=str(queue.waiting)),
        *(
            CardField(label=say(ctx.language, "chats.over", hours=hours), value=str(count))
            for hours, count in past.items()
        ),
    )


def _build_table(queue: ChatQueue, offset: int, ctx: ToolContext) -> Table | None:
    rows = (
        (row.customer, row.subject, wording.format_age(row.waiting_since, ctx))
        for row in queue.rows
    )
    headings = ("customer", "subject", "waiting")
    return draw_table(
        headings, rows, ctx, prefix="chats.column.", offset=offset, total=queue.matching
    )
