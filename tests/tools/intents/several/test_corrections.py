"""A sentence that corrects itself comes to the corrected value, and to that alone."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tools.intents.several.test_requests import ask, calls_of
from tools.intents.answers import Question

OCTOBER = {"start": "2026-10-01", "end": "2026-10-31"}


@pytest.mark.parametrize(
    ("text", "tool", "payload"),
    [
        ("KPI for last week, no sorry, last month", "kpi_snapshot", OCTOBER),
        ("kpi за прошлую неделю, ой, за прошлый месяц", "kpi_snapshot", OCTOBER),
        ("flag OB-1003, I mean OB-1005", "flag_order", {"order_ids": ["OB-1005"]}),
        ("пометь OB-1003, то есть OB-1005", "flag_order", {"order_ids": ["OB-1005"]}),
        ("hide P-101, no wait, P-102", "publish_product", {"product_ids": ["P-102"], "published": False}),
        ("hide not P-101 but P-102", "publish_product", {"product_ids": ["P-102"], "published": False}),
        ("hide P-102, not P-101", "publish_product", {"product_ids": ["P-102"], "published": False}),
        ("скрой не P-101, а P-102", "publish_product", {"product_ids": ["P-102"], "published": False}),
        ("скрой P-102, а не P-101", "publish_product", {"product_ids": ["P-102"], "published": False}),
        ("подними P-101 на 5, нет, на 7%", "adjust_price", {"product_ids": ["P-101"], "percent": 7}),
        ("raise P-101 by 5%, no, 7", "adjust_price", {"product_ids": ["P-101"], "percent": 7}),
        ("pause C-1, sorry, C-3", "pause_campaign", {"campaign_id": "C-3"}),
        ("disable LENA20, no sorry, LEON20", "disable_coupon", {"code": "LEON20"}),
    ],
)  # fmt: skip
def test_only_the_corrected_value_counts(text: str, tool: str, payload: dict[str, Any]) -> None:
    assert calls_of(text) == [(tool, payload)]


@pytest.mark.parametrize(
    "text",
    [
        "hide P-101, no, forget it",
        "hide P-101... never mind",
        "raise P-101 by 5% and hide P-127, no, don't",
        "скрой P-101, нет, не надо",
        "скрой P-101... передумал",
    ],
)
def test_what_is_taken_back_orders_nothing(text: str) -> None:
    assert isinstance(ask(text), Question)


def test_a_message_keeps_its_words() -> None:
    assert calls_of("notify the team: come at 5, no sorry, at 6") == [
        ("notify_team", {"message": "come at 5, no sorry, at 6"})
    ]
