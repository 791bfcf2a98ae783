"""The admin of the demo shop, to look at only: every change goes through a confirmed action."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline
from unfold.views import ChangeList

from audit.admin import render_badge
from tools.models import (
    DemoCampaign,
    DemoChatThread,
    DemoCoupon,
    DemoCustomer,
    DemoOrder,
    DemoOrderItem,
    DemoProduct,
    DemoRefund,
    DemoVisits,
)
from tools.upstream.mode import read_active_mode


class ReadOnlyMixin:
    """Forbids everybody to add, change or delete."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class DemoList(ChangeList):
    """A list that redirects to itself where a filter has a NUL, which PostgreSQL refuses."""

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet[Any]:
        filters = self.get_filters_params().values()
        if any("\0" in value for values in filters for value in values):
            raise IncorrectLookupParameters
        rows: QuerySet[Any] = super().get_queryset(request, exclude_parameters)
        return rows


class DemoAdmin(ReadOnlyMixin, ModelAdmin):
    """Rows of the demo shop; while another shop answers, the list says that they are not its."""

    list_before_template = "ownerbot/demo_notice.html"

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return DemoList

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        mode = read_active_mode().mode
        answers_now = "" if mode == "DEMO" else mode
        more = {**(extra_context or {}), "answers_now": answers_now}
        listed: HttpResponse = super().changelist_view(request, more)
        return listed


class ItemInline(ReadOnlyMixin, TabularInline):
    model = DemoOrderItem
    fields = ("product", "quantity", "unit_price", "discount", "total")
    extra = 0


@admin.register(DemoOrder)
class DemoOrderAdmin(DemoAdmin):
    list_display = ("order_id", "status", "total", "customer", "flag", "created_at")
    list_filter = ("status", "flagged", "payment_status", "shipping_status")
    list_select_related = ("customer",)
    search_fields = ("order_id", "customer__name", "phone")
    ordering = ("-created_at",)
    date_hierarchy = "created_at"
    show_full_result_count = False
    list_per_page = 50
    inlines = (ItemInline,)

    @admin.display(description=_("Flag"))
    def flag(self, order: DemoOrder) -> str:
        return render_badge("warn", gettext("Flagged"), "flag") if order.flagged else "–"


@admin.register(DemoRefund)
class DemoRefundAdmin(DemoAdmin):
    list_display = ("order", "customer", "amount", "reason", "refunded_at")
    list_filter = ("reason",)
    list_select_related = ("order__customer",)
    search_fields = ("order__order_id", "order__customer__name")
    ordering = ("-refunded_at", "-order")
    date_hierarchy = "refunded_at"
    show_full_result_count = False
    list_per_page = 50

    @admin.display(description=_("Customer"))
    def customer(self, refund: DemoRefund) -> str:
        return refund.order.customer.name


@admin.register(DemoVisits)
class DemoVisitsAdmin(DemoAdmin):
    list_display = ("day", "channel", "visits", "carts", "checkouts")
    list_filter = ("channel",)
    ordering = ("-day", "channel")
    date_hierarchy = "day"
    list_per_page = 50


@admin.register(DemoProduct)
class DemoProductAdmin(DemoAdmin):
    list_display = (
        "product_id",
        "title",
        "category",
        "price",
        "discount_percent",
        "stock",
        "lead_days",
        "published",
        "has_photo",
    )
    list_filter = ("category", "published", "has_photo")
    search_fields = ("product_id", "title")
    ordering = ("product_id",)


@admin.register(DemoCustomer)
class DemoCustomerAdmin(DemoAdmin):
    list_display = ("name", "phone", "email")
    search_fields = ("name", "phone", "email")
    ordering = ("name", "id")


@admin.register(DemoChatThread)
class DemoChatThreadAdmin(DemoAdmin):
    list_display = (
        "thread_id",
        "customer",
        "subject",
        "open",
        "last_customer_message_at",
        "last_reply_at",
    )
    list_filter = ("open",)
    list_select_related = ("customer",)
    search_fields = ("thread_id", "subject", "customer__name")
    ordering = ("-last_customer_message_at",)


@admin.register(DemoCoupon)
class DemoCouponAdmin(DemoAdmin):
    list_display = (
        "code",
        "percent_off",
        "amount_off",
        "starts_at",
        "ends_at",
        "max_uses",
        "active",
    )
    list_filter = ("active",)
    search_fields = ("code",)
    ordering = ("code",)


@admin.register(DemoCampaign)
class DemoCampaignAdmin(DemoAdmin):
    list_display = (
        "campaign_id",
        "title",
        "channel",
        "paused",
        "daily_budget",
        "spent",
        "started_at",
    )
    list_filter = ("paused", "channel")
    search_fields = ("campaign_id", "title")
    ordering = ("campaign_id",)
