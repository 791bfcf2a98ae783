from __future__ import annotations

from django.apps import AppConfig


class TelegramBot(AppConfig):
    name = "telegram_bot"
    verbose_name = "Telegram"

    def ready(self) -> None:
        from telegram_bot import hearing  # noqa: F401 -- registers what it tells /status
