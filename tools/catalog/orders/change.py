"""Flagging orders, taking flags off, and undoing either."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from pydantic import AfterValidator, TypeAdapter
from pydantic import Field as Described

from tools.arguments.text import to_one_line
from tools.catalog.orders.detail import OrderId, find_orders, say_flag_state
from tools.catalog.shop_change import (
    BEFORE_AFTER,
    SHOWN,
    WAS_IS,
    ShopChange,
    build_done,
    build_state_table,
    build_unchanged,
)
from tools.contracts import (
    MAIN,
    Call,
    Card,
    Payload,
    Preview,
    Result,
    Table,
    ToolContext,
    ToolRefused,
)
from tools.help_areas import ORDERS
from tools.intents.frame import ActionFrame, ActionMatch, Command, Verb
from tools.intents.gate import is_inside_quotes
from tools.intents.language.tokens import Token
from tools.intents.sentence import Sentence
from tools.intents.slots.order_ids import WHICH_ORDER, FlaggedIdsReader, find_run
from tools.intents.slots.slot import Slot
from tools.intents.slots.text import ReasonReader
from tools.registry import tool
from tools.render.wording import say
from tools.texts import Text
from tools.upstream.mode import get_current_shop
from tools.upstream.shop import FlagChange, OrderFlag, Preset, Shop

#: How many orders one action may touch.
MOST_FLAGGED = 200

FLAGS: TypeAdapter[list[OrderFlag]] = TypeAdapter(list[OrderFlag])


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
        AfterValidator(to_one_line),
    ] = ""
    flagged: Annotated[bool, Described(description="true flags, false takes the flag off.")] = True


_VERBS = frozenset({"flag", "unflag", "flag_noun", "put", "take_off", "flag_put", "flag_take"})
#: Verbs that flag nothing without the noun: "put a flag on", "сними флаг".
_WITH_NOUN = frozenset({"put", "take_off", "flag_put", "flag_take"})
_OFF = frozenset({"unflag", "take_off", "flag_take"})


def find_flagging(sentence: Sentence) -> ActionMatch | None:
    """Find an order to put a flag on or to take it off, in any mood; None: there is none.

    It has the verb "flag" or "unflag", or the noun with another verb.
    """
    tokens = sentence.tokens
    run = find_run(tokens, bare=True)
    verbs = [
        at
        for at, token in enumerate(tokens)
        if (token.groups | token.marks) & _VERBS
        and not token.groups & {"flagged", "unflagged"}
        and not (at and tokens[at - 1].has("of_somebody") and token.groups & {"flag"})
    ]
    if not any(tokens[at].groups & {"flag", "unflag"} for at in verbs):
        nouns = [at for at in verbs if "flag_noun" in tokens[at].groups]
        first = next((at for at, token in enumerate(tokens) if token.kind != "sign"), 0)
        others = any(token.has(name) for token in tokens for name in (*_WITH_NOUN, "not"))
        if not nouns or not (nouns[0] == first or others or _is_set_on(sentence, nouns[0], run)):
            return None
    reason = next((at for at in sentence.at("reason") if any(verb < at for verb in verbs)), None)
    early = [at for at in verbs if run is not None and at < run[0]]
    if early and not (all(_is_noun(tokens, at) for at in early) and _is_with_noun(tokens, verbs)):
        verbs = early  # what follows may be a reason
    verbs = [at for at in verbs if reason is None or at < reason]
    if not verbs or any(_is_state_named(tokens[at + 1 :]) for at in verbs):
        return None
    if any(is_inside_quotes(sentence.text, tokens[at].start) for at in verbs):
        return None
    if any(_is_unknown(tokens[at - 1]) for at in verbs if at and "flag" in tokens[at].groups):
        return None  # "rmeove flag from OB-1003"
    off = any(tokens[at].has(name) for at in verbs for name in _OFF)
    named = all(
        not (tokens[at].groups | tokens[at].marks) & (_VERBS - {"flag_noun"}) for at in verbs
    )
    given = ({"flagged": False},) if off else ()
    return ActionMatch(frozenset(verbs), ("flag_noun" if named else "flag",), given)


def _is_noun(tokens: Sequence[Token], at: int) -> bool:
    """Return whether "flag" is the noun where it stands: "the flag on OB-1003"."""
    token = tokens[at]
    led = at > 0 and "article" in tokens[at - 1].groups
    return "flag_noun" in token.groups and (led or "flag" not in token.groups)


def _is_with_noun(tokens: Sequence[Token], verbs: Sequence[int]) -> bool:
    """Return whether a verb says what becomes of the flag: "the flag on OB-1003 can go, remove it"."""
    return any(tokens[at].has(name) for at in verbs for name in _WITH_NOUN)


def _is_unknown(token: Token) -> bool:
    return token.kind == "word" and not token.groups and not token.marks


def _is_set_on(sentence: Sentence, noun: int, run: tuple[int, int] | None) -> bool:
    """Return whether the noun follows orders and a word that puts them: "1031 под флаг: звонить"."""
    tokens = sentence.tokens
    led = "under" in tokens[noun - 1].marks or any(
        token.low == ":" for token in tokens[noun + 1 : noun + 2]
    )
    return run is not None and run[1] <= noun and led


def _is_state_named(after: Sequence[Token]) -> bool:
    """Return whether another state of an order is named than its flag: "mark as done OB-1003"."""
    state, *then = after[1:3] if after and "as" in after[0].groups else after[:2] or (None,)
    return bool(state and "state" in state.groups and then and then[0].kind in {"order", "number"})


@tool
class FlagOrder(ShopChange[FlagOrderPayload, FlagChange]):
    name = "flag_order"
    title = Text("Flag orders")
    description = Text(
        "Flag orders with a reason, or take their flags off: by number, or a group such as the late ones."
    )
    examples = Text("flag OB-1003 reason call back")
    area, rank = ORDERS, 3
    understands = ActionFrame(
        verbs=(Verb(("flag",)), Verb(("unflag",), {"flagged": False})),
        find=find_flagging,
        slots=(
            Slot(
                ("order_ids", "preset"),
                FlaggedIdsReader(),
                WHICH_ORDER,
                required=True,
                likely=find_orders,
                is_scope=True,
            ),
            Slot(("reason",), ReasonReader(), free=True),
        ),
        helps=frozenset(
            {"near_id", "order", "reason", "flag_noun", "beside_flag", "beside_order"}
        ),
        commands=(Command("flag", menu=Text("Flag an order: /flag OB-1003 reason")),),
        asks_first=True,
        defaults={"flagged": True},
        turns_on={"flagged": True},
        turns_off={"flagged": False},
        offers=("stuck", "late", "last10"),
        not_ordered=Text(
            "I changed nothing; to flag an order, write for example: flag OB-1003 reason wrong address."
        ),
    )
    Payload = FlagOrderPayload
    risk = "low"
    answer = TypeAdapter(FlagChange)

    def preview(self, payload: FlagOrderPayload, ctx: ToolContext) -> Preview:
        wanted = _list_chosen(payload, get_current_shop(ctx), ctx)
        to_change = [flag for flag in wanted if not _is_so(flag, payload)]
        left = len(wanted) - len(to_change)
        if not to_change:
            note = say(ctx.language, "flag.unchanged" if wanted else "flag.none")
            table = _build_flag_table(wanted, payload, ctx) if wanted else None
            return build_unchanged([note], ctx, table=table)
        card = Card(
            title=say(ctx.language, f"flag.title.{_get_verb(payload)}", count=len(to_change)),
            table=_build_flag_table(to_change, payload, ctx),
            notes=(say(ctx.language, "flag.already", count=left),) if left else (),
        )
        return Preview(card=card, basis={flag.order_id: flag.version for flag in to_change})

    def write(
        self, payload: FlagOrderPayload, basis: Mapping[str, int], ctx: ToolContext
    ) -> FlagChange | Call:
        reason = payload.reason if payload.flagged else ""
        return get_current_shop(ctx).set_flags(
            basis, flagged=payload.flagged, reason=reason, by=ctx.actor_id
        )

    def tell_done(self, payload: FlagOrderPayload, done: FlagChange, ctx: ToolContext) -> Result:
        before = list(done.before)
        card = Card(
            title=say(ctx.language, f"flag.done.{_get_verb(payload)}", count=len(before)),
            table=_build_flag_table(before, payload, ctx, WAS_IS),
        )
        data = {
            "order_ids": [flag.order_id for flag in before],
            "flagged": payload.flagged,
            "reason": payload.reason if payload.flagged else "",
        }
        undo = {"before": FLAGS.dump_python(before, mode="json"), "versions": done.versions}
        return build_done(card, data, ctx, undo)

    def preview_undo(self, undo: Mapping[str, Any], ctx: ToolContext) -> Preview:
        before = FLAGS.validate_python(undo["before"])
        now = get_current_shop(ctx).flags(list(undo["versions"]))
        versions = {flag.order_id: flag.version for flag in now}
        changed = versions != undo["versions"]
        card = Card(
            title=say(ctx.language, "undo.title.changed" if changed else "undo.title"),
            table=_build_restored_table(now, before, ctx),
            notes=(say(ctx.language, "undo.changed"),) if changed else (),
        )
        return Preview(card=card, basis=versions, variants=() if changed else (MAIN,))

    def write_back(
        self, undo: Mapping[str, Any], basis: Mapping[str, int], ctx: ToolContext
    ) -> FlagChange | Call:
        return get_current_shop(ctx).restore_flags(basis, FLAGS.validate_python(undo["before"]))

    def tell_undone(self, undo: Mapping[str, Any], done: FlagChange, ctx: ToolContext) -> Result:
        """Build the result of the undo; `done.before` are the flags right before it."""
        before = FLAGS.validate_python(undo["before"])
        card = Card(
            title=say(ctx.language, "undo.done", count=len(before)),
            table=_build_restored_table(done.before, before, ctx, WAS_IS),
        )
        return build_done(card, {"order_ids": [flag.order_id for flag in before]}, ctx)


def _build_restored_table(
    now: Sequence[OrderFlag],
    then: Sequence[OrderFlag],
    ctx: ToolContext,
    states: tuple[str, str] = BEFORE_AFTER,
) -> Table:
    """Build the table of flags as they are and as they were; "—" for an order that is gone."""
    found = {flag.order_id: say_flag_state(flag.flagged, flag.reason, ctx) for flag in now}
    rows = [
        (
            flag.order_id,
            found.get(flag.order_id, "—"),
            say_flag_state(flag.flagged, flag.reason, ctx),
        )
        for flag in then
    ]
    return build_state_table("orders.column.order", rows, ctx, states)


def _get_verb(payload: FlagOrderPayload) -> str:
    return "on" if payload.flagged else "off"


def _list_chosen(payload: FlagOrderPayload, shop: Shop, ctx: ToolContext) -> list[OrderFlag]:
    """List the orders meant; ToolRefused for no scope, two scopes, unknown orders, or too many."""
    if bool(payload.order_ids) == bool(payload.preset):
        raise ToolRefused("SCOPE_UNCLEAR", say(ctx.language, "flag.scope"))
    if payload.preset:
        matching = shop.matching_flags(payload.preset, MOST_FLAGGED + 1)
        if len(matching) > MOST_FLAGGED:
            raise ToolRefused("TOO_MANY", say(ctx.language, "flag.too_many", limit=MOST_FLAGGED))
        return matching
    found = shop.flags(payload.order_ids)
    unknown = sorted(set(payload.order_ids) - {flag.order_id for flag in found})
    if unknown:
        names = ", ".join(unknown[:SHOWN])
        raise ToolRefused("ORDER_NOT_FOUND", say(ctx.language, "flag.unknown", order_ids=names))
    return found


def _is_so(flag: OrderFlag, payload: FlagOrderPayload) -> bool:
    """Return whether the order is flagged as wanted already.

    Flagging it again without a reason keeps the reason it has.
    """
    if flag.flagged != payload.flagged:
        return False
    return not payload.flagged or payload.reason in ("", flag.reason)


def _build_flag_table(
    orders: Sequence[OrderFlag],
    payload: FlagOrderPayload,
    ctx: ToolContext,
    states: tuple[str, str] = BEFORE_AFTER,
) -> Table:
    rows = [
        (
            flag.order_id,
            say_flag_state(flag.flagged, flag.reason, ctx),
            say_flag_state(payload.flagged, payload.reason or flag.reason, ctx),
        )
        for flag in orders
    ]
    return build_state_table("orders.column.order", rows, ctx, states)
