"""The simulator's addresses, below /simulator/."""

from __future__ import annotations

from django.urls import path

from telegram_bot.simulator import views

app_name = "simulator"

urlpatterns = [
    path("", views.chat, name="chat"),
    path("send", views.send, name="send"),
    path("tap", views.tap, name="tap"),
    path("document/<int:message_id>", views.document, name="document"),
    path("photo/<int:message_id>", views.photo, name="photo"),
]
