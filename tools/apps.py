from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Tools(AppConfig):
    name = "tools"
    verbose_name = _("Demo shop")

    def ready(self) -> None:
        from audit import sentences
        from tools import checks, registry  # noqa: F401 -- the checks register themselves

        registry.discover("tools.catalog")
        sentences.register_titles(registry.find_title)
