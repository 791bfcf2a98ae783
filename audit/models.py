"""The audit events and the denied attempts. Only log.py and access.py write these rows."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class ActorKind(models.TextChoices):
    OWNER = "owner", _("Owner")
    WEB_USER = "web_user", _("Web user")
    API_KEY = "api_key", _("API key")
    SYSTEM = "system", _("OwnerBot")
    LLM = "llm", _("Planner")
    STRANGER = "stranger", _("Stranger")


class AuditEvent(models.Model):
    """One append-only record: who, what, when.

    The insert trigger sets `id` (without gaps, in commit order), `occurred_at` and `hash`, which
    makes the chain. Triggers also refuse update, delete and truncate.
    """

    id = models.BigAutoField(primary_key=True)
    occurred_at = models.DateTimeField(db_default=Now(), editable=False)
    event_type = models.CharField(max_length=64)
    correlation_id = models.UUIDField()
    actor_kind = models.CharField(max_length=16, choices=ActorKind)
    actor_id = models.BigIntegerField(null=True)
    actor_label = models.CharField(max_length=120, blank=True)
    payload = models.JSONField(default=dict)
    hash = models.BinaryField(max_length=32, default=bytes, editable=False)

    class Meta:
        db_table = "ownerbot_audit_events"
        verbose_name = _("audit event")
        indexes = [
            models.Index(fields=["occurred_at"], name="audit_time"),
            models.Index(fields=["event_type", "occurred_at"], name="audit_type_time"),
            models.Index(fields=["correlation_id"], name="audit_story"),
            # For filters by event type and by actor, newest first.
            models.Index(fields=["event_type", "id"], name="audit_type_id"),
            models.Index(fields=["actor_kind", "id"], name="audit_kind_id"),
            models.Index(fields=["actor_id", "id"], name="audit_actor_id"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.event_type}"


class Subject(models.TextChoices):
    """Whose denied attempts a row counts."""

    USER = "user", _("One sender")
    NOBODY = "nobody", _("Updates without a sender")
    OTHERS = "others", _("Senders past the named ones")


class AccessDenial(models.Model):
    """Denied attempts of one subject in one hour; the sum of `count` is exact."""

    bucket = models.DateTimeField(help_text=_("The hour, UTC"))
    update_kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=8, choices=Subject)
    user_id = models.BigIntegerField(default=0)
    chat_id = models.BigIntegerField(null=True, help_text=_("Where it was last seen"))
    count = models.BigIntegerField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    event_at = models.DateTimeField(
        null=True, help_text=_("When its latest audit event was written")
    )
    events = models.IntegerField(default=0)
    unreported = models.BigIntegerField(
        default=0, help_text=_("Attempts since its latest audit event")
    )

    class Meta:
        db_table = "ownerbot_access_denials"
        verbose_name = _("denied access")
        verbose_name_plural = _("denied access")
        constraints = [
            models.UniqueConstraint(
                fields=["bucket", "update_kind", "subject", "user_id"],
                name="access_denial_subject",
            )
        ]
        indexes = [
            models.Index(fields=["user_id", "update_kind", "-bucket"], name="access_denial_user"),
            models.Index(fields=["-last_at"], name="access_denial_last"),
        ]

    def __str__(self) -> str:
        return f"{self.get_subject_display()} {self.user_id or ''} {self.update_kind}"


class DenialNotice(models.Model):
    """A stranger who is to be told once, ever, that this bot is private."""

    user_id = models.BigIntegerField(primary_key=True)
    bot_id = models.BigIntegerField()
    created_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "ownerbot_denial_notices"

    def __str__(self) -> str:
        return f"notice to {self.user_id}"
