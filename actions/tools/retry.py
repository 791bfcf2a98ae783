"""The tool that sends a message again, only to those whom it did not reach; an action like any."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated
from uuid import UUID

from pydantic import Field as Described

from actions.enums import EffectKind, EffectState, Status
from actions.finalize import build_tool_result
from actions.models import ActionLog, Effect
from actions.phrases import say, say_why
from tools.contracts import (
    Action,
    Call,
    Card,
    OutsideCalls,
    Payload,
    Preview,
    Receipt,
    Result,
    StaleBasisError,
    Table,
    ToolContext,
    ToolRefused,
)
from tools.help_areas import MORE
from tools.intents.frame import ActionFrame, ActionMatch, Command, Verb
from tools.intents.plain_order import OrderWords, SaidWord, find_order, has_slips
from tools.intents.sentence import Sentence
from tools.registry import tool
from tools.texts import Text

#: Among how many of the owner's newest actions "the last one" is looked for.
RECENT = 50


class RetryActionPayload(Payload):
    action: Annotated[
        UUID | None,
        Described(
            description="The action whose missing messages to send; the last one if left out."
        ),
    ] = None


def find_retrying(sentence: Sentence) -> ActionMatch | None:
    """Find an order to send again to those whom a message missed; None: there is none."""
    if not any(map(sentence.at, _MADE_OF)) and not (has_slips(sentence, RETRYING)):
        return None
    if not find_order(sentence, RETRYING):
        return None
    return ActionMatch(frozenset(range(len(sentence.tokens))), ("resend",))


def _is_retrying(order: Sequence[SaidWord], others: Sequence[SaidWord]) -> bool:
    """Return whether the words of a clause order to send again what did not arrive."""
    said = frozenset[str]().union(*(word.known for word in order))
    around = frozenset[str]().union(*(word.known for word in others))
    first, second = (*(word.known for word in order[:2]), frozenset[str](), frozenset[str]())[:2]
    sent = said & {"retry_verb", "retry_send"} or "retry_light" in first
    if "retry_again" in first and not sent and "retry_aims" in second:
        return "retry_missed" in said or "retry_missed" in around
    if not sent or not first & _BEGINS:
        return False
    missed = "retry_missed" in said or "retry_missed" in around
    if "retry_verb" in said:
        return missed or "retry_object" in said or "sends_again" in first
    if missed:
        return "retry_again" in said or "retry_missed" in said
    sends = any("sends" in word.known for word in order)
    return "retry_again" in said and sends and len(order) > _SHORTEST


#: "Send again" alone may mean anything that was sent.
_SHORTEST = 2
_MADE_OF = ("retry_verb", "retry_send", "retry_light", "retry_again")
_BEGINS = frozenset(
    {"retry_verb", "retry_send", "retry_again", "retry_missed", "retry_object", "retry_light"}
)
RETRYING = OrderWords(
    marks=frozenset(
        {
            "retry_verb", "retry_send", "retry_again", "retry_missed", "retry_object", "retry_link",
            "sends", "sends_again", "retry_light", "retry_aims",
        }
    ),
    groups=frozenset({"kindly", "filler"}),
    is_order=_is_retrying,
)  # fmt: skip


@tool
class RetryAction(Action[RetryActionPayload]):
    name = "retry_action"
    title = Text("Send again")
    description = Text("Send a message again to those whom it did not reach, and to nobody else.")
    examples = Text("send again to those who missed it")
    area, rank = MORE, 2
    understands = ActionFrame(
        verbs=(Verb(("resend",)),),
        about=("missed", "again"),
        find=find_retrying,
        judges_mood=True,
        not_ordered=Text("I sent nothing; to send it again: send again to those who missed it."),
        commands=(Command("retry"),),
        unsaid=frozenset({"action"}),
    )
    Payload = RetryActionPayload
    risk = "medium"
    undoable = False

    def settle(self, payload: RetryActionPayload, ctx: ToolContext) -> RetryActionPayload:
        action = _find_chosen(payload.action, ctx)
        if action is None:
            raise ToolRefused("NOTHING_TO_RETRY", say(ctx.language, "retry.none"))
        return RetryActionPayload(action=action.public_id)

    def preview(self, payload: RetryActionPayload, ctx: ToolContext) -> Preview:
        first = _get_first(payload, ctx)
        missing = _list_missing(first)
        if not missing:
            raise ToolRefused("NOTHING_TO_RETRY", say(ctx.language, "retry.none"))
        table = Table(
            columns=(
                say(ctx.language, "effect.column.call"),
                say(ctx.language, "retry.column.before"),
            ),
            rows=tuple(
                (effect.label, say_why(ctx.language, effect.error_code)) for effect in missing
            ),
        )
        card = Card(
            title=say(ctx.language, "retry.title", title=first.preview["title"]),
            table=table,
            notes=(say(ctx.language, "retry.note"),),
        )
        return Preview(card=card, basis=_build_basis(missing))

    def apply(
        self, payload: RetryActionPayload, basis: Mapping[str, int], variant: str, ctx: ToolContext
    ) -> OutsideCalls:
        first = ActionLog.objects.select_for_update().get(pk=_get_first(payload, ctx).pk)
        missing = _list_missing(first)
        if _build_basis(missing) != basis:
            raise StaleBasisError
        return OutsideCalls(
            tuple(Call("message", effect.target, effect.body, effect.label) for effect in missing)
        )

    def conclude(
        self, payload: RetryActionPayload, receipts: Sequence[Receipt], ctx: ToolContext
    ) -> Result:
        return build_tool_result(_get_first(payload, ctx), receipts, ctx)


def _build_basis(missing: Sequence[Effect]) -> dict[str, int]:
    return {f"chat:{effect.target}": effect.pk for effect in missing}


def _list_missed_actions(ctx: ToolContext) -> list[ActionLog]:
    """Return the owner's newest actions that have missed somebody, newest first."""
    over = ActionLog.objects.filter(
        owner_id=ctx.actor_id, missed__gt=0, status__in=(Status.COMMITTED, Status.FAILED)
    )
    return list(over.order_by("-id")[:RECENT])


def _find_chosen(public_id: UUID | None, ctx: ToolContext) -> ActionLog | None:
    """Find the action that is named, or else the owner's newest that still misses somebody.

    For a retry, this is the action it repeats. None where nothing is left to send.
    """
    for action in _list_missed_actions(ctx):
        first = _get_root(action)
        if public_id in (None, action.public_id, first.public_id) and _list_missing(first):
            return first
    return None


def _get_root(action: ActionLog) -> ActionLog:
    """Return the action that a retry repeats; any other action itself.

    A retry always names the first action, never another retry, so all retries of one action are
    found by it.
    """
    if action.tool != RetryAction.name:
        return action
    return ActionLog.objects.get(public_id=action.payload["action"])


def _get_first(payload: RetryActionPayload, ctx: ToolContext) -> ActionLog:
    """Return the action to repeat; ToolRefused where the payload names none."""
    if payload.action is None:
        raise ToolRefused("NOTHING_TO_RETRY", say(ctx.language, "retry.none"))
    return ActionLog.objects.get(public_id=payload.action, owner_id=ctx.actor_id)


def _list_missing(first: ActionLog) -> list[Effect]:
    """Return the messages that were not delivered so far, each as it was last tried."""
    retries = ActionLog.objects.filter(tool=RetryAction.name, payload__action=str(first.public_id))
    stories = [first.pk, *retries.values_list("pk", flat=True)]
    latest: dict[str, Effect] = {}
    for effect in Effect.objects.filter(action__in=stories).order_by("pk"):
        latest[effect.label] = effect  # by label, because a chat may have got a new id since
    return [
        effect
        for effect in latest.values()
        if effect.state == EffectState.FAILED and effect.kind == EffectKind.MESSAGE
    ]
