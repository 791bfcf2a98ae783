"""Ids of orders and products as people write them, and numbers that are none."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tools.intents.language.tokens import split_tokens
from tools.intents.resolve import ToolCall, resolve
from tools.intents.values.at_most import find_at_most
from tools.intents.values.written_id import BARE_ID, mark_ids

TODAY = date(2026, 11, 23)


def list_ids(text: str) -> list[str]:
    """Every id that is plainly written, in order."""
    tokens = mark_ids(split_tokens(text))
    return [
        token.order_id if token.kind == "order" else token.product_id
        for token in tokens
        if token.kind in {"order", "product"}
    ]


@pytest.mark.parametrize(
    "text",
    [
        "order #1003", "1003-й", "1003-му", "1003й", "заказ номер 1003", "ob1003", "ob 1003", "OB1003",
        "order no 1003", "order no. 1003", "#1003", "№ 1003", "number 1003", "заказ с номером 1003",
        "order 1003's items", "заказ №1003", "order id 1003", "1003 заказ", "whose order is 1003",
        "посылка 1003", "order number: 1003",
    ],
)  # fmt: skip
def test_an_order_is_known_however_its_number_is_written(text: str) -> None:
    assert list_ids(text) == ["OB-1003"]


@pytest.mark.parametrize("text", ["P101", "p-101", "товар 101", "product #101", "item no 101"])
def test_a_product_is_known_however_its_number_is_written(text: str) -> None:
    assert list_ids(text) == ["P-101"]


def test_a_list_goes_on_with_numbers_of_its_length() -> None:
    assert list_ids("заказы 1007 и 1009") == ["OB-1007", "OB-1009"]
    assert list_ids("orders 1007, 1008 and 100") == ["OB-1007", "OB-1008"]


@pytest.mark.parametrize(
    "text",
    [
        "minimum order 1500", "сумма заказа 1500", "orders over 1000", "order 1003 pieces", "за 2025-й год",
        "last orders 100", "chat #1003", "phone number 4471", "телефон 1003", "1500 euro an order", "€1003",
    ],
)  # fmt: skip
def test_a_price_a_count_a_year_and_a_telephone_are_no_ids(text: str) -> None:
    assert list_ids(text) == []
    assert not any(BARE_ID in token.groups for token in mark_ids(split_tokens("sales in 2025")))


@pytest.mark.parametrize(
    ("text", "payload"),
    [
        ("1026 paid?", {"order_id": "OB-1026"}),
        ("открой 1146", {"order_id": "OB-1146"}),
        ("№1071", {"order_id": "OB-1071"}),
        ("who is the customer of order #1070?", {"order_id": "OB-1070"}),
    ],
)
def test_a_bare_number_of_four_digits_is_an_order_in_a_question(
    text: str, payload: dict[str, Any]
) -> None:
    answer = resolve(text, today=TODAY, language="en")

    assert answer == ToolCall("order_detail", payload)


@pytest.mark.parametrize(
    ("text", "most"),
    [
        ("fewer than 3", 2), ("at most 15", 15), ("max 10", 10), ("two or less", 2), ("не больше десяти", 10),
        ("до 8", 8), ("no more than 8", 8), ("not less than 5", None), ("15 of them", None),
    ],
)  # fmt: skip
def test_an_upper_limit_is_read_in_digits_and_words(text: str, most: int | None) -> None:
    tokens = split_tokens(text)
    found = [limit for at in range(len(tokens)) if (limit := find_at_most(tokens, at))]

    assert [limit[0] for limit in found] == ([] if most is None else [most])


@pytest.mark.parametrize(
    ("text", "tool", "payload"),
    [
        ("max 10 pcs left", "inventory_status", {"section": "low_stock", "low_stock_at_most": 10}),
        ("товары до 3 штук", "inventory_status", {"section": "low_stock", "low_stock_at_most": 3}),
        ("anything w/o a photo", "inventory_status", {"section": "missing_photo"}),
        ("what is sold out", "inventory_status", {"section": "out_of_stock"}),
        ("find schneider", "orders_search", {"query": "schneider"}),
        ("Кто не заплатил?", "orders_search", {"preset": "unpaid"}),
        ("отменённые за вчера", "orders_search",
         {"status": "cancelled", "start": "2026-11-22", "end": "2026-11-22"}),
        ("late parcels list", "orders_search", {"preset": "late_ship"}),
    ],
)  # fmt: skip
def test_lists_of_orders_and_stock_are_asked_for_in_many_words(
    text: str, tool: str, payload: dict[str, Any]
) -> None:
    assert resolve(text, today=TODAY, language="en") == ToolCall(tool, payload)
