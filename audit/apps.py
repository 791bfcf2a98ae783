from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Audit(AppConfig):
    name = "audit"
    verbose_name = _("On record")
