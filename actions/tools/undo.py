"""The tool that undoes an action: it is previewed and confirmed like any other action."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field as Described

from actions.enums import Status
from actions.models import ActionLog
from tools import registry
from tools.contracts import (
    Action,
    OutsideCalls,
    Payload,
    Preview,
    Receipt,
    Result,
    StaleBasisError,
    ToolContext,
    ToolRefused,
)
from tools.help_areas import MORE
from tools.intents.frame import ActionFrame, ActionMatch, Command, Verb
from tools.intents.plain_order import OrderWords, SaidWord, find_order, has_slips
from tools.intents.sentence import Sentence
from tools.registry import tool
from tools.render import wording
from tools.render.wording import say
from tools.texts import Text
from tools.upstream.mode import get_current_shop, get_mode

#: Among how many of the owner's newest actions "the last one" is looked for.
RECENT = 50


class UndoActionPayload(Payload):
    action: Annotated[
        UUID | None, Described(description="The action to take back; the last one if left out.")
    ] = None


def find_undoing(sentence: Sentence) -> ActionMatch | None:
    """Find an order to undo the last change; None: there is none."""
    if not any(map(sentence.at, ("undo_verb", "undo_weak", "undo_back"))) and not (
        has_slips(sentence, UNDOING)
    ):
        return None
    if not find_order(sentence, UNDOING):
        return None
    return ActionMatch(frozenset(range(len(sentence.tokens))), ("undo",))


def _is_undoing(order: Sequence[SaidWord], others: Sequence[SaidWord]) -> bool:
    """Return whether the words of a clause order to undo the last change."""
    first = order[0].known if order else frozenset[str]()
    said = frozenset[str]().union(*(word.known for word in order))
    if not first & _BEGINS or "undo_verb" in said:
        return bool(first & _BEGINS)
    if "undo_weak" not in said:
        return {"undo_done", "undo_must"} <= said and bool(said & {"undo_deed", "undo_which"})
    named = said & {"undo_deed", "undo_which"} or said >= {"undo_what", "undo_did"}
    lone = not said & {"undo_deed", "undo_as_was"} and "last" not in said
    explained = not others or any("undo_slip" in word.names for word in others)
    if "undo_as_was" in said or ("undo_back" in said and len(order) > 1):
        return explained or not lone or all(word.known for word in others)
    if any("withdraws" in word.known for word in order):  # "I was wrong, so cancel"
        return bool(named) or (len(order) == 1 and bool(others) and explained)
    return "undo_deed" in said and any("restores" in word.known for word in order)


_BEGINS = frozenset(
    {
        "undo_verb", "undo_weak", "undo_deed", "undo_which", "undo_back", "undo_as_was", "undo_must",
    }
)  # fmt: skip
UNDOING = OrderWords(
    marks=frozenset(
        {
            "undo_verb", "undo_weak", "undo_done", "undo_must", "undo_back", "undo_deed", "undo_which",
            "undo_as_was", "undo_what", "undo_did", "undo_link", "withdraws", "restores",
        }
    ),
    groups=frozenset({"kindly", "slip", "price", "last"}),
    is_order=_is_undoing,
)  # fmt: skip


@tool
class UndoAction(Action[UndoActionPayload]):
    name = "undo_action"
    title = Text("Undo")
    description = Text("Take back an action that was applied: the last one, or the one named.")
    examples = Text("undo last action")
    area, rank = MORE, 3
    understands = ActionFrame(
        verbs=(Verb(("undo",)), Verb(("take_back", "deed"))),
        find=find_undoing,
        judges_mood=True,
        not_ordered=Text(
            "I took nothing back; to take the last change back, write: undo. An older one has a button under it."
        ),
        unsaid=frozenset({"action"}),
        commands=(Command("undo", menu=Text("Take back my last change")),),
        hints=("undo",),
        never_hinted=("sales",),  # "give the money back" is not an undo
        hint_rank=-1,
    )
    Payload = UndoActionPayload
    risk = "medium"
    undoable = False

    def settle(self, payload: UndoActionPayload, ctx: ToolContext) -> UndoActionPayload:
        wanted = payload.action or _find_latest(ctx)
        if wanted is None:
            raise ToolRefused("NOTHING_TO_UNDO", say(ctx.language, "undo.none"))
        action = _filter_of_owner(ctx).filter(public_id=wanted).first()
        if action is None or _is_of_shop(action):
            get_current_shop(ctx).check()
        return UndoActionPayload(action=wanted)

    def preview(self, payload: UndoActionPayload, ctx: ToolContext) -> Preview:
        action = _filter_of_owner(ctx).filter(public_id=payload.action).first()
        if action is None:
            raise ToolRefused("NOTHING_TO_UNDO", say(ctx.language, "undo.none"))
        undone = _filter_undos(ctx).filter(payload__action=str(action.public_id)).first()
        if undone is not None and undone.committed_at is not None:
            at = wording.format_moment(undone.committed_at, ctx)
            raise ToolRefused("ALREADY_UNDONE", say(ctx.language, "undo.already", at=at))
        if _is_of_shop(action) and action.upstream_mode != get_mode(ctx):
            where = say(ctx.language, f"system.source.{action.upstream_mode}")
            raise ToolRefused("CANNOT_UNDO", say(ctx.language, "undo.elsewhere", where=where))
        if action.undo is None or (done := _find_tool(action, ctx)) is None:
            raise ToolRefused("CANNOT_UNDO", say(ctx.language, "undo.impossible"))
        return done.preview_undo(action.undo, ctx)

    def apply(
        self, payload: UndoActionPayload, basis: Mapping[str, int], variant: str, ctx: ToolContext
    ) -> Result | OutsideCalls:
        action = _filter_of_owner(ctx).get(public_id=payload.action)
        done = _find_tool(action, ctx)
        if action.undo is None or done is None:
            raise StaleBasisError
        return done.undo(action.undo, basis, ctx)

    def conclude(
        self, payload: UndoActionPayload, receipts: Sequence[Receipt], ctx: ToolContext
    ) -> Result:
        action = _filter_of_owner(ctx).get(public_id=payload.action)
        done = _find_tool(action, ctx)
        if action.undo is None or done is None:
            raise LookupError(f"{action.tool} can no longer tell how it was taken back")
        return done.conclude_undo(action.undo, receipts, ctx)


def _filter_of_owner(ctx: ToolContext) -> Any:
    return ActionLog.objects.filter(owner_id=ctx.actor_id, status=Status.COMMITTED)


def _filter_undos(ctx: ToolContext) -> Any:
    return _filter_of_owner(ctx).filter(tool=UndoAction.name)


def is_undone(action: ActionLog) -> bool:
    """Return whether its owner has undone the action since."""
    return (
        ActionLog.objects.filter(owner_id=action.owner_id, status=Status.COMMITTED)
        .filter(tool=UndoAction.name, created_at__gte=action.created_at)
        .filter(payload__action=str(action.public_id))
        .exists()
    )


def _find_latest(ctx: ToolContext) -> UUID | None:
    """Return the public id of the owner's newest action that can be undone and has not been."""
    undone = set(
        _filter_undos(ctx).order_by("-id").values_list("payload__action", flat=True)[:RECENT]
    )
    newest = _filter_of_owner(ctx).filter(undo__isnull=False).order_by("-id")[:RECENT]
    return next(
        (action.public_id for action in newest if str(action.public_id) not in undone), None
    )


def _is_of_shop(action: ActionLog) -> bool:
    """Return whether the action can be undone only in the shop where it was done."""
    found = registry.get(action.tool)
    return not isinstance(found, Action) or found.of_shop


def _find_tool(action: ActionLog, ctx: ToolContext) -> Action[Any] | None:
    """Return the tool that did the action; None where it can no longer undo it.

    That is so where the tool or its version is gone, or another shop is active.
    """
    found = registry.get(action.tool)
    if not isinstance(found, Action) or found.version != action.tool_version:
        return None
    is_here = not found.of_shop or action.upstream_mode == get_mode(ctx)
    return found if is_here else None
