"""The demo shop in the admin may be looked at and not touched, even by a superuser."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from tests.tools.conftest import NOW
from tools.models import DemoOrder

MODELS = (
    "demoorder",
    "demorefund",
    "demovisits",
    "demoproduct",
    "democustomer",
    "demochatthread",
    "democoupon",
    "democampaign",
)


@pytest.fixture
def client(db: None) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("root"))
    return client


@pytest.mark.parametrize("model", MODELS)
def test_lists_open(shop: None, client: Client, model: str) -> None:
    assert client.get(reverse(f"admin:tools_{model}_changelist")).status_code == 200
    assert (
        client.get(reverse(f"admin:tools_{model}_changelist"), {"q": "OB-1003"}).status_code == 200
    )


def test_an_order_shows_its_items(shop: None, client: Client) -> None:
    page = client.get(reverse("admin:tools_demoorder_change", args=["OB-1003"]))
    assert page.status_code == 200
    assert b"113.60" in page.content


def test_a_refund_shows_its_order_and_a_day_its_visits(shop: None, client: Client) -> None:
    page = client.get(reverse("admin:tools_demorefund_changelist"), {"q": "OB-1010"})
    assert [item.pk for item in page.context["cl"].result_list] == ["OB-1010"]
    assert b"Changed their mind" in page.content
    page = client.get(reverse("admin:tools_demovisits_changelist"), {"channel": "email"})
    days = [item.day for item in page.context["cl"].result_list]
    assert days == sorted(set(days), reverse=True)
    assert days[0] == NOW.date()


@pytest.mark.parametrize("model", MODELS)
def test_nothing_can_be_added(client: Client, model: str) -> None:
    assert client.post(reverse(f"admin:tools_{model}_add"), {}).status_code == 403


def test_nothing_can_be_changed_or_deleted(shop: None, client: Client) -> None:
    change = reverse("admin:tools_demoorder_change", args=["OB-1003"])
    delete = reverse("admin:tools_demoorder_delete", args=["OB-1003"])
    changelist = reverse("admin:tools_demoorder_changelist")
    assert client.post(change, {"status": "paid"}).status_code == 403
    assert client.post(delete, {"post": "yes"}).status_code == 403
    bulk = {"action": "delete_selected", "_selected_action": ["OB-1003"], "post": "yes"}
    client.post(changelist, bulk)
    assert DemoOrder.objects.get(pk="OB-1003").version == 1


def test_rows_of_the_demo_shop_say_so_where_another_shop_answers(
    shop: None, client: Client, settings: Any
) -> None:
    changelist = reverse("admin:tools_demoorder_changelist")
    notice = "The HTTP data source answers now. These are the demo shop's rows"
    assert notice not in unescape(client.get(changelist).content.decode())
    settings.UPSTREAM_MODE = "HTTP"
    assert notice in unescape(client.get(changelist).content.decode())
