"""Words that change the preview that waits for its tap; and those that must not."""

from __future__ import annotations

from typing import Any

import pytest

from tests.evals.measure import build_demo_catalogue
from tests.tools.intents.phrases import TODAY
from tools import registry
from tools.intents.answers import Answer, Question, ToolCall
from tools.intents.dialogue.amend import Amendment, amend
from tools.intents.dialogue.clarify import is_leave_taking
from tools.intents.resolve import detect_language, understand
from tools.intents.sentence import Sentence, parse

DISCOUNT = ToolCall("set_discount", {"percent": 10, "product_ids": ["P-148", "P-149"]})
CUPS = ToolCall("set_discount", {"percent": 20, "category": "Cups", "product_ids": None})
LOWER = ToolCall("adjust_price", {"category": "Tea", "percent": "-3", "rounding": "cent"})
DOWN = ToolCall("adjust_price", {"product_ids": ["P-165"], "amount": "-1.50", "percent": None})
PRICE = ToolCall("adjust_price", {"product_ids": ["P-101"], "set_to": "9.20"})
COUPON = ToolCall("create_coupon", {"code": "GLOW5", "amount_off": "5", "ends_at": None})
MOROZ = ToolCall("create_coupon", {"code": "MOROZ7", "percent_off": 7, "ends_at": "2026-12-31"})
FLAG = ToolCall("flag_order", {"order_ids": ["OB-1088"], "reason": "", "flagged": True})
HIDE = ToolCall("publish_product", {"product_ids": ["P-101", "P-102"], "published": False})
TEAM = ToolCall("notify_team", {"message": "fair on Saturday", "silent": False})
PAUSE = ToolCall("pause_campaign", {"campaign_id": "C-1", "paused": True})

AMENDED: list[tuple[ToolCall, str, dict[str, Any]]] = [
    # The other way
    (DOWN, "no, raise it", {"product_ids": ["P-165"], "amount": "1.50"}),
    (LOWER, "не, подними", {"category": "Tea", "percent": "3", "rounding": "cent"}),
    # Other words
    (TEAM, "no, write: fair on Sunday", {"message": "fair on Sunday", "silent": False}),
    # Another amount
    (DISCOUNT, "make it 20%", {"percent": 20, "product_ids": ["P-148", "P-149"]}),
    (DISCOUNT, "hm 12", {"percent": 12, "product_ids": ["P-148", "P-149"]}),
    (DISCOUNT, "no, 25 please", {"percent": 25, "product_ids": ["P-148", "P-149"]}),
    (DISCOUNT, "not 10 but 15", {"percent": 15, "product_ids": ["P-148", "P-149"]}),
    (DISCOUNT, "15, not 10", {"percent": 15, "product_ids": ["P-148", "P-149"]}),
    (DISCOUNT, "actually 5 percent", {"percent": 5, "product_ids": ["P-148", "P-149"]}),
    (DISCOUNT, "could you make it 5%?", {"percent": 5, "product_ids": ["P-148", "P-149"]}),
    (CUPS, "нет, 25", {"percent": 25, "category": "Cups"}),
    (CUPS, "лучше 15 процентов", {"percent": 15, "category": "Cups"}),
    (CUPS, "не 20, а 10", {"percent": 10, "category": "Cups"}),
    (CUPS, "давай двадцать пять", {"percent": 25, "category": "Cups"}),
    (LOWER, "make it 4", {"percent": -4, "category": "Tea"}),
    (LOWER, "5%", {"percent": -5, "category": "Tea"}),
    (LOWER, "на 5", {"percent": -5, "category": "Tea"}),
    (LOWER, "нет, на 7 процентов", {"percent": -7, "category": "Tea"}),
    (LOWER, "raise it by 4% instead", {"percent": 4, "category": "Tea"}),
    (LOWER, "round to full euros", {"percent": -3, "category": "Tea", "rounding": "whole"}),
    (LOWER, "округли до целых", {"percent": -3, "category": "Tea", "rounding": "whole"}),
    (DOWN, "лучше на два", {"amount": "-2", "product_ids": ["P-165"]}),
    (DOWN, "make it 2 euro", {"amount": "-2", "product_ids": ["P-165"]}),
    (DOWN, "no, by 10%", {"percent": -10, "product_ids": ["P-165"]}),
    (PRICE, "no, 9.50", {"set_to": "9.50", "product_ids": ["P-101"]}),
    (PRICE, "лучше 8,90", {"set_to": "8.90", "product_ids": ["P-101"]}),
    (PRICE, "make it 10", {"set_to": "10", "product_ids": ["P-101"]}),
    (COUPON, "make it 7 euros", {"code": "GLOW5", "amount_off": "7"}),
    (COUPON, "make it 10%", {"code": "GLOW5", "percent_off": 10}),
    (MOROZ, "пусть 9 процентов", {"code": "MOROZ7", "percent_off": 9, "ends_at": "2026-12-31"}),
    (MOROZ, "нет, 9", {"code": "MOROZ7", "percent_off": 9, "ends_at": "2026-12-31"}),
    # Another day, another limit
    (COUPON, "until 24 December", {"code": "GLOW5", "amount_off": "5", "ends_at": "2026-12-24"}),
    (COUPON, "only 50 uses", {"code": "GLOW5", "amount_off": "5", "max_uses": 50}),
    (MOROZ, "нет, до пятницы", {"code": "MOROZ7", "percent_off": 7, "ends_at": "2026-11-27"}),
    (MOROZ, "до 15 декабря", {"code": "MOROZ7", "percent_off": 7, "ends_at": "2026-12-15"}),
    # More, fewer or other things
    (DISCOUNT, "P-205 as well", {"percent": 10, "product_ids": ["P-148", "P-149", "P-205"]}),
    (DISCOUNT, "и P-113 тоже", {"percent": 10, "product_ids": ["P-148", "P-149", "P-113"]}),
    (DISCOUNT, "also the moka pot", {"percent": 10, "product_ids": ["P-148", "P-149", "P-126"]}),
    (DISCOUNT, "not P-149", {"percent": 10, "product_ids": ["P-148"]}),
    (DISCOUNT, "без P-149", {"percent": 10, "product_ids": ["P-148"]}),
    (DISCOUNT, "leave out P-149", {"percent": 10, "product_ids": ["P-148"]}),
    (DISCOUNT, "not P-149 but P-150", {"percent": 10, "product_ids": ["P-150"]}),
    (DISCOUNT, "P-150 instead", {"percent": 10, "product_ids": ["P-150"]}),
    (DOWN, "и P-164 так же", {"amount": "-1.50", "product_ids": ["P-165", "P-164"]}),
    (HIDE, "кроме P-102", {"product_ids": ["P-101"], "published": False}),
    (FLAG, "and OB-1090 too", {"order_ids": ["OB-1088", "OB-1090"]}),
    (FLAG, "I meant OB-1089", {"order_ids": ["OB-1089"]}),
    (PAUSE, "no, C-2", {"campaign_id": "C-2"}),
    # Why, and how
    (FLAG, "because the address looks wrong", {"order_ids": ["OB-1088"], "reason": "the address looks wrong"}),
    (FLAG, "reason: paid twice", {"order_ids": ["OB-1088"], "reason": "paid twice"}),
    (FLAG, "потому что адрес странный", {"order_ids": ["OB-1088"], "reason": "адрес странный"}),
    (TEAM, "silently", {"message": "fair on Saturday", "silent": True}),
    (TEAM, "тихо, без звука", {"message": "fair on Saturday", "silent": True}),
    # A whole order that corrects it
    (PRICE, "no, set the price of P-102 to 11", {"set_to": "11", "product_ids": ["P-102"]}),
]  # fmt: skip

#: Not amended: a question, something else, or not plain.
KEPT: list[tuple[ToolCall, str]] = [
    (DISCOUNT, "what about 20%?"),
    (DISCOUNT, "thanks"),
    (DISCOUNT, "yes"),
    (DISCOUNT, "up to 20%"),
    (DISCOUNT, "20% or 25%"),
    (DISCOUNT, "not 12 but 15"),
    (DISCOUNT, "maybe 20%"),
    (DISCOUNT, "20% is too much"),
    (DISCOUNT, "Anna says 20%"),
    (DISCOUNT, "not P-101"),
    (DISCOUNT, "revenue yesterday"),
    (DISCOUNT, "hide P-101"),
    (LOWER, "tomorrow"),
    (LOWER, "not in Berlin"),
    (LOWER, "is 5% fine?"),
    (FLAG, "because"),
    (COUPON, "until yesterday"),
    (PAUSE, "why?"),
    (TEAM, "hello"),
]

LEFT = (
    "never mind", "no, don't", "no thanks", "forget it", "передумал", "нет, не надо", "забудь",
    "не надо пока", "отмена", "cancel that", "actually, forget it",
)  # fmt: skip


def said(text: str) -> Sentence:
    return parse(
        text,
        today=TODAY,
        language=detect_language(text, "en"),
        catalogue=build_demo_catalogue(),
    )


def hear(text: str, call: ToolCall) -> Amendment | Answer | None:
    sentence = said(text)
    return amend(sentence, call, understand(sentence))


@pytest.mark.parametrize(("call", "text", "payload"), AMENDED)
def test_a_preview_is_amended_in_words(call: ToolCall, text: str, payload: dict[str, Any]) -> None:
    found = hear(text, call)
    assert isinstance(found, Amendment)
    tool = registry.get(call.tool)
    assert tool is not None
    assert tool.Payload(**found.call.payload) == tool.Payload(**payload)


@pytest.mark.parametrize(("call", "text"), KEPT)
def test_what_is_not_plainly_about_it_amends_nothing(call: ToolCall, text: str) -> None:
    assert not isinstance(hear(text, call), Amendment)


def test_what_one_preview_cannot_be_about_is_a_request_of_its_own() -> None:
    assert hear("и C-2 тоже поставь на паузу", PAUSE) == ToolCall(
        "pause_campaign", {"campaign_id": "C-2"}
    )


@pytest.mark.parametrize("text", ["P-150", "the moka pot"])
def test_a_name_alone_is_asked_about(text: str) -> None:
    found = hear(text, DISCOUNT)
    assert isinstance(found, Question)
    assert found.understood


@pytest.mark.parametrize(("call", "text"), [(CUPS, "not P-135"), (HIDE, "not P-101, P-102")])
def test_what_cannot_be_left_out_is_said(call: ToolCall, text: str) -> None:
    found = hear(text, call)
    assert isinstance(found, Question)
    assert found.understood


@pytest.mark.parametrize("text", LEFT)
def test_words_that_leave_it(text: str) -> None:
    assert is_leave_taking(said(text))


@pytest.mark.parametrize("text", ["no, 25", "thanks", "не 20, а 10", "back to tea"])
def test_words_that_do_not_leave_it(text: str) -> None:
    assert not is_leave_taking(said(text))
