"""The HTTP API as its callers see it: who may ask, what an error looks like, and every route."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from actions.models import ActionLog
from audit import log
from ownerbot_site.accounts import keys
from ownerbot_site.models import ApiKey
from tests.actions.steps import confirmed, end
from tests.ownerbot_site.conftest import propose
from tools.call_outcomes import Delivered, Lost, Rejected
from tools.registry import list_tools

pytestmark = pytest.mark.django_db

ROUTES = ("/actions", "/audit/events", "/access/denied", "/tools")
API = "/api/v1"


@pytest.fixture
def key(db: None) -> str:
    return keys.create_key("reporting", actor=log.SYSTEM)[1]


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def _error(answer: Any, status: int, code: str) -> dict[str, str]:
    body: dict[str, Any] = answer.json()
    assert answer.status_code == status
    assert set(body) == {"error"}
    assert set(body["error"]) == {"code", "message", "correlation_id"}
    assert body["error"]["code"] == code
    UUID(body["error"]["correlation_id"])
    error: dict[str, str] = body["error"]
    return error


@pytest.mark.parametrize("route", ROUTES)
def test_staff_and_keys_may_read_and_nobody_else(
    route: str, root: Client, customer: Client, key: str
) -> None:
    assert root.get(API + route).status_code == 200
    assert Client().get(API + route, headers=bearer(key)).status_code == 200
    for visitor in (customer, Client()):
        answer = visitor.get(API + route)
        _error(answer, 401, "UNAUTHENTICATED")
        assert answer["WWW-Authenticate"] == "Bearer"


def test_a_key_counts_whoever_is_signed_in_beside_it(key: str) -> None:
    client = Client()
    client.force_login(
        User.objects.create_user("ops", is_staff=True),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    _error(client.get(f"{API}/actions"), 403, "FORBIDDEN")
    assert client.get(f"{API}/actions", headers=bearer(key)).status_code == 200


@pytest.mark.parametrize("path", [*ROUTES, "/actions?limit=x", "/actions/nonsense", "/nothing"])
def test_no_answer_is_kept_by_a_cache(path: str, root: Client) -> None:
    for visitor in (root, Client()):
        assert "no-store" in visitor.get(API + path)["Cache-Control"]


@pytest.mark.parametrize(
    "header",
    ["Bearer", "Bearer ob_", "Bearer ob_wrong", "Basic {key}", "{key}", "Bearer {key}x",
     "Bearer {key_but_last}", "Bearer ключ"],
)  # fmt: skip
def test_a_key_must_be_whole_and_in_its_place(header: str, key: str) -> None:
    text = header.format(key=key, key_but_last=key[:-1])
    answer = Client().get(f"{API}/actions", headers={"Authorization": text})
    _error(answer, 401, "UNAUTHENTICATED")


def test_a_key_is_not_read_from_the_address(key: str) -> None:
    answer = Client().get(f"{API}/actions", {"key": key, "Authorization": f"Bearer {key}"})
    _error(answer, 401, "UNAUTHENTICATED")


@pytest.mark.parametrize(
    "change",
    [
        {"revoked_at": timezone.now()},
        {"expires_at": timezone.now() - timedelta(seconds=1)},
        {"scopes": []},
    ],
)
def test_a_key_that_ended_or_may_not_read_is_refused(key: str, change: dict[str, Any]) -> None:
    ApiKey.objects.update(**change)
    _error(Client().get(f"{API}/actions", headers=bearer(key)), 401, "UNAUTHENTICATED")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(method: str, root: Client, key: str) -> None:
    for client, headers in ((root, {}), (Client(), bearer(key))):
        answer = getattr(client, method)(f"{API}/actions", headers=headers)
        _error(answer, 405, "METHOD_NOT_ALLOWED")
        assert answer["Allow"] == "GET"
        assert "no-store" in answer["Cache-Control"]


def test_actions_are_paged_by_their_ids(root: Client, shop: None) -> None:
    made = [propose(order).pk for order in ("OB-1001", "OB-1003", "OB-1004")]

    first = root.get(f"{API}/actions?limit=2").json()
    second = root.get(f"{API}/actions?limit=2&before={first['next']}").json()

    assert [item["id"] for item in first["items"]] == [made[2], made[1]]
    assert [item["id"] for item in second["items"]] == [made[0]]
    assert (first["next"], second["next"]) == (made[1], None)


def test_a_page_that_ends_exactly_has_no_next(root: Client, proposal: ActionLog) -> None:
    assert root.get(f"{API}/actions?limit=1").json()["next"] is None


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=201", "limit=x", "before=0", "before=9999999999999999999999"]
)
@pytest.mark.parametrize("route", ROUTES[:3])
def test_limits_are_kept(route: str, query: str, root: Client) -> None:
    error = _error(root.get(f"{API}{route}?{query}"), 422, "INVALID")
    assert error["message"].startswith(query.partition("=")[0])


@pytest.mark.parametrize("query", ["status=nonsense", "correlation_id=1"])
def test_wrong_filters_are_named(query: str, root: Client) -> None:
    error = _error(root.get(f"{API}/actions?{query}"), 422, "INVALID")
    assert error["message"].startswith(query.partition("=")[0])


def test_actions_are_filtered(root: Client, applied: ActionLog) -> None:
    def count(query: str) -> int:
        return len(root.get(f"{API}/actions?{query}").json()["items"])

    assert count("status=committed") == count("tool=flag_order") == 1
    assert count(f"correlation_id={applied.correlation_id}") == 1
    assert count("status=failed") == count("tool=other") == count("tool=%00") == 0


def test_one_action_is_told_without_what_seals_it(root: Client, applied: ActionLog) -> None:
    item = root.get(f"{API}/actions/{applied.public_id}").json()

    assert item["status"] == "committed"
    assert item["payload"]["order_ids"] == ["OB-1003"]
    assert item["outcome"]["title"] == applied.outcome["title"]  # type: ignore[index]
    assert item["correlation_id"] == str(applied.correlation_id)
    hidden = {"payload_hash", "payload_canonical", "idempotency_key", "claim_id", "key_id"}
    assert not hidden & set(item)


@pytest.mark.usefixtures("sending")
def test_one_action_comes_with_its_outside_calls(root: Client, key: str) -> None:
    action = confirmed("-1", "-2")
    end(action, Delivered({"message_id": 7}), n=1)
    end(action, Lost("reset"), n=2)
    first, second = action.effects.order_by("n")
    assert first.finished_at is not None
    assert second.lost_at is not None

    item = Client().get(f"{API}/actions/{action.public_id}", headers=bearer(key)).json()

    assert (item["status"], item["missed"]) == ("unknown", 0)
    same = {"kind": "message", "attempts": 1, "checked_at": None}
    assert item["effects"] == [
        same | {
            "n": 1, "target": "-1", "label": "Chat -1", "state": "done", "error_code": "",
            "key": str(first.key), "lost_at": None, "finished_at": _moment(first.finished_at),
        },
        same | {
            "n": 2, "target": "-2", "label": "Chat -2", "state": "unknown", "error_code": "LOST",
            "key": str(second.key), "lost_at": _moment(second.lost_at), "finished_at": None,
        },
    ]  # fmt: skip


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


@pytest.mark.usefixtures("sending")
def test_what_an_action_missed_is_told_and_a_list_is_without_calls(root: Client) -> None:
    action = confirmed("-1", "-2")
    end(action, Delivered(), n=1)
    end(action, Rejected("FORBIDDEN"), n=2)

    (item,) = root.get(f"{API}/actions").json()["items"]

    assert (item["status"], item["missed"]) == ("committed", 1)
    assert "effects" not in item


@pytest.mark.parametrize("calls", [1, 3])
@pytest.mark.usefixtures("sending")
def test_calls_are_read_at_once(calls: int, root: Client, django_assert_num_queries: Any) -> None:
    action = confirmed(*(f"-{number}" for number in range(calls)))

    with django_assert_num_queries(4):  # session, user, action, calls
        root.get(f"{API}/actions/{action.public_id}")


def test_an_action_within_our_database_has_no_outside_calls(
    root: Client, applied: ActionLog
) -> None:
    assert root.get(f"{API}/actions/{applied.public_id}").json()["effects"] == []


def test_what_is_not_there_is_404_in_the_same_shape(root: Client) -> None:
    _error(root.get(f"{API}/actions/{uuid4()}"), 404, "NOT_FOUND")
    _error(root.get(f"{API}/actions/nonsense"), 404, "NOT_FOUND")
    _error(root.get(f"{API}/nothing"), 404, "NOT_FOUND")
    _error(Client().get("/api/v2/actions"), 404, "NOT_FOUND")


def test_events_are_filtered_and_paged(root: Client, applied: ActionLog) -> None:
    story = f"{API}/audit/events?correlation_id={applied.correlation_id}"

    events = root.get(story).json()["items"]
    assert [event["event_type"] for event in events] == [
        "action_committed", "action_claimed", "action_proposed",
    ]  # fmt: skip
    assert events[0]["label"] == "Applied"

    two = root.get(f"{story}&event_type=action_claimed&event_type=action_proposed").json()
    assert [item["event_type"] for item in two["items"]] == ["action_claimed", "action_proposed"]
    twice = root.get(f"{story}&event_type=action_claimed&event_type=action_claimed").json()
    assert [item["event_type"] for item in twice["items"]] == ["action_claimed"]
    assert root.get(f"{story}&event_type=nonsense").json() == {"items": [], "next": None}
    assert root.get(f"{story}&limit=1").json()["next"] == events[0]["id"]
    assert root.get(f"{API}/audit/events?actor_id=1").json()["items"] == []


def test_the_tools_are_those_of_the_registry(root: Client) -> None:
    tools = root.get(f"{API}/tools").json()

    assert [tool["name"] for tool in tools] == [tool.name for tool in list_tools()]
    flag = next(tool for tool in tools if tool["name"] == "flag_order")
    assert set(flag) == {"name", "kind", "risk", "description", "schema"}
    assert (flag["kind"], flag["risk"]) == ("action", "low")
    assert "order_ids" in flag["schema"]["properties"]


@pytest.mark.parametrize("path", ["/docs", "/openapi.json"])
def test_the_reference_is_for_staff_and_is_not_there_for_others(
    path: str, root: Client, customer: Client
) -> None:
    assert root.get(API + path).status_code == 200
    for visitor in (customer, Client()):
        assert visitor.get(API + path).status_code == 404


def test_the_reference_loads_from_our_own_static_files(root: Client) -> None:
    page = root.get(f"{API}/docs").content.decode()
    assert "http" not in page.replace("http-equiv", "")
    assert "/static/ninja/swagger-ui-bundle.js" in page


def test_a_fault_of_ours_shows_nothing_but_its_number(
    root: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from actions import queries

    def broken(**_: Any) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(queries, "list_actions", broken)

    error = _error(root.get(f"{API}/actions"), 500, "INTERNAL")

    assert "secret" not in str(error)
    assert error["correlation_id"] in caplog.text
