"""What the generation of the demo shop stores: the shape it depends on, and the steps to come."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tools.models.shop import DemoOrder, RefundReason


class DemoShape(models.Model):
    """What determines all generated data of this shop; one row, written when the shop is filled."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    first_day = models.DateField()
    customers = models.IntegerField()

    class Meta:
        db_table = "ownerbot_demo_shape"
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="demo_shape_one_row"),
            models.CheckConstraint(condition=Q(customers__gt=0), name="demo_shape_customers"),
        ]

    def __str__(self) -> str:
        return f"{self.customers} customers since {self.first_day}"


class StepKind(models.TextChoices):
    PAID = "paid", _("Paid")
    FAILED = "failed", _("Payment failed")
    EXPIRED = "expired", _("Not paid in time")
    SHIPPED = "shipped", _("Shipped")
    DELIVERED = "delivered", _("Delivered")
    CANCELLED = "cancelled", _("Cancelled and paid back")
    REFUNDED = "refunded", _("Paid back")


class DemoStep(models.Model):
    """What is going to happen to an order, and when; deleted after it has happened."""

    id = models.BigAutoField(primary_key=True)
    order = models.ForeignKey(DemoOrder, on_delete=models.CASCADE, related_name="steps")
    at = models.DateTimeField()
    kind = models.CharField(max_length=12, choices=StepKind)
    reason = models.CharField(max_length=20, choices=RefundReason, blank=True)

    class Meta:
        db_table = "ownerbot_demo_steps"
        indexes = [models.Index(fields=["at", "id"], name="demo_step_at")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=StepKind.values), name="demo_step_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.order_id} {self.kind} at {self.at}"
