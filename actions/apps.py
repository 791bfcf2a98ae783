from __future__ import annotations

from django.apps import AppConfig


class Actions(AppConfig):
    name = "actions"
    verbose_name = "Actions"

    def ready(self) -> None:
        from actions import status_items  # noqa: F401 -- registers what they bring
        from actions.tools import retry, undo  # noqa: F401 -- registers what they bring
