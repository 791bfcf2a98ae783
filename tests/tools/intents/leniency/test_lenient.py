"""What is no order of the bot's, or orders more than was read, is asked about; a story around a request is not."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.evals.measure import build_demo_catalogue
from tools.intents.answers import Answer, Question, ToolCall
from tools.intents.resolve import detect_language, resolve

TODAY = date(2026, 11, 23)


def ask(text: str) -> Answer:
    language = detect_language(text, "en")
    return resolve(text, today=TODAY, language=language, catalogue=build_demo_catalogue())


@pytest.mark.parametrize(
    "text",
    [
        # somebody else does it, or it has been done
        "Amazon put 20% off on their moka pot",
        "я сам разослал ещё раз тем, кто не получил",
        "could we tell the team that prices fell?",
        # more is ordered than was read
        "измнеи цены на кухню: +7% и окргули до целых",
        "flag OB-1003 and the stuck ones",
        # a misspelt order is no question
        "hied all sodl out prodcuts",
        "dlag OB-1099",
        # somebody else's words
        'the button reads "Show funnel"',
        'she texted me "show revenue last 30 days" by mistake',
        # the days belong to the customers
        "With all the new customers we got in the last ten days, are any of them fishy?",
        # two requests, of which one alone would be answered
        "anyone tryna scam us? oh and how many bailed between cart n checkout the last 3 days",
        "The potter's list is here, so publish the tea bowl, and since Christmas is close, work out what to reorder",
        # the day stands in what would be left out
        "As the market opens on the first of December, make a code MARKET8 with eight percent off from that day on",
        "I was off on Thursday and my brother counted, so how many orders came that day?",
    ],
)
def test_what_may_be_meant_otherwise_is_asked_about(text: str) -> None:
    assert isinstance(ask(text), Question)


@pytest.mark.parametrize(
    ("text", "tool", "payload"),
    [
        # what is concluded from a story is asked
        (
            "My husband claims every second mug comes back broken, so show me the refunds from the 2nd to the 8th of November.",
            "refunds_anomalies",
            {"days": 7, "end": "2026-11-08"},
        ),
        (
            "My sister keeps asking me which codes she can hand out, and I've lost track, so just list the coupons.",
            "coupons_status",
            {},
        ),
        # after a colon behind the order stands why; a code keeps its letters; "1.50 cheaper" is an amount
        (
            "флаг 1058: нет подъезда",
            "flag_order",
            {"order_ids": ["OB-1058"], "reason": "нет подъезда"},
        ),
        ("otklyuchi kupon welcome10", "disable_coupon", {"code": "WELCOME10"}),
        (
            "I'm at the market and honestly it's way too cheap, so please put P-101 up to 9.90",
            "adjust_price",
            {"product_ids": ["P-101"], "set_to": "9.90"},
        ),
        ("P-133 1.50 cheaper", "adjust_price", {"product_ids": ["P-133"], "amount": "-1.50"}),
        (
            "Set up a voucher called THANKS5 worth five euros that is valid through 31 January 2027.",
            "create_coupon",
            {"code": "THANKS5", "amount_off": "5.00", "ends_at": "2027-01-31"},
        ),
        (
            "The neighbour's dog ate the whole refund parcel and the courier laughed, so pause campaign C-6 please",
            "pause_campaign",
            {"campaign_id": "C-6"},
        ),
        (
            "Курьер рассказал анекдот про возвраты, а я смеялась, так что скрой P-137, пожалуйста",
            "publish_product",
            {"product_ids": ["P-137"], "published": False},
        ),
        (
            "Деньги за 1016 пришли, флаг с него долой.",
            "flag_order",
            {"order_ids": ["OB-1016"], "flagged": False},
        ),
    ],
)
def test_a_story_around_a_request_leaves_it_as_it_is(
    text: str, tool: str, payload: dict[str, Any]
) -> None:
    assert ask(text) == ToolCall(tool, payload)
