from __future__ import annotations

from django.apps import AppConfig


class Tools(AppConfig):
    name = "tools"
    verbose_name = "Demo shop"

    def ready(self) -> None:
        from tools import registry

        registry.discover()
