"""The simulator's addresses, below /simulator/."""

from __future__ import annotations

from django.urls import path

from telegram_bot.simulator import views

app_name = "simulator"

urlpatterns = [
    path("", views.show_chat, name="chat"),
    path("send", views.send_text, name="send"),
    path("tap", views.tap_button, name="tap"),
    path("document/<int:message_id>", views.serve_document, name="document"),
    path("photo/<int:message_id>", views.serve_photo, name="photo"),
]
