from __future__ import annotations

from django.apps import AppConfig


class Audit(AppConfig):
    name = "audit"
    verbose_name = "On record"
