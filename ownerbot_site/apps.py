from __future__ import annotations

import sys

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OwnerBotSite(AppConfig):
    name = "ownerbot_site"
    verbose_name = _("Access")

    def ready(self) -> None:
        from ownerbot_site import (
            logs,
            preflight,  # noqa: F401 -- registers the system checks
        )
        from ownerbot_site.accounts import logins

        logins.connect_signals()
        sys.excepthook = logs.log_uncaught
