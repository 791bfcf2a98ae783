from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Actions(AppConfig):
    name = "actions"
    verbose_name = _("Actions")

    def ready(self) -> None:
        from actions import queries, status_items
        from tools import registry
        from tools.catalog.system import change, read

        registry.discover("actions.tools")
        read.register_concerns(status_items.list_status_items)
        change.register_waiting(queries.count_waiting_for)
