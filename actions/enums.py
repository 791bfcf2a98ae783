"""The states of an action and of an effect, and where a request came from."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    PROPOSED = "proposed", _("Waiting for a tap")
    IN_PROGRESS = "in_progress", _("Running")
    COMMITTED = "committed", _("Applied")
    FAILED = "failed", _("Not applied")
    CANCELLED = "cancelled", _("Cancelled")
    EXPIRED = "expired", _("Expired")
    UNKNOWN = "unknown", _("Not known")


#: The error code of a cancelled preview whose place another has taken.
SUPERSEDED = "SUPERSEDED"


class Source(models.TextChoices):
    RULE = "rule", _("Understood by rules")
    COMMAND = "command", _("Command")
    BUTTON = "button", _("Button")
    PLANNER = "planner", _("Planner")
    API = "api", _("API")


class EffectKind(models.TextChoices):
    MESSAGE = "message", _("Message to a chat")
    UPSTREAM = "upstream", _("Write to the shop")


class EffectState(models.TextChoices):
    PENDING = "pending", _("To be sent")
    SENDING = "sending", _("Being sent")
    DONE = "done", _("Carried out")
    FAILED = "failed", _("Not carried out")
    UNKNOWN = "unknown", _("Not known")
