"""The job queue in the admin, read-only: for which outside calls a worker is woken, and when.

A job only wakes a worker and is deleted when it ends; what became of a call is shown by its action.
procrastinate's own page is unregistered, because it offers to retry, cancel and abort jobs.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django.models import ProcrastinateJob

from actions import queries
from actions.effects import TASK
from actions.models import Job
from audit.admin import (
    ChipFilter,
    Choice,
    LogAdmin,
    parse_event_search,
    render_badge,
    render_json,
    render_story_link,
)
from audit.permissions import may_read

#: For each status of procrastinate, its name, and the tone and the icon of its badge.
LOOKS: dict[str, tuple[str, str, str]] = {
    "todo": (gettext_noop("Waiting"), "wait", "schedule"),
    "doing": (gettext_noop("Running"), "wait", "sync"),
    "succeeded": (gettext_noop("Done"), "good", "check_circle"),
    "failed": (gettext_noop("Failed"), "bad", "error"),
    "cancelled": (gettext_noop("Cancelled"), "quiet", "cancel"),
    "aborted": (gettext_noop("Stopped"), "quiet", "block"),
}
TASKS = {TASK: gettext_noop("Outside call")}


class JobStatusFilter(ChipFilter):
    title = _("status")
    everything = _("Every status")
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[Choice]:
        return [(status, gettext(name)) for status, (name, _tone, _icon) in LOOKS.items()]


admin.site.unregister(ProcrastinateJob)


@admin.register(Job)
class JobAdmin(LogAdmin):
    list_display = ("number", "task", "call", "status_now", "due", "story")
    list_filter = (JobStatusFilter,)
    search_fields = ("id",)
    search_help_text = _("Story, correlation id or #number")
    parse_search = staticmethod(parse_event_search)
    ordering = ("-id",)
    fields = ("number", "task", "call", "status_now", "due", "story", "queue_name", "arguments")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return queries.annotate_calls(super().get_queryset(request))

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return may_read(request.user)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may_read(request.user)

    @admin.display(description=_("No."))
    def number(self, job: Any) -> str:
        return f"#{job.pk}"

    @admin.display(description=_("Job"))
    def task(self, job: Any) -> str:
        name = TASKS.get(job.task_name)
        return gettext(name) if name else str(job.task_name)

    @admin.display(description=_("For"))
    def call(self, job: Any) -> str:
        return str(job.call_label or "–")

    @admin.display(description=_("Status"))
    def status_now(self, job: Any) -> SafeString:
        name, tone, icon = LOOKS[job.status]
        return render_badge(tone, gettext(name), icon)

    @admin.display(description=_("Due"))
    def due(self, job: Any) -> Any:
        return job.scheduled_at or gettext("At once")

    @admin.display(description=_("Story"))
    def story(self, job: Any) -> SafeString:
        return render_story_link(job.correlation_id) if job.correlation_id else SafeString("–")

    @admin.display(description=_("Arguments"))
    def arguments(self, job: Any) -> SafeString:
        return render_json(job.args)
