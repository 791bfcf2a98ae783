"""The demo shop in the admin may be looked at and not touched, even by a superuser."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from tools.models import DemoOrder

MODELS = (
    "demoorder",
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
