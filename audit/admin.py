"""The audit in the admin, read-only; and what the admin pages of all logs have in common."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise
from unfold.admin import ModelAdmin
from unfold.paginator import InfinitePaginator
from unfold.views import ChangeList

from audit import queries, sentences
from audit.events import EVENT_TYPES
from audit.models import AccessDenial, ActorKind, AuditEvent
from audit.permissions import may_read

Choice = tuple[str, str]


class ChipChangeList(ChangeList):
    """A list that shows its filters as chips above it (list_before_template), not in a drawer."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.has_filters = False


class ChipFilter(admin.SimpleListFilter):
    """A filter drawn as a row of chips.

    `everything` is the text of the chip that filters nothing; each of the others keeps the rows
    whose column `parameter_name` has its value.
    """

    template = "ownerbot/chips.html"
    everything: StrOrPromise

    def value(self) -> str | None:
        """Return the value of the chosen chip; None where the address has no such chip."""
        chosen = super().value()
        return chosen if chosen in dict(self.lookup_choices) else None

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self.value()
        return queryset.filter(**{str(self.parameter_name): chosen}) if chosen else queryset

    def choices(self, changelist: Any) -> Iterator[Any]:
        for number, choice in enumerate(super().choices(changelist)):
            yield {**choice, "display": self.everything} if number == 0 else dict(choice)


def build_since_filter(field: str) -> type[ChipFilter]:
    """Return a filter whose chips keep the rows with `field` in the last day, week or month."""

    class Since(ChipFilter):
        title = _("time")
        everything = _("Any time")
        parameter_name = "since"

        def lookups(self, request: HttpRequest, model_admin: Any) -> list[Choice]:
            return [
                ("1", gettext("Last 24 hours")),
                ("7", gettext("Last 7 days")),
                ("30", gettext("Last 30 days")),
            ]

        def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
            days = self.value()
            if days is None:
                return queryset
            return queryset.filter(**{f"{field}__gte": timezone.now() - timedelta(days=int(days))})

    return Since


class LogAdmin(ModelAdmin):
    """The read-only admin of a log: lists without counts, details without forms.

    Nobody adds, changes or deletes. A POST is refused, unless a subclass has admin actions that
    this user may take.
    """

    actions: tuple[str, ...] | None = None
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    sortable_by = ()
    paginator = InfinitePaginator
    list_before_template = "ownerbot/list_before.html"
    changelist: type[ChipChangeList] = ChipChangeList
    #: Turns the text of the search box into filters; None where the text means nothing.
    parse_search: Callable[[str], dict[str, Any] | None]

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChipChangeList]:
        return self.changelist

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        """Allow only the chips; Django would take any field and lookup from the address."""
        return lookup in {chip.parameter_name for chip in self.list_filter}

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        if not search_term.strip():
            return queryset, False
        found = type(self).parse_search(search_term.strip())
        return (queryset.none() if found is None else queryset.filter(**found)), False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        if request.method == "POST" and not self.get_actions(request):
            raise PermissionDenied
        return super().changelist_view(request, self._with_head(request, extra_context))

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> Any:
        context = self._with_head(request, extra_context)
        return super().changeform_view(request, object_id, form_url, context)

    def _with_head(
        self, request: HttpRequest, extra_context: dict[str, Any] | None
    ) -> dict[str, Any]:
        """Return the context, for readers with the id of the newest event, where the feed goes on.

        It is read before the page reads its rows, so that no event is missed in between.
        """
        head = {"ob_head": queries.get_newest_id()} if may_read(request.user) else {}
        return {**head, **(extra_context or {})}


def render_badge(tone: str, text: str, icon: str = "", **data: str) -> SafeString:
    """Return a coloured label as HTML; `data` become its data- attributes."""
    return format_html(
        '<span class="ob-badge ob-{}"{}>{}{}</span>',
        tone,
        format_html_join("", ' data-{}="{}"', data.items()),
        format_html('<span class="material-symbols-outlined">{}</span>', icon) if icon else "",
        text,
    )


def render_story_link(correlation_id: UUID, text: str = "") -> SafeString:
    return format_html(
        '<a class="ob-story" href="{}">{}</a>',
        reverse("dashboard:story", args=[correlation_id]),
        text or str(correlation_id)[:8],
    )


def render_json(value: Any) -> SafeString:
    return format_html(
        '<pre class="ob-json">{}</pre>', json.dumps(value, indent=2, ensure_ascii=False)
    )


def parse_story_search(text: str) -> dict[str, Any] | None:
    """Return filters for a correlation id or for its first eight digits; None for other text."""
    try:
        if len(text) == queries.REFERENCE_LENGTH:
            low, high = queries.parse_reference(text)
            return {"correlation_id__gte": low, "correlation_id__lte": high}
        return {"correlation_id": UUID(text)}
    except ValueError:
        return None


def parse_event_search(text: str) -> dict[str, Any] | None:
    """As `parse_story_search`, and also takes `#123`, an event's number."""
    if text.startswith("#"):
        number = _parse_number(text.removeprefix("#"))
        return None if number is None else {"id": number}
    return parse_story_search(text)


def parse_person_search(text: str) -> dict[str, Any] | None:
    """Return filters for a Telegram user id; None for other text."""
    number = _parse_number(text)
    return None if number is None else {"user_id": number}


def _parse_number(text: str) -> int | None:
    """Return the whole number in the text; None where there is none or it does not fit 64 bits.

    A pattern, because `isdigit` also accepts digits that `int` does not.
    """
    if not re.fullmatch(r"-?\d{1,19}", text, re.ASCII):
        return None
    return int(text) if -(2**63) <= int(text) < 2**63 else None


class AreaFilter(ChipFilter):
    title = _("area")
    everything = _("All areas")
    parameter_name = "area"
    #: For each chip, its label and how the names of the event types begin that it keeps.
    STARTS = {
        "actions": (gettext_noop("Actions"), ("action_", "effect_")),
        "questions": (gettext_noop("Questions"), ("tool_", "question_")),
        "access": (gettext_noop("Access"), ("access_", "group_", "web_", "api_")),
        "program": (gettext_noop("Program"), ("bot_", "handler_", "update_", "shop_", "edit_")),
    }

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[Choice]:
        return [(key, gettext(label)) for key, (label, _starts) in self.STARTS.items()] + [
            ("trouble", gettext("Trouble"))
        ]

    def types(self) -> tuple[str, ...]:
        """Return the event types that the chosen chip keeps; empty where none is chosen."""
        if self.value() == "trouble":
            return queries.TROUBLE
        _label, starts = self.STARTS.get(self.value() or "", ("", ()))
        return tuple(name for name in EVENT_TYPES if starts and name.startswith(starts))

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset  # EventChangeList applies this filter, after every other one


class ActorFilter(ChipFilter):
    title = _("who")
    everything = _("Everybody")
    parameter_name = "who"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[Choice]:
        return [(kind.value, str(kind.label)) for kind in ActorKind]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(actor_kind=self.value()) if self.value() else queryset


class EventChangeList(ChipChangeList):
    """The list of audit events; it filters by area and actor so that an index is used.

    Otherwise a page whose matches are all old would be slow.
    """

    def get_queryset(
        self, request: HttpRequest, exclude_parameters: Any = None
    ) -> QuerySet[AuditEvent]:
        events: QuerySet[AuditEvent] = super().get_queryset(request, exclude_parameters)
        chips = {type(spec): spec for spec in self.filter_specs}
        types, who = chips[AreaFilter].types(), chips[ActorFilter].value()
        if types:
            as_far_as_this_page = max(self.page_num, 1) * self.list_per_page + 1
            return queries.filter_by_types(events, types, as_far_as_this_page)
        return (
            queries.filter_by_field(events, "actor_kind", who)
            if who and not self.query
            else events
        )


@admin.register(AuditEvent)
class AuditEventAdmin(LogAdmin):
    list_display = ("number", "occurred_at", "event", "sentence", "actor", "story")
    list_display_links = ("number",)
    list_filter = (AreaFilter, ActorFilter, build_since_filter("occurred_at"))
    search_fields = ("correlation_id",)
    search_help_text = _("Story, correlation id or #number")
    changelist = EventChangeList
    parse_search = staticmethod(parse_event_search)
    ordering = ("-id",)
    readonly_fields = (
        "number", "occurred_at", "event", "sentence", "actor", "actor_kind", "actor_id", "story",
        "details", "chain",
    )  # fmt: skip
    fieldsets = (
        (None, {"fields": ("number", "occurred_at", "event", "sentence", "story")}),
        (_("Who"), {"fields": ("actor", "actor_kind", "actor_id")}),
        (_("On record"), {"fields": ("details", "chain")}),
    )

    @admin.display(description=_("No."))
    def number(self, event: AuditEvent) -> str:
        return f"#{event.pk}"

    @admin.display(description=_("Event"))
    def event(self, event: AuditEvent) -> SafeString:
        words = sentences.describe_event(event)
        return render_badge(words.tone, sentences.get_label(event.event_type), words.icon)

    @admin.display(description=_("What happened"))
    def sentence(self, event: AuditEvent) -> str:
        return sentences.describe_event(event).sentence

    @admin.display(description=_("Who"))
    def actor(self, event: AuditEvent) -> str:
        return sentences.describe_event(event).actor

    @admin.display(description=_("Story"))
    def story(self, event: AuditEvent) -> SafeString:
        return render_story_link(event.correlation_id)

    @admin.display(description=_("Details"))
    def details(self, event: AuditEvent) -> SafeString:
        return render_json(event.payload)

    @admin.display(description=_("Link of the chain"))
    def chain(self, event: AuditEvent) -> SafeString:
        return format_html('<code class="ob-hash">{}</code>', bytes(event.hash).hex())


class SubjectFilter(ChipFilter):
    title = _("subject")
    everything = _("All senders")
    parameter_name = "subject"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[Choice]:
        return [
            ("user", gettext("Known senders")),
            ("nobody", gettext("No sender")),
            ("others", gettext("Past the named")),
        ]


@admin.register(AccessDenial)
class AccessDenialAdmin(LogAdmin):
    list_display = ("who", "kind", "attempts", "first_at", "last_at", "chat_id")
    list_filter = (SubjectFilter, build_since_filter("last_at"))
    search_fields = ("user_id",)
    search_help_text = _("A sender's Telegram id")
    parse_search = staticmethod(parse_person_search)
    ordering = ("-last_at", "-id")
    fields = (
        "who", "kind", "attempts", "first_at", "last_at", "chat_id", "bucket", "event_at", "events",
    )  # fmt: skip
    readonly_fields = fields

    @admin.display(description=_("Who"))
    def who(self, row: AccessDenial) -> str:
        return str(row.user_id) if row.user_id else row.get_subject_display()

    @admin.display(description=_("Kind of update"))
    def kind(self, row: AccessDenial) -> str:
        return row.update_kind.replace("_", " ")

    @admin.display(description=_("Attempts"))
    def attempts(self, row: AccessDenial) -> SafeString:
        return render_badge("bad", f"{row.count:,}")
