"""Every address of the web process."""

from __future__ import annotations

from django.conf import settings
from django.contrib import admin
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, include, path, re_path

from ownerbot_site import health
from ownerbot_site.accounts import signin
from ownerbot_site.api import answer_not_found, api
from telegram_bot.updates import webhook


def redirect_home(_request: HttpRequest) -> HttpResponse:
    return redirect("admin:index")


def redirect_favicon(_request: HttpRequest) -> HttpResponse:
    """Redirect to the icon; browsers ask for /favicon.ico even if a page names another address."""
    return redirect(staticfiles_storage.url("ownerbot/favicon.svg"))


urlpatterns: list[URLPattern | URLResolver] = [
    path("", redirect_home, name="home"),
    path("favicon.ico", redirect_favicon),
    path("healthz", health.check_alive),
    path("readyz", health.check_ready),
    path("telegram/webhook", webhook.receive),
    path("sign-in/<str:token>", signin.sign_in, name="sign_in"),
    path("admin/", include("ownerbot_site.dashboard.urls")),
    path("admin/", admin.site.urls),
    path("api/v1/", api.urls),
    re_path(r"^api/(?P<rest>.*)$", answer_not_found),
]

if settings.SIMULATOR_ENABLED:
    urlpatterns.append(path("simulator/", include("telegram_bot.simulator.urls")))
