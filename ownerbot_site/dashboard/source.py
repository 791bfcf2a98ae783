"""The page that shows which shop answers, and lets users with the permission switch it."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from audit import log
from tools.catalog.system.change import check_source, count_waiting, describe_source
from tools.clock import build_shop_context
from tools.contracts import StaleBasisError, ToolContext
from tools.demo import seed
from tools.render.wording import say
from tools.upstream.mode import MODES, Mode, read_active_mode, switch_source

PERMISSION = "tools.switch_source"


@require_http_methods(["GET", "POST"])
def show_data_source(request: HttpRequest) -> HttpResponse:
    """Show the active mode and whether each shop answers; a POST of `mode` and `version` switches.

    `version` is the one that the form was drawn for: another switch since then refuses this one.
    """
    if request.method == "POST":
        return _handle_switch(request)
    now, ctx = read_active_mode(), build_shop_context()
    context = {
        **admin.site.each_context(request),
        "title": gettext("Data source"),
        "now": now,
        "waiting": count_waiting(now.mode),
        "may_switch": request.user.has_perm(PERMISSION),
        "shops": [_build_shop(mode, ctx) | {"is_in_force": mode == now.mode} for mode in MODES],
    }
    return render(request, "ownerbot/source.html", context)


def _handle_switch(request: HttpRequest) -> HttpResponse:
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    mode = next((known for known in MODES if known == request.POST.get("mode")), None)
    version = request.POST.get("version", "")
    if mode is None or not version.isdecimal():
        messages.error(request, gettext("Nothing was switched: the form was not complete."))
    elif mode == "HTTP" and not settings.UPSTREAM_BASE_URL:
        messages.error(request, say("en", "upstream.UPSTREAM_NOT_SET"))
    else:
        _switch_source(request, mode, int(version))
    return redirect("dashboard:source")


def _switch_source(request: HttpRequest, mode: Mode, version: int) -> None:
    assert isinstance(request.user, User)  # noqa: S101 -- the admin lets nobody else in
    actor = log.build_user_actor(request.user.pk, request.user.get_username())
    try:
        with transaction.atomic():
            if mode == "DEMO":
                seed.top_up(timezone.now())
            switch_source(mode, version, actor=actor, story=uuid4())
    except StaleBasisError:
        messages.error(
            request, gettext("Nothing was switched: somebody has just done so. Look again.")
        )
    else:
        messages.success(
            request, gettext("The data source is {mode} from now on.").format(mode=mode)
        )


def _build_shop(mode: Mode, ctx: ToolContext) -> dict[str, Any]:
    return {
        "mode": mode,
        "name": describe_source(mode, ctx),
        "answers": check_source(mode, ctx),
        "is_there": mode == "DEMO" or bool(settings.UPSTREAM_BASE_URL),
    }
