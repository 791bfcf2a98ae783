"""Sentences that lean on the card before them, in both languages; and those that must not."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tools.intents.catalogue import SHOP
from tests.tools.intents.phrases import TODAY, phrases
from tools import registry
from tools.intents.answers import Question, ToolCall
from tools.intents.following import Last, follow, looks_back
from tools.intents.resolve import language_of, resolve

KPI = Last(ToolCall("kpi_snapshot", {"start": "2026-11-23", "end": "2026-11-23"}))
WEEKS = Last(ToolCall("kpi_snapshot", {"compare_to": "previous_week"}))
TREND = Last(ToolCall("revenue_trend", {"days": 7}))
TOP = Last(
    ToolCall("top_products", {"days": 7, "direction": "bottom"}), ("P-103", "P-110", "P-113")
)
STUCK = Last(ToolCall("orders_search", {"preset": "stuck"}), ("OB-1005", "OB-1003", "OB-1008"))
FLAGGED = Last(ToolCall("flag_order", {"order_ids": ["OB-1003"], "reason": "late"}))
PRICED = Last(ToolCall("adjust_price", {"product_ids": ["P-101"], "percent": 5}))
COUPON = Last(ToolCall("disable_coupon", {"code": "SHIP5"}))
DETAIL = Last(ToolCall("order_detail", {"order_id": "OB-1003"}))

YESTERDAY = {"start": "2026-11-22", "end": "2026-11-22"}

FOLLOWS: list[tuple[Last, str, str, dict[str, Any]]] = [
    (KPI, "а вчера?", "kpi_snapshot", YESTERDAY),
    (KPI, "and yesterday", "kpi_snapshot", YESTERDAY),
    (KPI, "what about yesterday?", "kpi_snapshot", YESTERDAY),
    (KPI, "and last week?", "kpi_snapshot", {"start": "2026-11-16", "end": "2026-11-22"}),
    (KPI, "what about october", "kpi_snapshot", {"start": "2026-10-01", "end": "2026-10-31"}),
    (KPI, "а за 30 дней", "kpi_snapshot", {"start": "2026-10-25", "end": "2026-11-23"}),
    (WEEKS, "а вчера?", "kpi_snapshot", {"compare_to": "previous_week", **YESTERDAY}),
    (TREND, "а за 30 дней?", "revenue_trend", {"days": 30}),
    (TREND, "and 14 days", "revenue_trend", {"days": 14}),
    (TOP, "а за 30 дней", "top_products", {"days": 30, "direction": "bottom"}),
    (STUCK, "flag the second one", "flag_order", {"order_ids": ["OB-1003"]}),
    (STUCK, "пометь второй", "flag_order", {"order_ids": ["OB-1003"]}),
    (STUCK, "открой последний", "order_detail", {"order_id": "OB-1008"}),
    (STUCK, "open the first", "order_detail", {"order_id": "OB-1005"}),
    (STUCK, "flag the first two", "flag_order", {"order_ids": ["OB-1005", "OB-1003"]}),
    (STUCK, "flag them", "flag_order", {"order_ids": list(STUCK.items)}),
    (STUCK, "пометь их", "flag_order", {"order_ids": list(STUCK.items)}),
    (TOP, "hide these", "publish_product", {"product_ids": list(TOP.items), "published": False}),
    (TOP, "скрой эти товары", "publish_product", {"product_ids": list(TOP.items), "published": False}),
    (TOP, "hide the second", "publish_product", {"product_ids": ["P-110"], "published": False}),
    (FLAGGED, "the same for OB-1005", "flag_order", {"reason": "late", "order_ids": ["OB-1005"]}),
    (FLAGGED, "то же для OB-1005", "flag_order", {"reason": "late", "order_ids": ["OB-1005"]}),
    (PRICED, "the same for P-105", "adjust_price", {"percent": 5, "product_ids": ["P-105"]}),
    (PRICED, "и для P-105", "adjust_price", {"percent": 5, "product_ids": ["P-105"]}),
    (PRICED, "the same for moka pot", "adjust_price", {"percent": 5, "product_ids": ["P-126"]}),
    (PRICED, "то же для мокка пот", "adjust_price", {"percent": 5, "product_ids": ["P-126"]}),
    (COUPON, "the same for VIP25", "disable_coupon", {"code": "VIP25"}),
    (DETAIL, "the same for OB-1005", "order_detail", {"order_id": "OB-1005"}),
]  # fmt: skip

#: What leans on nothing, whatever was shown before.
STANDS_ALONE = [
    "stuck orders", "KPI today", "what is love", "first of november", "hello", "thanks", "don't",
    "the printer is stuck", "отмена", "спасибо", "погода",
]  # fmt: skip
#: What looks back and still orders nothing.
ORDERS_NOTHING = [
    (TOP, "hide it"), (STUCK, "пометь его"),
    (STUCK, "don't flag the second one"), (STUCK, "не помечай их"), (STUCK, "should I flag them?"),
    (STUCK, "если пометить второй"), (STUCK, "how do I flag the first"), (TOP, "не скрывай эти"),
    (KPI, "flag the second one"), (PRICED, "the same for love"), (FLAGGED, "the same for everybody"),
    (KPI, "and what is love"), (STUCK, "и тебе не хворать"), (COUPON, "and a pizza"),
]  # fmt: skip


def followed(last: Last, text: str) -> Any:
    language = language_of(text, "en")
    return follow(text, last, today=TODAY, language=language, catalogue=SHOP)


@pytest.mark.parametrize(("last", "text", "tool", "payload"), FOLLOWS)
def test_it_follows(last: Last, text: str, tool: str, payload: dict[str, Any]) -> None:
    alone = resolve(text, today=TODAY, language=language_of(text, "en"), catalogue=SHOP)
    assert isinstance(alone, Question)
    assert looks_back(text)
    assert followed(last, text) == ToolCall(tool, payload)
    found = registry.get(tool)
    assert found is not None
    found.Payload.model_validate(payload)


@pytest.mark.parametrize("text", STANDS_ALONE)
def test_what_stands_alone_leans_on_nothing(text: str) -> None:
    alone = resolve(text, today=TODAY, language=language_of(text, "en"), catalogue=SHOP)
    assert isinstance(alone, ToolCall) or not looks_back(text)


@pytest.mark.parametrize(("last", "text"), ORDERS_NOTHING)
def test_what_orders_nothing_orders_nothing_after_a_card(last: Last, text: str) -> None:
    assert not isinstance(followed(last, text), ToolCall)


@pytest.mark.parametrize("text", ["flag the fourth one", "пометь первые пять"])
def test_a_row_that_is_not_there_is_said(text: str) -> None:
    found = followed(STUCK, text)
    assert isinstance(found, Question)
    assert "3" in found.text


def test_no_sentence_that_orders_nothing_becomes_an_action_after_a_card() -> None:
    ordered = [
        (phrase.text, found)
        for phrase in phrases()
        if phrase.tool is None
        for last in (KPI, STUCK, TOP, PRICED)
        if isinstance(found := followed(last, phrase.text), ToolCall)
        and (tool := registry.get(found.tool)) is not None
        and tool.kind == "action"
        and looks_back(phrase.text)
    ]
    # After a list of products these are theirs: an order that only lacked which ones.
    assert {text for text, _ in ordered} == {"подними эти цены на 3%"}


@given(st.text(max_size=80), st.sampled_from([KPI, STUCK, TOP, FLAGGED, PRICED, COUPON, DETAIL]))
def test_it_takes_any_text(text: str, last: Last) -> None:
    followed(last, text)
    looks_back(text)
