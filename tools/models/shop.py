"""The demo shop: orders with their items and refunds, products, customers, visits, chats, coupons
and campaigns.

What "paid", "stuck" and the other words of the owner mean is defined once, in
tools/upstream/demo/shop.py and basis.py.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class OrderStatus(models.TextChoices):
    PENDING = "pending", _("Waiting for payment")
    PAID = "paid", _("Paid")
    SHIPPED = "shipped", _("Shipped")
    DELIVERED = "delivered", _("Delivered")
    STUCK = "stuck", _("Stuck")
    REFUNDED = "refunded", _("Refunded")
    CANCELLED = "cancelled", _("Cancelled")
    FAILED = "failed", _("Failed")


class PaymentStatus(models.TextChoices):
    PENDING = "pending", _("Not paid yet")
    PAID = "paid", _("Paid")
    FAILED = "failed", _("Payment failed")
    REFUNDED = "refunded", _("Paid back")


class ShippingStatus(models.TextChoices):
    WAITING = "waiting", _("Not shipped yet")
    SHIPPED = "shipped", _("On its way")
    DELIVERED = "delivered", _("Delivered")
    STOPPED = "stopped", _("Will not be shipped")


class DemoCustomer(models.Model):
    id = models.BigIntegerField(primary_key=True)
    name = models.CharField(max_length=80)
    phone = models.CharField(max_length=32)
    email = models.EmailField()

    class Meta:
        db_table = "ownerbot_demo_customers"
        verbose_name = _("customer")

    def __str__(self) -> str:
        return self.name


class DemoProduct(models.Model):
    """A product; a trigger raises `version` whenever anything in the row changes."""

    product_id = models.CharField(max_length=16, primary_key=True)
    title = models.CharField(max_length=120)
    category = models.CharField(max_length=40)
    price = models.DecimalField(
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("Empty: not decided yet"),
    )
    discount_percent = models.IntegerField(default=0, help_text=_("Off the price, in per cent"))
    stock = models.IntegerField()
    lead_days = models.IntegerField(
        default=7, help_text=_("From ordering it at the supplier to having it in stock")
    )
    published = models.BooleanField(default=True)
    has_photo = models.BooleanField(default=True)
    version = models.BigIntegerField(default=1, editable=False)

    class Meta:
        db_table = "ownerbot_demo_products"
        verbose_name = _("product")
        constraints = [
            models.CheckConstraint(condition=Q(price__gt=0), name="demo_product_price"),
            models.CheckConstraint(condition=Q(stock__gte=0), name="demo_product_stock"),
            models.CheckConstraint(condition=Q(lead_days__gte=0), name="demo_product_lead"),
            models.CheckConstraint(
                condition=Q(discount_percent__gte=0, discount_percent__lte=95),
                name="demo_product_discount",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product_id} {self.title}"


class DemoOrder(models.Model):
    """An order; a trigger raises `version` whenever anything in the row changes."""

    order_id = models.CharField(max_length=16, primary_key=True)
    status = models.CharField(max_length=12, choices=OrderStatus)
    payment_status = models.CharField(max_length=12, choices=PaymentStatus)
    shipping_status = models.CharField(max_length=12, choices=ShippingStatus)
    customer = models.ForeignKey(DemoCustomer, on_delete=models.PROTECT, related_name="orders")
    phone = models.CharField(max_length=32, help_text=_("As given with the order"))
    total = models.DecimalField(max_digits=12, decimal_places=2, help_text=_("Sum of the items"))
    coupon_code = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True, blank=True)
    ship_due_at = models.DateTimeField(
        null=True, blank=True, help_text=_("Promised to be shipped by")
    )
    shipped_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    flagged = models.BooleanField(default=False)
    flag_reason = models.CharField(max_length=300, blank=True)
    flagged_at = models.DateTimeField(null=True, blank=True)
    flagged_by = models.BigIntegerField(null=True, blank=True, help_text=_("Telegram user id"))
    version = models.BigIntegerField(default=1, editable=False)

    class Meta:
        db_table = "ownerbot_demo_orders"
        verbose_name = _("order")
        indexes = [
            models.Index(fields=["status", "created_at"], name="demo_order_status_created"),
            models.Index(fields=["flagged", "flagged_at"], name="demo_order_flagged"),
            # The figures of a window need both.
            models.Index(fields=["created_at"], name="demo_order_created"),
            models.Index(fields=["paid_at"], name="demo_order_paid"),
            # The uses of a coupon are counted by it.
            models.Index(fields=["coupon_code"], name="demo_order_coupon"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(order_id__regex=r"^OB-[0-9]{1,12}$"), name="demo_order_id_shape"
            ),
            models.CheckConstraint(
                condition=Q(status__in=OrderStatus.values), name="demo_order_status"
            ),
            models.CheckConstraint(
                condition=Q(payment_status__in=PaymentStatus.values), name="demo_order_payment"
            ),
            models.CheckConstraint(
                condition=Q(shipping_status__in=ShippingStatus.values), name="demo_order_shipping"
            ),
            models.CheckConstraint(condition=Q(total__gte=0), name="demo_order_total"),
            models.CheckConstraint(
                condition=Q(payment_status__in=["paid", "refunded"], paid_at__isnull=False)
                | Q(payment_status__in=["pending", "failed"], paid_at__isnull=True),
                name="demo_order_paid_has_time",
            ),
            models.CheckConstraint(
                condition=Q(flagged=True, flagged_at__isnull=False)
                | Q(
                    flagged=False, flagged_at__isnull=True, flagged_by__isnull=True, flag_reason=""
                ),
                name="demo_order_flag_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.order_id


class DemoOrderItem(models.Model):
    id = models.BigAutoField(primary_key=True)
    order = models.ForeignKey(DemoOrder, on_delete=models.CASCADE, related_name="items")
    product = models.ForeignKey(DemoProduct, on_delete=models.PROTECT, related_name="items")
    quantity = models.IntegerField()
    unit_price = models.DecimalField(max_digits=12, decimal_places=2)
    discount = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    total = models.DecimalField(max_digits=12, decimal_places=2)

    class Meta:
        db_table = "ownerbot_demo_order_items"
        verbose_name = _("order item")
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="demo_item_quantity"),
            models.CheckConstraint(
                condition=Q(total=F("quantity") * F("unit_price") - F("discount")),
                name="demo_item_total",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} x {self.product_id}"


class RefundReason(models.TextChoices):
    DAMAGED = "damaged", _("Arrived damaged")
    NOT_AS_DESCRIBED = "not_as_described", _("Not as described")
    CHANGED_MIND = "changed_mind", _("Changed their mind")
    LATE = "late", _("Came too late")
    OTHER = "other", _("Other")


class DemoRefund(models.Model):
    """Money paid back for a whole order; exactly the orders with a refunded payment have one."""

    order = models.OneToOneField(
        DemoOrder, on_delete=models.CASCADE, primary_key=True, related_name="refund"
    )
    amount = models.DecimalField(max_digits=12, decimal_places=2, help_text=_("The order's total"))
    reason = models.CharField(max_length=20, choices=RefundReason)
    refunded_at = models.DateTimeField()

    class Meta:
        db_table = "ownerbot_demo_refunds"
        verbose_name = _("refund")
        indexes = [models.Index(fields=["refunded_at"], name="demo_refund_at")]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="demo_refund_amount"),
            models.CheckConstraint(
                condition=Q(reason__in=RefundReason.values), name="demo_refund_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_id} {self.amount}"


class DemoVisits(models.Model):
    """The sessions of one channel on one day of the shop's calendar.

    How many visited, how many of those filled a cart, and how many of those began a checkout.
    """

    id = models.BigAutoField(primary_key=True)
    day = models.DateField()
    channel = models.CharField(max_length=40)
    visits = models.IntegerField()
    carts = models.IntegerField()
    checkouts = models.IntegerField()

    class Meta:
        db_table = "ownerbot_demo_visits"
        verbose_name = _("visits of a day")
        verbose_name_plural = _("visits")
        constraints = [
            models.UniqueConstraint(fields=["day", "channel"], name="demo_visits_day_channel"),
            models.CheckConstraint(
                condition=Q(checkouts__gte=0, carts__gte=F("checkouts"), visits__gte=F("carts")),
                name="demo_visits_narrowing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.channel}"


class DemoChatThread(models.Model):
    thread_id = models.CharField(max_length=16, primary_key=True)
    customer = models.ForeignKey(DemoCustomer, on_delete=models.PROTECT, related_name="threads")
    subject = models.CharField(max_length=120)
    open = models.BooleanField(default=True)
    last_customer_message_at = models.DateTimeField()
    last_reply_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "ownerbot_demo_chat_threads"
        verbose_name = _("chat")
        indexes = [
            models.Index(
                fields=["open", "last_customer_message_at"], name="demo_chat_open_waiting"
            )
        ]

    def __str__(self) -> str:
        return f"{self.thread_id} {self.subject}"


class DemoCoupon(models.Model):
    """A coupon; how often it was used is counted from the orders that carry its code.

    A trigger raises `version` whenever anything in the row changes.
    """

    code = models.CharField(max_length=40, primary_key=True)
    percent_off = models.IntegerField(null=True, blank=True)
    amount_off = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True, help_text=_("Empty: never"))
    max_uses = models.IntegerField(null=True, blank=True, help_text=_("Empty: any number"))
    active = models.BooleanField(default=True)
    version = models.BigIntegerField(default=1, editable=False)

    class Meta:
        db_table = "ownerbot_demo_coupons"
        verbose_name = _("coupon")
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^[A-Z0-9][A-Z0-9_-]{1,39}$"), name="demo_coupon_code"
            ),
            models.CheckConstraint(
                condition=Q(
                    percent_off__gte=1,
                    percent_off__lte=95,
                    percent_off__isnull=False,
                    amount_off__isnull=True,
                )
                | Q(amount_off__gt=0, amount_off__isnull=False, percent_off__isnull=True),
                name="demo_coupon_one_worth",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="demo_coupon_ends_after_start",
            ),
            models.CheckConstraint(condition=Q(max_uses__gt=0), name="demo_coupon_max_uses"),
        ]

    def __str__(self) -> str:
        return self.code


class DemoCampaign(models.Model):
    """An advertising campaign; a trigger raises `version` whenever anything in the row changes."""

    campaign_id = models.CharField(max_length=16, primary_key=True)
    title = models.CharField(max_length=120)
    channel = models.CharField(max_length=40)
    paused = models.BooleanField(default=False)
    daily_budget = models.DecimalField(max_digits=12, decimal_places=2)
    spent = models.DecimalField(max_digits=12, decimal_places=2, help_text=_("Since it started"))
    started_at = models.DateTimeField()
    version = models.BigIntegerField(default=1, editable=False)

    class Meta:
        db_table = "ownerbot_demo_campaigns"
        verbose_name = _("campaign")
        constraints = [
            models.CheckConstraint(
                condition=Q(campaign_id__regex=r"^C-[0-9]{1,12}$"), name="demo_campaign_id_shape"
            ),
            models.CheckConstraint(
                condition=Q(daily_budget__gte=0, spent__gte=0), name="demo_campaign_money"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id} {self.title}"
