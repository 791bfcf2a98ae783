"""The states of an action and where its words came from."""

from __future__ import annotations

from django.db import models


class Status(models.TextChoices):
    PROPOSED = "proposed", "Waiting for a tap"
    IN_PROGRESS = "in_progress", "Running"
    COMMITTED = "committed", "Applied"
    FAILED = "failed", "Not applied"
    CANCELLED = "cancelled", "Cancelled"
    EXPIRED = "expired", "Expired"
    UNKNOWN = "unknown", "Not known"


class Source(models.TextChoices):
    RULE = "rule", "Understood by rules"
    COMMAND = "command", "Command"
    BUTTON = "button", "Button"
    PLANNER = "planner", "Planner"
    API = "api", "API"


class EffectKind(models.TextChoices):
    MESSAGE = "message", "Message to a chat"
    UPSTREAM = "upstream", "Write to the shop"


class EffectState(models.TextChoices):
    PENDING = "pending", "To be sent"
    SENDING = "sending", "Being sent"
    DONE = "done", "Carried out"
    FAILED = "failed", "Not carried out"
    UNKNOWN = "unknown", "Not known"
