"""The action log over HTTP."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import Router, Schema

from actions import queries
from actions.enums import EffectKind, EffectState, Status
from audit.api import Before, Limit, Page, cut_page
from tools.registry import get


class ActionOut(Schema):
    """A proposal and what became of it; `preview` and `outcome` are cards.

    `missed` counts messages that were surely not sent and could be sent again. `agent` is the name of the
    API key that proposed it, empty where its owner did.
    """

    id: int
    public_id: UUID
    tool: str
    tool_version: int
    status: Status
    error_code: str
    missed: int
    owner_id: int
    source: str
    agent: str
    upstream_mode: str
    variants: list[str]
    variant: str | None
    payload: dict[str, Any]
    basis: dict[str, Any]
    preview: dict[str, Any]
    outcome: dict[str, Any] | None
    correlation_id: UUID
    created_at: datetime
    expires_at: datetime
    claimed_at: datetime | None
    finished_at: datetime | None
    committed_at: datetime | None


class OutsideCallOut(Schema):
    """One outside call of an action: a message to a chat, or a write to the shop.

    `state` unknown, or `lost_at` without `finished_at`: it may have happened, nobody knows. `key` is
    the idempotency key that every attempt carried.
    """

    n: int
    kind: EffectKind
    target: str
    label: str
    state: EffectState
    attempts: int
    error_code: str
    key: UUID
    lost_at: datetime | None
    checked_at: datetime | None
    finished_at: datetime | None


class ActionDetailOut(ActionOut):
    """An action with its outside calls, in their order."""

    effects: list[OutsideCallOut]


router = Router(tags=["Actions"])


@router.get("/actions", response=Page[ActionOut], summary="The action log")
def list_actions(
    request: HttpRequest,
    *,
    limit: Limit = 50,
    before: Before = None,
    status: Status | None = None,
    tool: str = "",
    correlation_id: UUID | None = None,
) -> dict[str, Any]:
    if tool and get(tool) is None:
        return {"items": [], "next": None}
    rows, following = cut_page(
        queries.list_actions(
            limit=limit + 1,
            before=before,
            status=status.value if status else "",
            tool=tool,
            correlation_id=correlation_id,
        ),
        limit,
    )
    return {"items": [queries.to_json(row) for row in rows], "next": following}


@router.get("/actions/{uuid:public_id}", response=ActionDetailOut, summary="One action")
def get_action(request: HttpRequest, public_id: UUID) -> dict[str, Any]:
    found = queries.get_by_public_id(public_id)
    if found is None:
        raise Http404
    calls = [queries.to_call_json(call) for call in queries.list_calls(found)]
    return queries.to_json(found) | {"effects": calls}
