from __future__ import annotations

import sys

from django.apps import AppConfig


class OwnerBotSite(AppConfig):
    name = "ownerbot_site"
    verbose_name = "Access"

    def ready(self) -> None:
        from ownerbot_site import (
            logs,
            preflight,  # noqa: F401 -- registers the system checks
        )
        from ownerbot_site.accounts import logins

        logins.watch()
        sys.excepthook = logs.uncaught
