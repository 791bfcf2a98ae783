"""A tool that sends messages, and the people who use it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

import pytest

from actions import pipeline
from actions.caller import Caller
from actions.enums import Source
from actions.outcomes import Proposed
from tools import registry
from tools.contracts import (
    Action,
    Call,
    Card,
    OutsideCalls,
    Payload,
    Preview,
    Receipt,
    Result,
    Table,
    ToolContext,
)
from tools.texts import Text

OWNER, OTHER = 7_000_000_001, 7_000_000_002


class SendPayload(Payload):
    chats: tuple[str, ...]
    kind: str = "message"


class Send(Action[SendPayload]):
    """Sends "hello" to chats, or writes it to the shop."""

    name = "send_hello"
    title = description = examples = Text("send hello")
    Payload = SendPayload
    risk = "low"

    def preview(self, payload: SendPayload, ctx: ToolContext) -> Preview:
        return Preview(card=Card(title="Hello"), basis=dict.fromkeys(payload.chats, 0))

    def apply(
        self, payload: SendPayload, basis: Mapping[str, int], variant: str, ctx: ToolContext
    ) -> OutsideCalls:
        kind: Any = payload.kind
        return OutsideCalls(
            tuple(Call(kind, chat, {"text": "hello"}, f"Chat {chat}") for chat in payload.chats)
        )

    def conclude(
        self, payload: SendPayload, receipts: Sequence[Receipt], ctx: ToolContext
    ) -> Result:
        sent = sum(receipt.done for receipt in receipts)
        return Result(
            card=Card(
                title=f"Sent to {sent} of {len(receipts)}",
                table=Table(
                    columns=("chat", "code"),
                    rows=tuple((receipt.label, receipt.code) for receipt in receipts),
                ),
            ),
            data={"sent": sent},
            provenance=None,
        )


@pytest.fixture
def sending(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    """The tool, for as long as the test runs."""
    monkeypatch.setitem(registry._tools, Send.name, Send())


def caller(owner_id: int = OWNER, **changes: Any) -> Caller:
    values: dict[str, Any] = {
        "bot_id": 42, "owner_id": owner_id, "chat_id": owner_id, "language": "en",
        "update_id": None, "correlation_id": uuid4(), "source": Source.RULE,
    }  # fmt: skip
    return Caller(**(values | changes))


def proposal(*chats: str, kind: str = "message", by: Caller | None = None) -> Proposed:
    outcome = pipeline.submit(Send.name, {"chats": chats, "kind": kind}, by or caller())
    assert isinstance(outcome, Proposed), outcome
    return outcome
