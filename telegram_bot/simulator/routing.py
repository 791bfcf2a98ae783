"""The simulator's socket, for ownerbot_site/asgi.py."""

from __future__ import annotations

from django.urls import path

from telegram_bot.simulator.consumer import SimulatorConsumer

websocket_urlpatterns = [path("ws/simulator/", SimulatorConsumer.as_asgi())]
