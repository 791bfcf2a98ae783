"""Sentences that lean on the card before them, in both languages; and those that must not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tools.intents.catalogue import SHOP as COFFEE
from tests.tools.intents.phrases import TODAY, phrases
from tools import registry
from tools.intents.answers import Answer, Question, ToolCall
from tools.intents.dialogue.follow_up import PreviousCard, follow, is_leaning
from tools.intents.resolve import detect_language, understand
from tools.intents.sentence import Sentence, parse
from tools.intents.values.product_name import Catalogue, ShopProduct

SHOP = Catalogue(
    (
        *COFFEE.products,
        ShopProduct("P-301", "Socks, grey", "Wear"),
        ShopProduct("P-302", "Каркаде 100 г", "Чай"),
    )
)
KPI = PreviousCard(ToolCall("kpi_snapshot", {"start": "2026-11-23", "end": "2026-11-23"}))
WEEKS = PreviousCard(ToolCall("kpi_snapshot", {"compare_to": "previous_week"}))
MONTHS = PreviousCard(ToolCall("kpi_snapshot", {"compare_to": "previous_month"}))
LONG = PreviousCard(
    ToolCall("orders_search", {"limit": 80}), tuple(f"OB-{number}" for number in range(1100, 1180))
)
TREND = PreviousCard(ToolCall("revenue_trend", {"days": 7}))
TOP = PreviousCard(
    ToolCall("top_products", {"days": 7, "direction": "bottom"}), ("P-103", "P-110", "P-113")
)
STUCK = PreviousCard(
    ToolCall("orders_search", {"preset": "stuck"}), ("OB-1005", "OB-1003", "OB-1008")
)
FLAGGED = PreviousCard(ToolCall("flag_order", {"order_ids": ["OB-1003"], "reason": "late"}))
PRICED = PreviousCard(ToolCall("adjust_price", {"product_ids": ["P-101"], "percent": 5}))
COUPON = PreviousCard(ToolCall("disable_coupon", {"code": "SHIP5"}))
OCTOBER = PreviousCard(ToolCall("kpi_snapshot", {"start": "2026-10-01", "end": "2026-10-31"}))
FORECAST = PreviousCard(ToolCall("demand_forecast", {"horizon_days": 7, "reorder": True}))
HOURS = PreviousCard(ToolCall("orders_search", {"since_hours": 24}))
CUSTOMER = PreviousCard(ToolCall("orders_search", {"query": "Smith"}), ("OB-1005",))
DETAIL = PreviousCard(ToolCall("order_detail", {"order_id": "OB-1003"}))

YESTERDAY = {"start": "2026-11-22", "end": "2026-11-22"}

ACTIONS = [FLAGGED, PRICED, COUPON]
CARDS = [KPI, WEEKS, TREND, TOP, STUCK, OCTOBER, FORECAST, HOURS, CUSTOMER, DETAIL, *ACTIONS]

FOLLOWS: list[tuple[PreviousCard, str, str, dict[str, Any]]] = [
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
    (WEEKS, "what about october", "kpi_snapshot",
     {"compare_to": "previous_period", "start": "2026-10-01", "end": "2026-10-31"}),
    (WEEKS, "а неделей раньше?", "kpi_snapshot",
     {"compare_to": "previous_week", "start": "2026-11-16", "end": "2026-11-16"}),
    (MONTHS, "a month earlier", "kpi_snapshot",
     {"compare_to": "previous_month", "start": "2026-10-01", "end": "2026-10-23"}),
    (LONG, "flag them", "flag_order", {"order_ids": list(LONG.items)}),
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
    (DETAIL, "flag it", "flag_order", {"order_ids": ["OB-1003"]}),
    (DETAIL, "пометь его", "flag_order", {"order_ids": ["OB-1003"]}),
    (KPI, "yesterday?", "kpi_snapshot", YESTERDAY),
    (KPI, "вчера", "kpi_snapshot", YESTERDAY),
    (KPI, "the same for yesterday", "kpi_snapshot", YESTERDAY),
    (KPI, "то же за вчера", "kpi_snapshot", YESTERDAY),
    (KPI, "а неделей раньше?", "kpi_snapshot", {"start": "2026-11-16", "end": "2026-11-16"}),
    (OCTOBER, "the month before?", "kpi_snapshot", {"start": "2026-09-01", "end": "2026-09-30"}),
    (OCTOBER, "а годом раньше?", "kpi_snapshot", {"start": "2025-10-01", "end": "2025-10-31"}),
    (TREND, "and a week earlier?", "revenue_trend", {"days": 7, "end": "2026-11-16"}),
    (TREND, "а на день раньше", "revenue_trend", {"days": 7, "end": "2026-11-22"}),
    (OCTOBER, "refunds for that month too", "refunds_anomalies", {"days": 31, "end": "2026-10-31"}),
    (OCTOBER, "а возвраты за тот месяц?", "refunds_anomalies", {"days": 31, "end": "2026-10-31"}),
    (TREND, "top products of that week", "top_products", {"direction": "top", "days": 7}),
    (TOP, "only 5", "top_products", {"days": 7, "direction": "bottom", "limit": 5}),
    (TOP, "только пять", "top_products", {"days": 7, "direction": "bottom", "limit": 5}),
    (TOP, "а лучшие?", "top_products", {"days": 7, "direction": "top"}),
    (TOP, "and by quantity?", "top_products", {"days": 7, "direction": "bottom", "metric": "quantity"}),
    (FORECAST, "а на 14 дней?", "demand_forecast", {"reorder": True, "horizon_days": 14}),
    (HOURS, "а за 48 часов?", "orders_search", {"since_hours": 48}),
    (HOURS, "only stuck ones", "orders_search", {"since_hours": 24, "preset": "stuck"}),
    (HOURS, "только зависшие", "orders_search", {"since_hours": 24, "preset": "stuck"}),
    (CUSTOMER, "and Ivanova?", "orders_search", {"query": "Ivanova"}),
    (CUSTOMER, "то же для Ивановой", "orders_search", {"query": "Иванова"}),
    (PRICED, "то же для чая", "adjust_price", {"percent": 5, "category": "Чай"}),
    (PRICED, "the same for socks", "adjust_price", {"percent": 5, "product_ids": ["P-301"]}),
    (PRICED, "и то же для socks", "adjust_price", {"percent": 5, "product_ids": ["P-301"]}),
    (FLAGGED, "а для OB-1005?", "flag_order", {"reason": "late", "order_ids": ["OB-1005"]}),
    (STUCK, "flag the second and third", "flag_order", {"order_ids": ["OB-1003", "OB-1008"]}),
    (STUCK, "пометь первый и третий", "flag_order", {"order_ids": ["OB-1005", "OB-1008"]}),
    (STUCK, "flag the last two", "flag_order", {"order_ids": ["OB-1003", "OB-1008"]}),
    (STUCK, "пометь 2-й", "flag_order", {"order_ids": ["OB-1003"]}),
    (STUCK, "flag all of them because no address", "flag_order", {"order_ids": list(STUCK.items), "reason": "no address"}),
    (STUCK, "пометь их причина нет адреса", "flag_order", {"order_ids": list(STUCK.items), "reason": "нет адреса"}),
    (STUCK, "сними флаг со второго", "flag_order", {"order_ids": ["OB-1003"], "flagged": False}),
    (TOP, "скидка 10% на второй", "set_discount", {"product_ids": ["P-110"], "percent": 10}),
]  # fmt: skip

#: What leans on nothing, whatever was shown before.
STANDS_ALONE = [
    "stuck orders", "KPI today", "what is love", "hello", "thanks", "don't",
    "the printer is stuck", "отмена", "спасибо", "orders last wednesday afternoon",
    "KPI for last week", "OB-1005", "and OB-1005", "не надо", "yes", "да", "don't flag the second one",
    "flag the second one?", "не помечай второй", "пометь второй?", "should I flag them?", "выручка вчера",
    "завтра будет дождь и ветер весь день",
]  # fmt: skip
#: What looks back and still orders nothing.
ORDERS_NOTHING = [
    (STUCK, "flag one of them"),
    (STUCK, "пометь один из них"),
    (STUCK, "10% off the first product"),
    (TOP, "10% off the first order"),
    (TOP, "скидка 10% на первый заказ"),
    (FLAGGED, "only unpaid"),
    (PRICED, "and P-105?"),
    (PRICED, "what about P-105"),
    (PRICED, "а P-105?"),
    (COUPON, "а C-2?"),
    (TOP, "hide it"), (STUCK, "пометь его"),
    (STUCK, "don't flag the second one"), (STUCK, "не помечай их"), (STUCK, "should I flag them?"),
    (STUCK, "если пометить второй"), (STUCK, "how do I flag the first"), (TOP, "не скрывай эти"),
    (KPI, "flag the second one"), (PRICED, "the same for love"), (FLAGGED, "the same for everybody"),
    (STUCK, "flag all except the second"), (STUCK, "пометь все кроме первого"),
    (STUCK, "flag the last week orders"), (STUCK, "flag the second one?"), (STUCK, "пометь второй?"),
    (STUCK, "flag the second one tomorrow"), (STUCK, "flag the second one's neighbour"),
    (STUCK, "flag both"), (STUCK, "flag this one"), (PRICED, "not the same for P-105"),
    (PRICED, "то же для P-105 не надо"), (PRICED, "the same for P-105, no don't"),
    (PRICED, "the same for kettle"), (DETAIL, "don't flag it"), (TOP, "flag the second one"),
    (FLAGGED, "а для OB-1005 не помечай"), (KPI, "flag it"), (KPI, "the same for socks"),
    (COUPON, "а вчера?"), (KPI, "and what is love"), (STUCK, "и тебе не хворать"), (COUPON, "and a pizza"),
]  # fmt: skip


def said(text: str) -> Sentence:
    return parse(text, today=TODAY, language=detect_language(text, "en"), catalogue=SHOP)


def followed(last: PreviousCard, text: str) -> Any:
    return follow(said(text), last)


def leans(text: str) -> bool:
    return is_leaning(said(text), by_itself(text))


@pytest.mark.parametrize(("last", "text", "tool", "payload"), FOLLOWS)
def test_it_follows(last: PreviousCard, text: str, tool: str, payload: dict[str, Any]) -> None:
    assert leans(text)
    assert followed(last, text) == ToolCall(tool, payload)
    found = registry.get(tool)
    assert found is not None
    found.Payload.model_validate(payload)


@pytest.mark.parametrize("text", STANDS_ALONE)
def test_what_stands_alone_leans_on_nothing(text: str) -> None:
    assert not leans(text) or not any(isinstance(followed(last, text), ToolCall) for last in CARDS)


@pytest.mark.parametrize(("last", "text"), ORDERS_NOTHING)
def test_what_orders_nothing_orders_nothing_after_a_card(last: PreviousCard, text: str) -> None:
    assert not isinstance(followed(last, text), ToolCall)


@pytest.mark.parametrize("text", ["flag the fourth one", "пометь первые пять"])
def test_a_row_that_is_not_there_is_said(text: str) -> None:
    found = followed(STUCK, text)
    assert isinstance(found, Question)
    assert "3" in found.text


def test_what_else_fits_is_asked_about_the_call_that_is_repeated() -> None:
    found = followed(PRICED, "the same for kettle")
    known = dict(found.known)
    assert (found.tool, found.missing, known) == ("adjust_price", "product_ids", {"percent": 5})
    assert [(suggestion.tool, suggestion.payload) for suggestion in found.suggestions] == [
        ("adjust_price", {"percent": 5, "product_ids": ["P-127"]}),
        ("adjust_price", {"percent": 5, "product_ids": ["P-131"]}),
    ]


@pytest.mark.parametrize(
    ("last", "text"),
    [(KPI, "the same for socks"), (HOURS, "the week before"), (DETAIL, "а неделей раньше?")],
)
def test_what_the_card_cannot_be_had_for_is_said(last: PreviousCard, text: str) -> None:
    assert followed(last, text).key == "same_for"


@pytest.mark.parametrize(
    ("text", "word"), [("the same for wigs", "wigs"), ("то же для париков", "париков")]
)
def test_a_change_of_what_the_shop_does_not_have_names_the_word(text: str, word: str) -> None:
    question = followed(PRICED, text)
    assert (question.key, word in question.text) == ("strange", True)


def test_no_sentence_that_orders_nothing_becomes_an_action_after_a_card() -> None:
    ordered = {
        phrase.text
        for phrase in phrases()
        if phrase.tool is None and leans(phrase.text)
        for last in CARDS
        if isinstance(found := followed(last, phrase.text), ToolCall)
        and (tool := registry.get(found.tool)) is not None
        and tool.kind == "action"
    }
    # Orders that only lacked which ones: after a card, "these" and "it" are what it showed.
    assert ordered == {"подними эти цены на 3%", "hide it", "пометь его", "flag it"}


def by_itself(text: str) -> Answer:
    return understand(said(text))


WORDS = (
    "а и and what about the same for то же для flag пометь hide скрой it его them их second второй last "
    "первые 2 три OB-1005 P-105 socks week вчера yesterday раньше before не not ? 5% price цену reason only"
)
TEXTS = st.one_of(
    st.text(max_size=80), st.lists(st.sampled_from(WORDS.split()), max_size=9).map(" ".join)
)


@given(TEXTS, st.sampled_from(CARDS))
def test_it_takes_any_text(text: str, last: PreviousCard) -> None:
    leans(text)
    found = followed(last, text)
    tool = registry.get(found.tool) if isinstance(found, ToolCall) else None
    if tool is not None and tool.kind == "action":
        # After a read, only a sentence that has the verb of an action leads to one.
        assert last in ACTIONS or {"flag", "пометь", "hide", "скрой"} & set(text.split())
        assert not {"не", "not"} & set(text.partition("reason")[0].split())


@pytest.mark.parametrize(
    "text", ["OB-1005 as well", "OB-1005 too", "и OB-1005 тоже", "с OB-1005 то же самое"]
)
def test_a_change_that_was_made_is_made_for_one_more(text: str) -> None:
    made = replace(FLAGGED, action=UUID(int=1))
    sentence = parse(text, today=TODAY, language=detect_language(text, "en"), catalogue=SHOP)

    assert is_leaning(sentence, understand(sentence))
    assert follow(sentence, made) == ToolCall(
        "flag_order", {"order_ids": ["OB-1005"], "reason": "late"}
    )


@pytest.mark.parametrize(
    ("text", "card"),
    [
        ("OB-1005 as well", FLAGGED),  # it was refused
        ("OB-1005 too?", replace(FLAGGED, action=UUID(int=1))),
    ],
)
def test_what_asks_or_follows_a_refusal_changes_nothing(text: str, card: PreviousCard) -> None:
    sentence = parse(text, today=TODAY, language="en", catalogue=SHOP)

    assert follow(sentence, card) is None


def test_a_too_inside_an_order_leans_on_nothing() -> None:
    text = "I'm at the market and honestly it's way too cheap, so please put P-101 up to 9.90"
    sentence = parse(text, today=TODAY, language="en", catalogue=SHOP)

    assert not is_leaning(sentence, understand(sentence))
