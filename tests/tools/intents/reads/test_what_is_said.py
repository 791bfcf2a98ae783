"""What is said is in the call, or leads to a question: slips in periods, days told beside, "only", ways to a figure."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tools.intents.answers import Answer, Question, ToolCall
from tools.intents.resolve import detect_language, resolve

TODAY = date(2026, 11, 23)


def ask(text: str) -> Answer:
    return resolve(text, today=TODAY, language=detect_language(text, "en"))


@pytest.mark.parametrize(
    ("text", "tool", "payload"),
    [
        # slips that their neighbours explain
        ("rfeunds last wek", "refunds_anomalies", {"days": 7, "end": "2026-11-22"}),
        ("dodgy buyers lats week", "truststack_signals", {"days": 7, "end": "2026-11-22"}),
        ("how many orders this moth", "kpi_snapshot", {"start": "2026-11-01", "end": "2026-11-23"}),
        ("refunds since the 15ht of november", "refunds_anomalies", {"days": 9}),
        ("what is in oder 1031", "order_detail", {"order_id": "OB-1031"}),
        ("teh refunds last week", "refunds_anomalies", {"days": 7, "end": "2026-11-22"}),
        ("chto s vozvratami v etom mesyace", "refunds_anomalies", {"days": 23}),
        # days that are told beside the question, and words that refer to them
        ("As it's Monday, run me through the trust warnings", "truststack_signals", {}),
        ("раз уж понедельник и все собрались, открой нам график выручки", "revenue_trend", {}),
        ("As we moved on the 9th, give me the refunds since then", "refunds_anomalies", {"days": 15}),
        ("Now that the weekend is over, how many visitors did those two days bring?", "funnel_snapshot", {"days": 2, "end": "2026-11-22"}),
        ("refunds compared with the three months before", "refunds_anomalies", {}),
        # numbers that count something else, and "only"
        ("show the inventory with up to 100 lines", "inventory_status", {"limit": 100}),
        ("give me the list of the best ones", "top_products", {"direction": "top"}),
        ("see only the orders carrying a flag", "orders_search", {"flagged": True}),
        ("orders since about ten hours ago", "orders_search", {"since_hours": 10}),
        # what is asked, not what a word of it also means
        ("show me yesterday's orders", "orders_search", {"start": "2026-11-22", "end": "2026-11-22"}),
        ("anything fishy today", "truststack_signals", {"days": 1}),
        ("which ones have the status failed", "orders_search", {"status": "failed"}),
        ("people with many failed payments", "truststack_signals", {}),
        ("how many times they used our codes, biggest first", "coupons_status", {"sort": "most_used"}),
        ("did anything crash", "system_status", {}),
        ("did anything crash, show errors", "system_status", {"section": "errors"}),
        ("поломалось что-нибудь?", "system_status", {}),
        # a question about one thing, whatever else its words may ask for
        ("could you bring up 1096?", "order_detail", {"order_id": "OB-1096"}),
        ("Не могли бы вы открыть OB-1053?", "order_detail", {"order_id": "OB-1053"}),
        ("Which orders should have left the warehouse by now and haven't?", "orders_search", {"preset": "late_ship"}),
        ("List every order that was cancelled.", "orders_search", {"status": "cancelled"}),
        ("the half dozen most recent orders", "orders_search", {"limit": 6}),
        ("Could I see fifteen of the low-stock items, please?", "inventory_status", {"section": "low_stock", "limit": 15}),
        ("What's down to its last couple, two or fewer?", "inventory_status", {"section": "low_stock", "low_stock_at_most": 2}),
        ("Show the chats nobody has replied to.", "chats_unanswered", {}),
        ("What will we sell in the coming days?", "demand_forecast", {}),
        ("Что будет продаваться в ближайшее время?", "demand_forecast", {}),
        ("I'd be obliged for an estimate of sales over the next 14 days.", "demand_forecast", {"horizon_days": 14}),
        ("show the most recent errors", "system_status", {"section": "errors"}),
        ("Какие ошибки были в последнее время?", "system_status", {"section": "errors"}),
        ("what went wrong recently", "system_status", {"section": "errors"}),
        ("связь есть?", "system_status", {}),
        ("игрушечный магазин?", "system_status", {"section": "mode"}),
        ("two weeks of sales ending Saturday the 21st", "revenue_trend", {"days": 14, "end": "2026-11-21"}),
    ],
)  # fmt: skip
def test_it_is_in_the_call(text: str, tool: str, payload: dict[str, Any]) -> None:
    assert ask(text) == ToolCall(tool, payload)


@pytest.mark.parametrize(
    "text",
    [
        "where do I find the refund rate?",
        "где посмотреть процент возвратов?",
        "how do I make a coupon?",
        "thanks for the coupons list",
        "спасибо за список купонов",
        "no need to open order 1044",
        "hmm do I want to see 1003 at all",
        "reorder list, onyl 5",
        "заказы с флагом за прошлую неделю и раньше",
        "is there even one coupon",
        "the takings of the last year",
        "заказы, требующие второго взгляда",
    ],
)
def test_it_leads_to_a_question(text: str) -> None:
    assert isinstance(ask(text), Question)


def test_a_day_or_all_since_it_are_offered() -> None:
    answer = ask("orders from the 20th of November")

    assert isinstance(answer, Question)
    assert [button.payload for button in answer.suggestions][:2] == [
        {"start": "2026-11-20", "end": "2026-11-20"},
        {"start": "2026-11-20", "end": "2026-11-23"},
    ]
