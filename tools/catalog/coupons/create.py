"""Creating a coupon, and undoing that."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field as Described

from tools.arguments.moments import Moment, to_first_moment, to_last_moment
from tools.catalog.coupons.change import (
    NOT_CHANGED,
    describe_changes,
    preview_undo,
    tell_changed,
    tell_undone,
)
from tools.catalog.coupons.read import CouponCode, format_coupon_day, format_worth
from tools.catalog.coupons.spoken import find_make
from tools.catalog.sales.estimates import estimate_coupon
from tools.catalog.shop_change import ShopChange
from tools.contracts import (
    FORCE,
    MAIN,
    Call,
    Card,
    CardField,
    Payload,
    Preview,
    Result,
    StaleBasisError,
    ToolContext,
    ToolRefused,
)
from tools.help_areas import COUPONS
from tools.intents.frame import ActionFrame, Verb
from tools.intents.slots.coupon import WHAT_OFF, CouponPeriodReader, CouponWorthReader
from tools.intents.slots.coupon_code import CouponCodeReader
from tools.intents.slots.slot import Slot, build_likely
from tools.intents.slots.use_limit import HOW_OFTEN, UseLimitReader
from tools.registry import tool
from tools.render import wording
from tools.render.parts import draw_fields
from tools.render.wording import say
from tools.texts import Text
from tools.upstream.coupons import CHANGED, ChangedVersions, NewCoupon
from tools.upstream.mode import get_current_shop

CENT = Decimal("0.01")
#: More per cent off than this need the tap of the second variant.
MOST_PERCENT = 50


class CreateCouponPayload(Payload):
    code: CouponCode
    percent_off: Annotated[
        int | None, Described(ge=1, le=95, description="Per cent off, or else amount_off.")
    ] = None
    amount_off: Annotated[
        Decimal | None,
        Described(
            ge=Decimal("0.01"),
            le=Decimal(100_000),
            decimal_places=2,
            description="Money off, in the shop's currency, or else percent_off.",
        ),
    ] = None
    starts_at: Annotated[
        Moment | None, Described(description="First day or moment. Default: at once.")
    ] = None
    ends_at: Annotated[
        Moment | None, Described(description="Last day, included, or moment. Default: no end.")
    ] = None
    max_uses: Annotated[
        int | None,
        Described(ge=1, le=1_000_000, description="How often in all. Default: any number."),
    ] = None


WHICH_CODE = Text("Which code? Latin letters and digits, for example AUTUMN10.")
UNTIL_WHEN = Text("Until which day is the coupon to work? For example 31.12.2026.")


@tool
class CreateCoupon(ShopChange[CreateCouponPayload, ChangedVersions]):
    name = "create_coupon"
    title = Text("Create a coupon")
    description = Text(
        "Create a coupon that takes per cents or an amount off, until a day or so many uses if wanted."
    )
    examples = Text("create coupon AUTUMN10 for 10%")
    area, rank = COUPONS, 2
    understands = ActionFrame(
        verbs=(Verb(("coupon_make",)), Verb(("set", "up"), within=2)),
        about=("coupon",),
        find=find_make,
        slots=(
            Slot(("ends_at", "starts_at"), CouponPeriodReader(), UNTIL_WHEN),
            Slot(("code",), CouponCodeReader(), WHICH_CODE, required=True, is_scope=True),
            Slot(
                ("percent_off", "amount_off"),
                CouponWorthReader(),
                WHAT_OFF,
                required=True,
                likely=build_likely("percent_off", 5, 10, 15, 20, label="{}%"),
            ),
            Slot(
                ("max_uses",),
                UseLimitReader(),
                HOW_OFTEN,
                likely=build_likely("max_uses", 50, 100, 500),
            ),
        ),
        helps=frozenset(
            {
                "article",
                "code_noun",
                "coupon_link",
                "coupon_between",
                "coupon",
                "it_word",
                "beside_order",
            }
        ),
        asks_first=True,
        dated=True,
        offers=("coupons", "coupons_used", "coupons_ending"),
        not_ordered=NOT_CHANGED,
    )
    Payload = CreateCouponPayload
    risk = "medium"
    answer = CHANGED
    variants = (MAIN, FORCE)

    def preview(self, payload: CreateCouponPayload, ctx: ToolContext) -> Preview:
        _check(payload, ctx)
        if get_current_shop(ctx).coupon(payload.code) is not None:
            raise ToolRefused(
                "COUPON_EXISTS", say(ctx.language, "coupon.exists", code=payload.code)
            )
        new = _to_new_coupon(payload, ctx)
        steep = (new.percent_off or 0) > MOST_PERCENT
        limit = (say(ctx.language, "coupon.reason.limit", percent=MOST_PERCENT),) if steep else ()
        card = Card(
            title=say(ctx.language, "coupon.create.title", code=payload.code),
            fields=(*_build_terms(payload, ctx), *estimate_coupon(new, ctx)),
            notes=(*limit, say(ctx.language, "coupon.create.meaning")),
        )
        return Preview(card=card, basis={payload.code: 0}, variants=(FORCE,) if steep else (MAIN,))

    def write(
        self, payload: CreateCouponPayload, basis: Mapping[str, int], ctx: ToolContext
    ) -> ChangedVersions | Call:
        new = _to_new_coupon(payload, ctx)
        if _is_over(new, ctx):  # while its preview waited for the tap
            raise StaleBasisError
        return get_current_shop(ctx).create_coupon(basis, new)

    def tell_done(
        self, payload: CreateCouponPayload, done: ChangedVersions, ctx: ToolContext
    ) -> Result:
        card = Card(
            title=say(ctx.language, "coupon.create.done", code=payload.code),
            fields=_build_terms(payload, ctx),
        )
        return tell_changed(payload.code, card, done, ctx)

    def preview_undo(self, undo: Mapping[str, Any], ctx: ToolContext) -> Preview:
        now = get_current_shop(ctx).coupon(undo["code"])
        why = "used" if now is not None and now.uses else describe_changes(now, undo)
        then = say(ctx.language, "coupon.state.none")
        return preview_undo("create", undo["code"], now, ctx, then=then, why=why)

    def write_back(
        self, undo: Mapping[str, Any], basis: Mapping[str, int], ctx: ToolContext
    ) -> ChangedVersions | Call:
        return get_current_shop(ctx).remove_coupon(basis)

    def tell_undone(
        self, undo: Mapping[str, Any], done: ChangedVersions, ctx: ToolContext
    ) -> Result:
        return tell_undone("create", undo["code"], ctx)


def _check(payload: CreateCouponPayload, ctx: ToolContext) -> None:
    """Check that the coupon takes off one thing and can ever be used; else ToolRefused."""
    if (payload.percent_off is None) == (payload.amount_off is None):
        raise ToolRefused("COUPON_WORTH_UNCLEAR", say(ctx.language, "coupon.one_worth"))
    if _is_over(_to_new_coupon(payload, ctx), ctx):
        raise ToolRefused("COUPON_ENDED", say(ctx.language, "coupon.ended_already"))


def _is_over(new: NewCoupon, ctx: ToolContext) -> bool:
    """Return whether the coupon would end before it could be used."""
    return new.ends_at is not None and new.ends_at <= max(new.starts_at or ctx.now, ctx.now)


def _to_new_coupon(payload: CreateCouponPayload, ctx: ToolContext) -> NewCoupon:
    starts, ends, amount = payload.starts_at, payload.ends_at, payload.amount_off
    return NewCoupon(
        code=payload.code,
        percent_off=payload.percent_off,
        amount_off=None if amount is None else amount.quantize(CENT),
        starts_at=None if starts is None else to_first_moment(starts, ctx),
        ends_at=None if ends is None else to_last_moment(ends, ctx),
        max_uses=payload.max_uses,
    )


def _build_terms(payload: CreateCouponPayload, ctx: ToolContext) -> tuple[CardField, ...]:
    new = _to_new_coupon(payload, ctx)
    values = {
        "gives": format_worth(new.percent_off, new.amount_off, ctx),
        "from": format_coupon_day(new.starts_at, ctx)
        if new.starts_at
        else say(ctx.language, "coupon.from.now"),
        "to": format_coupon_day(new.ends_at, ctx)
        if new.ends_at
        else say(ctx.language, "coupon.until.never"),
        "most": wording.format_number(new.max_uses, ctx)
        if new.max_uses
        else say(ctx.language, "coupon.most.any"),
    }
    return draw_fields(values, ctx, "coupon.")
