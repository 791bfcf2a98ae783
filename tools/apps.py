from __future__ import annotations

from django.apps import AppConfig


class Tools(AppConfig):
    name = "tools"
    verbose_name = "Demo shop"

    def ready(self) -> None:
        from audit import sentences
        from tools import checks, registry  # noqa: F401 -- the checks register themselves

        registry.discover()
        sentences.TITLES.update({one.name: one.title.en for one in registry.all_tools()})
