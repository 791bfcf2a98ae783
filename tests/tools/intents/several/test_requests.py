"""Several requests in one sentence come to several calls, in order, or to one question."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.evals.measure import build_demo_catalogue
from tests.evals.sentences import read_training
from tools.intents.answers import Answer, Question, Requests, ToolCall, list_calls
from tools.intents.resolve import detect_language, resolve

TODAY = date(2026, 11, 23)
Wanted = tuple[str, dict[str, Any]]

RAISE = ("adjust_price", {"product_ids": ["P-101"], "percent": 5})
HIDE = ("publish_product", {"product_ids": ["P-127"], "published": False})
STUCK = ("orders_search", {"preset": "stuck"})
OCTOBER = {"days": 31, "end": "2026-10-31"}
UNCLEAR_FLAG: Wanted = ("flag_order", {"order_ids": ["OB-1003"], "reason": "wrong address"})


def pause(campaign: str) -> Wanted:
    return "pause_campaign", {"campaign_id": campaign}


def ask(text: str) -> Answer:
    language = detect_language(text, "en")
    return resolve(text, today=TODAY, language=language, catalogue=build_demo_catalogue())


def calls_of(text: str) -> list[Wanted]:
    return [(call.tool, call.payload) for call in list_calls(ask(text))]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("raise P-101 by 5% and hide P-127", [RAISE, HIDE]),
        ("подними P-101 на 5% и скрой P-127", [RAISE, HIDE]),
        ("hide P-127, then raise P-101 by 5%", [HIDE, RAISE]),
        ("Raise P-101 by 5%. Also hide P-127.", [RAISE, HIDE]),
        ("raise P-101 by 5%\nhide P-127", [RAISE, HIDE]),
        ("Could you please hide P-127 and raise P-101 by 5%?", [HIDE, RAISE]),
        (
            "покажи застрявшие заказы и пометь OB-1003",
            [STUCK, ("flag_order", {"order_ids": ["OB-1003"]})],
        ),
        ("hide p-127, show funnel", [HIDE, ("funnel_snapshot", {})]),
        ("скрой P-127, купоны покажи", [HIDE, ("coupons_status", {})]),
        (
            "would you mind checking the stock and listing the coupons?",
            [("inventory_status", {}), ("coupons_status", {})],
        ),
        ("coupons and stock", [("coupons_status", {}), ("inventory_status", {})]),
        (
            "show top products, funnel and stuck orders",
            [("top_products", {"direction": "top"}), ("funnel_snapshot", {}), STUCK],
        ),
        # what is said once serves both
        (
            "raise P-101 by 5% and P-102 by 3%",
            [RAISE, ("adjust_price", {"product_ids": ["P-102"], "percent": 3})],
        ),
        (
            "Cancel the discount on the picnic box and the spring box.",
            [("set_discount", {"percent": 0, "product_ids": ["P-179", "P-217"]})],
        ),
        (
            "open order 1003 and flag it: wrong address",
            [("order_detail", {"order_id": "OB-1003"}), UNCLEAR_FLAG],
        ),
        (
            "покажи воронку за прошлый месяц и динамику выручки за него же",
            [("funnel_snapshot", OCTOBER), ("revenue_trend", OCTOBER)],
        ),
        # one verb for several things
        ("freeze C-6 & C-12", [pause("C-6"), pause("C-12")]),
        ("вырубай C-5, и C-10 туда же", [pause("C-5"), pause("C-10")]),
        ("C-4 off, C-9 back on", [pause("C-4"), ("pause_campaign", {"campaign_id": "C-9", "paused": False})]),
        ("disable coupons SHIP5 and VIP25", [("disable_coupon", {"code": "SHIP5"}), ("disable_coupon", {"code": "VIP25"})]),
        ("orders 1007 and 1009", [("order_detail", {"order_id": "OB-1007"}), ("order_detail", {"order_id": "OB-1009"})]),
        (
            "raise the Jasmine pearls by 60 cents and the Oolong by 40",
            [
                ("adjust_price", {"product_ids": ["P-115"], "amount": "0.60"}),
                ("adjust_price", {"product_ids": ["P-120"], "amount": "0.40"}),
            ],
        ),
        (
            "put the price of P-116 to 6,90 and of P-117 to 4,50",
            [
                ("adjust_price", {"product_ids": ["P-116"], "set_to": "6.90"}),
                ("adjust_price", {"product_ids": ["P-117"], "set_to": "4.50"}),
            ],
        ),
        # what is for nothing in the first one
        ("undo. then health check", [("undo_action", {}), ("system_status", {"section": "health"})]),
        # words with which somebody begins anew
        ("hm no, undo that", [("undo_action", {})]),
        ("nah turn C-7 back on", [("pause_campaign", {"campaign_id": "C-7", "paused": False})]),
        (
            "Поставь флаг на OB-1066: двойной платёж. Потом покажи этот заказ целиком.",
            [
                ("flag_order", {"order_ids": ["OB-1066"], "reason": "двойной платёж"}),
                ("order_detail", {"order_id": "OB-1066"}),
            ],
        ),
        # words that only lead to a request
        ("Be so kind and hide P-127", [HIDE]),
        ("Now that the tea is in, raise P-101 by 5% and hide P-127", [RAISE, HIDE]),
        ("раз зерно подорожало, подними P-101 на 5%", [RAISE]),
        # one request stays one
        ("hide P-127 and P-128", [("publish_product", {"product_ids": ["P-127", "P-128"], "published": False})]),
        ("flag OB-1003 and OB-1005", [("flag_order", {"order_ids": ["OB-1003", "OB-1005"]})]),
        (
            "notify the team: hide P-101 and show the funnel",
            [("notify_team", {"message": "hide P-101 and show the funnel"})],
        ),
        (
            "tell the team to check the stock and hide P-101",
            [("notify_team", {"message": "check the stock and hide P-101"})],
        ),
    ],
)  # fmt: skip
def test_each_request_is_a_call(text: str, wanted: list[Wanted]) -> None:
    assert calls_of(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "don't hide P-101 and raise P-102 by 5%",
        "should I hide P-101 and raise P-102 by 5%?",
        "I hid P-101 and raised P-102 by 5%",
        "hide P-101 and raise P-102 by 5% tomorrow",
        "hide P-101 and raise P-102 by 5% if it rains",
        "if it rains hide P-101 and raise P-102 by 5%",
        "“hide P-101 and raise P-102 by 5%”",
        "Can you undo things, and how does that work?",
        "не скрывай P-101 и подними P-102 на 5%",
        "я скрыл P-101 и поднял P-102 на 5%",
        "скрой P-101 и подними P-102 на 5% завтра",
    ],
)
def test_nothing_is_done_of_what_is_not_plainly_ordered(text: str) -> None:
    assert isinstance(ask(text), Question)


def test_half_is_never_done_silently() -> None:
    found = ask("hide P-127 and give me the horoscope of the shop")

    assert isinstance(found, Question)
    assert found.key == "half"
    assert "“hide P-127”" in found.text
    assert "“give me the horoscope of the shop”" in found.text
    first = found.suggestions[0]
    assert (first.label, first.tool, first.payload) == ("hide P-127", *HIDE)


def test_days_of_a_prelude_are_meant_later() -> None:
    found = ask("Since I was off on Thursday, how many orders did we get that day?")
    assert found == ToolCall("kpi_snapshot", {"start": "2026-11-19", "end": "2026-11-19"})


#: One request each, to which two cards answer: more than was asked, but nothing else.
ANSWERED_TWICE = {
    "hows novembers cash lookin so far, just the total n orders",
    "Что скоро кончится и что надо закупить заранее?",
    "в общем, жена говорит, что купоны нас разорят, так что покажи, пожалуйста, сколько их использовали и какая с них выручка",
    "короче, есть у нас такие клиенты, которые закажут и тут же деньги назад требуют, вот кто они, посмотри возвраты за этот месяц",
    "давай за сегодня, хотя нет, стоп, за вчера, были ли странные покупатели, у которых платёж всё срывается и срывается",
}


def test_no_training_sentence_of_one_request_is_cut() -> None:
    cut = [
        sentence.text
        for sentence in read_training()
        if len(sentence.calls) < 2 and isinstance(ask(sentence.text), Requests)
    ]
    assert set(cut) <= ANSWERED_TWICE
