"""What the changes of coupons have in common: their cards, and undoing them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tools.catalog.coupons.read import build_figures, say_state
from tools.catalog.shop_change import build_done, build_state_table
from tools.contracts import MAIN, Card, Preview, Result, Table, ToolContext
from tools.render.wording import say
from tools.texts import Text
from tools.upstream.coupons import ChangedVersions, Coupon

NOT_CHANGED = Text(
    "I changed nothing; to order it, write for example: disable coupon SHIP5, or pause campaign C-1."
)


def build_coupon_table(code: str, before: str, after: str, ctx: ToolContext) -> Table:
    return build_state_table("coupons.column.coupon", [(code, before, after)], ctx)


def tell_changed(code: str, card: Card, done: ChangedVersions, ctx: ToolContext) -> Result:
    undo = {"code": code, "version": done.versions[code]}
    return build_done(card, {"code": code}, ctx, undo)


def tell_undone(verb: str, code: str, ctx: ToolContext) -> Result:
    card = Card(title=say(ctx.language, f"coupon.undone.{verb}", code=code))
    return build_done(card, {"code": code}, ctx)


def describe_changes(now: Coupon | None, undo: Mapping[str, Any]) -> str:
    return "" if now is not None and now.version == undo["version"] else "changed"


def preview_undo(
    verb: str, code: str, now: Coupon | None, ctx: ToolContext, *, then: str, why: str
) -> Preview:
    """Build the preview of an undo; `why` says why it cannot be undone, "" if it can."""
    title = "undo.title.changed" if why else f"coupon.undo.{verb}"
    before = say_state(now, ctx) if now else say(ctx.language, "coupon.state.none")
    card = Card(
        title=say(ctx.language, title, code=code),
        fields=build_figures(now, ctx) if now else (),
        table=build_coupon_table(code, before, before if why else then, ctx),
        notes=(say(ctx.language, f"coupon.undo.{why}"),) if why else (),
    )
    basis = {code: now.version} if now else {}
    return Preview(card=card, basis=basis, variants=() if why else (MAIN,))
