"""Who may open what: every kind of visitor at every kind of address."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, Permission, User
from django.test import Client

from actions.models import ActionLog
from audit import access
from audit.permissions import TO_READ, may_read

pytestmark = pytest.mark.django_db

VISITORS = ("anonymous", "customer", "staff", "reader", "root")

#: Address: its status for each of the visitors.
TABLE: dict[str, tuple[int, int, int, int, int]] = {
    "/admin/": (302, 302, 200, 200, 200),
    "/admin/overview/status/": (302, 302, 403, 200, 200),
    "/admin/overview/figures/": (302, 302, 403, 200, 200),
    "/admin/overview/unknown/": (302, 302, 403, 200, 200),
    "/admin/overview/waiting/": (302, 302, 403, 200, 200),
    "/admin/overview/today/": (302, 302, 403, 200, 200),
    "/admin/live/": (302, 302, 403, 200, 200),
    "/admin/live/before/3/": (302, 302, 403, 200, 200),
    "/admin/source/": (302, 302, 403, 200, 200),
    "/admin/story/{story}/": (302, 302, 403, 200, 200),
    "/admin/actions/actionlog/": (302, 302, 403, 200, 200),
    "/admin/audit/auditevent/": (302, 302, 403, 200, 200),
    "/admin/actions/job/": (302, 302, 403, 200, 200),
    "/admin/audit/accessdenial/": (302, 302, 403, 403, 200),
    "/admin/telegram_bot/unclear/": (302, 302, 403, 403, 200),
    "/admin/tools/demoorder/": (302, 302, 403, 403, 200),
    "/admin/ownerbot_site/apikey/": (302, 302, 403, 403, 200),
    "/admin/auth/user/": (302, 302, 403, 403, 200),
    "/api/v1/actions": (401, 401, 403, 200, 200),
    "/api/v1/actions/{action}": (401, 401, 403, 200, 200),
    "/api/v1/audit/events": (401, 401, 403, 200, 200),
    "/api/v1/access/denied": (401, 401, 403, 200, 200),
    "/api/v1/tools": (401, 401, 403, 200, 200),
    "/api/v1/docs": (404, 404, 404, 200, 200),
    "/api/v1/openapi.json": (404, 404, 404, 200, 200),
}


def _user(visitor: str) -> User:
    if visitor == "root":
        return User.objects.get_or_create(username="root", is_staff=True, is_superuser=True)[0]
    user, _ = User.objects.get_or_create(username=visitor, is_staff=visitor != "customer")
    if visitor == "reader":
        user.user_permissions.set(_permissions())
    return user


def _permissions() -> list[Permission]:
    names = [permission.split(".")[1] for permission in TO_READ]
    return list(Permission.objects.filter(codename__in=names))


def browser(visitor: str) -> Client:
    client = Client()
    if visitor != "anonymous":
        client.force_login(_user(visitor), backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize("number", range(len(VISITORS)), ids=VISITORS)
def test_every_address_for_every_visitor(number: int, applied: ActionLog) -> None:
    client = browser(VISITORS[number])
    given = {"story": applied.correlation_id, "action": applied.public_id}

    statuses = {path: client.get(path.format(**given)).status_code for path in TABLE}

    assert statuses == {path: row[number] for path, row in TABLE.items()}


@pytest.mark.parametrize("visitor", VISITORS[2:])
def test_the_sidebar_leads_to_what_opens_and_only_there(visitor: str, shop: None) -> None:
    client = browser(visitor)

    groups = client.get("/admin/").context["sidebar_navigation"]

    links = [str(item["link"]) for group in groups for item in group["items"]]
    assert "/admin/" in links
    assert ("/admin/live/" in links) == (visitor != "staff")
    assert {link: client.get(link).status_code for link in links} == dict.fromkeys(links, 200)
    assert all(group["items"] for group in groups)


def test_who_may_not_read_is_told_so_and_shown_nothing(applied: ActionLog) -> None:
    client = browser("staff")
    for path in ("/admin/", "/admin/live/", f"/admin/story/{applied.correlation_id}/"):
        page = client.get(path).content.decode()
        assert page.count("Your account may not see this") == 1
        assert 'name="ob-head"' not in page
        assert "OB-1003" not in page


def test_the_overview_of_a_reader_links_to_nothing_that_is_closed(applied: ActionLog) -> None:
    for who in (8, 9):
        attempt = access.DeniedAttempt(
            update_kind="message", user_id=who, chat_id=who, private=True
        )
        access.record_denied([attempt], bot_id=42)
    for path in ("/admin/", "/admin/live/", "/admin/live/before/100/"):
        assert "/admin/audit/accessdenial/" in browser("root").get(path).content.decode()
        assert "/admin/audit/accessdenial/" not in browser("reader").get(path).content.decode()


@pytest.mark.parametrize("missing", TO_READ)
def test_one_permission_is_not_enough(missing: str) -> None:
    user = _user("staff")
    user.user_permissions.set(
        [permission for permission in _permissions() if permission.codename not in missing]
    )
    assert not may_read(User.objects.get(pk=user.pk))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [({}, True), ({"is_active": False}, False), ({"is_staff": False}, False)],
)
def test_permissions_count_for_active_staff_only(changes: dict[str, Any], expected: bool) -> None:
    for visitor in ("reader", "root"):
        user = _user(visitor)
        User.objects.filter(pk=user.pk).update(**changes)
        assert may_read(User.objects.get(pk=user.pk)) is expected
    assert not may_read(AnonymousUser())
