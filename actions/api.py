"""The action log over HTTP."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from ninja import Router, Schema

from actions import queries
from actions.enums import Status
from audit.api import Before, Limit, Page, cut
from tools.registry import get


class Action(Schema):
    """A proposal and what became of it; `preview` and `outcome` are cards."""

    id: int
    public_id: UUID
    tool: str
    tool_version: int
    status: Status
    error_code: str
    owner_id: int
    source: str
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


router = Router(tags=["Actions"])


@router.get("/actions", response=Page[Action], summary="The action log")
def actions(
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
    rows, following = cut(
        queries.page(
            limit=limit + 1,
            before=before,
            status=status.value if status else "",
            tool=tool,
            correlation_id=correlation_id,
        ),
        limit,
    )
    return {"items": [queries.as_json(row) for row in rows], "next": following}


@router.get("/actions/{uuid:public_id}", response=Action, summary="One action")
def action(request: HttpRequest, public_id: UUID) -> dict[str, Any]:
    found = queries.by_public_id(public_id)
    if found is None:
        raise Http404
    return queries.as_json(found)
