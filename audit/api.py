"""The audit over HTTP; and how every list of the API is paged."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Generic, Protocol, TypeVar
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema

from audit import queries
from audit.events import EVENT_TYPES
from audit.models import AccessDenial

MOST_ITEMS = 200

Limit = Annotated[int, Query(ge=1, le=MOST_ITEMS, description="How many items, newest first")]
Before = Annotated[
    int | None,
    Query(ge=1, le=2**63 - 1, description="Only what is older than this id: `next` of the page before"),
]  # fmt: skip

Item = TypeVar("Item")


class NumberedRow(Protocol):
    @property
    def pk(self) -> Any: ...


R = TypeVar("R", bound=NumberedRow)


class Page(Schema, Generic[Item]):
    """Newest first; `next` is what to pass as `before` for the following page, null on the last."""

    items: list[Item]
    next: int | None


def cut_page(rows: Sequence[R], limit: int) -> tuple[Sequence[R], int | None]:
    """Cut the rows to one page; return it and the `before` of the next page, None on the last.

    The rows must have been read with one more than `limit`.
    """
    return rows[:limit], rows[limit - 1].pk if len(rows) > limit else None


class EventOut(Schema):
    id: int
    occurred_at: datetime
    event_type: str
    label: str
    correlation_id: UUID
    actor_kind: str
    actor_id: int | None
    actor_label: str
    payload: dict[str, Any]


class DenialOut(Schema):
    """Refused attempts of one subject within one hour."""

    id: int
    hour: datetime
    update_kind: str
    subject: str
    user_id: int | None
    chat_id: int | None
    count: int
    first_at: datetime
    last_at: datetime


router = Router(tags=["On record"])


@router.get("/audit/events", response=Page[EventOut], summary="Audit events")
def list_events(
    request: HttpRequest,
    *,
    limit: Limit = 50,
    before: Before = None,
    event_type: Annotated[
        list[str] | None, Query(description="Only these types; may be given several times")
    ] = None,
    correlation_id: UUID | None = None,
    actor_id: int | None = None,
) -> dict[str, Any]:
    wanted = tuple(name for name in event_type or () if name in EVENT_TYPES)
    if event_type and not wanted:
        return {"items": [], "next": None}
    rows, following = cut_page(
        queries.list_events(
            limit=limit + 1,
            before=before,
            event_types=wanted,
            correlation_id=correlation_id,
            actor_id=actor_id,
        ),
        limit,
    )
    return {"items": [queries.to_json(row) for row in rows], "next": following}


@router.get(
    "/access/denied", response=Page[DenialOut], summary="Denied attempts, counted by the hour"
)
def list_denials(request: HttpRequest, limit: Limit = 50, before: Before = None) -> dict[str, Any]:
    rows, following = cut_page(queries.list_denials(limit=limit + 1, before=before), limit)
    return {"items": [_build_denial(row) for row in rows], "next": following}


def _build_denial(row: AccessDenial) -> dict[str, Any]:
    return {
        "id": row.pk,
        "hour": row.bucket,
        "update_kind": row.update_kind,
        "subject": row.subject,
        "user_id": row.user_id or None,
        "chat_id": row.chat_id,
        "count": row.count,
        "first_at": row.first_at,
        "last_at": row.last_at,
    }
