"""Orders and customers worth a second look, with the reasons."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from decimal import Decimal

from tools.arguments.windows import DayCount, DaysBack, say_so_far
from tools.catalog.orders.change import MOST_FLAGGED
from tools.contracts import Card, Provenance, Read, Result, Suggestion, Table, ToolContext
from tools.help_areas import ORDERS
from tools.intents.frame import Button, ReadFrame, Way
from tools.intents.reads.sales import read_days
from tools.intents.sentence import Built, Sentence
from tools.registry import tool
from tools.render import wording
from tools.render.parts import draw_table, suggest
from tools.render.wording import say
from tools.texts import Text
from tools.upstream.insights import (
    BURST_ORDERS,
    BURST_WITHIN,
    COUPON_USES,
    LARGE_TIMES,
    LOOK_BACK,
    NEWCOMER_CODES,
    PHONE_CUSTOMERS,
    REPEATED_REFUNDS,
    RETRY_WITHIN,
    Concern,
    Rule,
    Signals,
    Suspect,
)
from tools.upstream.mode import get_current_shop

#: How many customers an answer lists, and how many orders of each.
SHOWN = 10
SHOWN_ORDERS = 3
#: How many customers' orders are offered to be flagged.
FLAGGABLE = 2


class TruststackSignalsPayload(DaysBack):
    days: DayCount = 30


#: Groups that a question about orders and customers worth a second look may have.
TAKES = (
    "trust", "signal", "order", "people", "customer", "who", "payment", "howmany", "last", "amount", "verify",
    "or_not", "or", "worth", "anomaly", "abuse", "coupon", "in_common", "burst",   "repeats",
    "problem", "wary", "often", "sum", "owes", "same", "passed", "ought", "warning", "phone", "part", "status", "overview", "bot_mode", "reasons", "by", "share",
    "uses", "coupon_used", "over", "kpi", "error",
)  # fmt: skip


def read_large_first(sentence: Sentence) -> Built:
    """Read the days of a question about large first orders; None if it is about other ones."""
    marked = [sentence.at(mark) for mark in ("large_sum", "first_of")]
    built = read_days("truststack_signals")(sentence)
    if not all(marked) or not isinstance(built, tuple):
        return None
    return built[0], built[1].union(*marked)


#: Groups of words for those who may deceive, and of words with which refunds are asked about.
WHOSE = ("who", "people", "customer")
RETURNS = ("refund", "gives_back", "refunded")


@tool
class TruststackSignals(Read[TruststackSignalsPayload]):
    name = "truststack_signals"
    title = Text("Worth a second look")
    description = Text(
        "Customers and orders worth a second look: bursts of orders, failed payments, large first orders, "
        "shared phones, coupons and refunds again and again."
    )
    examples = Text("trust signals")
    area, rank = ORDERS, 6
    understands = ReadFrame(
        ways=(
            *(
                Way(said, TAKES, read_days("truststack_signals"), unless=("order_id", *RETURNS))
                for said in (
                    ("trust",), ("worth", "verify"), ("in_common", "phone"), ("burst", "order"),
                    ("repeats", "problem", "payment"), ("signal", "warning"),
                    *((sign, whose) for sign in ("anomaly", "wary", "warning") for whose in WHOSE),
                    ("anomaly", "order"), ("warning", "order"),
                )
            ),
            *(
                Way((whose, "amount", "problem", "payment"), TAKES, read_days("truststack_signals"),
                    unless=("order", "order_id", *RETURNS), rank=-1)
                for whose in WHOSE
            ),
            *(
                Way(("believes", whose), (*TAKES, "believes", "not"), read_days("truststack_signals"))
                for whose in ("people", "customer")
            ),
            Way(("order",), TAKES, read_large_first, unless=("order_id", *RETURNS), rank=-2),
            *(
                Way(said, (*TAKES, *RETURNS), read_days("truststack_signals"), unless=("order_id",))
                for said in (
                    ("abuse", "coupon"),
                    *(("repeats", "coupon", whose) for whose in WHOSE),
                    *(("trust", "coupon", whose) for whose in WHOSE),
                )
            ),
        ),
        never_with=frozenset({"newcomers"}),
        subjects=(("trust", "signal"),),
        buttons=(Button("trust", Text("Worth a second look")),),
        offers=("trust", "refunds", "stuck"),
    )  # fmt: skip
    Payload = TruststackSignalsPayload

    def run(self, payload: TruststackSignalsPayload, ctx: ToolContext) -> Result:
        start, end = payload.get_window(ctx)
        shop = get_current_shop(ctx)
        found = shop.signals(start, end, limit=SHOWN)
        said = "trust.no_proof" if found.count else "trust.empty"
        return Result(
            card=Card(
                title=say(
                    ctx.language, "trust.title",
                    count=wording.format_number(found.count, ctx), window=wording.format_window(start, end, ctx),
                ),
                table=_build_table(found, ctx),
                notes=(say(ctx.language, said), _say_rules(ctx), *say_so_far(end, ctx)),
                next=_suggest_next(found, ctx),
            ),
            data={
                "start": start,
                "end": end,
                "currency": ctx.currency,
                "count": found.count,
                "customers": [asdict(suspect) for suspect in found.rows],
            },
            provenance=Provenance(source=shop.source, as_of=ctx.now, start=start, end=end),
            empty=not found.count,
        )  # fmt: skip


#: How the number of each rule is formatted.
NUMBERS: dict[Rule, Callable[[Decimal, ToolContext], str]] = {
    "burst": wording.format_number,
    "failed_then_paid": wording.format_number,
    "large_first": wording.format_money,
    "shared_phone": wording.format_number,
    "coupon_again": wording.format_number,
    "repeated_refunds": wording.format_number,
}


def _say_reason(concern: Concern, ctx: ToolContext) -> str:
    number = NUMBERS[concern.rule](concern.number, ctx)
    return say(
        ctx.language, f"trust.reason.{concern.rule}", number=number, how_many=int(concern.number)
    )


def _say_rules(ctx: ToolContext) -> str:
    """Say all rules with their thresholds in one sentence."""
    return say(
        ctx.language,
        "trust.rules",
        burst=BURST_ORDERS,
        burst_within=wording.format_span(BURST_WITHIN, ctx.language),
        retry_within=wording.format_span(RETRY_WITHIN, ctx.language),
        times=LARGE_TIMES,
        phone=PHONE_CUSTOMERS,
        coupon=COUPON_USES,
        codes=", ".join(NEWCOMER_CODES),
        refunds=REPEATED_REFUNDS,
        look_back=LOOK_BACK.days,
    )


def _list_orders(suspect: Suspect) -> list[str]:
    return list(dict.fromkeys(each for concern in suspect.concerns for each in concern.order_ids))


def _format_orders(suspect: Suspect) -> str:
    orders = _list_orders(suspect)
    more = len(orders) - SHOWN_ORDERS
    return ", ".join(orders[:SHOWN_ORDERS]) + (f" +{more}" if more > 0 else "")


def _build_table(found: Signals, ctx: ToolContext) -> Table | None:
    rows = (
        (
            suspect.customer,
            _format_orders(suspect),
            "; ".join(_say_reason(c, ctx) for c in suspect.concerns),
        )
        for suspect in found.rows
    )
    headings = ("customer", "orders", "why")
    return draw_table(headings, rows, ctx, prefix="trust.column.", total=found.count)


def _suggest_next(found: Signals, ctx: ToolContext) -> tuple[Suggestion, ...]:
    """Suggest opening the first order, and flagging the orders of the first customers."""
    named = [suspect for suspect in found.rows if _list_orders(suspect)]
    return (
        *(
            Suggestion(label=first, tool="order_detail", payload={"order_id": first})
            for suspect in named[:1]
            for first in _list_orders(suspect)[:1]
        ),
        *(
            suggest(
                "trust.suggest.flag", ctx, "flag_order",
                {"order_ids": _list_orders(suspect)[:MOST_FLAGGED]}, customer=suspect.customer,
            )
            for suspect in named[:FLAGGABLE]
        ),
    )  # fmt: skip
