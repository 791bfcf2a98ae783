"""What the rules did not understand, in the admin: to look at, and to set aside."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from unfold.admin import ModelAdmin

from audit.admin import ChipChangeList, Chips, badge
from telegram_bot.models import Unclear

TONES = {Unclear.State.OPEN: "warn", Unclear.State.TAKEN: "good", Unclear.State.ASIDE: "quiet"}


class State(Chips):
    title = parameter_name = "state"
    everything = "All"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(value), str(label)) for value, label in Unclear.State.choices]


class Spoken(Chips):
    title = parameter_name = "language"
    everything = "Both languages"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("en", "English"), ("ru", "Russian")]


@admin.register(Unclear)
class UnclearAdmin(ModelAdmin):
    list_before_template = "ownerbot/list_before.html"
    list_display = ("text", "times", "language", "planned", "how", "last_at")
    list_filter = (State, Spoken)
    search_fields = ("text",)
    ordering = ("-count", "-last_at")
    fields = readonly_fields = (
        "text", "language", "count", "planned", "state", "first_at", "last_at",
    )  # fmt: skip
    actions = ("set_aside",)
    list_per_page = 50

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChipChangeList]:
        return ChipChangeList

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="Times", ordering="count")
    def times(self, row: Unclear) -> SafeString:
        return badge("warn", f"{row.count:,}")

    @admin.display(description="State", ordering="state")
    def how(self, row: Unclear) -> SafeString:
        return badge(TONES[Unclear.State(row.state)], row.get_state_display())

    @admin.action(description="Set aside", permissions=["change"])
    def set_aside(self, request: HttpRequest, chosen: QuerySet[Unclear]) -> None:
        chosen.update(state=Unclear.State.ASIDE)
