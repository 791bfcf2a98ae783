"""Product, verb and amount are enough to order a price; amounts are read as people write them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.tools.intents.catalogue import SHOP
from tools.intents.answers import Answer, Question, ToolCall
from tools.intents.resolve import detect_language, resolve
from tools.intents.sentence import parse
from tools.intents.values.amount import find_amounts

TODAY = date(2026, 11, 23)


def ask(text: str) -> Answer:
    language = detect_language(text, "en")
    return resolve(text, today=TODAY, language=language, catalogue=SHOP)


@pytest.mark.parametrize(
    ("text", "payload"),
    [
        ("raise Earl Grey by 5%", {"product_ids": ["P-112"], "percent": 5}),
        ("knock 1.50 off P-124", {"product_ids": ["P-124"], "amount": "-1.50"}),
        ("сделай P-112 по 5,90", {"product_ids": ["P-112"], "set_to": "5.90"}),
        ("P-101 → 39.90", {"product_ids": ["P-101"], "set_to": "39.90"}),
        ("set P-101 -> 39.90 euro", {"product_ids": ["P-101"], "set_to": "39.90"}),
        ("put matcha up to 12", {"product_ids": ["P-121"], "set_to": "12"}),
        ("everything minus 5 percent", {"all": True, "percent": -5}),
        ("bump the moka pot up a fiver", {"product_ids": ["P-126"], "amount": "5"}),
        ("cut tea by a quarter", {"category": "Tea", "percent": -25}),
        ("чай плюс 4% до целых", {"category": "Tea", "percent": 4, "rounding": "whole"}),
        ("raise all prices by 2% to .99", {"all": True, "percent": 2, "rounding": "ninety_nine"}),
        ("lower P-101 and the moka pot by 5%", None),
        ("raise all prices by 5% except P-101", None),
        ("put the price of P-101 up 5 euro", None),
        ("cut tea by a third", None),
    ],
)
def test_a_price_is_ordered_as_people_say_it(text: str, payload: dict[str, Any] | None) -> None:
    found = ask(text)

    if payload is None:
        assert isinstance(found, Question)
    else:
        assert found == ToolCall("adjust_price", payload)


@pytest.mark.parametrize(
    ("text", "payload"),
    [
        ("take 12% off all the tea", {"category": "Tea", "percent": 12}),
        ("скидку 15 на P-101", {"product_ids": ["P-101"], "percent": 15}),
        ("moka pot half price", {"product_ids": ["P-126"], "percent": 50}),
        ("скидку пятнашку на матчу", {"product_ids": ["P-121"], "percent": 15}),
        ("remove the 10% discount from P-101", {"product_ids": ["P-101"], "percent": 0}),
        ("30% discount on products with fewer than 3 left", {"stock_at_most": 2, "percent": 30}),
    ],
)
def test_a_discount_is_no_price(text: str, payload: dict[str, Any]) -> None:
    assert ask(text) == ToolCall("set_discount", payload)


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("1.200,50", ["1200.50"]),
        ("1 200,50 евро", ["1200.50"]),
        ("twenty-five percent", ["25%"]),
        ("10 per cent", ["10%"]),
        ("two and a half percent", ["2.5%"]),
        ("полтора евро", ["1.5"]),
        ("thirty four ninety", ["34.90"]),
        ("a euro fifty", ["1.50"]),
        ("двадцать один и пятьдесят центов", ["21.50"]),
        ("процентов на шесть", ["6%"]),
        ("40c", ["0.40"]),
        ("a couple of quid", ["2"]),
        ("12 percent, yes twelve percent", ["12%"]),
        ("four cups", []),
    ],
)
def test_an_amount_as_people_write_it(text: str, amounts: list[str]) -> None:
    found = find_amounts(parse(text, today=TODAY, language="en").tokens, loosely=True)

    assert [f"{amount.text}{'%' * amount.percent}" for amount in found] == amounts
