"""The queue in the admin: which outside calls somebody is woken for, and when; to look at only.

A job is deleted when it ends, and only wakes somebody up: what became of a call is told by its
action. procrastinate's own page is taken away, because it offers to retry, cancel and abort.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from procrastinate.contrib.django.models import ProcrastinateJob

from actions import queries
from actions.effects import TASK
from actions.models import Job
from audit.admin import Chips, Choice, LogAdmin, badge, find_event, pretty, story_link
from audit.permissions import may_read

#: Status: its name, and the tone and sign of its badge; every status of procrastinate has one.
LOOKS: dict[str, tuple[str, str, str]] = {
    "todo": ("Waiting", "wait", "schedule"),
    "doing": ("Running", "wait", "sync"),
    "succeeded": ("Done", "good", "check_circle"),
    "failed": ("Failed", "bad", "error"),
    "cancelled": ("Cancelled", "quiet", "cancel"),
    "aborted": ("Stopped", "quiet", "block"),
}
TASKS = {TASK: "Outside call"}


class ByStatus(Chips):
    title = "status"
    everything = "Every status"
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[Choice]:
        return [(status, name) for status, (name, _, _) in LOOKS.items()]


admin.site.unregister(ProcrastinateJob)


@admin.register(Job)
class JobAdmin(LogAdmin):
    list_display = ("number", "task", "call", "status_now", "due", "story")
    list_filter = (ByStatus,)
    search_fields = ("id",)
    search_help_text = "Story, correlation id or #number"
    find = staticmethod(find_event)
    ordering = ("-id",)
    fields = ("number", "task", "call", "status_now", "due", "story", "queue_name", "arguments")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return queries.with_calls(super().get_queryset(request))

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return may_read(request.user)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may_read(request.user)

    @admin.display(description="No.")
    def number(self, job: Any) -> str:
        return f"#{job.pk}"

    @admin.display(description="Job")
    def task(self, job: Any) -> str:
        return TASKS.get(job.task_name, str(job.task_name))

    @admin.display(description="For")
    def call(self, job: Any) -> str:
        return str(job.call_label or "–")

    @admin.display(description="Status")
    def status_now(self, job: Any) -> SafeString:
        name, tone, icon = LOOKS[job.status]
        return badge(tone, name, icon)

    @admin.display(description="Due")
    def due(self, job: Any) -> Any:
        return job.scheduled_at or "At once"

    @admin.display(description="Story")
    def story(self, job: Any) -> SafeString:
        return story_link(job.correlation_id) if job.correlation_id else SafeString("–")

    @admin.display(description="Arguments")
    def arguments(self, job: Any) -> SafeString:
        return pretty(job.args)
