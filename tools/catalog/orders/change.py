"""Flagging orders, taking flags off, and taking either back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, TypeAdapter
from pydantic import Field as Described

from tools.catalog.orders.read import OrderId, flag_state, one_line
from tools.contracts import (
    MAIN,
    Action,
    Call,
    Card,
    Outside,
    Payload,
    Preview,
    Provenance,
    Receipt,
    Result,
    Table,
    ToolContext,
    ToolRefused,
)
from tools.intents.frame import ActionFrame, Spoken, Verb
from tools.intents.language.tokens import Token
from tools.intents.sentence import Sentence
from tools.intents.slots.order_ids import OrderIdsReader, find_run
from tools.intents.slots.slot import Candidate, Slot, Values
from tools.intents.slots.text import ReasonReader
from tools.registry import tool
from tools.render.wording import say
from tools.texts import Text
from tools.upstream.mode import current_shop, mode_of
from tools.upstream.shop import Flagged, OrderFilter, OrderFlag, Preset, Shop

#: How many orders one action may touch, and how many of them a preview lists.
MOST_FLAGGED = 200
SHOWN = 10

#: Reads what a shop answered to a change of flags.
FLAGGED = TypeAdapter(Flagged)


class FlagOrderPayload(Payload):
    order_ids: Annotated[
        tuple[OrderId, ...],
        Described(max_length=MOST_FLAGGED, description="These orders, or a preset."),
    ] = ()
    preset: Annotated[
        Preset | None, Described(description="All orders of this group, instead of order_ids.")
    ] = None
    reason: Annotated[
        str,
        Described(max_length=300, description="Why, for people to read."),
        AfterValidator(one_line),
    ] = ""
    flagged: Annotated[bool, Described(description="true flags, false takes the flag off.")] = True


WHICH = Text("Which order? Its number, for example OB-1003.")
#: How many orders are offered as likely answers.
MOST_OFFERED = 8
_VERBS = frozenset({"flag", "unflag", "flag_noun", "put", "take_off"})


def find_flagging(sentence: Sentence) -> Spoken | None:
    """An order to put a flag on or to take it off, in any mood: its verb, or the noun with one."""
    tokens = sentence.tokens
    run = find_run(tokens)
    reason = next((at for at, token in enumerate(tokens) if "reason" in token.groups), len(tokens))
    verbs = [
        at
        for at, token in enumerate(tokens)
        if token.groups & _VERBS
        and not token.groups & {"flagged", "unflagged"}
        and not (at and tokens[at - 1].has("of_somebody") and token.groups & {"flag"})
    ]
    if not any(tokens[at].groups & {"flag", "unflag"} for at in verbs):
        nouns = [at for at in verbs if "flag_noun" in tokens[at].groups]
        first = next((at for at, token in enumerate(tokens) if token.kind != "sign"), 0)
        others = any(tokens[at].groups & {"put", "take_off", "not"} for at in range(len(tokens)))
        if not nouns or not (nouns[0] == first or others):
            return None
    if run is not None and any(at < run[0] for at in verbs):
        verbs = [at for at in verbs if at < run[0]]  # what follows may be a reason
    verbs = [at for at in verbs if at < reason]
    if not verbs or any(_names_state(tokens[at + 1 :]) for at in verbs):
        return None
    off = any(tokens[at].groups & {"unflag", "take_off"} for at in verbs)
    named = all(not tokens[at].groups & (_VERBS - {"flag_noun"}) for at in verbs)
    given = ({"flagged": False},) if off else ()
    return Spoken(frozenset(verbs), ("flag_noun" if named else "flag",), given)


def find_orders_to_flag(name: str, known: Values, ctx: ToolContext) -> list[Candidate]:
    """The flagged ones where flags are to be taken off, else those that are stuck or late."""
    shop = current_shop(ctx)
    presets: tuple[Preset, ...] = ("stuck", "late_ship")
    if known.get("flagged") is False:
        wanted = [OrderFilter(flagged=True)]
    else:
        wanted = [OrderFilter(preset=preset) for preset in presets]
    rows = [
        row for filter_ in wanted for row in shop.orders(filter_, MOST_OFFERED // len(wanted)).rows
    ]
    ids = dict.fromkeys(row.order_id for row in rows)
    return [Candidate(order_id, {"order_ids": [order_id]}) for order_id in ids]


def _names_state(after: Sequence[Token]) -> bool:
    """Whether another state is said of an order than its flag: "mark as done OB-1003"."""
    state, *then = after[1:3] if after and "as" in after[0].groups else after[:2] or (None,)
    return bool(state and "state" in state.groups and then and then[0].kind in {"order", "number"})


@tool
class FlagOrder(Action[FlagOrderPayload]):
    name = "flag_order"
    title = Text("Flag orders")
    description = Text(
        "Flag orders with a reason, or take their flags off: by number, or a group such as the late ones."
    )
    examples = Text("flag OB-1003 reason call back")
    understands = ActionFrame(
        verbs=(Verb(("flag",)), Verb(("unflag",), {"flagged": False})),
        find=find_flagging,
        slots=(
            Slot(
                ("order_ids", "preset"),
                OrderIdsReader(WHICH),
                WHICH,
                required=True,
                likely=find_orders_to_flag,
                is_scope=True,
            ),
            Slot(("reason",), ReasonReader(), free=True),
        ),
        helps=frozenset({"near_id", "order", "reason", "flag_noun"}),
        commands=frozenset({"flag"}),
        asks_first=True,
        defaults={"flagged": True},
        offers=("stuck", "late", "last10"),
        not_ordered=Text(
            "I changed nothing; to flag an order, write for example: flag OB-1003 reason wrong address."
        ),
    )
    Payload = FlagOrderPayload
    risk = "low"
    undoable = True

    def preview(self, payload: FlagOrderPayload, ctx: ToolContext) -> Preview:
        wanted = _chosen(payload, current_shop(ctx), ctx)
        to_change = [one for one in wanted if not _is_so(one, payload)]
        left = len(wanted) - len(to_change)
        if not to_change:
            key = "flag.unchanged" if wanted else "flag.none"
            card = Card(
                title=say(ctx.language, "flag.title.nothing"),
                table=_flag_table(wanted, payload, ctx, ("before", "after")) if wanted else None,
                notes=(say(ctx.language, key),),
            )
            return Preview(card=card, basis={}, variants=())
        card = Card(
            title=say(ctx.language, f"flag.title.{_verb(payload)}", count=len(to_change)),
            table=_flag_table(to_change, payload, ctx, ("before", "after")),
            notes=(say(ctx.language, "flag.already", count=left),) if left else (),
        )
        return Preview(card=card, basis={one.order_id: one.version for one in to_change})

    def apply(
        self, payload: FlagOrderPayload, basis: Mapping[str, int], variant: str, ctx: ToolContext
    ) -> Result | Outside:
        if variant != MAIN:
            raise ValueError(f"flag_order has no variant {variant}")
        reason = payload.reason if payload.flagged else ""
        done = current_shop(ctx).set_flags(
            basis, flagged=payload.flagged, reason=reason, by=ctx.actor_id
        )
        return Outside((done,)) if isinstance(done, Call) else _flagged(payload, done, ctx)

    def concluded(
        self, payload: FlagOrderPayload, receipts: Sequence[Receipt], ctx: ToolContext
    ) -> Result:
        return _flagged(payload, FLAGGED.validate_python(receipts[0].answer), ctx)

    def preview_undo(self, undo: Mapping[str, Any], ctx: ToolContext) -> Preview:
        before = [_from_json(one) for one in undo["before"]]
        now = {one.order_id: one for one in current_shop(ctx).flags(list(undo["versions"]))}
        versions = {order_id: one.version for order_id, one in now.items()}
        changed = versions != undo["versions"]
        card = Card(
            title=say(ctx.language, "undo.title.changed" if changed else "undo.title"),
            table=_restored_table(
                [(now.get(one.order_id), one) for one in before], ctx, ("before", "after")
            ),
            notes=(say(ctx.language, "undo.changed"),) if changed else (),
        )
        return Preview(card=card, basis=versions, variants=() if changed else (MAIN,))

    def undo(
        self, undo: Mapping[str, Any], basis: Mapping[str, int], ctx: ToolContext
    ) -> Result | Outside:
        before = [_from_json(one) for one in undo["before"]]
        done = current_shop(ctx).restore_flags(basis, before)
        return Outside((done,)) if isinstance(done, Call) else _restored(before, done, ctx)

    def undone(
        self, undo: Mapping[str, Any], receipts: Sequence[Receipt], ctx: ToolContext
    ) -> Result:
        before = [_from_json(one) for one in undo["before"]]
        return _restored(before, FLAGGED.validate_python(receipts[0].answer), ctx)


def _flagged(payload: FlagOrderPayload, done: Flagged, ctx: ToolContext) -> Result:
    before = list(done.before)
    return Result(
        card=Card(
            title=say(ctx.language, f"flag.done.{_verb(payload)}", count=len(before)),
            table=_flag_table(before, payload, ctx, ("was", "is")),
        ),
        data={
            "order_ids": [one.order_id for one in before],
            "flagged": payload.flagged,
            "reason": payload.reason if payload.flagged else "",
        },
        provenance=Provenance(source=mode_of(ctx), as_of=ctx.now),
        undo={"before": [_as_json(one) for one in before], "versions": done.versions},
    )


def _restored(before: list[OrderFlag], done: Flagged, ctx: ToolContext) -> Result:
    """`before`: the flags that the orders have again; `done.before`: the ones they had meanwhile."""
    meanwhile = {one.order_id: one for one in done.before}
    return Result(
        card=Card(
            title=say(ctx.language, "undo.done", count=len(before)),
            table=_restored_table(
                [(meanwhile.get(one.order_id), one) for one in before], ctx, ("was", "is")
            ),
        ),
        data={"order_ids": [one.order_id for one in before]},
        provenance=Provenance(source=mode_of(ctx), as_of=ctx.now),
    )


def _as_json(one: OrderFlag) -> dict[str, Any]:
    return asdict(one) | {"flagged_at": one.flagged_at.isoformat() if one.flagged_at else None}


def _from_json(one: Mapping[str, Any]) -> OrderFlag:
    at = one["flagged_at"]
    return OrderFlag(**{**one, "flagged_at": datetime.fromisoformat(at) if at else None})


def _restored_table(
    pairs: Sequence[tuple[OrderFlag | None, OrderFlag]],
    ctx: ToolContext,
    columns: tuple[str, str],
) -> Table:
    """Each order's flag as it is and as it was; an order that is gone has none."""
    return Table(
        columns=_columns(columns, ctx),
        rows=tuple(
            (
                was.order_id,
                flag_state(now.flagged, now.reason, ctx) if now else "—",
                flag_state(was.flagged, was.reason, ctx),
            )
            for now, was in pairs[:SHOWN]
        ),
        more=max(0, len(pairs) - SHOWN),
    )


def _verb(payload: FlagOrderPayload) -> str:
    return "on" if payload.flagged else "off"


def _chosen(payload: FlagOrderPayload, shop: Shop, ctx: ToolContext) -> list[OrderFlag]:
    """The orders meant; ToolRefused for no scope, two scopes, unknown orders, or too many."""
    if bool(payload.order_ids) == bool(payload.preset):
        raise ToolRefused("SCOPE_UNCLEAR", say(ctx.language, "flag.scope"))
    if payload.preset:
        matching = shop.matching_flags(payload.preset, MOST_FLAGGED + 1)
        if len(matching) > MOST_FLAGGED:
            raise ToolRefused("TOO_MANY", say(ctx.language, "flag.too_many", limit=MOST_FLAGGED))
        return matching
    found = shop.flags(payload.order_ids)
    unknown = sorted(set(payload.order_ids) - {one.order_id for one in found})
    if unknown:
        names = ", ".join(unknown[:SHOWN])
        raise ToolRefused("ORDER_NOT_FOUND", say(ctx.language, "flag.unknown", order_ids=names))
    return found


def _is_so(one: OrderFlag, payload: FlagOrderPayload) -> bool:
    """Whether the order has that flag; flagging again without a reason keeps the one it has."""
    if one.flagged != payload.flagged:
        return False
    return not payload.flagged or payload.reason in ("", one.reason)


def _columns(states: tuple[str, str], ctx: ToolContext) -> tuple[str, ...]:
    return (
        say(ctx.language, "orders.column.order"),
        *(say(ctx.language, f"flag.column.{name}") for name in states),
    )


def _flag_table(
    orders: list[OrderFlag], payload: FlagOrderPayload, ctx: ToolContext, columns: tuple[str, str]
) -> Table:
    shown = orders[:SHOWN]
    return Table(
        columns=_columns(columns, ctx),
        rows=tuple(
            (
                one.order_id,
                flag_state(one.flagged, one.reason, ctx),
                flag_state(payload.flagged, payload.reason or one.reason, ctx),
            )
            for one in shown
        ),
        more=len(orders) - len(shown),
    )
