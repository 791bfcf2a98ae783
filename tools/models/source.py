"""Which shop answers; and the writes to the demo shop over HTTP."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class DataSource(models.Model):
    """Which shop answers, after somebody has switched it: one row, or none."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    mode = models.CharField(max_length=8)
    instead_of = models.CharField(
        max_length=8, help_text=_("UPSTREAM_MODE then; once that is another, it counts again")
    )
    version = models.IntegerField(default=1)
    switched_at = models.DateTimeField()
    switched_by = models.CharField(max_length=150)

    class Meta:
        db_table = "ownerbot_data_source"
        verbose_name = _("data source")
        default_permissions = ()
        permissions = [("switch_source", "Can switch the data source")]
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="data_source_one"),
            models.CheckConstraint(
                condition=Q(mode__in=["DEMO", "HTTP"]), name="data_source_mode"
            ),
        ]

    def __str__(self) -> str:
        return self.mode


class DemoWrite(models.Model):
    """A write that the reference server was asked for, and how it ended, for a repeated request."""

    key = models.UUIDField(primary_key=True, help_text=_("Its Idempotency-Key"))
    asked = models.CharField(max_length=64, help_text=_("Hash of path and body"))
    status = models.SmallIntegerField(help_text=_("The HTTP status it was answered with"))
    answer = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        db_table = "ownerbot_demo_writes"
        verbose_name = _("write over HTTP")
        verbose_name_plural = _("writes over HTTP")
        indexes = [models.Index(fields=["at"], name="demo_write_at")]

    def __str__(self) -> str:
        return str(self.key)
