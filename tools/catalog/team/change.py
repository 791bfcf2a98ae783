"""Messages to the team: the owner's words go unchanged to the chats of MANAGER_CHAT_IDS."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

from django.conf import settings
from pydantic import BeforeValidator
from pydantic import Field as Described

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
from tools.intents.gate import is_inside_quotes
from tools.intents.sentence import Sentence
from tools.intents.slots.message import MessageReader
from tools.intents.slots.slot import Slot
from tools.intents.slots.team_address import find_address
from tools.registry import tool
from tools.render.wording import say
from tools.texts import Text

LONGEST_MESSAGE = 1000


def _drop_nul(text: object) -> object:
    """Drop NUL, which neither Telegram nor PostgreSQL takes, and the spaces around the text."""
    return text.replace("\x00", "").strip() if isinstance(text, str) else text


class NotifyTeamPayload(Payload):
    message: Annotated[
        str,
        Described(
            min_length=1,
            max_length=LONGEST_MESSAGE,
            description="What the team reads, word for word.",
        ),
        BeforeValidator(_drop_nul),
    ]
    silent: Annotated[bool, Described(description="true: without a sound.")] = False


WHAT_TO_TELL = Text("What should the team read? Write it, for example: check OB-1003.")


def find_telling(sentence: Sentence) -> ActionMatch | None:
    """Find an order to tell the team something; None: there is none."""
    address = find_address(sentence.tokens)
    if address is None or is_inside_quotes(sentence.text, sentence.tokens[address.begin].start):
        return None
    given = ({"silent": True},) if address.silent else ()
    return ActionMatch(frozenset(range(address.begin, address.end)), ("tell",), given)


@tool
class NotifyTeam(Action[NotifyTeamPayload]):
    name = "notify_team"
    title = Text("Message the team")
    description = Text("Send a message to every chat of the team.")
    examples = Text("notify the team: check the stuck orders")
    area, rank = MORE, 1
    understands = ActionFrame(
        verbs=(Verb(("tell",)),),
        find=find_telling,
        slots=(Slot(("message",), MessageReader(), WHAT_TO_TELL, required=True, free=True),),
        helps=frozenset({"filler", "silently"}),
        tunes=(
            Verb(("silently",), {"silent": True}),
            Verb(("with", "sound"), {"silent": False}, within=3),
        ),
        commands=(Command("notify", menu=Text("Write to the team: /notify text")),),
        unsaid=frozenset({"silent"}),
        offers=("stuck", "chats", "today"),
        not_ordered=Text("I sent nothing; to write to the team: notify the team: check OB-1003."),
    )
    Payload = NotifyTeamPayload
    risk = "medium"
    undoable = False

    def preview(self, payload: NotifyTeamPayload, ctx: ToolContext) -> Preview:
        chats = _list_chats(ctx)
        if not chats:
            raise ToolRefused("NO_TEAM_CHAT", say(ctx.language, "team.nobody"))
        notes = ("team.silent", "team.final") if payload.silent else ("team.final",)
        return Preview(
            card=Card(
                title=say(ctx.language, "team.title", count=len(chats)),
                quote=payload.message,
                table=Table(
                    columns=(
                        say(ctx.language, "team.column.to"),
                        say(ctx.language, "team.column.id"),
                    ),
                    rows=tuple((label, target) for target, label in chats.items()),
                ),
                notes=tuple(say(ctx.language, note) for note in notes),
            ),
            basis=_build_basis(chats),
        )

    def apply(
        self, payload: NotifyTeamPayload, basis: Mapping[str, int], variant: str, ctx: ToolContext
    ) -> OutsideCalls:
        chats = _list_chats(ctx)
        if _build_basis(chats) != basis:
            raise StaleBasisError
        body = {"text": payload.message, "silent": payload.silent}
        return OutsideCalls(
            tuple(Call("message", target, body, label) for target, label in chats.items())
        )

    def conclude(
        self, payload: NotifyTeamPayload, receipts: Sequence[Receipt], ctx: ToolContext
    ) -> Result:
        sent = sum(receipt.done for receipt in receipts)
        return Result(
            card=Card(
                title=say(ctx.language, "team.sent", sent=sent, count=len(receipts)),
                quote=payload.message,
            ),
            data={"sent": sent, "missed": len(receipts) - sent},
            provenance=None,
        )


def _build_basis(chats: Mapping[str, str]) -> dict[str, int]:
    return {f"chat:{target}": 0 for target in chats}


def _list_chats(ctx: ToolContext) -> dict[str, str]:
    """List the team's chats: the name of each by its id."""
    ids = settings.MANAGER_CHAT_IDS
    if len(ids) == 1:
        return {str(ids[0]): say(ctx.language, "team.chat")}
    return {
        str(chat_id): say(ctx.language, "team.chat.nth", n=n)
        for n, chat_id in enumerate(ids, start=1)
    }
