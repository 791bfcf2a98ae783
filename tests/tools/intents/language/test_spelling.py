"""Another keyboard, Latin letters for Russian ones, and slips: what is meant is understood."""

from __future__ import annotations

import pytest

from tests.tools.intents.phrases import TODAY
from tools.intents.answers import ToolCall
from tools.intents.language.spelling import respell
from tools.intents.resolve import resolve


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("ghjlf;b pf dxthf", "продажи за вчера"),
        ("prodazhi za vchera", "продажи за вчера"),
        ("vyruchka za proshluyu nedelyu", "выручка за прошлую неделю"),
        ("pokazhi zastryavshie zakazy", "покажи застрявшие заказы"),
        ("flagni OB-1003", "флагни OB-1003"),
        ("cnfnec pfrfpf OB-1003", "статус заказа OB-1003"),
        ("ырщц ыефсл щквукы", "show stack orders"),
        ("postav C-1 na pauzu", "поставь C-1 на паузу"),
        ("vyrubi c-3", "выруби c-3"),
        ("zapusti kampaniyu c7 opyat", "запусти кампанию c7 опять"),
    ],
)
def test_a_text_is_written_as_it_was_meant(written: str, meant: str) -> None:
    assert respell(written)[:1] == [meant]


@pytest.mark.parametrize(
    "text",
    ["show sales", "продажи за вчера", "kpi yday", "hello", "KPI", "OB-1003", "coupon AUTUMN10", "", "🙂"],
)  # fmt: skip
def test_a_text_that_makes_sense_stays(text: str) -> None:
    assert respell(text) == []


@pytest.mark.parametrize(
    ("text", "call"),
    [
        ("prodazhi za vchera", ToolCall("kpi_snapshot", {"start": "2026-11-22", "end": "2026-11-22"})),
        ("flagni OB-1003", ToolCall("flag_order", {"order_ids": ["OB-1003"]})),
        ("ghjlf;b pf dxthf", ToolCall("kpi_snapshot", {"start": "2026-11-22", "end": "2026-11-22"})),
        ("show stok", ToolCall("inventory_status", {})),
        ("stuck odrers", ToolCall("orders_search", {"preset": "stuck"})),
    ],
)  # fmt: skip
def test_a_text_is_understood_as_it_was_meant(text: str, call: ToolCall) -> None:
    assert resolve(text, today=TODAY, language="en") == call
