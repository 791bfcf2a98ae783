"""Disabling a coupon, and undoing that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from tools.catalog.coupons.change import (
    NOT_CHANGED,
    build_coupon_table,
    describe_changes,
    preview_undo,
    tell_changed,
    tell_undone,
)
from tools.catalog.coupons.read import CouponCode, build_figures, say_state
from tools.catalog.coupons.spoken import find_off
from tools.catalog.shop_change import ShopChange, build_unchanged
from tools.contracts import (
    Call,
    Card,
    Payload,
    Preview,
    Result,
    ToolContext,
    ToolRefused,
)
from tools.help_areas import COUPONS
from tools.intents.frame import ActionFrame, Verb
from tools.intents.slots.coupon_code import CouponCodeReader
from tools.intents.slots.slot import Candidate, Slot, Values
from tools.registry import tool
from tools.render.wording import say
from tools.texts import Text
from tools.upstream.coupons import CHANGED, ChangedVersions
from tools.upstream.mode import get_current_shop

WHICH_COUPON = Text("Which coupon? Its code, for example SHIP5.")
#: How many coupons are offered as likely answers.
MOST_OFFERED = 8


def find_active_coupons(name: str, known: Values, ctx: ToolContext) -> list[Candidate]:
    """List coupons that can be used now, as likely answers."""
    found = get_current_shop(ctx).coupons("active", MOST_OFFERED)
    return [Candidate(coupon.code, {"code": coupon.code}) for coupon in found.rows]


class DisableCouponPayload(Payload):
    code: CouponCode


@tool
class DisableCoupon(ShopChange[DisableCouponPayload, ChangedVersions]):
    name = "disable_coupon"
    title = Text("Disable a coupon")
    description = Text("Disable a coupon, so that nobody can use it any more.")
    examples = Text("disable coupon SHIP5")
    area, rank = COUPONS, 3
    understands = ActionFrame(
        verbs=(
            Verb(("coupon_off",)),
            Verb(("turn", "off"), within=7),
        ),
        about=("coupon",),
        find=find_off,
        slots=(
            Slot(
                ("code",),
                CouponCodeReader(),
                WHICH_COUPON,
                required=True,
                likely=find_active_coupons,
                is_scope=True,
            ),
        ),
        helps=frozenset(
            {"article", "code_noun", "coupon_link", "coupon_between", "coupon", "it_word"}
            | {"beside_order", "needless"}
        ),
        asks_first=True,
        offers=("coupons", "coupons_used", "coupons_ending"),
        not_ordered=NOT_CHANGED,
    )
    Payload = DisableCouponPayload
    risk = "medium"
    answer = CHANGED

    def preview(self, payload: DisableCouponPayload, ctx: ToolContext) -> Preview:
        now = get_current_shop(ctx).coupon(payload.code)
        if now is None:
            text = say(ctx.language, "coupon.missing", code=payload.code)
            raise ToolRefused("COUPON_NOT_FOUND", text)
        if not now.active:
            same = build_coupon_table(now.code, say_state(now, ctx), say_state(now, ctx), ctx)
            note = say(ctx.language, "coupon.disable.already")
            return build_unchanged([note], ctx, table=same)
        disabled = say(ctx.language, "coupon.state.disabled")
        card = Card(
            title=say(ctx.language, "coupon.disable.title", code=now.code),
            fields=build_figures(now, ctx),
            table=build_coupon_table(now.code, say_state(now, ctx), disabled, ctx),
            notes=(say(ctx.language, "coupon.disable.meaning"),),
        )
        return Preview(card=card, basis={now.code: now.version})

    def write(
        self, payload: DisableCouponPayload, basis: Mapping[str, int], ctx: ToolContext
    ) -> ChangedVersions | Call:
        return get_current_shop(ctx).set_coupon_active(basis, active=False)

    def tell_done(
        self, payload: DisableCouponPayload, done: ChangedVersions, ctx: ToolContext
    ) -> Result:
        card = Card(title=say(ctx.language, "coupon.disable.done", code=payload.code))
        return tell_changed(payload.code, card, done, ctx)

    def preview_undo(self, undo: Mapping[str, Any], ctx: ToolContext) -> Preview:
        now = get_current_shop(ctx).coupon(undo["code"])
        then = say_state(replace(now, active=True), ctx) if now else ""
        why = describe_changes(now, undo)
        return preview_undo("disable", undo["code"], now, ctx, then=then, why=why)

    def write_back(
        self, undo: Mapping[str, Any], basis: Mapping[str, int], ctx: ToolContext
    ) -> ChangedVersions | Call:
        return get_current_shop(ctx).set_coupon_active(basis, active=True)

    def tell_undone(
        self, undo: Mapping[str, Any], done: ChangedVersions, ctx: ToolContext
    ) -> Result:
        return tell_undone("disable", undo["code"], ctx)
