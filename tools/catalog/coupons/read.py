"""Coupons: what each gives, how often it was used, and what the orders with it brought."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

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
    Suggestion,
    Table,
    ToolContext,
)
from tools.help_areas import COUPONS
from tools.intents.frame import Button, ReadFrame, Way
from tools.intents.reads.row_count import read_row_count
from tools.intents.sentence import NOTHING, Built, Sentence, merge_built
from tools.intents.slots.count import CountReader
from tools.intents.slots.slot import Slot, build_likely
from tools.intents.values.day import UnusablePeriod
from tools.registry import tool
from tools.render import wording
from tools.render.parts import draw_fields, draw_table, suggest
from tools.render.wording import say
from tools.texts import Text
from tools.upstream.coupons import Coupon, CouponList, CouponSort
from tools.upstream.mode import get_current_shop

CouponCode = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, to_upper=True, pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{1,39}$"
    ),
    Described(description="A coupon's code such as AUTUMN10, in any case."),
]

MOST_COUPONS = 50
#: Groups that a question about coupons may have.
TAKES = (
    "coupon", "codes", "code_noun", "coupon_active", "coupon_used", "coupon_top", "coupon_ending", "uses", "term",
    "discount", "money_off", "howmany", "status", "kpi", "overview", "sales", "sum", "amount", "sells", "by",
    "people", "customer", "who", "works", "soon", "coming", "often", "most", "top", "ranking",
    "longest", "take_off", "off", "everything", "bot_mode", "detail", "or_not", "owes", "will", "over", "earlier", "quantity", "draws", "sends", "went", "each_one",
)  # fmt: skip
#: What a number may count.
_ROWS = frozenset({"coupon", "codes", "code_noun"})

SORTS: tuple[CouponSort, ...] = ("active", "most_used", "expiring")


class CouponsStatusPayload(Payload):
    sort: Annotated[
        CouponSort,
        Described(
            description="active: those that can be used now; expiring: those of them that end, soonest "
            "first; most_used: all of them, the most used first."
        ),
    ] = "active"
    limit: Annotated[int, Described(ge=1, le=MOST_COUPONS, description="How many to list.")] = 20
    offset: Offset = 0


def read_coupons(sentence: Sentence) -> Built:
    """Read a list of coupons: `sort` and `limit`.

    Words of use alone ("how are our coupons used") ask for the list, not for the most used ones.
    """
    before: tuple[dict[str, Any], frozenset[int]] = {}, NOTHING
    if sentence.at("coupon_ending") or sentence.at("term"):
        before = {"sort": "expiring"}, NOTHING
    elif sentence.at("coupon_top") or any(
        "uses" not in sentence.tokens[at].groups for at in sentence.at("coupon_used")
    ):
        before = {"sort": "most_used"}, NOTHING
    count = read_row_count(sentence, _ROWS, MOST_COUPONS, "coupons_status", before)
    return merge_built(before, (dict[str, Any](), _find_plain(sentence)), count)


def _find_plain(sentence: Sentence) -> frozenset[int]:
    """Find the words that change nothing: "soonest first", and today, as coupons are those of now."""
    windows, today = sentence.windows(), sentence.writer.today
    used = frozenset(sentence.at("first_of"))
    if isinstance(windows, UnusablePeriod):
        return used
    return used.union(*(window.used for window in windows if window.start == today))


@tool
class CouponsStatus(Read[CouponsStatusPayload]):
    name = "coupons_status"
    title = Text("Coupons")
    description = Text(
        "Coupons with what they take off, their uses, the revenue of their paid orders and their end."
    )
    examples = Text("top used coupons")
    area, rank = COUPONS, 1
    understands = ReadFrame(
        ways=(
            *(Way((subject,), TAKES, read_coupons) for subject in ("coupon", "codes")),
            *(
                Way(("code_noun", said), TAKES, read_coupons)
                for said in ("coupon_active", "coupon_used", "coupon_top", "coupon_ending")
            ),
        ),
        slots=(Slot(("limit",), CountReader(MOST_COUPONS), likely=build_likely("limit", 10, 20, 50)),),
        subjects=(("coupon",),),
        buttons=(
            Button("coupons", Text("Coupons in use")),
            Button("coupons_used", Text("Most used coupons"), {"sort": "most_used"}),
            Button(
                "coupons_ending", Text("Coupons ending soon"), {"sort": "expiring"}
            ),
        ),
        offers=("coupons", "coupons_used", "coupons_ending"),
    )  # fmt: skip
    Payload = CouponsStatusPayload

    def run(self, payload: CouponsStatusPayload, ctx: ToolContext) -> Result:
        shop = get_current_shop(ctx)
        found = shop.coupons(payload.sort, payload.limit, payload.offset)
        note = "coupons.counted" if found.count else f"coupons.empty.{payload.sort}"
        count = wording.format_number(found.count, ctx)
        return Result(
            card=Card(
                title=say(ctx.language, f"coupons.title.{payload.sort}", count=count),
                table=_build_table(found, payload.offset, ctx),
                listing=Listing(
                    offset=payload.offset,
                    total=found.count,
                    rows="coupons",
                    ids=tuple(coupon.code for coupon in found.rows),
                ),
                notes=(say(ctx.language, note),),
                next=_suggest_next(payload, ctx),
            ),
            data={
                "count": found.count,
                "currency": ctx.currency,
                "coupons": [
                    asdict(coupon) | {"state": coupon.state(ctx.now)} for coupon in found.rows
                ],
            },
            provenance=Provenance(source=shop.source, as_of=ctx.now),
            empty=not found.count,
        )


def _suggest_next(payload: CouponsStatusPayload, ctx: ToolContext) -> tuple[Suggestion, ...]:
    """Suggest the list in other orders, and disabling a coupon, whose code is asked for then."""
    others = [
        suggest(f"coupons.suggest.{sort}", ctx, "coupons_status", {"sort": sort})
        for sort in SORTS
        if sort != payload.sort
    ]
    return (*others, suggest("coupons.suggest.end", ctx, "disable_coupon"))


def _build_table(found: CouponList, offset: int, ctx: ToolContext) -> Table | None:
    rows = (
        (
            f"{coupon.code} {format_worth(coupon.percent_off, coupon.amount_off, ctx)}",
            format_uses(coupon, ctx),
            wording.format_money(coupon.revenue, ctx),
            _say_until(coupon, ctx),
        )
        for coupon in found.rows
    )
    headings = ("coupon", "uses", "revenue", "until")
    return draw_table(
        headings, rows, ctx, prefix="coupons.column.", offset=offset, total=found.count
    )


def format_worth(percent_off: int | None, amount_off: Decimal | None, ctx: ToolContext) -> str:
    """Format what a coupon takes off: "−10%" or "−€5.00"."""
    if percent_off is not None:
        text = wording.format_share(Decimal(percent_off) / 100, ctx)
    else:
        text = wording.format_money(amount_off or Decimal(0), ctx)
    return say(ctx.language, "coupon.worth", worth=text)


def format_uses(coupon: Coupon, ctx: ToolContext) -> str:
    key = "coupon.uses" if coupon.max_uses is None else "coupon.uses.of"
    used, most = (
        wording.format_number(coupon.uses, ctx),
        wording.format_number(coupon.max_uses or 0, ctx),
    )
    return say(ctx.language, key, uses=used, most=most)


def say_state(coupon: Coupon, ctx: ToolContext) -> str:
    """Say the state of the coupon with the day that matters: "active, until 27 Nov"."""
    found = coupon.state(ctx.now)
    if found == "active" and coupon.ends_at is not None:
        until = say(ctx.language, "coupon.until", day=format_coupon_day(coupon.ends_at, ctx))
        return f"{say(ctx.language, 'coupon.state.active')}, {until}"
    when = coupon.ends_at if found == "ended" else coupon.starts_at
    day = format_coupon_day(when, ctx) if when else ""
    return say(ctx.language, f"coupon.state.{found}", day=day)


def _say_until(coupon: Coupon, ctx: ToolContext) -> str:
    """Say until when the coupon can be used, or why it cannot."""
    if coupon.state(ctx.now) != "active":
        return say_state(coupon, ctx)
    if coupon.ends_at is None:
        return say(ctx.language, "coupon.until.never")
    return format_coupon_day(coupon.ends_at, ctx)


def format_coupon_day(moment: datetime, ctx: ToolContext) -> str:
    """Format the shop's day of a moment, with the year unless it is this one."""
    day: date = moment.astimezone(ctx.zone).date()
    same = day.year == ctx.today.year
    return wording.format_short_day(day, ctx) if same else wording.format_day(day, ctx)


def build_figures(coupon: Coupon, ctx: ToolContext) -> tuple[CardField, ...]:
    """Build the fields of a coupon: what it takes off, its uses, and what they brought."""
    values = {
        "gives": format_worth(coupon.percent_off, coupon.amount_off, ctx),
        "used": format_uses(coupon, ctx),
        "brought": wording.format_money(coupon.revenue, ctx),
    }
    return draw_fields(values, ctx, "coupon.")
