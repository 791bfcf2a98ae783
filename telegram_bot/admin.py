"""The admin of the sentences that the rules did not understand: look at them, set them aside."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from audit.admin import ChipFilter, Choice, LogAdmin, build_since_filter, render_badge
from telegram_bot.models import Unclear
from tools.languages import LANGUAGES, get_name

TONES = {Unclear.State.OPEN: "warn", Unclear.State.TAKEN: "good", Unclear.State.ASIDE: "quiet"}


class StateFilter(ChipFilter):
    title = _("state")
    everything = _("Every state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[Choice]:
        return [(state.value, str(state.label)) for state in Unclear.State]


class LanguageFilter(ChipFilter):
    title = _("language")
    everything = _("Every language")
    parameter_name = "language"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[Choice]:
        return [(language, get_name(language)) for language in LANGUAGES]


def parse_sentence_search(text: str) -> dict[str, Any]:
    """Return the filters for a search text: `#17` is a sentence's number, else a part of it."""
    number = text.removeprefix("#")
    if number != text and number.isdecimal() and len(number) <= len(str(2**31)):
        return {"pk": int(number)}
    return {"text__contains": " ".join(text.lower().split())}


@admin.register(Unclear)
class UnclearAdmin(LogAdmin):
    list_display = ("number", "sentence", "times", "spoken", "planner", "state_now", "last_at")
    list_display_links = ("number", "sentence")
    list_filter = (StateFilter, LanguageFilter, build_since_filter("last_at"))
    search_fields = ("text",)
    search_help_text = _("A part of the sentence, or #number")
    parse_search = staticmethod(parse_sentence_search)
    ordering = ("-count", "-last_at")
    fields = (
        "number", "sentence", "times", "spoken", "planner", "state_now", "first_at", "last_at",
    )  # fmt: skip
    readonly_fields = fields
    actions = ("set_aside", "open_again")

    def has_decide_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("telegram_bot.change_unclear")

    @admin.display(description=_("No."))
    def number(self, row: Unclear) -> str:
        return f"#{row.pk}"

    @admin.display(description=_("Sentence"))
    def sentence(self, row: Unclear) -> str:
        return row.text

    @admin.display(description=_("Times"))
    def times(self, row: Unclear) -> SafeString:
        return render_badge("quiet", f"{row.count:,}")

    @admin.display(description=_("Language"))
    def spoken(self, row: Unclear) -> str:
        return get_name(row.language)

    @admin.display(description=_("By the planner"))
    def planner(self, row: Unclear) -> str:
        if not row.planned:
            return "–"
        return (
            gettext("understood")
            if row.planned == row.count
            else gettext("understood {some} of {all}").format(
                some=f"{row.planned:,}", all=f"{row.count:,}"
            )
        )

    @admin.display(description=_("State"))
    def state_now(self, row: Unclear) -> SafeString:
        return render_badge(TONES[Unclear.State(row.state)], row.get_state_display())

    @admin.action(description=_("Set aside"), permissions=["decide"])
    def set_aside(self, request: HttpRequest, chosen: QuerySet[Unclear]) -> None:
        decided = chosen.update(state=Unclear.State.ASIDE)
        messages.success(request, gettext("{count} set aside.").format(count=decided))

    @admin.action(description=_("Open again"), permissions=["decide"])
    def open_again(self, request: HttpRequest, chosen: QuerySet[Unclear]) -> None:
        decided = chosen.update(state=Unclear.State.OPEN)
        messages.success(request, gettext("{count} opened again.").format(count=decided))
