"""Our pages below /admin/, for staff that may read what is on record."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import admin
from django.http import HttpResponse
from django.urls import path

from ownerbot_site.dashboard import views
from ownerbot_site.dashboard.source import show_data_source

app_name = "dashboard"


def wrap_for_readers(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Return the view for readers only, never cached.

    Others are sent to sign in, or, as staff that may not read, get a page that says so.
    """
    return admin.site.admin_view(views.require_reader(view))


urlpatterns = [
    path("overview/<slug:name>/", wrap_for_readers(views.show_part), name="part"),
    path("live/", wrap_for_readers(views.show_live), name="live"),
    path("live/before/<int:before>/", wrap_for_readers(views.show_older), name="older"),
    path("source/", wrap_for_readers(show_data_source), name="source"),
    path("story/<uuid:correlation_id>/", wrap_for_readers(views.show_story), name="story"),
]
