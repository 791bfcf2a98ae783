"""Ways in without a password: sign-in links and API keys, both stored only as hashes."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class SignInLink(models.Model):
    """A link that signs in its user once."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    token_hash = models.BinaryField(max_length=32, unique=True, help_text=_("sha256 of the token"))
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "ownerbot_sign_in_links"

    def __str__(self) -> str:
        return f"link {self.pk}"


class ApiKey(models.Model):
    """A key for the HTTP API: shown once when it is made, then known only by its hash."""

    name = models.CharField(max_length=60, help_text=_("What uses it, such as “reporting”"))
    prefix = models.CharField(max_length=11, unique=True, editable=False)
    key_hash = models.BinaryField(max_length=32, editable=False, help_text=_("sha256 of the key"))
    scopes = ArrayField(models.CharField(max_length=20), default=list, editable=False)
    owner_id = models.BigIntegerField(
        null=True, blank=True, help_text=_("The owner who is shown what it proposes")
    )
    tools = ArrayField(
        models.CharField(max_length=40),
        default=list,
        blank=True,
        help_text=_("The changes it may propose; none named: every one"),
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    expires_at = models.DateTimeField(null=True, blank=True, help_text=_("Empty: never"))
    revoked_at = models.DateTimeField(null=True, editable=False)
    last_used_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        db_table = "ownerbot_api_keys"
        verbose_name = _("API key")

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"
