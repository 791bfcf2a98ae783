"""The action log in the admin, read-only: what was proposed and what became of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import admin
from django.db.models import prefetch_related_objects
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from actions.admin.outside_calls import render_calls, render_missed_badge
from actions.enums import Status
from actions.models import ActionLog
from audit.admin import (
    ChipFilter,
    Choice,
    LogAdmin,
    build_since_filter,
    parse_story_search,
    render_badge,
    render_json,
    render_story_link,
)
from audit.sentences import describe_targets
from tools.registry import get, list_tools

#: The fields of an action's outside calls.
OUTSIDE = _("Outside calls")
#: For each status, the tone and the icon of its badge.
LOOKS: dict[str, tuple[str, str]] = {
    Status.PROPOSED: ("wait", "schedule"),
    Status.IN_PROGRESS: ("wait", "sync"),
    Status.COMMITTED: ("good", "check_circle"),
    Status.FAILED: ("bad", "error"),
    Status.CANCELLED: ("quiet", "cancel"),
    Status.EXPIRED: ("quiet", "timer_off"),
    Status.UNKNOWN: ("warn", "help"),
}


def render_status_badge(action: ActionLog) -> SafeString:
    """Return the badge of the status.

    Its data- attribute lets an open page change the badge as soon as the event arrives.
    """
    tone, icon = LOOKS[action.status]
    return render_badge(tone, action.get_status_display(), icon, action=str(action.public_id))


def get_tool_title(action: ActionLog) -> str:
    tool = get(action.tool)
    return tool.title.en if tool else action.tool.replace("_", " ").capitalize()


def render_card(drawn: dict[str, Any] | None) -> SafeString:
    return render_to_string("ownerbot/card.html", {"card": drawn}) if drawn else SafeString("–")


def parse_action_search(text: str) -> dict[str, Any] | None:
    """As `parse_story_search`, but a whole id may also be an action's public id."""
    found = parse_story_search(text)
    if found and "correlation_id" in found:
        public_id: UUID = found["correlation_id"]
        if ActionLog.objects.filter(public_id=public_id).exists():
            return {"public_id": public_id}
    return found


class StatusFilter(ChipFilter):
    title = _("status")
    everything = _("Every status")
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[Choice]:
        return [(status.value, str(status.label)) for status in Status]


class ToolFilter(ChipFilter):
    title = _("tool")
    everything = _("All actions")
    parameter_name = "tool"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[Choice]:
        return [(tool.name, tool.title.en) for tool in list_tools() if tool.kind == "action"]


@admin.register(ActionLog)
class ActionLogAdmin(LogAdmin):
    list_display = (
        "what",
        "status_now",
        "about",
        "owner_id",
        "created_at",
        "committed_at",
        "story",
    )
    list_filter = (StatusFilter, ToolFilter, build_since_filter("created_at"))
    search_fields = ("public_id",)
    search_help_text = _("Story, correlation id or public id")
    parse_search = staticmethod(parse_action_search)
    ordering = ("-id",)
    readonly_fields = (
        "what", "status_now", "about", "owner_id", "source", "agent", "story", "public_id", "error_code",
        "created_at", "expires_at", "claimed_at", "finished_at", "committed_at", "preview_card",
        "outcome_card", "outside_calls", "arguments", "basis_json", "variant", "attempt", "tool_version",
        "upstream_mode", "idempotency_key",
    )  # fmt: skip
    fieldsets = (
        (None, {"fields": ("what", "status_now", "error_code", "story", "owner_id", "source", "agent")}),
        (_("As the owner saw it"), {"fields": ("preview_card", "outcome_card")}),
        (OUTSIDE, {"fields": ("outside_calls",)}),
        (
            _("When"),
            {"fields": ("created_at", "expires_at", "claimed_at", "finished_at", "committed_at")},
        ),
        (
            _("On record"),
            {
                "fields": (
                    "arguments", "basis_json", "variant", "attempt", "tool_version",
                    "upstream_mode", "public_id", "idempotency_key",
                )
            },
        ),
    )  # fmt: skip

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> ActionLog | None:
        found: ActionLog | None = super().get_object(request, object_id, from_field)
        if found is not None:
            prefetch_related_objects([found], "effects")
        return found

    def get_fieldsets(self, request: HttpRequest, obj: ActionLog | None = None) -> Any:
        """Leave out the calls where there are none: most actions change only our own database."""
        if obj is not None and obj.effects.all():
            return self.fieldsets
        return tuple(fieldset for fieldset in self.fieldsets if fieldset[0] != OUTSIDE)

    @admin.display(description=_("Action"))
    def what(self, action: ActionLog) -> str:
        return get_tool_title(action)

    @admin.display(description=_("Status"))
    def status_now(self, action: ActionLog) -> SafeString:
        missed = format_html(" {}", render_missed_badge(action)) if action.missed else ""
        return format_html("{}{}", render_status_badge(action), missed)

    @admin.display(description=_("About"))
    def about(self, action: ActionLog) -> str:
        return describe_targets(sorted(action.basis)) if action.basis else "–"

    @admin.display(description=_("Story"))
    def story(self, action: ActionLog) -> SafeString:
        return render_story_link(action.correlation_id)

    @admin.display(description=_("Preview"))
    def preview_card(self, action: ActionLog) -> SafeString:
        return render_card(action.preview)

    @admin.display(description=_("Result"))
    def outcome_card(self, action: ActionLog) -> SafeString:
        return render_card(action.outcome)

    @admin.display(description=_("Calls"))
    def outside_calls(self, action: ActionLog) -> SafeString:
        return render_calls(action)

    @admin.display(description=_("Arguments"))
    def arguments(self, action: ActionLog) -> SafeString:
        return render_json(action.payload)

    @admin.display(description=_("Computed from"))
    def basis_json(self, action: ActionLog) -> SafeString:
        return format_html("{}", render_json(action.basis))
