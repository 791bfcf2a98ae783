"""Users and API keys in the admin; the text of a key is shown once, when it is made."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group, User
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget, UnfoldAdminSelectWidget

from audit import log
from audit.admin import render_badge
from ownerbot_site.accounts import keys
from ownerbot_site.agents import owners
from ownerbot_site.models import ApiKey
from tools.registry import list_tools

admin.site.unregister(User)
admin.site.unregister(Group)


@admin.register(User)
class UserAdmin(DjangoUserAdmin[User], ModelAdmin):
    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    list_display = ("username", "email", "is_staff", "is_superuser", "is_active", "last_login")
    list_filter = ()


class ApiKeyForm(forms.ModelForm[ApiKey]):
    """The form for a new API key: its name, its end, and what it may propose to whom."""

    owner_id = forms.TypedChoiceField(
        label=_("May propose changes to"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=lambda: [("", gettext("Nobody: it may only read")), *owners.list_owners()],
        widget=UnfoldAdminSelectWidget,
        help_text=_(
            "They are shown what it would do in their chat, and it is done only after their tap."
        ),
    )
    tools = forms.MultipleChoiceField(
        label=_("The changes it may propose"),
        required=False,
        choices=lambda: [
            (tool.name, tool.title.en) for tool in list_tools() if tool.kind == "action"
        ],
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
        help_text=_("None ticked: every one."),
    )

    class Meta:
        model = ApiKey
        fields = ("name", "expires_at", "owner_id", "tools")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("tools") and given.get("owner_id") is None and "owner_id" not in self.errors:
            self.add_error(
                "owner_id", gettext("Choose who is shown the changes that it may propose.")
            )
        return given


@admin.register(ApiKey)
class ApiKeyAdmin(ModelAdmin):
    """API keys are made and revoked here, but never changed or deleted: they stay on record."""

    form = ApiKeyForm
    list_display = (
        "name", "starts_with", "state", "may", "created_at", "expires_at", "last_used_at",
    )  # fmt: skip
    fields = ("name", "expires_at", "owner_id", "tools")
    sortable_by = ()
    ordering = ("-created_at",)
    actions = ["revoke"]

    @admin.display(description=_("Starts with"))
    def starts_with(self, row: ApiKey) -> str:
        return f"{row.prefix}…"

    @admin.display(description=_("State"))
    def state(self, row: ApiKey) -> SafeString:
        if row.revoked_at:
            return render_badge("quiet", gettext("Revoked"), "key_off")
        if row.expires_at and row.expires_at <= timezone.now():
            return render_badge("quiet", gettext("Expired"), "timer_off")
        return render_badge("good", gettext("Valid"), "key")

    @admin.display(description=_("May"))
    def may(self, row: ApiKey) -> str:
        if keys.PROPOSE not in row.scopes:
            return gettext("read")
        changes = ", ".join(row.tools) or gettext("every change")
        return gettext("read, and propose {changes}").format(changes=changes)

    @admin.display(description=_("Proposes to"))
    def owner(self, row: ApiKey) -> str:
        if row.owner_id is None:
            return "–"
        return dict(owners.list_owners()).get(
            row.owner_id, gettext("{id}, not an owner now").format(id=row.owner_id)
        )

    def get_fields(self, request: HttpRequest, obj: ApiKey | None = None) -> Any:
        if obj is None:
            return self.fields
        return (
            "name", "starts_with", "state", "may", "owner", "created_at", "expires_at", "last_used_at",
        )  # fmt: skip

    def has_change_permission(self, request: HttpRequest, obj: ApiKey | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: ApiKey | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: ApiKey, form: Any, change: Any) -> None:
        row, request.new_api_key = keys.create_key(  # type: ignore[attr-defined]
            obj.name,
            actor=_get_actor(request),
            expires_at=obj.expires_at,
            owner_id=obj.owner_id,
            tools=obj.tools,
        )
        obj.pk = row.pk

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> None:
        """Do nothing: the audit has this event already."""

    def response_add(
        self, request: HttpRequest, obj: ApiKey, post_url_continue: Any = None
    ) -> HttpResponse:
        """Return the only page that ever shows the key; the key is in no address and no session."""
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("New API key"),
            "opts": self.opts,
            "row": obj,
            "may_propose": obj.owner_id is not None,
            "key": request.new_api_key,  # type: ignore[attr-defined]
        }
        return TemplateResponse(request, "ownerbot/api_key.html", context)

    @admin.action(description=_("Revoke the selected keys"), permissions=["revoke"])
    def revoke(self, request: HttpRequest, rows: QuerySet[ApiKey]) -> None:
        ended = sum(keys.revoke_key(row, actor=_get_actor(request)) for row in rows)
        messages.success(
            request, gettext("{count} revoked; they stopped working at once.").format(count=ended)
        )

    def has_revoke_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("ownerbot_site.delete_apikey")


def _get_actor(request: HttpRequest) -> log.Actor:
    assert isinstance(request.user, User)  # noqa: S101 -- the admin lets nobody else in
    return log.build_user_actor(request.user.pk, request.user.get_username())
