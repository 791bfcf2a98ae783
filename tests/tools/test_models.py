"""What the database itself keeps: versions, shapes, and the indexes of the hot filters."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.db.models import F, Q, QuerySet

from tests.tools.conftest import NOW
from tools.models import DemoChatThread, DemoOrder, DemoOrderItem


def version(order_id: str = "OB-1003") -> int:
    return DemoOrder.objects.get(pk=order_id).version


def test_every_change_raises_the_version(shop: None) -> None:
    assert version() == 1
    DemoOrder.objects.filter(pk="OB-1003").update(status="paid")
    assert version() == 2
    order = DemoOrder.objects.get(pk="OB-1003")
    order.phone = "+49 30 23125 001"
    order.save()
    assert version() == 3
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE ownerbot_demo_orders SET coupon_code = 'X' WHERE order_id = 'OB-1003'"
        )
    assert version() == 4
    assert version("OB-1005") == 1


def test_a_version_cannot_be_set_back(shop: None) -> None:
    DemoOrder.objects.filter(pk="OB-1003").update(status="paid")
    DemoOrder.objects.filter(pk="OB-1003").update(version=1)
    assert version() == 3


def test_an_update_that_changes_nothing_keeps_the_version(shop: None) -> None:
    DemoOrder.objects.filter(pk="OB-1003").update(status=F("status"))
    assert version() == 1


@pytest.mark.parametrize(
    "change",
    [
        {"status": "lost"},
        {"payment_status": "maybe"},
        {"shipping_status": "flying"},
        {"total": -1},
        {"payment_status": "paid"},
        {"flagged": True},
        {"flag_reason": "no flag, but a reason"},
        {"order_id": "XX-1"},
    ],
)
def test_impossible_orders_are_refused(shop: None, change: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError):
        DemoOrder.objects.filter(pk="OB-1003").update(**change)


def test_an_item_must_add_up(shop: None) -> None:
    with pytest.raises(IntegrityError):
        DemoOrderItem.objects.filter(order_id="OB-1003").update(total=F("total") + 1)


def test_owner_ids_of_52_bits_fit(shop: None) -> None:
    DemoOrder.objects.filter(pk="OB-1003").update(
        flagged=True, flagged_at=NOW, flagged_by=2**52 - 1
    )
    assert DemoOrder.objects.get(pk="OB-1003").flagged_by == 2**52 - 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("table", "columns"),
    [
        ("ownerbot_demo_orders", "(status, created_at)"),
        ("ownerbot_demo_orders", "(flagged, flagged_at)"),
        ("ownerbot_demo_orders", "(created_at)"),
        ("ownerbot_demo_orders", "(paid_at)"),
        ("ownerbot_demo_chat_threads", "(open, last_customer_message_at)"),
    ],
)
def test_the_index_exists(table: str, columns: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE tablename = %s", [table])
        definitions = [row[0] for row in cursor.fetchall()]
    assert [definition for definition in definitions if definition.endswith(columns)]


@pytest.mark.parametrize(
    ("index", "rows"),
    [
        (
            "demo_order_status_created",
            DemoOrder.objects.filter(status="stuck", created_at__gte=NOW - timedelta(days=30)),
        ),
        ("demo_order_flagged", DemoOrder.objects.filter(flagged=True).order_by("-flagged_at")),
        (
            "demo_chat_open_waiting",
            DemoChatThread.objects.filter(open=True, last_customer_message_at__lt=NOW),
        ),
        ("demo_order_paid", DemoOrder.objects.filter(Q(paid_at__gte=NOW - timedelta(days=1)))),
    ],
)
def test_the_hot_filter_uses_its_index(shop: None, index: str, rows: QuerySet[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE ownerbot_demo_orders, ownerbot_demo_chat_threads")
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert index in rows.explain()
