"""One contract, two shops: the demo shop asked directly, and the same one asked over HTTP, agree."""

from __future__ import annotations

import asyncio
import inspect
import json
import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from types import UnionType
from typing import Any, Literal, Union, cast, get_args, get_origin, get_type_hints
from urllib.parse import parse_qsl
from uuid import UUID, uuid4

import pytest
from django.conf import settings as django_settings
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from ownerbot_site.runtime import embedded
from tests.servers.reference import KEY, reference
from tools.call_outcomes import Attempt, Delivered, Lost, Rejected
from tools.contracts import Call, StaleBasisError, ToolRefused
from tools.demo import seed
from tools.models import DemoCoupon, DemoOrder, DemoProduct, DemoWrite
from tools.upstream import openapi, reading, routes, wire, writes
from tools.upstream.coupons import NewCoupon
from tools.upstream.demo.shop import DemoShop
from tools.upstream.http.shop import HttpShop
from tools.upstream.products import PriceChange, ProductScope
from tools.upstream.routes import OURS, READS, WRITES, Route, build_arguments, get_answer_type
from tools.upstream.shop import OrderFilter, OrderFlag, Shop

CONTRACT = Path(routes.__file__).with_name("contract.md")
MANUAL = Path(django_settings.BASE_DIR, "docs/connect-a-shop.md")
#: What a list of orders is always asked with.
PAGE = {"limit": "5", "offset": "0"}


# What is written down


def test_each_method_of_the_protocol_has_a_route() -> None:
    offered = {name for name, _ in inspect.getmembers(Shop) if not name.startswith("_")}
    assert {route.method for route in (*READS, *WRITES)} == offered - set(OURS)


def test_the_openapi_file_says_what_the_types_say() -> None:
    assert openapi.FILE.read_text() == openapi.render_document(), "run manage.py shop_openapi"


def test_the_openapi_file_holds_together() -> None:
    document = json.loads(openapi.FILE.read_text())
    names = {f"/{route.path}" for route in (*READS, *WRITES)}
    assert set(document["paths"]) == names | {"/capabilities", "/writes/{key}"}
    for pointer in set(re.findall(r'"#/([^"]+)"', openapi.FILE.read_text())):
        found = document
        for step in pointer.split("/"):
            found = found[step]
    operations = [
        item["operationId"] for path in document["paths"].values() for item in path.values()
    ]
    assert len(operations) == len(set(operations))


@pytest.mark.parametrize("route", [*READS, *WRITES], ids=lambda item: item.method)
def test_the_contract_tells_of_each_route(route: Route) -> None:
    """Its path stands in a row of its own, with every argument, and every field of its answer is named."""
    path = re.sub(r"\\{\w+\\}", "[A-Z]+", re.escape(route.path))
    rows = re.findall(rf"^\| `{path}` \|.*$", CONTRACT.read_text(), re.MULTILINE)
    assert rows, f"contract.md does not tell of {route.path}"
    told = " ".join(rows)
    for name, field in build_arguments(route).model_fields.items():
        named = field.alias or name
        assert f"`{named}`" in told or f'"{named}"' in told or f"{{{named}}}" in route.path, named
    for name in field_names(get_answer_type(route)):
        assert f'"{name}"' in CONTRACT.read_text(), name


def field_names(kind: Any) -> set[str]:
    """The names of all fields of a type and of what it holds."""
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        inner = [field_names(hints[field.name]) for field in fields(kind)]
        return {field.name for field in fields(kind)}.union(*inner)
    return set().union(*map(field_names, get_args(kind)))


# Two shops


@pytest.fixture(scope="module")
def address(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """A filled demo shop for all to see, and the reference server on it."""
    try:
        with django_db_blocker.unblock():
            seed.fill(timezone.now(), orders=300)
            DemoCoupon.objects.create(code="UNUSED", percent_off=5, starts_at=timezone.now())
            name = str(connection.settings_dict["NAME"])
        database = embedded.build_postgres_url(django_settings.ENV.data_dir, name)
        with reference({"DATABASE_URL": database}) as server:
            yield server.url
    finally:
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            tables = [item._meta.db_table for item in (*seed.TABLES, DemoWrite)]
            cursor.execute(
                "SET session_replication_role = replica;"
                f"TRUNCATE {', '.join(tables)}, ownerbot_audit_events RESTART IDENTITY CASCADE;"
                "SET session_replication_role = origin"
            )


@pytest.fixture
def shops(address: str, db: None, settings: Any) -> Iterator[None]:
    """The settings lead to the server; what the test changes directly is undone, what it changes over
    HTTP stays."""
    settings.UPSTREAM_BASE_URL = address
    settings.UPSTREAM_API_KEY = KEY
    settings.UPSTREAM_PRIVATE_NETWORKS = ("127.0.0.1",)
    yield
    reading.close()


def demo() -> DemoShop:
    return DemoShop(now=timezone.now(), zone=django_settings.SHOP_ZONE)


def http() -> HttpShop:
    return HttpShop("en")


#: Texts that find something, by the name of the argument that takes them.
POOLS: dict[str, list[str]] = {
    "order_id": ["OB-1003", "OB-1005", "OB-9", "OB-1 / 2?", "%"],
    "order_ids": ["OB-1003", "OB-1005", "OB-1001", "OB-9"],
    "product_ids": ["P-101", "P-102", "P-110", "P-999"],
    "code": ["SHIP5", "WELCOME10", "NOPE", "a/b"],
    "campaign_id": ["C-1", "C-2", "C-404"],
    "status": ["paid", "stuck", "shipped", "what"],
    "category": ["Coffee", "coffee", "Nothing"],
    "query": ["Keller", "OB-10", "+49 30", "%", "_", "a&b=c", "ö", " "],
}
TODAY = timezone.now().date()
DAYS = st.integers(0, 60).map(lambda back: TODAY - timedelta(days=back))
MOMENTS = st.integers(0, 60 * 24).map(
    lambda hours: datetime(TODAY.year, TODAY.month, TODAY.day, tzinfo=UTC) - timedelta(hours=hours)
)
BY_TYPE: dict[Any, st.SearchStrategy[Any]] = {
    int: st.integers(0, 60),
    bool: st.booleans(),
    date: DAYS,
    datetime: MOMENTS,
    timedelta: st.integers(0, 72).map(lambda hours: timedelta(hours=hours)),
    Decimal: st.decimals(0, 100, places=2),
    str: st.text(st.characters(codec="utf-8", exclude_characters="\0/"), min_size=1, max_size=8),
}


def drawn(name: str, kind: Any) -> st.SearchStrategy[Any]:
    """Arguments of that name and type, most of which find something."""
    if get_origin(kind) in (Union, UnionType):
        return st.one_of(
            *(
                st.none() if get_arg is type(None) else drawn(name, get_arg)
                for get_arg in get_args(kind)
            )
        )
    if get_origin(kind) is Literal:
        return st.sampled_from(get_args(kind))
    if get_origin(kind) in (Sequence, tuple):
        return st.lists(drawn(name, get_args(kind)[0]), max_size=3, unique=True).map(tuple)
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        parts = {field.name: drawn(field.name, hints[field.name]) for field in fields(kind)}
        return st.builds(cast("type[Any]", kind), **parts)
    if name in POOLS:
        return st.sampled_from(POOLS[name])
    return BY_TYPE[kind]


def asked(route: Route) -> st.SearchStrategy[dict[str, Any]]:
    hints = get_type_hints(getattr(Shop, route.method))
    drawn_all = {name: drawn(name, kind) for name, kind in hints.items() if name != "return"}
    return st.fixed_dictionaries(drawn_all).map(_in_order)


def _in_order(values: dict[str, Any]) -> dict[str, Any]:
    """A window starts before it ends."""
    if {"start", "end"} <= values.keys():
        values["start"], values["end"] = sorted((values["start"], values["end"]))
    return values


@pytest.mark.parametrize("route", READS, ids=lambda item: item.method)
def test_both_answer_a_read_alike(shops: None, route: Route) -> None:
    @settings(
        max_examples=15,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(asked(route))
    def agree(values: dict[str, Any]) -> None:
        directly = getattr(demo(), route.method)(**values)
        assert getattr(http(), route.method)(**values) == directly

    agree()


def versions(model: Any, *keys: str) -> dict[str, int]:
    return dict(model.objects.filter(pk__in=keys).values_list("pk", "version"))


def _flags() -> dict[str, Any]:
    ids = ["OB-1003", "OB-1005"]
    others = [
        OrderFlag(flag.order_id, flagged=False, reason="", version=flag.version)
        if flag.flagged
        else replace(flag, flagged=True, reason="again", flagged_at=timezone.now(), flagged_by=7)
        for flag in demo().flags(ids)
    ]
    return {"versions": versions(DemoOrder, *ids), "flags": others}


def _other_products() -> dict[str, Any]:
    there = demo().products(ProductScope(product_ids=("P-101", "P-102")), 2)
    others = [replace(item, published=not item.published) for item in there]
    return {"versions": _products(), "products": others}


def _products() -> dict[str, int]:
    return versions(DemoProduct, "P-101", "P-102")


def _new_coupon(code: str) -> dict[str, Any]:
    coupon = NewCoupon(code, None, Decimal("5.00"), None, timezone.now() + timedelta(days=9), 3)
    return {"versions": {code: 0}, "coupon": coupon}


def _campaign() -> dict[str, int]:
    found = http().campaign("C-1")
    assert found is not None
    return {"C-1": found.version}


#: One change for each write of the protocol.
CHANGES: dict[str, Callable[[], dict[str, Any]]] = {
    "set_flags": lambda: {
        "versions": versions(DemoOrder, "OB-1003", "OB-1005"), "flagged": True, "reason": "ö", "by": 7,
    },
    "restore_flags": _flags,
    "set_prices": lambda: {
        "versions": _products(), "change": PriceChange(percent=Decimal("3.5"), rounding="ninety_nine"),
    },
    "set_discounts": lambda: {"versions": _products(), "percent": 20},
    "set_published": lambda: {"versions": _products(), "published": False},
    "restore_products": _other_products,
    "create_coupon": partial(_new_coupon, "NEW"),
    "remove_coupon": lambda: {"versions": versions(DemoCoupon, "UNUSED")},
    "set_coupon_active": lambda: {"versions": versions(DemoCoupon, "SHIP5"), "active": False},
    "set_campaign_paused": lambda: {"versions": _campaign(), "paused": True},
}  # fmt: skip


@contextmanager
def undone() -> Iterator[None]:
    """Within it changes are tried; afterwards the database has forgotten them."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_there_is_a_change_for_each_write() -> None:
    assert set(CHANGES) == {route.method for route in WRITES}


def over_http(call: Call, key: UUID | None = None, *, check: bool = False) -> Attempt:
    return asyncio.run(writes.write_once(call.target, call.body, key or uuid4(), check=check))


@pytest.mark.parametrize("route", WRITES, ids=lambda item: item.method)
def test_both_carry_out_a_write_alike(shops: None, route: Route) -> None:
    values = CHANGES[route.method]()
    with undone():
        directly = getattr(demo(), route.method)(**values)
    call = getattr(http(), route.method)(**values)
    assert isinstance(call, Call)
    key = uuid4()
    done = over_http(call, key)
    assert isinstance(done, Delivered), done
    kind = TypeAdapter(get_answer_type(route))
    assert kind.validate_python(done.answer) == kind.validate_python(kind.dump_python(directly))
    assert over_http(call, key) == done
    assert over_http(call, key, check=True) == done

    with pytest.raises(StaleBasisError), transaction.atomic():
        getattr(demo(), route.method)(**values)  # what it was computed from is history by now
    assert over_http(call) == Rejected("STALE_PREVIEW")


# What the server keeps


def flagging() -> Call:
    return http().set_flags(versions(DemoOrder, "OB-1001"), flagged=True, reason="once", by=7)


def version() -> int:
    return versions(DemoOrder, "OB-1001")["OB-1001"]


def test_a_key_counts_once_however_often_it_comes_at_once(shops: None) -> None:
    before, call, key = version(), flagging(), uuid4()
    with ThreadPoolExecutor(8) as taps:
        endings = list(taps.map(lambda _: over_http(call, key), range(8)))
    assert version() == before + 1
    done = [ending for ending in endings if isinstance(ending, Delivered)]
    assert done
    assert all(ending == done[0] or ending == Lost("status 409") for ending in endings)
    assert over_http(call, key, check=True) == done[0]


def test_a_key_is_for_one_request_only(shops: None) -> None:
    key = uuid4()
    assert isinstance(over_http(flagging(), key), Delivered)
    before = version()
    assert over_http(flagging(), key) == Rejected("UPSTREAM_REFUSED")
    assert version() == before


def test_a_refused_key_stays_refused(shops: None) -> None:
    key = uuid4()
    stale = http().set_flags({"OB-1001": version() + 7}, flagged=True, reason="", by=7)
    assert over_http(stale, key) == Rejected("STALE_PREVIEW")
    assert over_http(stale, key, check=True) == Rejected("STALE_PREVIEW")


def test_a_key_that_never_came_is_carried_out_when_it_is_asked_about(shops: None) -> None:
    before = version()
    assert isinstance(over_http(flagging(), check=True), Delivered)
    assert version() == before + 1


def test_what_is_running_is_told_as_running(shops: None) -> None:
    key, call = uuid4(), flagging()
    with undone(), connection.cursor() as cursor:
        number = int.from_bytes(key.bytes[:8], signed=True)
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
        assert over_http(call, key) == Lost("status 409")
        assert over_http(call, key, check=True) == Lost("still running there")
    assert isinstance(over_http(call, key, check=True), Delivered)


def age(key: UUID, by: timedelta) -> None:
    """Make a write older, for all to see: a thread has a connection of its own."""
    DemoWrite.objects.filter(pk=key).update(at=timezone.now() - by)
    connection.close()


def test_keys_are_kept_for_a_day_and_no_longer(shops: None) -> None:
    young, old = uuid4(), uuid4()
    for key, hours in ((young, 24), (old, 26)):
        assert isinstance(over_http(flagging(), key), Delivered)
        with ThreadPoolExecutor(1) as elsewhere:
            elsewhere.submit(age, key, timedelta(hours=hours)).result()
    assert isinstance(over_http(flagging()), Delivered)
    assert list(DemoWrite.objects.filter(pk__in=(young, old)).values_list("pk")) == [(young,)]


def test_another_key_of_the_settings_is_not_let_in(shops: None, settings: Any) -> None:
    settings.UPSTREAM_API_KEY = "another"
    with pytest.raises(ToolRefused) as refused:
        http().check()
    assert refused.value.code == "UPSTREAM_DENIED"


def test_many_ask_at_once(shops: None) -> None:
    def ask(_: int) -> int:
        return http().orders(OrderFilter(preset="stuck"), 5).count

    with ThreadPoolExecutor(12) as people:
        assert len(set(people.map(ask, range(40)))) == 1


def test_the_question_of_the_manual_is_answered(shops: None) -> None:
    [(path, query)] = re.findall(
        r"curl 'http://127.0.0.1:8200/v1/(\w+)\?(.*)'", MANUAL.read_text()
    )
    reply = asyncio.run(send("GET", path, params=dict(parse_qsl(query))))
    assert reply.status == 200


def test_a_request_that_cannot_be_right_is_answered_and_changes_nothing(shops: None) -> None:
    headers = {wire.KEY_HEADER: str(uuid4())}
    body = {"versions": {}, "flagged": True, "reason": "", "by": 7}
    wrong: list[tuple[str, str, dict[str, Any], int, str]] = [
        ("GET", "orders", {"params": {"limit": "-1", "offset": "0"}}, 422, "INVALID"),
        ("GET", "orders", {"params": PAGE | {"colour": "red"}}, 422, "INVALID"),
        ("GET", "orders", {"params": PAGE | {"query": "\0"}}, 422, "INVALID"),
        ("GET", "totals", {"params": {"start": "9999-12-31", "end": "9999-12-31"}}, 422, "INVALID"),
        ("GET", "orders/OB%2F1", {}, 404, "NO_SUCH_ORDER"),
        ("GET", "nothing", {}, 404, "NO_SUCH_PATH"),
        ("GET", "writes/1", {}, 400, "KEY_INVALID"),
        ("PUT", "flags", {}, 405, "NO_SUCH_METHOD"),
        ("POST", "flags", {"json": body}, 400, "KEY_MISSING"),
        ("POST", "flags", {"content": b"{", "headers": headers}, 400, "NOT_JSON"),
        ("POST", "flags", {"json": [], "headers": headers}, 422, "INVALID"),
        ("POST", "flags", {"json": body | {"by": "me"}, "headers": headers}, 422, "INVALID"),
        ("POST", "flags", {"content": b" " * 1_000_001, "headers": headers}, 413, "TOO_LARGE"),
        (
            "POST", "products/discounts",
            {"json": {"versions": _products(), "percent": 500}, "headers": headers}, 422, "IMPOSSIBLE",
        ),
    ]  # fmt: skip
    assert asyncio.run(send("GET", "orders", params=PAGE)).status == 200
    for method, path, options, status, code in wrong:
        reply = asyncio.run(send(method, path, **options))
        assert (reply.status, wire.parse_refusal_code(reply.body)) == (status, code), path


async def send(method: str, path: str, **options: Any) -> wire.ShopReply:
    async with wire.build_client(wire.get_endpoint()) as client:
        return await wire.send_request(client, method, path, **options)
