"""A shop over HTTP, against a real socket: what it answers is shown, whatever else comes is said."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.servers.shop import API_KEY, Reply, Shop, shop_server
from tests.tools.conftest import ask, context
from tools import runner
from tools.call_outcomes import Attempt, Delivered, Lost, NotYet, Rejected
from tools.contracts import Action, OutsideCalls, Receipt, Result, ToolRefused
from tools.upstream import reading, wire, writes
from tools.upstream.http.shop import HttpShop
from tools.upstream.products import Product, ProductScope
from tools.upstream.sales import DaySales, ProductSales
from tools.upstream.shop import (
    ChatQueue,
    DayRevenue,
    OrderFilter,
    OrderFlag,
    OrderList,
    OrderRow,
    Totals,
    WaitingChat,
)

DAY = date(2026, 11, 22)
AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
ROW = OrderRow("OB-1", "paid", "paid", "waiting", Decimal("24.50"), "Ann", AT, None, flagged=False)
ROW_JSON = {
    "order_id": "OB-1", "status": "paid", "payment_status": "paid", "shipping_status": "waiting",
    "total": "24.50", "customer": "Ann", "created_at": "2026-11-22T09:30:00Z", "ship_due_at": None,
    "flagged": False,
}  # fmt: skip
PRODUCT = Product("P-1", "Cup", "Cups", None, 0, 3, published=False, has_photo=True, version=4)
PRODUCT_JSON = {
    "product_id": "P-1", "title": "Cup", "category": "Cups", "price": None, "discount_percent": 0,
    "stock": 3, "published": False, "has_photo": True, "version": 4,
}  # fmt: skip

COUPON_JSON = {
    "code": "SHIP5", "percent_off": None, "amount_off": "5.00", "starts_at": "2026-01-01T00:00:00Z",
    "ends_at": None, "max_uses": None, "active": True, "version": 3, "uses": 12, "revenue": "99.90",
}  # fmt: skip
CAMPAIGN_JSON = {
    "campaign_id": "C-1", "title": "Autumn", "channel": "Ads", "paused": False,
    "daily_budget": "25.00", "spent": "10.00", "started_at": "2026-11-01T00:00:00Z", "version": 7,
}  # fmt: skip


@pytest.fixture(scope="module")
def server() -> Iterator[Shop]:
    with shop_server() as shop:
        yield shop


@pytest.fixture
def upstream(server: Shop, settings: Any) -> Iterator[Shop]:
    server.fill("OB-1003", "OB-1005")
    server.replies.clear()
    server.requests.clear()
    server.promotions = {"SHIP5": dict(COUPON_JSON), "C-1": dict(CAMPAIGN_JSON)}
    server.forgets_keys = False
    settings.UPSTREAM_MODE = "HTTP"
    settings.UPSTREAM_BASE_URL = server.url
    settings.UPSTREAM_API_KEY = API_KEY
    settings.UPSTREAM_PRIVATE_NETWORKS = ("127.0.0.1",)
    yield server
    reading.close()


def shop() -> HttpShop:
    return HttpShop("en")


def test_answers_become_what_the_tools_know(upstream: Shop) -> None:
    upstream.reads |= {
        "totals": {"revenue": "1234.50", "paid_orders": 3, "created_orders": 5},
        "revenue-by-day": [{"day": "2026-11-22", "revenue": "10.10", "paid_orders": 1}],
        "orders": {"count": 1, "total": "24.50", "rows": [ROW_JSON]},
        "chats": {
            "waiting": 2, "over_2h": 1, "over_6h": 0, "over_24h": 0, "matching": 2,
            "rows": [
                {"thread_id": "T-1", "customer": "Ann", "subject": "Where is it",
                 "waiting_since": "2026-11-22T09:30:00Z"},
            ],
        },
    }  # fmt: skip
    shop().check()
    assert shop().totals(DAY, DAY) == Totals(Decimal("1234.50"), 3, 5)
    assert shop().revenue_by_day(DAY, DAY) == [DayRevenue(DAY, Decimal("10.10"), 1)]
    assert shop().orders(OrderFilter(preset="stuck"), 20) == OrderList(1, Decimal("24.50"), (ROW,))
    assert shop().order("OB-404") is None
    assert shop().flags(["OB-1003"]) == [OrderFlag("OB-1003", flagged=False, reason="", version=1)]
    assert len(shop().matching_flags("stuck", 10)) == 2
    assert shop().waiting_chats(timedelta(hours=2), 10) == ChatQueue(
        2, 1, 0, 0, 2, (WaitingChat("T-1", "Ann", "Where is it", AT),)
    )


def test_products_become_what_the_tools_know(upstream: Shop) -> None:
    upstream.reads |= {
        "products": [PRODUCT_JSON],
        "inventory": {
            "products": 4, "pieces": 9, "out_of_stock": 1, "low_stock": 1, "missing_photo": 0,
            "missing_price": 1, "unpublished": 1, "matching": 1, "rows": [PRODUCT_JSON],
        },
        "sold": {
            "revenue": "20.00", "quantity": 2, "count": 1,
            "rows": [{"key": "P-1", "title": "Cup", "revenue": "20.00", "quantity": 2}],
        },
    }  # fmt: skip
    assert shop().products(ProductScope(product_ids=("P-1",), stock_at_most=0), 10) == [PRODUCT]
    assert shop().inventory("all", 5, 10).rows == (PRODUCT,)
    top = ask("top_products", {"days": 1})
    assert top.data["rows"] == [
        {"key": "P-1", "title": "Cup", "revenue": Decimal("20.00"), "quantity": 2}
    ]
    assert top.provenance is not None
    assert top.provenance.source == "HTTP"


def test_insights_become_what_the_tools_know(upstream: Shop) -> None:
    returned = {
        "key": "P-1", "title": "Cup", "refunds": 4, "amount": "40.00", "paid_orders": 5, "usual": "0.25",
        "stands_out": True,
    }  # fmt: skip
    upstream.reads |= {
        "funnel": {
            "days": 7, "visits": 100, "carts": 10, "checkouts": 5, "paid": 2,
            "channels": [{"channel": "Ads", "visits": 100, "carts": 10, "checkouts": 5}],
        },
        "refunds": {
            "refunds": 4, "amount": "40.00", "paid_orders": 50, "refunds_before": 5,
            "paid_orders_before": 100, "stands_out": False,
            "reasons": [{"reason": "late", "refunds": 4, "amount": "40.00"}],
            "products": [returned], "customers": [],
        },
        "signals": {
            "count": 1,
            "rows": [
                {"customer_id": "77", "customer": "Ann",
                 "concerns": [{"rule": "large_first", "number": "431.90", "order_ids": ["OB-1"]}]},
            ],
        },
    }  # fmt: skip
    funnel = ask("funnel_snapshot")
    assert (funnel.data["overall_rate"], funnel.data["channels"][0]["channel"]) == (
        Decimal("0.0200"), "Ads",
    )  # fmt: skip
    refunds = ask("refunds_anomalies")
    assert refunds.data["products"] == (
        {**returned, "amount": Decimal("40.00"), "usual": Decimal("0.25")},
    )
    trust = ask("truststack_signals")
    assert trust.card.table is not None
    assert trust.card.table.rows == (("Ann", "OB-1", "unusually large first order, €431.90"),)
    for answer in (funnel, refunds, trust):
        assert answer.provenance is not None
        assert answer.provenance.source == "HTTP"


def test_a_reason_without_an_order_is_told_all_the_same(upstream: Shop) -> None:
    concern = {"rule": "burst", "number": "3", "order_ids": []}
    row = {"customer_id": "77", "customer": "Ann", "concerns": [concern]}
    upstream.reads["signals"] = {"count": 1, "rows": [row]}
    card = ask("truststack_signals").card
    assert card.table is not None
    assert card.table.rows == (("Ann", "", "3 orders within an hour"),)
    assert card.next == ()


NO_FUNNEL = {"days": 0, "visits": 0, "carts": 0, "checkouts": 0, "paid": 0, "channels": []}


@pytest.mark.parametrize(
    ("tool", "path", "answer"),
    [
        ("funnel_snapshot", "funnel", {**NO_FUNNEL, "days": 8}),
        ("funnel_snapshot", "funnel", {**NO_FUNNEL, "visits": -1}),
        ("funnel_snapshot", "funnel", {**NO_FUNNEL, "paid": None}),
        ("refunds_anomalies", "refunds", {"refunds": 1}),
        (
            "truststack_signals", "signals",
            {"count": 1, "rows": [{"customer_id": "1", "customer": "A", "concerns": [
                {"rule": "a rule of its own", "number": "1", "order_ids": []}]}]},
        ),
    ],
)  # fmt: skip
def test_an_answer_that_cannot_be_right_is_not_believed(
    upstream: Shop, tool: str, path: str, answer: dict[str, Any]
) -> None:
    upstream.reads[path] = answer
    with pytest.raises(ToolRefused) as refused:
        ask(tool)
    assert refused.value.code == "UPSTREAM_GARBLED"


@pytest.mark.parametrize(
    ("tool", "path"),
    [
        ("funnel_snapshot", "funnel"),
        ("refunds_anomalies", "refunds"),
        ("truststack_signals", "signals"),
    ],
)
def test_a_shop_without_such_an_answer_is_told_as_such(
    upstream: Shop, tool: str, path: str
) -> None:
    upstream.replies[path] = [Reply(status=404)]
    with pytest.raises(ToolRefused) as refused:
        ask(tool)
    assert refused.value.code == "UPSTREAM_UNSUPPORTED"


SOLD_DAY = {"day": "2026-11-22", "paid_orders": 2, "units": 3, "revenue": "30.00"}
SOLD_PRODUCT = {
    "product_id": "P-1", "title": "Cup", "stock": 3, "published": True, "units": 3,
    "last_sold": "2026-11-22",
}  # fmt: skip


def test_sales_become_what_the_tools_know(upstream: Shop) -> None:
    upstream.reads |= {"sales-by-day": [SOLD_DAY], "sales-by-product": [SOLD_PRODUCT]}
    assert shop().sales_by_day(DAY, DAY) == [DaySales(DAY, 2, 3, Decimal("30.00"))]
    assert shop().sales_by_product(DAY, DAY) == [
        ProductSales("P-1", "Cup", 3, published=True, units=3, last_sold=DAY, lead_days=None)
    ]


@pytest.mark.parametrize(
    "days",
    [[], [SOLD_DAY, SOLD_DAY], [{**SOLD_DAY, "units": -1}], [{**SOLD_DAY, "day": "2026-11-21"}]],
)
def test_sales_with_a_day_too_few_or_less_than_nothing_sold_are_not_believed(
    upstream: Shop, days: list[dict[str, Any]]
) -> None:
    upstream.reads["sales-by-day"] = days
    with pytest.raises(ToolRefused) as refused:
        shop().sales_by_day(DAY, DAY)
    assert refused.value.code == "UPSTREAM_GARBLED"


def test_a_read_says_which_shop_it_asked(upstream: Shop) -> None:
    upstream.reads["totals"] = {"revenue": "0.00", "paid_orders": 0, "created_orders": 0}
    answer = ask("kpi_snapshot", {"start": "2026-11-22", "end": "2026-11-22"})
    assert answer.provenance is not None
    assert answer.provenance.source == "HTTP"


def test_arguments_are_written_as_the_contract_says() -> None:
    asked = {
        "day": DAY,
        "flagged": True,
        "older_than": timedelta(hours=2),
        "id": ["a", "b"],
        "no": None,
    }
    assert wire.to_query(asked) == [
        ("day", "2026-11-22"), ("flagged", "true"), ("older_than", "7200"), ("id", "a"), ("id", "b"),
    ]  # fmt: skip


HUGE = b'"' + b"x" * (wire.MOST_BYTES + 1) + b'"'
NAN = b'{"revenue": NaN, "paid_orders": 1, "created_orders": 1}'
REPLIES = [
    (Reply(401), "UPSTREAM_DENIED"),
    (Reply(403), "UPSTREAM_DENIED"),
    (Reply(404), "UPSTREAM_UNSUPPORTED"),
    (Reply(409), "UPSTREAM_REFUSED"),
    (Reply(422), "UPSTREAM_REFUSED"),
    (Reply(429), "UPSTREAM_BUSY"),
    (Reply(500, b"<html>oops</html>"), "UPSTREAM_UNAVAILABLE"),
    (Reply(503), "UPSTREAM_UNAVAILABLE"),
    (Reply(302, headers={"Location": "http://127.0.0.1:1/"}), "UPSTREAM_UNAVAILABLE"),
    (Reply(799), "UPSTREAM_UNAVAILABLE"),
    (Reply(0), "UPSTREAM_UNAVAILABLE"),
    (Reply(200, HUGE), "UPSTREAM_UNAVAILABLE"),
    (Reply(200, b""), "UPSTREAM_GARBLED"),
    (Reply(200, b"<html>hello</html>"), "UPSTREAM_GARBLED"),
    (Reply(200, b"[" * 100_000), "UPSTREAM_GARBLED"),
    (Reply(200, NAN), "UPSTREAM_GARBLED"),
    (
        Reply(200, b'{"revenue": "many", "paid_orders": 1, "created_orders": 1}'),
        "UPSTREAM_GARBLED",
    ),
    (Reply(200, b"\xff\xfe\x00"), "UPSTREAM_GARBLED"),
]


@pytest.mark.parametrize(("reply", "code"), REPLIES, ids=lambda item: str(item)[:40])
def test_whatever_else_comes_is_said_and_never_replaced(
    upstream: Shop, reply: Reply, code: str
) -> None:
    upstream.replies["totals"] = [reply]
    with pytest.raises(ToolRefused) as refused:
        shop().totals(DAY, DAY)
    assert refused.value.code == code
    assert refused.value.text.endswith((".", "?"))


def test_a_shop_that_is_not_there(upstream: Shop, settings: Any) -> None:
    settings.UPSTREAM_BASE_URL = f"http://127.0.0.1:{free_port()}"
    with pytest.raises(ToolRefused) as refused:
        ask("kpi_snapshot", {}, context(language="ru"))
    assert refused.value.code == "UPSTREAM_UNAVAILABLE"
    assert refused.value.text.startswith("Магазин сейчас не отвечает")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


# Writes


BODY = {"versions": {"OB-1003": 1}, "flagged": True, "reason": "late", "by": 7}
DONE = Delivered(
    {
        "before": [
            {"order_id": "OB-1003", "flagged": False, "reason": "", "version": 1,
             "flagged_at": None, "flagged_by": None},
        ],
        "versions": {"OB-1003": 2},
    }
)  # fmt: skip


async def write(key: UUID | None = None, *, check: bool = False) -> Attempt:
    return await writes.write_once("flags", BODY, key or uuid4(), check=check)


async def test_a_write_is_carried_out_once_under_its_key(upstream: Shop) -> None:
    key = uuid4()
    assert await write(key) == DONE
    assert await write(key) == DONE
    assert await write(key, check=True) == DONE
    assert upstream.applied[str(key)] == 1
    assert upstream.orders["OB-1003"]["reason"] == "late"


WRITES = [
    (Reply(400), Rejected("UPSTREAM_REFUSED")),
    (Reply(401), Rejected("UPSTREAM_DENIED")),
    (Reply(403), Rejected("UPSTREAM_DENIED")),
    (Reply(404), Rejected("UPSTREAM_REFUSED")),
    (Reply(409, b'{"code": "STALE"}'), Rejected("STALE_PREVIEW")),
    (Reply(409, b'{"code": "IN_PROGRESS"}'), Lost("status 409")),
    (Reply(422), Rejected("UPSTREAM_REFUSED")),
    (Reply(302, headers={"Location": "/v1/flags"}), Rejected("UPSTREAM_REFUSED")),
    (Reply(429, headers={"Retry-After": "7"}), NotYet("RATE_LIMITED", wait_sec=7.0)),
    (Reply(429), NotYet("RATE_LIMITED")),
    (Reply(500), Lost("status 500")),
    (Reply(502, b"<html>"), Lost("status 502")),
    (Reply(200, b"<html>"), Lost("an answer that cannot be read")),
    (Reply(200, b'{"state":"done","answer":"' + HUGE), Lost("AnswerTooLargeError")),
]


@pytest.mark.parametrize(("reply", "attempt"), WRITES, ids=lambda item: str(item)[:40])
async def test_every_ending_of_a_write(upstream: Shop, reply: Reply, attempt: Attempt) -> None:
    upstream.replies["flags"] = [reply]
    assert await write() == attempt
    assert len(upstream.requests) == 1


async def test_a_cut_connection_leaves_it_open(upstream: Shop) -> None:
    upstream.replies["flags"] = [Reply(0)]
    assert isinstance(await write(), Lost)


async def test_no_answer_in_time_leaves_it_open(
    upstream: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "READ_SEC", 0.2)
    upstream.replies["flags"] = [Reply(hangs=True)]
    assert await write() == Lost("ReadTimeout")


async def test_what_never_left_is_tried_again(upstream: Shop, settings: Any) -> None:
    settings.UPSTREAM_BASE_URL = f"http://127.0.0.1:{free_port()}"
    assert await write() == NotYet("UNREACHABLE")


async def test_a_lost_answer_is_looked_up_by_its_key(upstream: Shop) -> None:
    key = uuid4()
    upstream.replies["flags"] = [Reply(applied=True)]
    assert isinstance(await write(key), Lost)
    assert await write(key, check=True) == DONE
    assert upstream.applied[str(key)] == 1
    assert upstream.requests[1:] == [("GET", f"writes/{key}", "")]


async def test_a_request_that_never_arrived_is_sent_again_under_its_key(upstream: Shop) -> None:
    key = uuid4()
    upstream.replies["flags"] = [Reply(0)]
    assert isinstance(await write(key), Lost)
    assert await write(key, check=True) == DONE
    assert upstream.applied[str(key)] == 1
    assert upstream.requests[1:] == [("GET", f"writes/{key}", ""), ("POST", "flags", str(key))]


@pytest.mark.parametrize(
    ("known", "attempt"),
    [
        (Reply(200, b'{"state": "refused", "code": "STALE"}'), Rejected("STALE_PREVIEW")),
        (Reply(200, b'{"state": "running"}'), Lost("still running there")),
        (Reply(200, b"<html>"), Lost("the shop cannot tell (200)")),
        (Reply(404), Lost("the shop cannot tell (404)")),
        (Reply(401), Lost("the shop cannot tell (401)")),
        (Reply(500), Lost("the shop cannot tell (500)")),
    ],
    ids=lambda item: str(item)[:40],
)
async def test_only_a_clear_word_settles_it(
    upstream: Shop, known: Reply, attempt: Attempt
) -> None:
    key = uuid4()
    upstream.replies[f"writes/{key}"] = [known]
    assert await write(key, check=True) == attempt
    assert str(key) not in upstream.applied


@pytest.mark.parametrize(
    ("name", "arguments", "path", "field"),
    [
        ("adjust_price", {"set_to": "9.5"}, "products/prices", ("price", None, "9.5")),
        ("set_discount", {"percent": 20}, "products/discounts", ("discount_percent", 0, 20)),
        ("publish_product", {"published": True}, "products/published", ("published", False, True)),
    ],
)
async def test_a_change_of_products_goes_to_the_shop_and_back(
    upstream: Shop, name: str, arguments: dict[str, Any], path: str, field: tuple[str, Any, Any]
) -> None:
    priced = PRODUCT_JSON | ({"price": "4.00"} if name == "publish_product" else {})
    upstream.products = {"P-1": dict(priced)}
    upstream.reads["products"] = [priced]
    action = runner.find(name, context())
    assert isinstance(action, Action)
    payload = runner.validate(action, {"product_ids": ["P-1"], **arguments}, context())
    basis = action.preview(payload, context()).basis
    assert basis == {"P-1": 4}

    done = await carried_out(action.apply(payload, basis, "main", context()), path)
    result = action.conclude(payload, [done], context())
    assert upstream.products["P-1"][field[0]] == field[2]
    assert result.data == {"product_ids": ["P-1"]}
    assert result.undo is not None

    back = await carried_out(action.undo(result.undo, {"P-1": 5}, context()), "products/restore")
    assert action.conclude_undo(result.undo, [back], context()).card.title == "Undone: 1 product"
    assert upstream.products["P-1"][field[0]] == field[1]


async def carried_out(outside: Result | OutsideCalls, path: str = "") -> Receipt:
    """What the shop answers to the one call, which goes to that path."""
    assert isinstance(outside, OutsideCalls)
    [call] = outside.calls
    assert call.kind == "upstream"
    assert path in ("", call.target)
    attempt = await writes.write_once(call.target, call.body, uuid4(), check=False)
    assert isinstance(attempt, Delivered)
    return Receipt(call.label, call.target, "", attempt.answer)


# Coupons and campaigns


def test_coupons_become_what_the_tools_know(upstream: Shop) -> None:
    upstream.reads["coupons"] = {"count": 1, "rows": [COUPON_JSON]}
    answer = ask("coupons_status", {"sort": "most_used"})
    assert answer.data["coupons"][0]["revenue"] == Decimal("99.90")
    assert answer.card.table is not None
    assert answer.card.table.rows == (("SHIP5 −€5.00", "12", "€99.90", "no end"),)
    assert answer.provenance is not None
    assert answer.provenance.source == "HTTP"
    assert shop().coupon("NOPE") is None
    assert shop().campaign("C-9") is None


@pytest.mark.parametrize(
    ("tool", "arguments", "name", "after", "left"),
    [
        ("create_coupon", {"code": "NEW", "amount_off": "5", "ends_at": "2099-12-31"}, "NEW",
         {"amount_off": "5.00", "ends_at": "2099-12-31T23:59:59+01:00", "version": 1}, None),
        ("disable_coupon", {"code": "SHIP5"}, "SHIP5", {"active": False, "version": 4},
         {"active": True, "version": 5}),
        ("pause_campaign", {"campaign_id": "C-1"}, "C-1", {"paused": True, "version": 8},
         {"paused": False, "version": 9}),
    ],
)  # fmt: skip
async def test_a_change_is_made_there_and_taken_back(
    upstream: Shop,
    tool: str,
    arguments: dict[str, Any],
    name: str,
    after: dict[str, Any],
    left: dict[str, Any] | None,
) -> None:
    action = runner.find(tool, context())
    assert isinstance(action, Action)
    payload = runner.validate(action, arguments, context())
    basis = action.preview(payload, context()).basis
    receipt = await carried_out(action.apply(payload, basis, "main", context()))
    result: Result = action.conclude(payload, [receipt], context())
    assert upstream.promotions[name].items() >= after.items()
    assert result.undo is not None
    back = action.preview_undo(result.undo, context())
    assert back.variants == ("main",)
    receipt = await carried_out(action.undo(result.undo, back.basis, context()))
    assert action.conclude_undo(result.undo, [receipt], context()).card.title
    assert (
        (upstream.promotions[name].items() >= left.items())
        if left
        else (name not in upstream.promotions)
    )


async def test_a_coupon_that_was_used_is_not_removed_there(upstream: Shop) -> None:
    call = shop().remove_coupon({"SHIP5": 3})
    ended = await writes.write_once(call.target, call.body, uuid4(), check=False)
    assert ended == Rejected("STALE_PREVIEW")


def test_two_first_questions_at_once_are_asked_by_one_loop(
    upstream: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bot and worker may both be the first to ask; a client belongs to the loop it was made on."""
    reading.close()
    reading._start_loop.cache_clear()
    made: list[asyncio.AbstractEventLoop] = []
    new_loop = asyncio.new_event_loop

    def slowly() -> asyncio.AbstractEventLoop:
        made.append(new_loop())
        time.sleep(0.05)
        return made[-1]

    monkeypatch.setattr(asyncio, "new_event_loop", slowly)
    upstream.reads["totals"] = {"revenue": "1.00", "paid_orders": 1, "created_orders": 1}
    start = threading.Barrier(4)

    def first(_: int) -> Decimal:
        start.wait()
        return HttpShop("en").totals(date(2026, 11, 23), date(2026, 11, 23)).revenue

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(first, range(4))) == {Decimal("1.00")}
    assert len(made) == 1
