"""The outcome of an agent's call as JSON, the same over HTTP and over MCP."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal, assert_never
from uuid import UUID

from django.urls import reverse
from ninja import Schema
from pydantic_core import to_jsonable_python

from actions.enums import Status
from actions.outcomes import (
    ActionView,
    AlreadyHandled,
    Answered,
    Proposed,
    Refused,
    Submitted,
    Unchanged,
)
from tools import registry
from tools.contracts import Action, Card, Provenance, Risk


class Answer(Schema):
    """A read's answer: its card for people, the same figures as data, and where they come from.

    Amounts are texts such as "1234.50", so that no figure is rounded on the way.
    """

    status: Literal["answered"] = "answered"
    tool: str
    card: Card
    data: dict[str, Any]
    provenance: Provenance | None
    empty: bool


class Proposal(Schema):
    """A change that its owner decides about by a tap, and how it stands. Ask `url` how it ended.

    `card` is the preview, or the result once it is done. `variants` are the ways in which it can be
    confirmed now: "main", or another one where it is past a limit and needs a tap of its own.
    """

    status: Status
    tool: str
    risk: Risk
    variants: list[str]
    action: UUID
    url: str
    card: Card
    expires_at: datetime
    correlation_id: UUID


class NothingToDo(Schema):
    """The preview shows that nothing would change, so there is nothing to confirm."""

    status: Literal["unchanged"] = "unchanged"
    tool: str
    card: Card


def to_answer(tool: str, outcome: Submitted) -> Answer | Proposal | NothingToDo | None:
    """Return the outcome as the agent gets it; None for a refusal, which is sent as an error."""
    match outcome:
        case Answered(result):
            return Answer(
                tool=tool,
                card=result.card,
                data=to_jsonable_python(dict(result.data)),
                provenance=result.provenance,
                empty=result.empty,
            )
        case Proposed(action) | AlreadyHandled(action):
            return to_proposal(action)
        case Unchanged(card):
            return NothingToDo(tool=tool, card=card)
        case Refused():
            return None
        case _:
            assert_never(outcome)


def to_proposal(action: ActionView) -> Proposal:
    """Return the action as the agent gets it; its card is the preview, or the result once done."""
    return Proposal(
        status=action.status,
        tool=action.tool,
        risk=_get_risk(action.tool),
        variants=sorted(action.confirm),
        action=action.public_id,
        url=reverse("api:get_action", args=[action.public_id]),
        card=action.outcome or action.preview,
        expires_at=action.expires_at,
        correlation_id=action.correlation_id,
    )


def _get_risk(name: str) -> Risk:
    """Return the risk of a tool; the highest where the tool no longer exists."""
    tool = registry.get(name)
    return tool.risk if isinstance(tool, Action) else "high"
