"""Our pages inside the admin: overview, live, and the story of one correlation id."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from actions import queries as actions
from actions.admin.action_log import card, status_badge, tool_title
from actions.admin.outside_calls import calls_list
from audit import queries as audit
from audit.permissions import may_read
from audit.sentences import as_feed, as_line
from ownerbot_site.dashboard.parts import PARTS, feed

LIVE_LENGTH = 100
STORY_LENGTH = 500

View = Callable[..., HttpResponse]


def for_readers(view: View) -> View:
    """The view for those who may read what is on record; a page with status 403 for others."""

    @wraps(view)
    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if may_read(request.user):
            return view(request, **kwargs)
        context = {**admin.site.each_context(request), "title": gettext("Not for this account")}
        return render(request, "ownerbot/no_entry_page.html", context, status=403)

    return guarded


def every_page(request: HttpRequest) -> dict[str, Any]:
    """UNFOLD's GLOBAL_CALLBACK: the event that the live feed of this page goes on from."""
    return {"ob_head": audit.head()} if may_read(request.user) else {}


def overview_context(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """UNFOLD's DASHBOARD_CALLBACK: what the overview shows at first.

    It is where everybody lands, so who may not read is told so there, beside what they may open.
    """
    if not may_read(request.user):
        return {**context, "title": gettext("Overview")}
    parts = [
        {"name": name, "trigger": part.trigger, "template": _template(name)}
        for name, part in PARTS.items()
    ]
    data: dict[str, Any] = {}
    for part in PARTS.values():
        data |= part.data()
    return {
        **context,
        **data,
        "title": gettext("Overview"),
        "parts": {part["name"]: part for part in parts},
        "feed": feed(),
        "now": timezone.now(),
        "zone": settings.SHOP_ZONE,
    }


@require_GET
def part(request: HttpRequest, name: str) -> HttpResponse:
    """One part of the overview as it is now."""
    if name not in PARTS:
        raise Http404
    return render(request, _template(name), PARTS[name].data())


@require_GET
def live(request: HttpRequest) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        "title": gettext("Live"),
        **_page_of_feed(),
    }
    return render(request, "ownerbot/live.html", context)


@require_GET
def older(request: HttpRequest, before: int) -> HttpResponse:
    """The rows of the live page that come after its last one."""
    return render(request, "ownerbot/older.html", _page_of_feed(before))


def _page_of_feed(before: int | None = None) -> dict[str, Any]:
    """Rows of the live page, and the event that the next ones come before; None after the last."""
    events = audit.page(limit=LIVE_LENGTH, before=before)
    more = len(events) == LIVE_LENGTH
    return {"feed": as_feed(events), "older_than": events[-1].pk if more else None}


@require_GET
def story(request: HttpRequest, correlation_id: UUID) -> HttpResponse:
    """What is on record of one correlation id, oldest first; of a very long story its newest events."""
    context = admin.site.each_context(request)
    found = audit.story(correlation_id, STORY_LENGTH + 1)
    events = found[-STORY_LENGTH:]
    if not events:
        raise Http404(gettext("Nothing is on record under this correlation id."))
    steps = [{"line": as_line(event), "payload": _readable(event.payload)} for event in events]
    rows = [
        {
            "action": action,
            "title": tool_title(action),
            "badge": status_badge(action),
            "preview": card(action.preview),
            "outcome": card(action.outcome) if action.outcome else "",
            "calls": calls_list(action),
        }
        for action in actions.of_story(correlation_id)
    ]
    return render(
        request,
        "ownerbot/story.html",
        {
            **context,
            "title": gettext("Story {id}").format(
                id=str(correlation_id)[: audit.REFERENCE_LENGTH]
            ),
            "correlation_id": correlation_id,
            "steps": steps,
            "is_cut": len(found) > len(events),
            "rows": rows,
            "started": events[0].occurred_at,
            "lasted": events[-1].occurred_at - events[0].occurred_at,
        },
    )


def _readable(payload: dict[str, Any]) -> dict[str, str]:
    """The payload as texts: lists with commas, a dash for what is not there, no ids beside their names."""
    return {
        key.replace("_", " "): _text(value) for key, value in payload.items() if key != "action"
    }


def _text(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "–"
    return "–" if value in (None, "") else str(value)


def _template(name: str) -> str:
    return f"ownerbot/parts/{name}.html"
