"""The logs in the admin: to look at, for staff; touched by nobody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from actions.admin.action_log import LOOKS
from actions.enums import Status
from actions.models import ActionLog
from audit import access, log, queries
from audit.admin import AuditEventAdmin
from audit.events import EVENT_TYPES
from audit.sentences import _LOOKS
from ownerbot_site.dashboard import views
from tests.ownerbot_site.conftest import propose

pytestmark = pytest.mark.django_db

LISTS = (
    "/admin/actions/actionlog/",
    "/admin/audit/auditevent/",
    "/admin/audit/accessdenial/",
)
PAGES = (
    *LISTS, "/admin/", "/admin/live/", "/admin/actions/job/", "/admin/auth/user/",
    "/admin/ownerbot_site/apikey/", "/admin/telegram_bot/unclear/",
)  # fmt: skip


@pytest.fixture
def denial(owner_id: int) -> None:
    attempt = access.DeniedAttempt(update_kind="message", user_id=99, chat_id=99, private=True)
    access.record_denied([attempt, attempt], bot_id=42)


@pytest.mark.parametrize("path", PAGES)
def test_pages_are_for_staff(path: str, root: Client, customer: Client, shop: None) -> None:
    assert root.get(path).status_code == 200
    for visitor in (customer, Client()):
        answer = visitor.get(path)
        assert (answer.status_code, answer["Location"]) == (302, f"/admin/login/?next={path}")


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("below", ["", "add/", "1/change/", "1/delete/"])
def test_nothing_is_posted_to_a_log(
    path: str, below: str, root: Client, applied: ActionLog, denial: None
) -> None:
    row = applied.pk if "actionlog" in path else 1
    before = (ActionLog.objects.values().get(), queries.get_newest_id())

    answer = root.post(
        path + below.replace("1", str(row)),
        {"status": "proposed", "action": "delete_selected", "_selected_action": [row]},
    )

    assert answer.status_code == 403
    assert (ActionLog.objects.values().get(), queries.get_newest_id()) == before


def test_every_status_and_every_event_has_its_look() -> None:
    assert set(LOOKS) == set(Status)
    assert set(_LOOKS) == set(EVENT_TYPES)


def _listed(client: Client, path: str) -> int:
    answer = client.get(path)
    assert answer.status_code == 200
    return int(answer.context["cl"].result_list.count())


SEARCHES: dict[str, Callable[[ActionLog], str]] = {
    "reference": lambda action: str(action.correlation_id)[:8],
    "correlation id": lambda action: str(action.correlation_id),
    "public id": lambda action: str(action.public_id),
}


@pytest.mark.parametrize("how", SEARCHES)
def test_an_action_is_found(how: str, root: Client, applied: ActionLog) -> None:
    found = SEARCHES[how](applied)
    assert _listed(root, f"/admin/actions/actionlog/?q={found}") == 1


@pytest.mark.parametrize("text", ["zzz", "12345678", "OB-1003", "%", "ж" * 500])
def test_what_is_not_on_record_is_not_found(text: str, root: Client, applied: ActionLog) -> None:
    for path in LISTS:
        assert root.get(path, {"q": text}).status_code == 200
    assert len(root.get(LISTS[0], {"q": text}).context["cl"].result_list) == 0


def test_events_are_found_by_story_and_number(root: Client, applied: ActionLog) -> None:
    path = "/admin/audit/auditevent/"
    assert _listed(root, f"{path}?q={applied.correlation_id}") == 3
    assert _listed(root, f"{path}?q=%231") == 1


@pytest.mark.parametrize(
    ("query", "count"),
    [("", 1), ("?status=committed", 1), ("?status=failed", 0), ("?tool=flag_order", 1),
     ("?since=1", 1), ("?status=nonsense", 1), ("?since=nonsense", 1)],
)  # fmt: skip
def test_actions_are_filtered(query: str, count: int, root: Client, applied: ActionLog) -> None:
    assert _listed(root, f"/admin/actions/actionlog/{query}") == count


@pytest.mark.parametrize(
    ("query", "count"),
    [("", 5), ("?area=program", 1), ("?area=actions", 3), ("?area=access", 1), ("?area=trouble", 0),
     ("?who=owner", 3), ("?who=stranger", 1)],
)  # fmt: skip
def test_events_are_filtered(
    query: str, count: int, root: Client, applied: ActionLog, denial: None
) -> None:
    assert _listed(root, f"/admin/audit/auditevent/{query}") == count


NINES = "9" * 5000


@pytest.mark.parametrize(
    "address",
    ["auditevent/?q=%23²", f"auditevent/?q=%23{NINES}", "auditevent/?q=%23" + "9" * 19,
     "auditevent/?q=%00", "auditevent/?who=%00", "auditevent/?area=%00", "auditevent/?since=²",
     "accessdenial/?q=²", "accessdenial/?q=-²", f"accessdenial/?q={NINES}",
     "accessdenial/?q=--1", "accessdenial/?subject=zzz%00", "actionlog/?tool=%00",
     "actionlog/?status=%00",
     "auditevent/?p=999999&area=access", f"auditevent/?p={NINES}"],
)  # fmt: skip
def test_odd_addresses_are_answered(address: str, root: Client, applied: ActionLog) -> None:
    app = "actions" if address.startswith("actionlog") else "audit"
    assert root.get(f"/admin/{app}/{address}").status_code == 200


@pytest.mark.parametrize("query", ["actor_label=%00", "payload__regex=(", "hash__gt=1"])
def test_only_the_chips_filter(query: str, root: Client) -> None:
    assert root.get(f"/admin/audit/auditevent/?{query}").status_code == 400


def test_pages_of_an_area_follow_each_other(root: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(AuditEventAdmin, "list_per_page", 4)
    for name in ("bot_started", "handler_failed", "tool_answered", "bot_stopped") * 3:
        log.record(name, correlation_id=uuid4(), actor=log.SYSTEM, payload={})

    pages = [
        [event.pk for event in root.get(path).context["cl"].result_list]
        for path in (f"/admin/audit/auditevent/?area=program&p={page}" for page in (1, 2, 3))
    ]

    assert pages == [[12, 10, 9, 8], [6, 5, 4, 2], [1]]


@pytest.fixture
def many_events(db: None) -> None:
    """200,000 events; those of the owner and all trouble are the oldest 20,000."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("ALTER TABLE ownerbot_audit_events DISABLE TRIGGER audit_chain")
        cursor.execute(
            """
            INSERT INTO ownerbot_audit_events
                (id, occurred_at, event_type, correlation_id, actor_kind, actor_id, actor_label,
                 payload, hash)
            SELECT n, now() - (200001 - n) * interval '1 minute',
                CASE WHEN n <= 10000 THEN 'handler_failed' WHEN n <= 20000 THEN 'action_failed'
                     WHEN n % 3 = 0 THEN 'tool_answered' ELSE 'access_denied' END,
                gen_random_uuid(), CASE WHEN n <= 20000 THEN 'owner' ELSE 'stranger' END,
                CASE WHEN n <= 20000 THEN 7 ELSE 1000 + n % 1000 END, '', '{}', ''
            FROM generate_series(1, 200000) AS n
            """
        )
        cursor.execute("ANALYZE ownerbot_audit_events")


def test_no_filter_walks_a_long_table(root: Client, many_events: None) -> None:
    pages = ("area=trouble", "area=program", "area=questions", "area=access", "who=owner",
             "who=llm", "area=trouble&who=owner", "since=1")  # fmt: skip
    asked = ("event_type=handler_failed&event_type=action_failed", "actor_id=7", "actor_id=8",
             "event_type=handler_failed", "event_type=access_denied&actor_id=1007")  # fmt: skip
    paths = [f"/admin/audit/auditevent/?{query}" for query in pages]
    paths += [f"/api/v1/audit/events?{query}" for query in asked]

    read = {path: _rows_read(root, path) for path in paths}

    assert {path: rows for path, rows in read.items() if rows > 2000} == {}


def _rows_read(client: Client, path: str) -> int:
    """How many rows of the audit PostgreSQL looks at for what this address asks."""
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    asked = [item["sql"] for item in captured if 'FROM "ownerbot_audit_events"' in item["sql"]]
    assert asked
    with connection.cursor() as cursor:
        total = 0
        for sql in asked:
            cursor.execute("EXPLAIN (ANALYZE, FORMAT JSON) " + sql.replace("%", "%%"))
            total += _scanned(cursor.fetchone()[0][0]["Plan"])
    return total


def _scanned(plan: dict[str, Any]) -> int:
    own = (
        plan["Actual Rows"] + plan.get("Rows Removed by Filter", 0)
        if "Scan" in plan["Node Type"]
        else 0
    )
    return int(own * plan["Actual Loops"]) + sum(map(_scanned, plan.get("Plans", ())))


def test_denied_attempts_are_counted_and_found(root: Client, denial: None) -> None:
    assert _listed(root, "/admin/audit/accessdenial/?q=99") == 1
    assert _listed(root, "/admin/audit/accessdenial/?q=98") == 0
    assert ">2</span>" in root.get("/admin/audit/accessdenial/").content.decode()


def test_lists_do_not_count_their_table(
    root: Client, applied: ActionLog, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(6) as asked:
        root.get("/admin/audit/auditevent/")
    assert not [query for query in asked.captured_queries if "COUNT(*)" in query["sql"]]


def test_a_detail_shows_both_cards(root: Client, applied: ActionLog) -> None:
    page = root.get(f"/admin/actions/actionlog/{applied.pk}/change/").content.decode()

    assert page.count("ob-tool-card") == 2
    assert applied.preview["title"] in page
    assert f'data-action="{applied.public_id}"' in page
    assert "payload_hash" not in page


def test_a_story_is_told_in_order(root: Client, applied: ActionLog) -> None:
    answer = root.get(f"/admin/story/{applied.correlation_id}/")

    assert [step["line"]["event_type"] for step in answer.context["steps"]] == [
        "action_proposed",
        "action_claimed",
        "action_committed",
    ]
    page = answer.content.decode()
    assert page.count("ob-tool-card") == 2
    assert "Flag orders: applied to OB-1003" in page


def test_a_story_is_not_kept_by_a_cache(root: Client, applied: ActionLog) -> None:
    answer = root.get(f"/admin/story/{applied.correlation_id}/")
    assert "no-store" in answer["Cache-Control"]


def test_a_very_long_story_shows_its_newest_events(
    root: Client, applied: ActionLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = f"/admin/story/{applied.correlation_id}/"
    assert "Older events are not shown" not in root.get(path).content.decode()

    monkeypatch.setattr(views, "STORY_LENGTH", 2)
    answer = root.get(path)

    assert [step["line"]["event_type"] for step in answer.context["steps"]] == [
        "action_claimed",
        "action_committed",
    ]
    assert "Older events are not shown" in answer.content.decode()


def test_an_unknown_story_is_not_found(root: Client) -> None:
    assert root.get("/admin/story/00000000-0000-0000-0000-000000000000/").status_code == 404


def test_what_strangers_and_owners_write_stays_text(root: Client, shop: None) -> None:
    action = propose(reason="<img src=x onerror=alert(1)>")

    for path in (
        f"/admin/story/{action.correlation_id}/",
        f"/admin/actions/actionlog/{action.pk}/change/",
        "/admin/",
    ):
        assert "<img src=x" not in root.get(path).content.decode()


def test_our_pages_have_no_inline_scripts(root: Client, applied: ActionLog) -> None:
    for path in ("/admin/", "/admin/live/", f"/admin/story/{applied.correlation_id}/"):
        page = root.get(path).content.decode()
        _, _, ours = page.partition('class="ob-page')
        ours = ours.partition('id="modal-overlay"')[0]
        assert ours
        assert "onclick" not in ours
        assert ours.count("<script") == ours.count('<script type="application/json"')


def test_the_feed_goes_on_from_before_the_rows_were_read(root: Client, applied: ActionLog) -> None:
    head = queries.get_newest_id()
    for path in (*PAGES, f"/admin/actions/actionlog/{applied.pk}/change/"):
        assert f'<meta name="ob-head" content="{head}">' in root.get(path).content.decode()


def test_sentences_of_hostile_payloads_do_not_fail(root: Client) -> None:
    log.record(
        "tool_refused",
        correlation_id=uuid4(),
        actor=log.SYSTEM,
        payload={"tool": "{tool.__class__}", "code": None},
    )
    page = root.get("/admin/live/").content.decode()
    assert "Not answered: {tool.  class  } (–)" in page
