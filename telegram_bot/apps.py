from __future__ import annotations

from django.apps import AppConfig


class TelegramBot(AppConfig):
    name = "telegram_bot"
    verbose_name = "Telegram"
