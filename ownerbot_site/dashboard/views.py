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
from actions.admin.action_log import get_tool_title, render_card, render_status_badge
from actions.admin.outside_calls import render_calls
from audit import queries as audit
from audit.permissions import may_read
from audit.sentences import to_feed, to_line
from ownerbot_site.dashboard.parts import PARTS, build_feed

LIVE_LENGTH = 100
STORY_LENGTH = 500

View = Callable[..., HttpResponse]


def require_reader(view: View) -> View:
    """Return the view for users who may read what is on record; others get a page with 403."""

    @wraps(view)
    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if may_read(request.user):
            return view(request, **kwargs)
        context = {**admin.site.each_context(request), "title": gettext("Not for this account")}
        return render(request, "ownerbot/no_entry_page.html", context, status=403)

    return guarded


def build_page_context(request: HttpRequest) -> dict[str, Any]:
    """Return, for readers, the id of the newest event, after which this page's live feed starts.

    This is UNFOLD's GLOBAL_CALLBACK.
    """
    return {"ob_head": audit.get_newest_id()} if may_read(request.user) else {}


def build_overview_context(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Return the context of the overview as it is first shown (UNFOLD's DASHBOARD_CALLBACK).

    Everybody comes to this page first, so for those who may not read it says so, and what they may
    open.
    """
    if not may_read(request.user):
        return {**context, "title": gettext("Overview")}
    parts = [
        {"name": name, "trigger": part.trigger, "template": _get_template(name)}
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
        "feed": build_feed(),
        "now": timezone.now(),
        "zone": settings.SHOP_ZONE,
    }


@require_GET
def show_part(request: HttpRequest, name: str) -> HttpResponse:
    """Show one part of the overview as it is now."""
    if name not in PARTS:
        raise Http404
    return render(request, _get_template(name), PARTS[name].data())


@require_GET
def show_live(request: HttpRequest) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        "title": gettext("Live"),
        **_build_feed_page(),
    }
    return render(request, "ownerbot/live.html", context)


@require_GET
def show_older(request: HttpRequest, before: int) -> HttpResponse:
    """Show the rows of the live page that are older than its last one."""
    return render(request, "ownerbot/older.html", _build_feed_page(before))


def _build_feed_page(before: int | None = None) -> dict[str, Any]:
    """Return rows of the live page, and `older_than`: the `before` of the next; None at the end."""
    events = audit.list_events(limit=LIVE_LENGTH, before=before)
    more = len(events) == LIVE_LENGTH
    return {"feed": to_feed(events), "older_than": events[-1].pk if more else None}


@require_GET
def show_story(request: HttpRequest, correlation_id: UUID) -> HttpResponse:
    """Show the events of one story, oldest first; only the newest STORY_LENGTH of a long one."""
    context = admin.site.each_context(request)
    found = audit.list_story(correlation_id, STORY_LENGTH + 1)
    events = found[-STORY_LENGTH:]
    if not events:
        raise Http404(gettext("Nothing is on record under this correlation id."))
    steps = [{"line": to_line(event), "payload": _to_readable(event.payload)} for event in events]
    rows = [
        {
            "action": action,
            "title": get_tool_title(action),
            "badge": render_status_badge(action),
            "preview": render_card(action.preview),
            "outcome": render_card(action.outcome) if action.outcome else "",
            "calls": render_calls(action),
        }
        for action in actions.list_of_story(correlation_id)
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


def _to_readable(payload: dict[str, Any]) -> dict[str, str]:
    """Return the payload as texts: lists with commas, a dash for nothing, no id of the action."""
    return {
        key.replace("_", " "): _to_text(value) for key, value in payload.items() if key != "action"
    }


def _to_text(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "–"
    return "–" if value in (None, "") else str(value)


def _get_template(name: str) -> str:
    return f"ownerbot/parts/{name}.html"
