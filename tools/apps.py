from __future__ import annotations

from django.apps import AppConfig


class Tools(AppConfig):
    name = "tools"
    verbose_name = "Demo shop"

    def ready(self) -> None:
        from audit import sentences
        from tools import checks, registry  # noqa: F401 -- the checks register themselves

        registry.discover("tools.catalog")
        sentences.register_titles(registry.find_title)
