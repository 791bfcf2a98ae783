"""Making a coupon and disabling one, and taking either back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field as Described

from tools.arguments.moments import Moment, first_moment, last_moment
from tools.catalog.coupons.read import CouponCode, day_of, fields, figures, state, worth
from tools.catalog.sales.estimates import of_coupon
from tools.contracts import (
    FORCE,
    MAIN,
    Action,
    Call,
    Card,
    Field,
    Outside,
    Payload,
    Preview,
    Provenance,
    Receipt,
    Result,
    StaleBasis,
    Table,
    ToolContext,
    ToolRefused,
)
from tools.intents.frame import ActionFrame, Spoken, Verb, find_spoken
from tools.intents.sentence import Sentence
from tools.intents.slots.coupon import (
    HOW_OFTEN,
    WHAT_OFF,
    CouponCodeReader,
    CouponPeriodReader,
    CouponWorthReader,
    UseLimitReader,
    names_code,
)
from tools.intents.slots.slot import Candidate, Slot, Values
from tools.registry import tool
from tools.render import wording
from tools.render.wording import say
from tools.texts import Text
from tools.upstream.coupons import CHANGED, Changed, Coupon, NewCoupon
from tools.upstream.mode import current_shop, mode_of

CENT = Decimal("0.01")
#: More per cent than this off need the second variant's tap.
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


NOT_CHANGED = Text(
    "I changed nothing; to order it, write for example: disable coupon SHIP5, or pause campaign C-1."
)
WHICH_CODE = Text("Which code? Latin letters and digits, for example AUTUMN10.")
WHICH_COUPON = Text("Which coupon? Its code, for example SHIP5.")
UNTIL_WHEN = Text("Until which day is the coupon to work? For example 31.12.2026.")
#: How many coupons are offered as likely answers.
MOST_OFFERED = 8


def find_new_coupon(sentence: Sentence) -> Spoken | None:
    """An order to make one; "I need the coupons" asks for a list, unless it says what they give."""
    spoken = find_spoken(CreateCoupon.understands, sentence)
    if spoken is None:
        return None
    verbs = sentence.at("coupon_make") or [0]
    wished = all(sentence.tokens[at].has("need") for at in verbs)
    worth = sentence.at("percent") or sentence.at("money_unit")
    return None if wished and not worth else spoken


def is_coupon_named(sentence: Sentence) -> bool:
    """Whether a code stands there that can be nothing else."""
    return names_code(sentence.text, after_noun=bool(sentence.at("code_noun")))


def is_code_named(sentence: Sentence) -> bool:
    """As `is_coupon_named`, after the word "code" only."""
    return bool(sentence.at("code_noun")) and is_coupon_named(sentence)


def suggest_worths(name: str, known: Values, ctx: ToolContext) -> list[Candidate]:
    return [Candidate(f"{percent}%", {"percent_off": percent}) for percent in (5, 10, 15, 20)]


def suggest_uses(name: str, known: Values, ctx: ToolContext) -> list[Candidate]:
    return [Candidate(str(count), {"max_uses": count}) for count in (50, 100, 500)]


def find_active_coupons(name: str, known: Values, ctx: ToolContext) -> list[Candidate]:
    found = current_shop(ctx).coupons("active", MOST_OFFERED)
    return [Candidate(coupon.code, {"code": coupon.code}) for coupon in found.rows]


@tool
class CreateCoupon(Action[CreateCouponPayload]):
    name = "create_coupon"
    title = Text("Create a coupon")
    description = Text(
        "Create a coupon that takes per cents or an amount off, until a day or so many uses if wanted."
    )
    examples = Text("create coupon AUTUMN10 for 10%")
    understands = ActionFrame(
        verbs=(Verb(("coupon_make",)), Verb(("set", "up"), within=2)),
        about=("coupon",),
        named_by=is_code_named,
        find=find_new_coupon,
        slots=(
            Slot(("ends_at", "starts_at"), CouponPeriodReader(), UNTIL_WHEN),
            Slot(
                ("code",), CouponCodeReader(WHICH_CODE), WHICH_CODE, required=True, is_scope=True
            ),
            Slot(
                ("percent_off", "amount_off"),
                CouponWorthReader(),
                WHAT_OFF,
                required=True,
                likely=suggest_worths,
            ),
            Slot(("max_uses",), UseLimitReader(), HOW_OFTEN, likely=suggest_uses),
        ),
        helps=frozenset({"article", "code_noun", "coupon_link"}),
        asks_first=True,
        dated=True,
        offers=("coupons", "coupons_used", "coupons_ending"),
        not_ordered=NOT_CHANGED,
    )
    Payload = CreateCouponPayload
    risk = "medium"
    undoable = True

    def preview(self, payload: CreateCouponPayload, ctx: ToolContext) -> Preview:
        _check(payload, ctx)
        if current_shop(ctx).coupon(payload.code) is not None:
            raise ToolRefused(
                "COUPON_EXISTS", say(ctx.language, "coupon.exists", code=payload.code)
            )
        new = _new(payload, ctx)
        steep = (new.percent_off or 0) > MOST_PERCENT
        limit = (say(ctx.language, "coupon.reason.limit", percent=MOST_PERCENT),) if steep else ()
        card = Card(
            title=say(ctx.language, "coupon.create.title", code=payload.code),
            fields=(*_terms(payload, ctx), *of_coupon(new, ctx)),
            notes=(*limit, say(ctx.language, "coupon.create.meaning")),
        )
        return Preview(card=card, basis={payload.code: 0}, variants=(FORCE,) if steep else (MAIN,))

    def apply(
        self,
        payload: CreateCouponPayload,
        basis: Mapping[str, int],
        variant: str,
        ctx: ToolContext,
    ) -> Result | Outside:
        new = _new(payload, ctx)
        if _over(new, ctx):  # while its preview waited for the tap
            raise StaleBasis
        done = current_shop(ctx).create_coupon(basis, new)
        return Outside((done,)) if isinstance(done, Call) else _created(payload, done, ctx)

    def concluded(
        self, payload: CreateCouponPayload, receipts: Sequence[Receipt], ctx: ToolContext
    ) -> Result:
        return _created(payload, CHANGED.validate_python(receipts[0].answer), ctx)

    def preview_undo(self, undo: Mapping[str, Any], ctx: ToolContext) -> Preview:
        now = current_shop(ctx).coupon(undo["code"])
        why = "used" if now is not None and now.uses else _changed_since(now, undo)
        then = say(ctx.language, "coupon.state.none")
        return _undo_preview("create", undo["code"], now, ctx, then=then, why=why)

    def undo(
        self, undo: Mapping[str, Any], basis: Mapping[str, int], ctx: ToolContext
    ) -> Result | Outside:
        done = current_shop(ctx).remove_coupon(basis)
        return Outside((done,)) if isinstance(done, Call) else _undone("create", undo, ctx)

    def undone(
        self, undo: Mapping[str, Any], receipts: Sequence[Receipt], ctx: ToolContext
    ) -> Result:
        return _undone("create", undo, ctx)


class DisableCouponPayload(Payload):
    code: CouponCode


@tool
class DisableCoupon(Action[DisableCouponPayload]):
    name = "disable_coupon"
    title = Text("Disable a coupon")
    description = Text("Disable a coupon, so that nobody can use it any more.")
    examples = Text("disable coupon SHIP5")
    understands = ActionFrame(
        verbs=(
            Verb(("coupon_off",)),
            Verb(("turn", "off"), within=7),
        ),
        about=("coupon",),
        named_by=is_coupon_named,
        slots=(
            Slot(
                ("code",),
                CouponCodeReader(WHICH_COUPON),
                WHICH_COUPON,
                required=True,
                likely=find_active_coupons,
                is_scope=True,
            ),
        ),
        helps=frozenset({"article", "code_noun", "coupon_link", "needless"}),
        asks_first=True,
        offers=("coupons", "coupons_used", "coupons_ending"),
        not_ordered=NOT_CHANGED,
    )
    Payload = DisableCouponPayload
    risk = "medium"
    undoable = True

    def preview(self, payload: DisableCouponPayload, ctx: ToolContext) -> Preview:
        now = current_shop(ctx).coupon(payload.code)
        if now is None:
            text = say(ctx.language, "coupon.missing", code=payload.code)
            raise ToolRefused("COUPON_NOT_FOUND", text)
        if not now.active:
            card = Card(
                title=say(ctx.language, "flag.title.nothing"),
                table=_table(now.code, state(now, ctx), state(now, ctx), ctx),
                notes=(say(ctx.language, "coupon.disable.already"),),
            )
            return Preview(card=card, basis={}, variants=())
        card = Card(
            title=say(ctx.language, "coupon.disable.title", code=now.code),
            fields=figures(now, ctx),
            table=_table(
                now.code, state(now, ctx), say(ctx.language, "coupon.state.disabled"), ctx
            ),
            notes=(say(ctx.language, "coupon.disable.meaning"),),
        )
        return Preview(card=card, basis={now.code: now.version})

    def apply(
        self,
        payload: DisableCouponPayload,
        basis: Mapping[str, int],
        variant: str,
        ctx: ToolContext,
    ) -> Result | Outside:
        if variant != MAIN:
            raise ValueError(f"disable_coupon has no variant {variant}")
        done = current_shop(ctx).set_coupon_active(basis, active=False)
        return Outside((done,)) if isinstance(done, Call) else _disabled(payload, done, ctx)

    def concluded(
        self, payload: DisableCouponPayload, receipts: Sequence[Receipt], ctx: ToolContext
    ) -> Result:
        return _disabled(payload, CHANGED.validate_python(receipts[0].answer), ctx)

    def preview_undo(self, undo: Mapping[str, Any], ctx: ToolContext) -> Preview:
        now = current_shop(ctx).coupon(undo["code"])
        then = state(replace(now, active=True), ctx) if now else ""
        why = _changed_since(now, undo)
        return _undo_preview("disable", undo["code"], now, ctx, then=then, why=why)

    def undo(
        self, undo: Mapping[str, Any], basis: Mapping[str, int], ctx: ToolContext
    ) -> Result | Outside:
        done = current_shop(ctx).set_coupon_active(basis, active=True)
        return Outside((done,)) if isinstance(done, Call) else _undone("disable", undo, ctx)

    def undone(
        self, undo: Mapping[str, Any], receipts: Sequence[Receipt], ctx: ToolContext
    ) -> Result:
        return _undone("disable", undo, ctx)


def _check(payload: CreateCouponPayload, ctx: ToolContext) -> None:
    """ToolRefused where it does not say one worth, or would never count."""
    if (payload.percent_off is None) == (payload.amount_off is None):
        raise ToolRefused("COUPON_WORTH_UNCLEAR", say(ctx.language, "coupon.one_worth"))
    if _over(_new(payload, ctx), ctx):
        raise ToolRefused("COUPON_ENDED", say(ctx.language, "coupon.ended_already"))


def _over(new: NewCoupon, ctx: ToolContext) -> bool:
    """Whether it would never count."""
    return new.ends_at is not None and new.ends_at <= max(new.starts_at or ctx.now, ctx.now)


def _new(payload: CreateCouponPayload, ctx: ToolContext) -> NewCoupon:
    starts, ends, amount = payload.starts_at, payload.ends_at, payload.amount_off
    return NewCoupon(
        code=payload.code,
        percent_off=payload.percent_off,
        amount_off=None if amount is None else amount.quantize(CENT),
        starts_at=None if starts is None else first_moment(starts, ctx),
        ends_at=None if ends is None else last_moment(ends, ctx),
        max_uses=payload.max_uses,
    )


def _terms(payload: CreateCouponPayload, ctx: ToolContext) -> tuple[Field, ...]:
    new = _new(payload, ctx)
    values = {
        "gives": worth(new.percent_off, new.amount_off, ctx),
        "from": day_of(new.starts_at, ctx)
        if new.starts_at
        else say(ctx.language, "coupon.from.now"),
        "to": day_of(new.ends_at, ctx) if new.ends_at else say(ctx.language, "coupon.until.never"),
        "most": wording.number(new.max_uses, ctx)
        if new.max_uses
        else say(ctx.language, "coupon.most.any"),
    }
    return fields(values, ctx)


def _created(payload: CreateCouponPayload, done: Changed, ctx: ToolContext) -> Result:
    card = Card(
        title=say(ctx.language, "coupon.create.done", code=payload.code),
        fields=_terms(payload, ctx),
    )
    return _result(payload.code, card, done, ctx)


def _disabled(payload: DisableCouponPayload, done: Changed, ctx: ToolContext) -> Result:
    card = Card(title=say(ctx.language, "coupon.disable.done", code=payload.code))
    return _result(payload.code, card, done, ctx)


def _result(code: str, card: Card, done: Changed, ctx: ToolContext) -> Result:
    return Result(
        card=card,
        data={"code": code},
        provenance=Provenance(source=mode_of(ctx), as_of=ctx.now),
        undo={"code": code, "version": done.versions[code]},
    )


def _changed_since(now: Coupon | None, undo: Mapping[str, Any]) -> str:
    return "" if now is not None and now.version == undo["version"] else "changed"


def _undo_preview(
    verb: str, code: str, now: Coupon | None, ctx: ToolContext, *, then: str, why: str
) -> Preview:
    """Taking it back; `why` not, where that is said."""
    title = "undo.title.changed" if why else f"coupon.undo.{verb}"
    before = state(now, ctx) if now else say(ctx.language, "coupon.state.none")
    card = Card(
        title=say(ctx.language, title, code=code),
        fields=figures(now, ctx) if now else (),
        table=_table(code, before, before if why else then, ctx),
        notes=(say(ctx.language, f"coupon.undo.{why}"),) if why else (),
    )
    basis = {code: now.version} if now else {}
    return Preview(card=card, basis=basis, variants=() if why else (MAIN,))


def _undone(verb: str, undo: Mapping[str, Any], ctx: ToolContext) -> Result:
    code = undo["code"]
    return Result(
        card=Card(title=say(ctx.language, f"coupon.undone.{verb}", code=code)),
        data={"code": code},
        provenance=Provenance(source=mode_of(ctx), as_of=ctx.now),
    )


def _table(code: str, before: str, after: str, ctx: ToolContext) -> Table:
    columns = ("coupons.column.coupon", "flag.column.before", "flag.column.after")
    return Table(
        columns=tuple(say(ctx.language, key) for key in columns), rows=((code, before, after),)
    )
