from __future__ import annotations

from django.apps import AppConfig


class TelegramBot(AppConfig):
    name = "telegram_bot"
    verbose_name = "Telegram"

    def ready(self) -> None:
        from telegram_bot.updates import hearing
        from tools.catalog.system import read

        read.register_concerns(hearing.deaf_bot)
