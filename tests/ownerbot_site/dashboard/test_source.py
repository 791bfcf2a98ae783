"""The page of the data source: what is in force, and switching it."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from audit.models import AuditEvent
from audit.permissions import TO_READ
from tools.models import DataSource
from tools.upstream.mode import read_active_mode

pytestmark = pytest.mark.django_db
PAGE = "/admin/source/"


@pytest.fixture(autouse=True)
def _http_shop(settings: Any) -> None:
    settings.UPSTREAM_BASE_URL = "http://127.0.0.1:9"
    settings.UPSTREAM_PRIVATE_NETWORKS = ("127.0.0.1",)


def reader(*more: str) -> Client:
    user = User.objects.create_user("ops", is_staff=True)
    names = [name.split(".")[1] for name in (*TO_READ, *more)]
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def told(client: Client, **form: str) -> tuple[str, str]:
    """Where the form leads, and what the page says then."""
    answer = client.post(PAGE, form, follow=True)
    [message] = answer.context["messages"]
    return answer.redirect_chain[0][0], str(message)


def test_it_says_which_shop_answers(root: Client) -> None:
    page = root.get(PAGE).content.decode()
    assert "DEMO, demo shop" in page
    assert "As UPSTREAM_MODE says." in page
    assert "Does it answer: The shop does not answer right now" in page
    assert "Switch to HTTP" in page
    assert "Switch to DEMO" not in page
    assert "<b>DEMO</b> data source" in root.get("/admin/overview/status/").content.decode()


def test_a_shop_without_an_address_is_not_offered(root: Client, settings: Any) -> None:
    settings.UPSTREAM_BASE_URL = ""
    page = root.get(PAGE).content.decode()
    assert "set UPSTREAM_BASE_URL to its address" in page
    assert "Switch to HTTP" not in page


def test_who_may_switches_on_record() -> None:
    client = reader("tools.switch_source")
    assert told(client, mode="HTTP", version="0") == (PAGE, "The data source is HTTP from now on.")
    assert read_active_mode().mode == "HTTP"
    [event] = AuditEvent.objects.filter(event_type="source_switched")
    assert (event.actor_label, event.payload) == ("ops", {"before": "DEMO", "mode": "HTTP"})
    page = client.get(PAGE).content.decode()
    assert "Switched by ops on" in page
    assert told(client, mode="DEMO", version="1") == (PAGE, "The data source is DEMO from now on.")


def test_a_user_called_owner_is_named_as_such(root: Client) -> None:
    User.objects.update(username="owner")
    told(root, mode="HTTP", version="0")
    assert "Switched by owner on" in root.get(PAGE).content.decode()


def test_who_may_only_read_cannot(root: Client) -> None:
    client = reader()
    page = client.get(PAGE).content.decode()
    assert "<form method" not in page.partition("ob-page")[2]
    assert "Switching needs the permission" in page
    assert client.post(PAGE, {"mode": "HTTP", "version": "0"}).status_code == 403
    assert read_active_mode().mode == "DEMO"


@pytest.mark.parametrize(
    ("form", "message"),
    [
        ({}, "Nothing was switched: the form was not complete."),
        ({"mode": "AUTO", "version": "0"}, "Nothing was switched: the form was not complete."),
        ({"mode": "HTTP", "version": "x"}, "Nothing was switched: the form was not complete."),
        (
            {"mode": "HTTP", "version": "9"},
            "Nothing was switched: somebody has just done so. Look again.",
        ),
    ],
)
def test_a_form_that_does_not_fit_switches_nothing(
    root: Client, form: dict[str, str], message: str
) -> None:
    assert told(root, **form) == (PAGE, message)
    assert not DataSource.objects.exists()


def test_without_an_address_it_says_how_to_set_one(root: Client, settings: Any) -> None:
    settings.UPSTREAM_BASE_URL = ""
    _, message = told(root, mode="HTTP", version="0")
    assert message.startswith("There is no shop to ask over HTTP: set UPSTREAM_BASE_URL")
    assert read_active_mode().mode == "DEMO"


def test_a_form_from_elsewhere_is_refused(superuser: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(superuser, backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(PAGE, {"mode": "HTTP", "version": "0"}).status_code == 403
    assert read_active_mode().mode == "DEMO"
