"""The action log and the effects.

One row of the action log is one proposal and everything that became of it; one row of the effects
is one outside call of an action. claim, cancel, expire and finalize are conditional updates of one
row: who gets a count of one has won, and a trigger refuses every other change of the row.
docs/reliability.md says what that promises.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django.models import ProcrastinateJob

from actions.enums import EffectKind, EffectState, Source, Status
from tools.languages import Language


class ActionLogQuerySet(models.QuerySet["ActionLog"]):
    def claim(
        self, *, public_id: UUID, owner_id: int, variant: str, payload_hash: bytes, claim_id: UUID,
        lease_until: datetime,
    ) -> bool:  # fmt: skip
        """Claim a proposal; return False where it was decided already, or does not match."""
        return bool(
            self.filter(
                public_id=public_id,
                owner_id=owner_id,
                status=Status.PROPOSED,
                variants__contains=[variant],
                expires_at__gt=Now(),
                payload_hash=payload_hash,
            ).update(
                status=Status.IN_PROGRESS,
                variant=variant,
                attempt=F("attempt") + 1,
                claim_id=claim_id,
                claimed_at=Now(),
                lease_until=lease_until,
            )
        )

    def cancel(
        self, *, public_id: UUID, owner_id: int, claim_id: UUID | None = None, error_code: str = ""
    ) -> bool:
        """Cancel a proposal, `error_code` saying why; return False where it was decided already."""
        return bool(
            self.filter(public_id=public_id, owner_id=owner_id, status=Status.PROPOSED).update(
                status=Status.CANCELLED,
                claim_id=claim_id,
                finished_at=Now(),
                error_code=error_code,
            )
        )

    def expire(self, *, public_id: UUID) -> bool:
        """End a proposal whose time is over; return False where it is not over, or was decided."""
        return bool(
            self.filter(public_id=public_id, status=Status.PROPOSED, expires_at__lte=Now()).update(
                status=Status.EXPIRED, finished_at=Now()
            )
        )

    def finalize(
        self, *, public_id: UUID, attempt: int, status: Status, outcome: dict[str, Any] | None = None,
        error_code: str = "", undo: Mapping[str, Any] | None = None, missed: int = 0,
    ) -> bool:  # fmt: skip
        """Write how a claimed action ended; False where another attempt owns it or it is over."""
        open_states = (Status.IN_PROGRESS, Status.UNKNOWN)
        return bool(
            self.filter(public_id=public_id, status__in=open_states, attempt=attempt).update(
                status=status,
                lease_until=None,
                finished_at=Now(),
                committed_at=Now() if status == Status.COMMITTED else None,
                outcome=outcome,
                undo=undo,
                error_code=error_code,
                missed=missed,
            )
        )


class ActionLog(models.Model):
    """A stored preview waiting for its tap, and later the record of how it ended."""

    id = models.BigAutoField(primary_key=True)
    public_id = models.UUIDField(unique=True, help_text=_("What the buttons carry"))
    idempotency_key = models.UUIDField(unique=True, help_text=_("What an outside call carries"))
    bot_id = models.BigIntegerField()
    owner_id = models.BigIntegerField()
    chat_id = models.BigIntegerField()
    message_id = models.BigIntegerField(null=True, help_text=_("The message with its buttons"))
    shown_status = models.CharField(
        max_length=12, blank=True, help_text=_("What that message shows")
    )
    source_update_id = models.BigIntegerField(null=True)
    step = models.SmallIntegerField(
        default=0,
        help_text=_("Its place among the changes of one request, from 1; 0: it stands alone"),
    )
    source = models.CharField(max_length=8, choices=Source)
    agent_id = models.BigIntegerField(null=True, help_text=_("The API key that proposed it"))
    agent = models.CharField(max_length=60, blank=True, help_text=_("The name of that key"))
    request_key = models.CharField(
        max_length=80, blank=True, help_text=_("The agent's own name for it")
    )
    request_hash = models.BinaryField(max_length=32, null=True, help_text=_("What it asked for"))
    language: models.CharField[Language, Language] = models.CharField(max_length=10)
    tool = models.CharField(max_length=40)
    tool_version = models.IntegerField()
    upstream_mode = models.CharField(max_length=8)
    variants = ArrayField(models.CharField(max_length=20))
    variant = models.CharField(max_length=20, null=True)  # noqa: DJ001 -- none chosen is not ""
    payload_canonical = models.TextField(help_text=_("The only bytes that are ever executed"))
    payload = models.JSONField()
    payload_hash = models.BinaryField(max_length=32)
    basis = models.JSONField(default=dict, help_text=_("Versions the preview was computed from"))
    preview = models.JSONField(help_text=_("The card that was shown"))
    key_id = models.SmallIntegerField(default=1)
    status = models.CharField(max_length=12, choices=Status, default=Status.PROPOSED)
    attempt = models.IntegerField(default=0, help_text=_("Fencing token"))
    claim_id = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    outcome = models.JSONField(null=True, help_text=_("The card of the result"))
    undo = models.JSONField(
        null=True, help_text=_("What taking it back needs; empty: it cannot be")
    )
    error_code = models.CharField(max_length=40, blank=True)
    missed = models.IntegerField(default=0, help_text=_("Outside calls that were not carried out"))
    alerted_at = models.DateTimeField(
        null=True, help_text=_("When its owner was told it is not known")
    )
    correlation_id = models.UUIDField()
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    committed_at = models.DateTimeField(null=True)

    objects = ActionLogQuerySet.as_manager()

    class Meta:
        db_table = "ownerbot_action_log"
        verbose_name = _("action")
        verbose_name_plural = _("action log")
        indexes = [
            models.Index(fields=["tool", "created_at"], name="action_tool_created"),
            models.Index(fields=["status", "created_at"], name="action_status_created"),
            models.Index(fields=["correlation_id"], name="action_story"),
            models.Index(
                fields=["agent_id", "created_at"],
                name="action_of_agent",
                condition=Q(agent_id__isnull=False),
            ),
            # For the sweep, which looks for proposals and results that are due, and for the
            # screens, which look for messages that show an old status.
            models.Index(
                fields=["expires_at"], name="action_due", condition=Q(status=Status.PROPOSED)
            ),
            models.Index(
                fields=["finished_at"], name="action_unknown", condition=Q(status=Status.UNKNOWN)
            ),
            models.Index(
                fields=["id"],
                name="action_unshown",
                condition=Q(message_id__isnull=False) & ~Q(shown_status=F("status")),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["bot_id", "source_update_id", "tool", "step"],
                name="action_once_per_update",
            ),
            models.UniqueConstraint(
                fields=["agent_id", "request_key"],
                name="action_once_per_request",
                condition=~Q(request_key=""),
            ),
            models.CheckConstraint(
                condition=Q(status__in=Status.values), name="action_status_known"
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")), name="action_expires_later"
            ),
            models.CheckConstraint(
                condition=Q(status=Status.IN_PROGRESS, lease_until__isnull=False)
                | (~Q(status=Status.IN_PROGRESS) & Q(lease_until__isnull=True)),
                name="action_lease_while_running",
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=[Status.PROPOSED, Status.IN_PROGRESS], finished_at__isnull=True
                )
                | (
                    ~Q(status__in=[Status.PROPOSED, Status.IN_PROGRESS])
                    & Q(finished_at__isnull=False)
                ),
                name="action_finished_when_over",
            ),
            models.CheckConstraint(
                condition=Q(status=Status.COMMITTED, committed_at__isnull=False)
                | (~Q(status=Status.COMMITTED) & Q(committed_at__isnull=True)),
                name="action_committed_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[Status.IN_PROGRESS, Status.COMMITTED])
                | Q(variant__isnull=False),
                name="action_variant_chosen",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tool.replace('_', ' ').capitalize()} {str(self.public_id)[:8]}"


#: Calls that a worker may claim: those to be made, and those that the shop can be asked about.
DUE = Q(state=EffectState.PENDING) | Q(state=EffectState.UNKNOWN, kind=EffectKind.UPSTREAM)


class EffectQuerySet(models.QuerySet["Effect"]):
    def take(self, effect_id: int, token: UUID, lease_until: datetime) -> bool:
        """Claim a call; return False where it is not due, or another worker has it."""
        return bool(
            self.filter(DUE, pk=effect_id, next_at__lte=Now()).update(
                state=EffectState.SENDING,
                token=token,
                attempts=F("attempts") + 1,
                lease_until=lease_until,
            )
        )

    def give_back(self, effect_id: int, token: UUID | None, **changes: Any) -> bool:
        """Store what became of a call and end its lease; False where the token no longer fits."""
        ours = self.filter(pk=effect_id, state=EffectState.SENDING, token=token)
        return bool(ours.update(lease_until=None, **changes))


class Effect(models.Model):
    """One outside call of an action: what is to be sent, who is sending it, and its receipt."""

    id = models.BigAutoField(primary_key=True)
    action = models.ForeignKey(ActionLog, models.PROTECT, related_name="effects")
    n = models.IntegerField(help_text=_("Its place among the action's calls, from 1"))
    kind = models.CharField(max_length=8, choices=EffectKind)
    target = models.CharField(
        max_length=200, help_text=_("A chat's id, or a path of the shop's API")
    )
    label = models.CharField(max_length=120, help_text=_("Whom or what it reaches, for people"))
    body = models.JSONField()
    key = models.UUIDField(unique=True, help_text=_("Idempotency key, the same on every attempt"))
    state = models.CharField(max_length=7, choices=EffectState, default=EffectState.PENDING)
    attempts = models.IntegerField(default=0)
    token = models.UUIDField(null=True, help_text=_("Fences whoever is making the call"))
    lease_until = models.DateTimeField(null=True)
    next_at = models.DateTimeField(db_default=Now())
    lost_at = models.DateTimeField(
        null=True, help_text=_("Since when a call may have happened unseen")
    )
    checked_at = models.DateTimeField(
        null=True, help_text=_("When the shop was last asked about it")
    )
    moved = models.BooleanField(default=False, help_text=_("Its chat has got a new id on the way"))
    receipt = models.JSONField(default=dict)
    error_code = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True)

    objects = EffectQuerySet.as_manager()

    class Meta:
        db_table = "ownerbot_effects"
        verbose_name = _("outside call")
        indexes = [
            models.Index(fields=["next_at"], name="effect_due", condition=Q(state="pending")),
            models.Index(
                fields=["lease_until"], name="effect_sending", condition=Q(state="sending")
            ),
            models.Index(fields=["next_at"], name="effect_unknown", condition=Q(state="unknown")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["action", "n"], name="effect_once_per_action"),
            models.CheckConstraint(
                condition=Q(state__in=EffectState.values), name="effect_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state=EffectState.SENDING, lease_until__isnull=False)
                | (~Q(state=EffectState.SENDING) & Q(lease_until__isnull=True)),
                name="effect_lease_while_sending",
            ),
            models.CheckConstraint(
                condition=~Q(state=EffectState.UNKNOWN) | Q(lost_at__isnull=False),
                name="effect_unknown_since",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.label}"


class Job(ProcrastinateJob):
    """A job of the queue, for the admin only: read-only, and without procrastinate in its name."""

    class Meta:
        proxy = True
        verbose_name = _("job")
        default_permissions = ()  # users who may read the actions may see the jobs

    def __str__(self) -> str:
        return f"Job #{self.pk}"
