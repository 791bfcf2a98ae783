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
from tools.intents.language.tokens import Token
from tools.intents.sentence import Sentence
from tools.registry import tool
from tools.render import wording
from tools.render.wording import say
from tools.texts import Text
from tools.upstream.mode import get_current_shop, get_mode

#: The groups of the words at the end of "put it back as it was". The first of them can also begin a
#: question, but here it does not.
AS_IT_WAS = ("as_it", "was")
#: Among how many of the owner's newest actions "the last one" is looked for.
RECENT = 50


class UndoActionPayload(Payload):
    action: Annotated[
        UUID | None, Described(description="The action to take back; the last one if left out.")
    ] = None


def find_undoing(sentence: Sentence) -> ActionMatch | None:
    """Find an order to undo the last change; None unless the whole sentence is this order."""
    tokens = sentence.tokens
    words = _drop_what_was_done(
        [at for at, token in enumerate(tokens) if token.kind != "sign"], tokens
    )
    as_it_was = len(words) > 1 and all(
        tokens[at].has(mark) for at, mark in zip(words[-2:], AS_IT_WAS, strict=True)
    )
    asking = words[:-2] if as_it_was else words  # the "as" of "as it was" does not ask
    doubted = any(tokens[at].groups & {"asks", "not"} for at in asking)
    words = _drop_slips(words, tokens)
    if not words or doubted or "?" in sentence.text:
        return None
    first, rest = tokens[words[0]], [tokens[at] for at in words[1:]]
    if not rest and "bring_back" in first.groups:  # "bring back" alone does not say what
        return None
    named = any("deed" in token.groups for token in rest)
    if first.has("take_verb"):
        named = any("back" in token.groups for token in rest)
    if "undo" not in first.groups and not ("take_back" in first.groups and named):
        return None
    known = {"last", "deed", "filler"} | (
        {"price", "discount"} if "undo" in first.groups else set()
    )
    if not all(token.groups & known for token in rest):
        return None
    return ActionMatch(frozenset(range(len(tokens))), ("undo",))


def _drop_slips(words: list[int], tokens: Sequence[Token]) -> list[int]:
    """Drop an "oops, wrong one" or a "please" at the beginning."""
    begin = 0
    for place, at in enumerate(words):
        slipped = begin and tokens[at].has("slipped_one")
        if not slipped and not tokens[at].groups & {"kindly", "slip"}:
            break
        begin = place + 1
    return words[begin:]


def _drop_what_was_done(words: list[int], tokens: Sequence[Token]) -> list[int]:
    """Drop the "what" and the "did" of "undo what I just did"."""
    done = next(
        (place for place, at in enumerate(words) if place and "did" in tokens[at].groups), 0
    )
    what = next(
        (place for place, at in enumerate(words[:done]) if place and tokens[at].has("what")), 0
    )
    return [at for place, at in enumerate(words) if not (what and place in {what, done})]


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
