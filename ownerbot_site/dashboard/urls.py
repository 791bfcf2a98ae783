"""Our pages below /admin/, for staff that may read what is on record."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import admin
from django.http import HttpResponse
from django.urls import path

from ownerbot_site.dashboard import views
from ownerbot_site.dashboard.source import data_source

app_name = "dashboard"


def readers(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Never cached; who is not staff is sent to sign in, who may not read gets a page that says so."""
    return admin.site.admin_view(views.for_readers(view))


urlpatterns = [
    path("overview/<slug:name>/", readers(views.part), name="part"),
    path("live/", readers(views.live), name="live"),
    path("live/before/<int:before>/", readers(views.older), name="older"),
    path("source/", readers(data_source), name="source"),
    path("story/<uuid:correlation_id>/", readers(views.story), name="story"),
]
