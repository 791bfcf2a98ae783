"""The duties that came with the seed (names, columns, indexes, boundaries), on the assembled program."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import timedelta
from itertools import chain
from types import ModuleType
from typing import Any
from uuid import uuid4

import pytest
from aiogram import Router
from aiogram.types import Update
from django.apps import apps
from django.conf import settings as django_settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from actions import pipeline
from actions.caller import Caller
from actions.enums import Source
from actions.outcomes import Answered, Proposed, Refused
from ownerbot_site.env.schema import BASE_DIR, Env
from telegram_bot.dispatcher import build_dispatcher
from telegram_bot.updates import gate
from telegram_bot.view import callbacks
from tools import registry
from tools.contracts import Action, Read
from tools.demo.seed import fill

OWN_APPS = {"ownerbot_site", "telegram_bot", "actions", "tools", "audit"}

KEYS = """
    BOT_TOKEN OWNER_IDS MANAGER_CHAT_IDS DATABASE_URL REDIS_URL UPSTREAM_MODE ACCESS_DENY_AUDIT_ENABLED
    ACCESS_DENY_AUDIT_TTL_SEC ACCESS_DENY_NOTIFY_ONCE ASR_PROVIDER LLM_PROVIDER OPENAI_API_KEY
    OPENAI_BASE_URL OPENAI_LLM_MODEL OPENAI_ASR_MODEL LOG_LEVEL
    SECRET_KEY DEBUG ALLOWED_HOSTS PUBLIC_BASE_URL WEB_BIND FAULTS OWNERBOT_DATA_DIR TELEGRAM_API_BASE_URL
    TELEGRAM_MODE TELEGRAM_WEBHOOK_SECRET SHOP_NAME SHOP_CURRENCY SHOP_TIMEZONE OWNER_LANGUAGE
    CONFIRM_TTL_SEC UPSTREAM_BASE_URL UPSTREAM_API_KEY LLM_API LLM_TOKENS_PER_DAY LLM_PRICE_IN
    LLM_PRICE_OUT LLM_BASE_URL ASR_BASE_URL SIMULATOR_ENABLED
    TRUSTED_PROXIES FAULTS UPSTREAM_PRIVATE_NETWORKS
"""

COLUMNS = {
    "ownerbot_audit_events": {"occurred_at", "event_type", "correlation_id"},
    "ownerbot_action_log": {
        "tool", "status", "created_at", "committed_at", "correlation_id", "idempotency_key",
        "payload_hash",
    },
    "ownerbot_demo_orders": {"status", "created_at", "flagged", "flagged_at"},
    "ownerbot_demo_chat_threads": {"open", "last_customer_message_at"},
}  # fmt: skip

INDEXES = [
    ("ownerbot_audit_events", ["occurred_at"]),
    ("ownerbot_audit_events", ["event_type", "occurred_at"]),
    ("ownerbot_audit_events", ["correlation_id"]),
    ("ownerbot_action_log", ["tool", "created_at"]),
    ("ownerbot_action_log", ["status", "created_at"]),
    ("ownerbot_action_log", ["correlation_id"]),
    ("ownerbot_demo_orders", ["status", "created_at"]),
    ("ownerbot_demo_orders", ["flagged", "flagged_at"]),
    ("ownerbot_demo_chat_threads", ["open", "last_customer_message_at"]),
]

#: A hot question, and the columns of the index that answers it.
HOT = [
    ("SELECT * FROM ownerbot_audit_events WHERE occurred_at > now() - interval '1 day'", 0),
    ("SELECT * FROM ownerbot_audit_events WHERE event_type = 'access_denied' AND occurred_at > '2026-11-01' ORDER BY occurred_at DESC", 1),
    ("SELECT * FROM ownerbot_audit_events WHERE correlation_id = '8d6f0a3b-1234-4567-8901-123456789012'", 2),
    ("SELECT * FROM ownerbot_action_log WHERE tool = 'flag_order' ORDER BY created_at DESC", 3),
    ("SELECT * FROM ownerbot_action_log WHERE status = 'committed' ORDER BY created_at DESC", 4),
    ("SELECT * FROM ownerbot_action_log WHERE correlation_id = '8d6f0a3b-1234-4567-8901-123456789012'", 5),
    ("SELECT * FROM ownerbot_demo_orders WHERE status = 'stuck' ORDER BY created_at DESC", 6),
    ("SELECT * FROM ownerbot_demo_orders WHERE flagged ORDER BY flagged_at DESC", 7),
    ("SELECT * FROM ownerbot_demo_chat_threads WHERE open ORDER BY last_customer_message_at", 8),
]  # fmt: skip

#: What the tools that need something are asked with.
ARGUMENTS: dict[str, dict[str, Any]] = {
    "order_detail": {"order_id": "OB-1003"},
    "flag_order": {"order_ids": ["OB-1003"], "reason": "test"},
    "adjust_price": {"product_ids": ["P-101"], "set_to": "9.20"},
    "set_discount": {"product_ids": ["P-101"], "percent": 10},
    "publish_product": {"stock_at_most": 0, "published": False},
    "create_coupon": {"code": "AUTUMN10", "percent_off": 10},
    "disable_coupon": {"code": "SHIP5"},
    "pause_campaign": {"campaign_id": "C-1"},
    "switch_upstream": {"mode": "HTTP"},
}


def caller() -> Caller:
    return Caller(
        bot_id=42, owner_id=5, chat_id=5, language="en", update_id=None, correlation_id=uuid4(),
        source=Source.RULE,
    )  # fmt: skip


def tools(kind: str) -> list[Any]:
    return [tool for tool in registry.list_tools() if tool.kind == kind]


def rows(sql: str, *arguments: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, arguments)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


# Names


def test_the_environment_keys_are_these() -> None:
    assert {name.upper() for name in Env.model_fields} == set(KEYS.split())


def test_every_table_of_ours_bears_our_name(db: None) -> None:
    ours = [model._meta for model in apps.get_models() if model._meta.app_label in OWN_APPS]
    tables = {meta.db_table for meta in ours if not meta.proxy}  # a job's table is its queue's

    assert {table for table in tables if not table.startswith("ownerbot_")} == set()
    tools = {model._meta.db_table for model in apps.get_app_config("tools").get_models()}
    demo = tools - {"ownerbot_data_source"}
    assert {table for table in demo if not table.startswith("ownerbot_demo_")} == set()
    assert tables <= set(connection.introspection.table_names())


@pytest.mark.parametrize("table", COLUMNS)
def test_the_named_columns_exist(db: None, table: str) -> None:
    found = rows("SELECT column_name FROM information_schema.columns WHERE table_name = %s", table)

    assert COLUMNS[table] <= {name for (name,) in found}


# Indexes


def indexes(table: str) -> dict[str, list[str]]:
    """The table's complete indexes, by name, with their columns in order."""
    found = rows(
        """
        SELECT c.relname, array_agg(a.attname::text ORDER BY k.position)
        FROM pg_index i
        JOIN pg_class c ON c.oid = i.indexrelid
        CROSS JOIN unnest(i.indkey::int2[]) WITH ORDINALITY AS k(attnum, position)
        JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
        WHERE i.indrelid = %s::regclass AND i.indpred IS NULL AND i.indisvalid
        GROUP BY c.relname
        """,
        table,
    )
    return dict(found)


@pytest.mark.parametrize(("table", "columns"), INDEXES)
def test_the_index_exists(db: None, table: str, columns: list[str]) -> None:
    assert columns in indexes(table).values()


@pytest.mark.parametrize(("sql", "number"), HOT)
def test_the_hot_question_uses_its_index(db: None, sql: str, number: int) -> None:
    table, columns = INDEXES[number]
    rows_of_plan = _explained(sql)

    used = [indexes(table)[plan["Index Name"]] for plan in rows_of_plan if "Index Name" in plan]

    assert used == [columns]


def _explained(sql: str) -> list[dict[str, Any]]:
    """Every node of the plan."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        # With next to no rows, sorting them costs nothing, which says nothing of the index.
        cursor.execute("SET LOCAL enable_sort = off")
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}")
        [[answer]] = cursor.fetchall()
    plan = json.loads(answer) if isinstance(answer, str) else answer
    return _nodes(plan[0]["Plan"])


def _nodes(plan: dict[str, Any]) -> list[dict[str, Any]]:
    return [plan, *chain.from_iterable(map(_nodes, plan.get("Plans", [])))]


# Migrations


def test_each_of_our_apps_has_exactly_one_migration() -> None:
    ours = [
        (app, name)
        for app, name in MigrationLoader(None, ignore_no_migrations=True).disk_migrations
        if app in OWN_APPS
    ]

    assert sorted(ours) == [(app, "0001_initial") for app in sorted(OWN_APPS)]
    for app in OWN_APPS:
        files = {path.name for path in (BASE_DIR / app / "migrations").glob("*.py")}
        assert files == {"__init__.py", "0001_initial.py"}


# Tools and buttons


def test_every_tool_is_registered_whole() -> None:
    everything = registry.list_tools()

    assert {"kpi_snapshot", "order_detail", "flag_order"} <= {item.name for item in everything}
    for item in everything:
        assert item is not None
        assert registry.get(item.name) is item
        assert item.kind == {True: "action", False: "read"}[isinstance(item, Action)]
        assert isinstance(item, (Read, Action))
        assert registry.build_schema(item)["additionalProperties"] is False


def test_every_action_can_preview_and_apply_and_nothing_else_can() -> None:
    for tool in tools("action"):
        assert tool.risk in {"low", "medium", "high"}
        assert type(tool).preview is not Action.preview
        assert type(tool).apply is not Action.apply
    assert not [tool for tool in tools("read") if hasattr(tool, "apply")]


def test_the_buttons_carry_the_promised_prefixes(db: None) -> None:
    fill(timezone.now(), orders=50)
    outcome = pipeline.submit("flag_order", ARGUMENTS["flag_order"], caller())
    assert isinstance(outcome, Proposed)

    keyboard = callbacks.build_decision_keyboard(outcome.action)

    assert keyboard is not None
    data = [str(button.callback_data) for row in keyboard.inline_keyboard for button in row]
    assert [value.partition(":")[0] for value in data] == ["confirm", "cancel"]
    assert all(len(value.encode()) <= 64 for value in data)


# Sources


@pytest.mark.parametrize("tool", [tool.name for tool in registry.list_tools()])
def test_without_a_shop_over_http_nothing_answers_in_its_place(
    db: None, settings: Any, tool: str
) -> None:
    fill(timezone.now(), orders=50)
    settings.UPSTREAM_MODE = "HTTP"
    by = caller()

    outcome = pipeline.submit(tool, ARGUMENTS.get(tool, {}), by)

    if tool in {"notify_team", "retry_action", "undo_action"}:  # they say nothing of a shop
        return
    if tool == "switch_upstream":  # to a shop that is nowhere
        assert isinstance(outcome, Refused)
        assert outcome.code == "UPSTREAM_NOT_SET"
        return
    if tool == "system_status":  # it tells of ourselves, not of the shop
        assert isinstance(outcome, Answered)
        assert "OB-1003" not in outcome.result.card.model_dump_json()
        return
    assert isinstance(outcome, Refused), outcome
    assert outcome.code == "UPSTREAM_UNAVAILABLE"
    assert outcome.text


# Boundaries


def handler_modules() -> dict[str, set[str]]:
    """Each router of the assembled dispatcher, with the modules that its handlers come from."""
    found: dict[str, set[str]] = {}
    for router in build_dispatcher().sub_routers:
        found[router.name] = {
            handler.callback.__module__
            for observer in router.observers.values()
            for handler in observer.handlers
        }
    return found


def test_no_router_imports_another() -> None:
    routers = handler_modules()
    assert len(routers) >= 4

    for modules in routers.values():
        [own] = modules
        others = set(chain.from_iterable(routers.values())) - {own}
        for name, value in vars(sys.modules[own]).items():
            origin = value.__name__ if isinstance(value, ModuleType) else _origin(value)
            assert origin not in others, f"{own} has {name} from {origin}"


def _origin(value: object) -> str:
    return str(getattr(value, "__module__", ""))


def test_every_dispatcher_has_routers_of_its_own() -> None:
    first, second = build_dispatcher(), build_dispatcher()

    assert [router.name for router in first.sub_routers] == [
        router.name for router in second.sub_routers
    ]
    assert not {id(router) for router in first.sub_routers} & {
        id(router) for router in second.sub_routers
    }
    assert all(isinstance(router, Router) for router in first.sub_routers)


def test_the_web_process_does_not_import_what_only_the_bot_needs() -> None:
    code = (
        "import sys; import ownerbot_site.asgi; from django.urls import get_resolver; "
        "get_resolver().url_patterns; "
        "print([name for name in ('aiogram', 'matplotlib', 'mcp', 'openai') if name in sys.modules])"
    )
    ended = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        cwd=BASE_DIR,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "[]\n", "")


def test_the_gate_knows_every_kind_of_update() -> None:
    assert set(gate.UPDATE_KINDS) == set(Update.model_fields) - {"update_id"}
    assert len(gate.UPDATE_KINDS) == len(set(gate.UPDATE_KINDS))


def test_denied_access_is_silent_unless_told_otherwise() -> None:
    assert django_settings.ACCESS_DENY_NOTIFY_ONCE is False
    assert django_settings.ACCESS_DENY_AUDIT_ENABLED is True
    assert timedelta(seconds=django_settings.ACCESS_DENY_AUDIT_TTL_SEC) == timedelta(minutes=1)
