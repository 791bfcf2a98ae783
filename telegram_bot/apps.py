from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TelegramBot(AppConfig):
    name = "telegram_bot"
    verbose_name = _("Telegram")

    def ready(self) -> None:
        from telegram_bot.updates import hearing
        from tools.catalog.system import read

        read.register_concerns(hearing.list_status_items)
