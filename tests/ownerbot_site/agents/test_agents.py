"""Agents over HTTP: reads are answered, changes are proposed, and nothing can be confirmed."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.utils import timezone

from actions import message_state, outcomes, pipeline, recovery
from actions.enums import Status
from actions.models import ActionLog
from actions.proposals import deduplicate
from audit import log, queries
from ownerbot_site.accounts import keys
from ownerbot_site.agents import calls, entry, http
from ownerbot_site.api import api
from ownerbot_site.models import ApiKey
from telegram_bot.updates.identity import SIMULATOR_BOT_ID, to_simulated_owner
from telegram_bot.view import render
from tests.ownerbot_site.conftest import caller
from tests.ownerbot_site.test_api import API, _error
from tools.contracts import Action
from tools.registry import build_schema, get, list_tools

pytestmark = pytest.mark.django_db

FLAG = {"order_ids": ["OB-1003"], "reason": "call back"}


@pytest.fixture(autouse=True)
def _rested() -> None:
    entry._asked.clear()


@pytest.fixture
def owner(superuser: User) -> int:
    """Somebody whose chat is the simulator."""
    return to_simulated_owner(superuser.pk)


class Agent:
    """A program with a key."""

    def __init__(self, **given: Any) -> None:
        self.row, self._key = keys.create_key("reporting", actor=log.SYSTEM, **given)

    def call(self, tool: str, arguments: Any = None, **headers: str) -> Any:
        body = arguments if isinstance(arguments, str) else json.dumps(arguments or {})
        return self.ask("post", f"/tools/{tool}", body, **headers)

    def ask(self, method: str, path: str, body: str = "", **headers: str) -> Any:
        sent = {"Authorization": f"Bearer {self._key}"} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        more = {"content_type": "application/json", "data": body} if method == "post" else {}
        return getattr(Client(), method)(f"{API}{path}", headers=sent, **more)


@pytest.fixture
def reader(shop: None) -> Agent:
    return Agent()


@pytest.fixture
def agent(shop: None, owner: int) -> Agent:
    return Agent(owner_id=owner)


def row_of(answer: Any) -> ActionLog:
    return ActionLog.objects.get(public_id=answer.json()["action"])


def events_of(correlation_id: Any) -> list[tuple[str, str, str]]:
    return [
        (item.event_type, item.actor_kind, item.actor_label)
        for item in queries.list_events(limit=10, correlation_id=UUID(str(correlation_id)))
    ]


def test_a_read_answers_with_its_card_its_figures_and_their_source(reader: Agent) -> None:
    answer = reader.call("kpi_snapshot", {"compare_to": "previous_week"})

    assert answer.status_code == 200
    body = answer.json()
    assert set(body) == {"status", "tool", "card", "data", "provenance", "empty"}
    assert (body["status"], body["tool"]) == ("answered", "kpi_snapshot")
    assert isinstance(body["data"]["revenue"], str)
    assert Decimal(body["data"]["revenue"]) >= 0
    assert body["provenance"]["source"] == "DEMO"
    assert body["card"]["title"]
    (event,) = queries.list_events(limit=1)
    assert (event.event_type, event.actor_kind, event.actor_id, event.actor_label) == (
        "tool_answered", "api_key", reader.row.pk, "reporting",
    )  # fmt: skip
    assert event.payload["tool"] == "kpi_snapshot"


def test_no_body_is_no_arguments(reader: Agent) -> None:
    assert reader.ask("post", "/tools/system_status").json()["data"]["postgres"] == "ok"


@pytest.mark.parametrize(
    ("tool", "arguments", "says"),
    [
        ("revenue_trend", {"days": 0}, "days: "),
        ("revenue_trend", {"days": 366}, "days: "),
        ("revenue_trend", {"days": "x" * 10_000}, "days: "),
        ("kpi_snapshot", {"status": "committed"}, "status: "),
        ("kpi_snapshot", {"start": "2026-02-30"}, "start: "),
        ("order_detail", {}, "order_id: "),
        ("orders_search", {"query": "a\x00b"}, "query: "),
        ("orders_search", {"query": "\ud800"}, "query: "),
        ("orders_search", {"\x00": 1}, "?: "),
        ("orders_search", {"query": json.loads("[" * 700 + '"\\u0000"' + "]" * 700)}, "query: "),
        ("orders_search", {"query": {"a": {"b\x00": 1}}}, "query: "),
    ],
)
def test_a_wrong_argument_is_named(
    reader: Agent, tool: str, arguments: dict[str, Any], says: str
) -> None:
    error = _error(reader.call(tool, arguments), 422, "ARGUMENT_INVALID")

    assert says in error["message"]
    assert events_of(error["correlation_id"]) == [("tool_refused", "api_key", "reporting")]


@pytest.mark.parametrize("body", ["[1]", "null", "{", '"x"', "[" * 50_000, '{"days": 1e999999}'])
def test_what_is_no_object_of_arguments_is_refused(reader: Agent, body: str) -> None:
    assert reader.call("revenue_trend", body).status_code == 422


def test_a_long_body_is_refused(reader: Agent) -> None:
    _error(reader.call("kpi_snapshot", " " * (http.MOST_BYTES + 1)), 413, "REFUSED")


def test_what_cannot_be_answered_is_said_in_the_apis_shape(reader: Agent) -> None:
    error = _error(reader.call("order_detail", {"order_id": "OB-999999"}), 422, "ORDER_NOT_FOUND")
    assert "OB-999999" in error["message"]
    _error(reader.call("nonsense"), 404, "NOT_FOUND")
    strict = Client(enforce_csrf_checks=True).post(
        f"{API}/tools/nonsense", "{}", content_type="application/json"
    )
    _error(strict, 404, "NOT_FOUND")


def test_a_browsers_session_calls_no_tool(root: Client) -> None:
    _error(root.post(f"{API}/tools/kpi_snapshot"), 401, "UNAUTHENTICATED")


def test_an_action_becomes_a_proposal_to_the_keys_owner(agent: Agent, owner: int) -> None:
    answer = agent.call("flag_order", FLAG)

    assert answer.status_code == 202
    body = answer.json()
    action = row_of(answer)
    assert set(body) == {
        "status", "tool", "risk", "variants", "action", "url", "card", "expires_at", "correlation_id",
    }  # fmt: skip
    assert (body["status"], body["tool"]) == ("proposed", "flag_order")
    assert (body["risk"], body["variants"]) == ("low", ["main"])
    assert body["url"] == answer["Location"] == f"{API}/actions/{action.public_id}"
    assert body["card"] == action.preview
    assert (action.bot_id, action.owner_id, action.chat_id) == (SIMULATOR_BOT_ID, owner, owner)
    assert (action.source, action.agent_id, action.agent) == ("api", agent.row.pk, "reporting")
    assert events_of(action.correlation_id) == [("action_proposed", "api_key", "reporting")]
    told = agent.ask("get", f"/actions/{action.public_id}").json()
    assert (told["status"], told["agent"], told["source"]) == ("proposed", "reporting", "api")


def test_the_owners_tap_decides_and_the_agent_hears_of_it(agent: Agent, owner: int) -> None:
    action = row_of(agent.call("flag_order", FLAG))
    tap = caller(bot_id=SIMULATOR_BOT_ID, owner_id=owner, chat_id=owner)

    pipeline.confirm(outcomes.to_view(action).confirm["main"], tap)

    assert agent.ask("get", f"/actions/{action.public_id}").json()["status"] == "committed"
    assert events_of(action.correlation_id)[:2] == [
        ("action_committed", "owner", "owner"), ("action_claimed", "owner", "owner"),
    ]  # fmt: skip


def test_the_bot_shows_it_at_once(agent: Agent) -> None:
    action = row_of(agent.call("flag_order", FLAG))

    ((bot_id, shown),) = message_state.list_unshown([SIMULATOR_BOT_ID])
    assert (bot_id, shown.public_id, shown.agent) == (
        SIMULATOR_BOT_ID, action.public_id, "reporting",
    )  # fmt: skip
    message_state.mark_shown(shown.public_id, 7, shown.status)
    assert message_state.list_unshown([SIMULATOR_BOT_ID]) == []


def test_what_can_never_be_shown_is_not_tried_again(agent: Agent) -> None:
    action = row_of(agent.call("flag_order", FLAG))
    message_state.mark_shown(action.public_id, None, Status.PROPOSED)
    assert message_state.list_unshown([SIMULATOR_BOT_ID]) == []


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("en", "Proposed by the API key “a &lt;b&gt; &amp; c”."),
        ("ru", "Предложено через API-ключ «a &lt;b&gt; &amp; c»."),
    ],
)
def test_its_message_says_from_which_key_it_is_while_it_waits_and_afterwards(
    agent: Agent, owner: int, settings: Any, language: str, says: str
) -> None:
    settings.OWNER_LANGUAGE = language
    ApiKey.objects.update(name="a <b> & c")
    action = row_of(agent.call("flag_order", FLAG))
    waiting = outcomes.to_view(action)

    pipeline.confirm(waiting.confirm["main"], caller(bot_id=SIMULATOR_BOT_ID, owner_id=owner))

    action.refresh_from_db()
    for shown in (waiting, outcomes.to_view(action)):
        assert render.render_action(shown).splitlines()[-1].removeprefix("<i>").startswith(says)


def test_an_owner_who_is_one_no_more_finds_nothing_open(agent: Agent) -> None:
    action = row_of(agent.call("flag_order", FLAG))

    assert recovery.withdraw_of_non_owners(SIMULATOR_BOT_ID, [1]) == 1
    action.refresh_from_db()
    assert action.status == "cancelled"


def test_what_would_change_nothing_is_not_proposed(agent: Agent) -> None:
    body = agent.call("flag_order", {"order_ids": ["OB-1003"], "flagged": False})

    assert (body.status_code, body.json()["status"]) == (200, "unchanged")
    assert not ActionLog.objects.exists()


def test_a_key_that_only_reads_proposes_nothing(reader: Agent) -> None:
    error = _error(reader.call("flag_order", FLAG), 403, "SCOPE_MISSING")

    assert "manage.py api_key create NAME --propose" in error["message"]
    assert not ActionLog.objects.exists()
    assert events_of(error["correlation_id"]) == [("tool_refused", "api_key", "reporting")]


def test_a_key_proposes_only_what_it_names(shop: None, owner: int) -> None:
    agent = Agent(owner_id=owner, tools=["notify_team"])

    error = _error(agent.call("flag_order", FLAG), 403, "TOOL_NOT_ALLOWED")
    assert error["message"] == "This key may not propose flag_order. It may: notify_team."
    assert agent.call("notify_team", {"message": "hello"}).status_code == 202
    assert [
        suggestion.name
        for suggestion in calls.list_callable_tools(agent.row)
        if suggestion.kind == "action"
    ] == ["notify_team"]


@pytest.mark.parametrize("gone", ["closed", "permission", "telegram"])
def test_who_is_no_owner_any_more_is_shown_nothing(
    shop: None, owner: int, gone: str, superuser: User
) -> None:
    agent = Agent(owner_id=5 if gone == "telegram" else owner)
    superuser.is_active = gone != "closed"
    superuser.is_superuser = gone != "permission"
    superuser.save()

    _error(agent.call("flag_order", FLAG), 403, "OWNER_GONE")
    assert not ActionLog.objects.exists()


def test_the_same_request_is_the_same_proposal(agent: Agent, owner: int) -> None:
    first = agent.call("flag_order", FLAG, Idempotency_Key="nightly-7")
    again = agent.call("flag_order", FLAG | {"flagged": True}, Idempotency_Key="nightly-7")

    assert (again.status_code, again.json()) == (202, first.json())
    assert ActionLog.objects.count() == 1
    tap = caller(bot_id=SIMULATOR_BOT_ID, owner_id=owner, chat_id=owner)
    pipeline.cancel(outcomes.to_view(row_of(first)).cancel, tap)
    ended = agent.call("flag_order", FLAG, Idempotency_Key="nightly-7")
    assert (ended.status_code, ended.json()["status"]) == (200, "cancelled")
    assert agent.call("flag_order", FLAG).status_code == 202
    assert ActionLog.objects.count() == 2


def test_another_request_under_the_same_name_is_refused(agent: Agent, owner: int) -> None:
    agent.call("flag_order", FLAG, Idempotency_Key="nightly-7")

    for tool, arguments in (
        ("flag_order", FLAG | {"reason": "other"}),
        ("notify_team", {"message": "hello"}),
    ):
        answer = agent.call(tool, arguments, Idempotency_Key="nightly-7")
        _error(answer, 409, "REQUEST_KEY_REUSED")
    other = Agent(owner_id=owner)
    assert other.call("flag_order", FLAG, Idempotency_Key="nightly-7").status_code == 202
    assert ActionLog.objects.count() == 2


@pytest.mark.parametrize("name", ["", "x" * 81, "two words", "ключ"])
def test_a_request_has_a_short_plain_name(agent: Agent, name: str) -> None:
    answer = agent.call("flag_order", FLAG, Idempotency_Key=name)
    assert "Idempotency-Key: " in _error(answer, 422, "ARGUMENT_INVALID")["message"]


def test_only_so_many_proposals_wait_at_once(agent: Agent) -> None:
    for number in range(deduplicate.MOST_OPEN):
        assert agent.call("flag_order", FLAG | {"reason": str(number)}).status_code == 202

    _error(agent.call("flag_order", FLAG), 429, "TOO_MANY_OPEN")
    assert ActionLog.objects.count() == deduplicate.MOST_OPEN
    recovery.withdraw_of_agent(agent.row.pk)
    assert agent.call("flag_order", FLAG).status_code == 202


def test_only_so_many_are_made_within_an_hour(
    agent: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deduplicate, "MOST_AN_HOUR", 2)
    for number in range(2):
        agent.call("flag_order", FLAG | {"reason": str(number)})

    _error(agent.call("flag_order", FLAG), 429, "TOO_MANY_PROPOSALS")


def test_a_revoked_key_takes_its_open_proposals_with_it(agent: Agent, owner: int) -> None:
    action = row_of(agent.call("flag_order", FLAG))
    button = outcomes.to_view(action).confirm["main"]

    assert keys.revoke_key(agent.row, actor=log.SYSTEM)

    action.refresh_from_db()
    assert action.status == "cancelled"
    tap = caller(bot_id=SIMULATOR_BOT_ID, owner_id=owner, chat_id=owner)
    assert isinstance(pipeline.confirm(button, tap), outcomes.AlreadyHandled)
    assert events_of(action.correlation_id)[1] == ("action_cancelled", "system", "OwnerBot")
    assert queries.list_events(limit=2)[1].payload["withdrawn"] == 1
    _error(agent.call("kpi_snapshot"), 401, "UNAUTHENTICATED")


def test_a_key_revoked_while_it_proposes_leaves_nothing_open(
    agent: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    submit = pipeline.submit

    def revoked_meanwhile(*args: Any) -> Any:
        ApiKey.objects.update(revoked_at=timezone.now())
        return submit(*args)

    monkeypatch.setattr(pipeline, "submit", revoked_meanwhile)

    _error(agent.call("flag_order", FLAG), 403, "KEY_REVOKED")
    assert ActionLog.objects.get().status == "cancelled"


def test_a_key_asks_only_so_often(agent: Agent, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entry, "MOST_A_MINUTE", 2)
    for _ in range(2):
        assert agent.ask("get", "/tools").status_code == 200

    answer = agent.call("kpi_snapshot")
    _error(answer, 429, "TOO_FAST")
    assert 0 < int(answer["Retry-After"]) <= 60
    assert Agent().ask("get", "/tools").status_code == 200


def test_every_tool_can_be_called_and_is_documented_with_the_listed_schema(root: Client) -> None:
    described = root.get(f"{API}/openapi.json").json()["paths"]
    listed = {item["name"]: item for item in root.get(f"{API}/tools").json()}

    documented = {
        path: found for path, found in described.items() if path.startswith(f"{API}/tools/")
    }
    assert set(documented) == {f"{API}/tools/{tool.name}" for tool in list_tools()}
    for tool in list_tools():
        (operation,) = documented[f"{API}/tools/{tool.name}"].values()
        body = operation["requestBody"]["content"]["application/json"]["schema"]
        assert body == listed[tool.name]["schema"] == build_schema(tool)
        assert operation["description"] == listed[tool.name]["description"]
        headers = [parameter["name"] for parameter in operation.get("parameters", [])]
        assert headers == (["Idempotency-Key"] if isinstance(tool, Action) else [])


def test_nothing_confirms_cancels_or_resolves(
    agent: Agent, owner: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every operation there is, tried on a waiting proposal with all that an agent knows of it."""
    action = row_of(agent.call("flag_order", FLAG))
    monkeypatch.setattr(deduplicate, "MOST_OPEN", 1000)
    button = outcomes.to_view(action)
    tried = 0
    for path, operations in api.get_openapi_schema()["paths"].items():
        for method in operations:
            place = path.removeprefix(API).replace("{public_id}", str(action.public_id))
            for arguments in (
                {},
                {"action": str(action.public_id)},
                {"data": button.confirm["main"]},
                {"data": button.cancel},
                {"order_ids": ["OB-1003"], "status": "committed", "variant": "main"},
            ):
                answer = agent.ask(
                    method, place, json.dumps(arguments) if method == "post" else ""
                )
                assert answer.status_code < 500
                tried += 1
    assert tried == 5 * (len(list_tools()) + 5)
    action.refresh_from_db()
    assert (action.status, action.attempt) == ("proposed", 0)
    assert not ActionLog.objects.exclude(status="proposed").exists()


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete"])
def test_a_tool_is_called_by_post_alone(reader: Agent, method: str) -> None:
    _error(reader.ask(method, "/tools/kpi_snapshot"), 405, "METHOD_NOT_ALLOWED")


@pytest.mark.django_db(transaction=True)
def test_requests_at_once_count_once_and_keep_the_bounds(agent: Agent) -> None:
    def at_once(calls: list[tuple[dict[str, Any], dict[str, str]]]) -> list[int]:
        def one(call: tuple[dict[str, Any], dict[str, str]]) -> int:
            try:
                return int(agent.call("flag_order", call[0], **call[1]).status_code)
            finally:
                connection.close()

        with ThreadPoolExecutor(8) as executor:
            return list(executor.map(one, calls))

    same = at_once([(FLAG, {"Idempotency_Key": "same"})] * 8)
    assert same == [202] * 8
    assert ActionLog.objects.count() == 1

    others = at_once([(FLAG | {"reason": str(number)}, {}) for number in range(8)])
    assert sorted(others) == [202] * (deduplicate.MOST_OPEN - 1) + [429] * (
        9 - deduplicate.MOST_OPEN
    )
    assert ActionLog.objects.count() == deduplicate.MOST_OPEN


def test_the_owners_language_is_the_agents(agent: Agent, settings: Any) -> None:
    settings.OWNER_LANGUAGE = "ru"
    body = agent.call("kpi_snapshot").json()
    assert any("а" <= char <= "я" for char in body["card"]["title"].lower())
    assert row_of(agent.call("flag_order", FLAG)).language == "ru"


def test_an_agent_may_ask_to_undo_what_the_owner_confirmed(agent: Agent, owner: int) -> None:
    action = row_of(agent.call("flag_order", FLAG))
    tap = caller(bot_id=SIMULATOR_BOT_ID, owner_id=owner, chat_id=owner)
    pipeline.confirm(outcomes.to_view(action).confirm["main"], tap)

    undo = row_of(agent.call("undo_action"))

    assert (undo.status, undo.payload) == ("proposed", {"action": str(action.public_id)})
    assert undo.expires_at - undo.created_at == timedelta(seconds=300)
    assert get("undo_action") is not None
