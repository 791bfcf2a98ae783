"""An answer to a question of ours: read as that argument or not at all, and never an action by itself."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools import registry
from tools.intents.dialogue.clarify import (
    Mismatch,
    PendingQuestion,
    ask_again,
    can_be_answered,
    complete_call,
    fill,
    is_leave_taking,
)
from tools.intents.frame import get_frame
from tools.intents.resolve import OneAnswer, Question, ToolCall, detect_language, resolve
from tools.intents.sentence import Sentence, parse
from tools.intents.slots.slot import Slot
from tools.languages import Language

TODAY = date(2026, 11, 25)
SLOTS = [
    (tool.name, slot)
    for tool in registry.list_tools()
    if (frame := get_frame(tool.name)) is not None
    for slot in frame.slots
]
#: Every argument that may be asked for.
ASKED = [(tool, name) for tool, slot in SLOTS for name in slot.names]


def said(text: str, language: Language | None = None) -> Sentence:
    return parse(text, today=TODAY, language=language or detect_language(text, "en"))


def answer(tool: str, missing: str, known: dict[str, Any], text: str) -> OneAnswer | Mismatch:
    return fill(PendingQuestion(tool, missing, known, "?"), said(text))


@pytest.mark.parametrize(
    ("tool", "missing", "known", "text", "payload"),
    [
        ("flag_order", "order_ids", {}, "OB-1003", {"order_ids": ["OB-1003"]}),
        ("flag_order", "order_ids", {"flagged": False}, "1003, OB-1004",
         {"order_ids": ["OB-1003", "OB-1004"], "flagged": False}),
        ("flag_order", "order_ids", {}, "зависшие", {"preset": "stuck"}),
        ("flag_order", "order_ids", {}, "OB-1003 дождь", {"order_ids": ["OB-1003"], "reason": "дождь"}),
        ("flag_order", "reason", {"order_ids": ["OB-1"]}, "не отвечает",
         {"order_ids": ["OB-1"], "reason": "не отвечает"}),
        ("order_detail", "order_id", {}, "№1003", {"order_id": "OB-1003"}),
        ("orders_search", "query", {}, "socks", {"query": "socks"}),
        ("orders_search", "limit", {"preset": "stuck"}, "20", {"preset": "stuck", "limit": 20}),
        ("chats_unanswered", "limit", {}, "20", {"limit": 20}),
        ("notify_team", "message", {"silent": True}, "дождь", {"message": "дождь", "silent": True}),
        ("create_coupon", "code", {"percent_off": 10}, "socks", {"code": "SOCKS", "percent_off": 10}),
        ("create_coupon", "code", {"percent_off": 10}, "AUTUMN10 на 20%",
         {"code": "AUTUMN10", "percent_off": 20}),
        ("create_coupon", "percent_off", {"code": "A1"}, "20", {"code": "A1", "percent_off": 20}),
        ("create_coupon", "percent_off", {"code": "A1"}, "5 евро", {"code": "A1", "amount_off": "5.00"}),
        ("create_coupon", "max_uses", {"code": "A1", "percent_off": 5}, "100",
         {"code": "A1", "percent_off": 5, "max_uses": 100}),
        ("create_coupon", "ends_at", {"code": "A1", "percent_off": 5}, "31 декабря",
         {"code": "A1", "percent_off": 5, "ends_at": "2026-12-31"}),
        ("disable_coupon", "code", {}, "ship5", {"code": "SHIP5"}),
        ("pause_campaign", "campaign_id", {"paused": False}, "1", {"campaign_id": "C-1", "paused": False}),
        ("set_discount", "percent", {"product_ids": ["P-101"]}, "20%",
         {"product_ids": ["P-101"], "percent": 20}),
        ("set_discount", "product_ids", {"percent": 10}, "Кофе", {"percent": 10, "category": "Кофе"}),
        ("set_discount", "product_ids", {"percent": 10}, "все", {"percent": 10, "all": True}),
        ("adjust_price", "product_ids", {"percent": 5}, "P-101 и P-102",
         {"percent": 5, "product_ids": ["P-101", "P-102"]}),
        ("adjust_price", "product_ids", {"percent": 5}, "все", {"percent": 5, "all": True}),
        ("adjust_price", "percent", {"product_ids": ["P-101"]}, "-5%",
         {"product_ids": ["P-101"], "percent": -5}),
        ("adjust_price", "percent", {"product_ids": ["P-101"]}, "9.20",
         {"product_ids": ["P-101"], "set_to": "9.20"}),
        ("adjust_price", "lower_by", {"product_ids": ["P-101"]}, "2 евро",
         {"product_ids": ["P-101"], "amount": "-2"}),
        ("adjust_price", "raise_by", {"all": True}, "3%", {"all": True, "percent": 3}),
        ("publish_product", "product_ids", {"published": True}, "P-101",
         {"published": True, "product_ids": ["P-101"]}),
        ("publish_product", "product_ids", {"published": False}, "товары без остатка",
         {"published": False, "stock_at_most": 0}),
        ("revenue_trend", "days", {}, "14 дней", {"days": 14}),
        ("top_products", "days", {}, "14", {"days": 14}),
        ("demand_forecast", "horizon_days", {"reorder": True}, "30 дней", {"reorder": True, "horizon_days": 30}),
        ("top_products", "limit", {"direction": "bottom"}, "5", {"direction": "bottom", "limit": 5}),
        ("kpi_snapshot", "compare_to", {}, "неделя", {"compare_to": "previous_week"}),
    ],
)  # fmt: skip
def test_an_answer_is_read(
    tool: str, missing: str, known: dict[str, Any], text: str, payload: dict[str, Any]
) -> None:
    assert answer(tool, missing, known, text) == ToolCall(tool, payload)
    item = registry.get(tool)
    assert item is not None
    item.Payload.model_validate(payload)


@pytest.mark.parametrize(
    ("tool", "missing", "text"),
    [
        ("flag_order", "order_ids", "socks"),
        ("flag_order", "order_ids", "не помечай OB-1003"),
        ("flag_order", "order_ids", "OB-1003?"),
        ("flag_order", "order_ids", "не OB-1003"),
        ("disable_coupon", "code", "не SHIP5"),
        ("disable_coupon", "code", "SHIP5 or AUTUMN10"),
        ("create_coupon", "code", "ЛЕТО10"),
        ("create_coupon", "percent_off", "99"),
        ("create_coupon", "percent_off", "дождь"),
        ("pause_campaign", "campaign_id", "all of them"),
        ("set_discount", "percent", "120"),
        ("set_discount", "percent", "not 20"),
        ("adjust_price", "percent", "5"),
        ("adjust_price", "raise_by", "5"),
        ("adjust_price", "product_ids", "не P-101"),
        ("publish_product", "product_ids", "все"),
        ("revenue_trend", "days", "400"),
        ("orders_search", "limit", "999"),
    ],
)
def test_what_is_no_answer_is_not_taken_for_one(tool: str, missing: str, text: str) -> None:
    found = answer(tool, missing, {"published": False} if tool == "publish_product" else {}, text)
    assert isinstance(found, Mismatch), found


def test_what_is_wrong_with_it_is_said() -> None:
    for text, language, wanted in (
        ("99", "en", "“99” does not work; a coupon takes off 1 to 95 whole per cent."),
        ("дождь", "ru", "«дождь» не подходит. Какую скидку даёт купон? Процент или сумму, например 10% или 5 евро."),
    ):  # fmt: skip
        sentence = said(text, "ru" if language == "ru" else "en")
        pending = PendingQuestion("create_coupon", "percent_off", {"code": "A1"}, "?")
        found = fill(pending, sentence)
        assert isinstance(found, Mismatch)
        again = ask_again(pending, sentence, found)
        assert (again.text, again.known, again.missing) == (wanted, {"code": "A1"}, "percent_off")


def test_one_argument_after_the_other() -> None:
    first = answer("create_coupon", "code", {"max_uses": 5}, "AUTUMN10")
    assert isinstance(first, Question)
    assert (first.missing, first.known) == ("percent_off", {"code": "AUTUMN10", "max_uses": 5})
    second = answer("create_coupon", first.missing, dict(first.known), "10%")
    assert second == ToolCall(
        "create_coupon", {"code": "AUTUMN10", "max_uses": 5, "percent_off": 10}
    )


@given(st.sampled_from(ASKED), st.text(max_size=80))
def test_no_text_breaks_it_or_leads_to_another_tool(asked: tuple[str, str], text: str) -> None:
    found = answer(*asked, {}, text)
    if not isinstance(found, Mismatch):
        assert found.tool == asked[0]


@given(
    st.sampled_from(["не ", "don't ", "не надо ", "never "]), st.sampled_from(["OB-1003", "1003"])
)
def test_a_negated_order_is_never_flagged(negation: str, order: str) -> None:
    assert not isinstance(answer("flag_order", "order_ids", {}, negation + order), ToolCall)


@pytest.mark.parametrize(
    ("text", "leaving"),
    [
        ("отмена", True), ("Отмена.", True), ("cancel", True), ("НЕ НАДО!", True), ("стоп", True),
        ("never mind", True), ("отмена OB-1003", False), ("SHIP5", False), ("", False),
        ("не надо помечать", False),
    ],
)  # fmt: skip
def test_words_that_leave_a_question(text: str, leaving: bool) -> None:
    assert is_leave_taking(said(text)) == leaving


@pytest.mark.parametrize(("tool", "slot"), SLOTS, ids=lambda item: str(item)[:60])
def test_every_slot_holds_arguments_of_its_tool(tool: str, slot: Slot) -> None:
    item = registry.get(tool)
    assert item is not None
    assert set(slot.arguments) <= item.Payload.model_fields.keys()
    assert not slot.required or slot.question is not None


def test_every_slot_that_is_required_is_asked_for() -> None:
    needy = {tool for tool, slot in SLOTS if slot.required}
    assert needy
    for tool in sorted(needy):
        asked = complete_call(ToolCall(tool, {}), said("", "ru"))
        assert isinstance(asked, Question)
        assert can_be_answered(asked)
        assert asked.text


@pytest.mark.parametrize(
    "text",
    [
        "пометь", "flag", "сними пометку", "заказ", "order", "уведоми команду", "создай купон",
        "create coupon AUTUMN10", "отключи купон", "приостанови кампанию", "скидка 10%",
        "скидка на P-101", "подними цену P-101", "измени цену", "скрой товар", "покажи товар на витрине",
        "тренд 500 дней", "прогноз на 61 день", "топ 500 товаров", "заказы клиента", "last 999 orders", "сравни",
    ],
)  # fmt: skip
def test_every_question_for_an_argument_can_be_answered(text: str) -> None:
    asked = resolve(text, today=TODAY, language=detect_language(text, "en"))
    assert isinstance(asked, Question)
    assert not asked.missing or can_be_answered(asked), asked


@pytest.mark.parametrize(
    ("tool", "missing", "known", "text"),
    [
        ("flag_order", "order_ids", {"flagged": False}, "OB-1003 не трогай"),
        ("flag_order", "order_ids", {"flagged": False}, "OB-1003 оставь"),
        ("flag_order", "order_ids", {"flagged": False}, "OB-1003 ещё подождёт"),
        ("flag_order", "order_ids", {"flagged": False}, "OB-1003 stays flagged"),
        ("flag_order", "order_ids", {"flagged": False}, "OB-1003 not yet"),
        ("flag_order", "order_ids", {}, "OB-1004 не трогай"),
        ("flag_order", "order_ids", {}, "номер 1004 пока подождёт"),
        ("flag_order", "order_ids", {}, "show OB-1003"),
        ("publish_product", "product_ids", {"published": False}, "покажи остатки P-101"),
        ("adjust_price", "raise_by", {"product_ids": ["P-101"]}, "at most 3%"),
        ("adjust_price", "percent", {"product_ids": ["P-101"]}, "не больше 3%"),
        ("disable_coupon", "code", {}, "not SHIP5"),
        ("disable_coupon", "code", {}, "skip"),
        ("flag_order", "order_ids", {}, "100%"),
        ("set_discount", "percent", {"product_ids": ["P-101"]}, "$5"),
        ("set_discount", "product_ids", {"percent": 10}, "позже"),
        ("set_discount", "product_ids", {"percent": 10}, "ask Anna"),
    ],
)
def test_what_refuses_bounds_or_asks_is_no_answer(
    tool: str, missing: str, known: dict[str, Any], text: str
) -> None:
    assert isinstance(answer(tool, missing, known, text), Mismatch)


@pytest.mark.parametrize(
    "text", ["nothing", "I changed my mind", "я передумал", "ничего", "не сейчас", "Never mind!"]
)
def test_a_question_is_left_in_many_words(text: str) -> None:
    assert is_leave_taking(said(text))
