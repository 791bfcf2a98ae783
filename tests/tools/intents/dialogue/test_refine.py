"""Words that refine the last card, or turn back the change that it shows; and those that do not."""

from __future__ import annotations

from typing import Any

import pytest

from tests.evals.measure import build_demo_catalogue
from tests.tools.intents.phrases import TODAY
from tools.intents.answers import Answer, Question, ToolCall
from tools.intents.dialogue.follow_up import PreviousCard, follow, is_leaning
from tools.intents.dialogue.refine import complete_from_card
from tools.intents.resolve import detect_language, understand
from tools.intents.sentence import Sentence, parse

TOP = PreviousCard(ToolCall("top_products", {"direction": "top"}), ("P-103", "P-110"))
CATEGORIES = PreviousCard(ToolCall("top_products", {"group_by": "category", "direction": "top"}))
STUCK = PreviousCard(ToolCall("orders_search", {"preset": "stuck"}), ("OB-1005", "OB-1003"))
KPI = PreviousCard(ToolCall("kpi_snapshot", {}))
WEEK = PreviousCard(ToolCall("kpi_snapshot", {"start": "2026-11-09", "end": "2026-11-15"}))
OCTOBER = PreviousCard(ToolCall("kpi_snapshot", {"start": "2026-10-01", "end": "2026-10-31"}))
SATURDAY = PreviousCard(ToolCall("kpi_snapshot", {"start": "2026-11-21", "end": "2026-11-21"}))
UNPAID = PreviousCard(ToolCall("orders_search", {"preset": "unpaid"}), ("OB-1005",))
FLAGGED = PreviousCard(ToolCall("flag_order", {"order_ids": ["OB-1088"]}))
FUNNEL = PreviousCard(ToolCall("funnel_snapshot", {"days": 23}))
DETAIL = PreviousCard(ToolCall("order_detail", {"order_id": "OB-1005"}))
PAUSED = PreviousCard(ToolCall("pause_campaign", {"campaign_id": "C-1", "paused": True}))
HIDDEN = PreviousCard(ToolCall("publish_product", {"product_ids": ["P-1"], "published": False}))
OFF = PreviousCard(ToolCall("disable_coupon", {"code": "SHIP5"}))
DISCOUNT = PreviousCard(
    ToolCall("set_discount", {"percent": 25, "category": "Cups", "all": False})
)

REFINED: list[tuple[PreviousCard, str, str, dict[str, Any]]] = [
    (TOP, "the next ten", "top_products", {"direction": "top", "limit": 10, "offset": 10}),
    (STUCK, "more", "orders_search", {"preset": "stuck", "offset": 20}),
    (STUCK, "дальше", "orders_search", {"preset": "stuck", "offset": 20}),
    (STUCK, "ещё 5", "orders_search", {"preset": "stuck", "offset": 20, "limit": 5}),
    (STUCK, "how many in all?", "orders_search", {"preset": "stuck"}),
    (STUCK, "а сколько всего", "orders_search", {"preset": "stuck"}),
    (STUCK, "the first one", "order_detail", {"order_id": "OB-1005"}),
    (STUCK, "only flagged ones", "orders_search", {"preset": "stuck", "flagged": True}),
    (TOP, "bottom instead", "top_products", {"direction": "bottom"}),
    (TOP, "by category", "top_products", {"direction": "top", "group_by": "category"}),
    (TOP, "and for the last 30 days?", "top_products", {"direction": "top", "days": 30}),
    (CATEGORIES, "а по товарам", "top_products", {"direction": "top"}),
    (KPI, "no, last week", "kpi_snapshot", {"start": "2026-11-16", "end": "2026-11-22"}),
    (KPI, "no, I meant last week", "kpi_snapshot", {"start": "2026-11-16", "end": "2026-11-22"}),
    (KPI, "нет, я про октябрь", "kpi_snapshot", {"start": "2026-10-01", "end": "2026-10-31"}),
    (KPI, "draw it", "revenue_trend", {}),
    (FUNNEL, "no, last month", "funnel_snapshot", {"days": 31, "end": "2026-10-31"}),
    (WEEK, "as a chart", "revenue_trend", {"days": 7, "end": "2026-11-15"}),
    (WEEK, "это же графиком", "revenue_trend", {"days": 7, "end": "2026-11-15"}),
    (TOP, "top 3 is enough", "top_products", {"direction": "top", "limit": 3}),
    (STUCK, "five will do", "orders_search", {"preset": "stuck", "limit": 5}),
    (STUCK, "трёх хватит", "orders_search", {"preset": "stuck", "limit": 3}),
    (OCTOBER, "versus september", "kpi_snapshot", {**OCTOBER.call.payload, "compare_to": "previous_month"}),
    (SATURDAY, "compare with the saturday before", "kpi_snapshot", {**SATURDAY.call.payload, "compare_to": "previous_week"}),
    (OCTOBER, "и возвраты за него же", "refunds_anomalies", {"days": 31, "end": "2026-10-31"}),
    (UNPAID, "а без флага?", "orders_search", {"preset": "unpaid", "flagged": False}),
    (FLAGGED, "reason: paid twice", "flag_order", {"order_ids": ["OB-1088"], "reason": "paid twice"}),
    (PAUSED, "turn it back on", "pause_campaign", {"campaign_id": "C-1", "paused": False}),
    (PAUSED, "запусти обратно", "pause_campaign", {"campaign_id": "C-1", "paused": False}),
    (PAUSED, "nope, start it again", "pause_campaign", {"campaign_id": "C-1", "paused": False}),
    (HIDDEN, "show it again", "publish_product", {"product_ids": ["P-1"], "published": True}),
    (DISCOUNT, "убери её", "set_discount", {"category": "Cups", "percent": 0}),
]  # fmt: skip


def said(text: str) -> Sentence:
    return parse(
        text,
        today=TODAY,
        language=detect_language(text, "en"),
        catalogue=build_demo_catalogue(),
    )


def hear(text: str, last: PreviousCard) -> Answer | None:
    sentence = said(text)
    return follow(sentence, last) if is_leaning(sentence, understand(sentence)) else None


@pytest.mark.parametrize(("last", "text", "tool", "payload"), REFINED)
def test_a_card_is_refined(
    last: PreviousCard, text: str, tool: str, payload: dict[str, Any]
) -> None:
    assert hear(text, last) == ToolCall(tool, payload)


def test_what_cannot_be_turned_back_is_said() -> None:
    found = hear("turn it back on", OFF)
    assert isinstance(found, Question)
    assert "undo" in found.text


@pytest.mark.parametrize(
    ("last", "text"),
    [
        (STUCK, "the third one"),  # there are two
        (KPI, "more"),  # a figure has no pages
        (PAUSED, "thanks"),
        (PAUSED, "turn it off"),  # it is off
        (DISCOUNT, "it is off"),
        (STUCK, "how many in Berlin?"),
    ],
)
def test_what_it_does_not_say_is_not_done(last: PreviousCard, text: str) -> None:
    assert not isinstance(hear(text, last), ToolCall)


@pytest.mark.parametrize(("text", "flagged"), [("take the flag off", False), ("flag it", None)])
def test_an_order_is_completed_by_the_order_that_was_opened(
    text: str, flagged: bool | None
) -> None:
    found = complete_from_card(understand(said(text)), DETAIL.call)
    assert found is not None
    assert found.payload.get("order_ids") == ["OB-1005"]
    assert found.payload.get("flagged") == flagged


def test_nothing_is_completed_by_a_list() -> None:
    assert complete_from_card(understand(said("take the flag off")), STUCK.call) is None


def test_a_read_that_says_what_it_is_about_narrows_no_card() -> None:
    flagged = PreviousCard(ToolCall("orders_search", {"flagged": True}), ("OB-1005",))

    assert hear("just the stuck", flagged) == ToolCall(
        "orders_search", {"flagged": True, "preset": "stuck"}
    )
    assert hear("please stuck orders", flagged) is None
