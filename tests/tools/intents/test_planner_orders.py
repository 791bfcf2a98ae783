"""What a text may lead a model to: the kinds of doubt and of slip, each in both languages."""

from __future__ import annotations

from typing import Any

import pytest

from tests.evals.worst import list_proposed
from tools.intents.answers import ToolCall
from tools.intents.imperative import list_action_frames
from tools.intents.language.words import get_groups
from tools.intents.leniency.ordered import parse_said
from tools.intents.planner.allowed import list_allowed_actions, split_orders
from tools.intents.planner.arguments import find_unsaid
from tools.intents.planner.claims import keep_harmless
from tools.intents.planner.partial import is_partial

#: By kind, texts that speak of a change and do not order it.
NOT_ORDERED = {
    "negated": (
        "please never flag OB-1003 my friend", "no flag on OB-1003 my friend", "flag OB-1003? no",
        "don't flag OB-1003, hide P-101", "ни в коем случае не скрывай P-101", "не надо, скрой P-101 потом",
    ),
    "asked": (
        "is it wise to hide P-101", "when do we raise P-101 by 5%", "flag OB-1003, is it late?",
        "стоит ли скрыть P-101", "зачем поднимать цену P-101 на 5%", "пометь OB-1003?",
    ),
    "supposed": (
        "suppose we hide P-101", "if you hide P-101 nobody buys", "hide P-101 unless it sells",
        "если скрыть P-101, никто не купит", "допустим, скрой P-101",
    ),
    "told": (
        "I hide P-101 every winter", "we raise prices of P-101 by 5% each year", "thanks for hide P-101",
        "была скидка 10% на P-101", "у конкурентов скидка 30% на всё", "кампанию C-2 поставили на паузу",
    ),
    "said by somebody else": (
        "Anna says hide P-101", "the boss wants to hide P-101", "client asked to raise P-101 by 5%",
        "клиент просит скрыть P-101", "Оля сказала скрыть P-101", "шеф хочет поднять цену P-101 на 5%",
    ),
    "for the owner to do": (
        "remind me to hide P-101", "tell me to flag OB-1003", "напомни мне скрыть P-101",
        "скажи мне пометить OB-1003",
    ),
    "quoted": ('"hide P-101"', "“flag OB-1003”", "«скрой P-101»"),
    "put off": (
        "hide P-101 on friday", "raise P-101 by 5% in 2 hours", "hide P-101 later", "flag OB-1003 tomorrow",
        "flag OB-1003, wrong address, next week", "пометь OB-1003 как срочный через час",
        "скрой P-101 завтра", "скрой P-101 через час", "пометь OB-1003 вечером",
        "поставь скидку 10% на P-101 до пятницы",
    ),
    "past": ("hide P-101 yesterday", "скрой P-101 вчера"),
    "taken back": (
        "hide P-101, but only the red one", "hide everything except P-101", "hide P-101, oops P-102 I mean",
        "flag OB-1003 wrong address, or not", "can you flag OB-1003? forget it", "flag OB-1003 because it is late, if it is",
        "пометь OB-1003 как срочный, хотя нет", "сними флаг с OB-1003, шучу",
        "забудь, скрой P-101", "скрой всё, кроме P-101", "снизь цены на 5%, но только на чай",
    ),
    "left open": (
        "raise all prices by at most 5%", "raise all prices up to 5%", "подними все цены максимум на 5%",
    ),
    "another state": ("mark as done OB-1003", "mark OB-1003 paid", "отметь выполненным OB-1003"),
    "no verb": ("10% discount on P-101", "флаг на OB-1003", "campaign C-1", "order from Mark"),
    "what can be done at all": (
        "can you hide products", "could you tell the team things", "ты можешь менять цены",
        "можешь скрывать товары",
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "text"), [(kind, text) for kind, texts in NOT_ORDERED.items() for text in texts]
)
def test_what_is_not_ordered(kind: str, text: str) -> None:
    assert list_allowed_actions(text) == frozenset(), kind
    assert list_proposed(text) == []


@pytest.mark.parametrize(
    ("text", "tools"),
    [
        (
            "suspend campaign C-1 and archive P-101 my friend",
            {"pause_campaign", "publish_product"},
        ),
        ("ping the team: the till is broken", {"notify_team"}),
        ("маркируй OB-1003, странный он", {"flag_order"}),
        ("выруби купон SHIP5, он мешает", {"disable_coupon"}),
        ("отключи кампанию C-1 и скрой P-101", {"pause_campaign", "publish_product"}),
        ("ask the team to check the till", {"notify_team"}),
        ("попроси команду проверить кассу", {"notify_team"}),
        ("продолжи кампанию C-1", {"pause_campaign"}),
        ("останови купон SHIP5", {"disable_coupon"}),
        ("сбавь цену P-101 на 5%", {"adjust_price"}),
        ("put P-101 up by 5%", {"adjust_price"}),
        ("hide whatever is sold out", {"publish_product"}),
        ("flag OB-1003, it is the wrong address", {"flag_order"}),
        ("make a coupon HEAT7 for 7% until friday", {"create_coupon"}),
        ("сообщи команде, что завтра выходной", {"notify_team"}),
        # What is told to the team is words, whatever they order.
        ("tell the team to hide P-101 and pause C-1", {"notify_team"}),
        ("передай команде: скройте P-101", {"notify_team"}),
        ("flag OB-1003 and tell the team to hide P-101", {"flag_order", "notify_team"}),
        # To be shown is only asked for beside an order to hide.
        ("hide P-101 and show P-102", {"publish_product"}),
        ("show P-102", set()),
        # A story around the order, and a plea, change nothing of it.
        (
            "I'm at the market, I've just sold nearly all of it, so please take P-115 down from the website",
            {"publish_product"},
        ),
        (
            "My nephew says it brings the wrong people, so put C-11 on hold for now please",
            {"pause_campaign"},
        ),
        ("Would you please drop the discount that's still on P-191?", {"set_discount"}),
        ("As it turned out to be a real company, take 1016's flag off.", {"flag_order"}),
        (
            "ну вот, деньги он уже получил другим способом, поэтому деактивируй купон CRASH8, и закроем тему",
            {"disable_coupon"},
        ),
        ("cancel, flag OB-1003", set()),
        ("could we flag OB-1003", set()),
        ("flag OB-1003 and show P-102", {"flag_order"}),
        ("покажи P-102", set()),
    ],
)
def test_what_is_ordered(text: str, tools: set[str]) -> None:
    assert list_allowed_actions(text) == tools


def test_every_verb_of_a_frame_can_order_its_action() -> None:
    """A verb is listed once: no second list lacks it."""
    about = {
        "flag_order": "OB-1003", "create_coupon": "coupon HEAT7 7%", "disable_coupon": "coupon SHIP5",
        "adjust_price": "price of P-101 5%", "publish_product": "P-101", "pause_campaign": "campaign C-1",
    }  # fmt: skip
    verbs = {
        "flag_order": ("flag", "mark", "unflag", "пометь", "отметить", "маркируйте"),
        "create_coupon": ("create", "make", "issue", "launch", "создай", "заведи", "выпустить"),
        "disable_coupon": ("disable", "kill", "stop", "отключи", "выруби", "погасите"),
        "adjust_price": ("raise", "cut", "knock", "adjust", "подними", "урежь", "назначить"),
        "publish_product": ("hide", "archive", "publish", "скрой", "спрячьте", "выложи"),
        "pause_campaign": ("pause", "suspend", "stop", "resume", "останови", "возобновить"),
    }

    for tool, words in verbs.items():
        for word in words:
            assert tool in list_allowed_actions(f"{word} {about[tool]}"), word
        groups = {verb.groups[0] for verb in list_action_frames()[tool].verbs}
        assert all(get_groups(word) & groups for word in words), tool


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("hide P-101", 1),
        ("hide P-101 and P-102", 1),
        ("hide P-101 and show P-102", 2),
        ("скрой P-101, а P-102 подними на 5%", 1),
        ("пометь OB-1003, сними пометку с OB-1005 и скрой P-101", 3),
        ("raise P-101 by 5%; set a 10% discount on it", 2),
        ("flag, flag, flag, " * 40, 1),
    ],
)
def test_a_text_is_cut_where_a_further_order_begins(text: str, parts: int) -> None:
    found = split_orders(parse_said(text))

    assert len(found) == parts
    assert "".join(part.text for part in found) == text.strip()


HIDE, FLAG, PRICE, COUPON = "publish_product", "flag_order", "adjust_price", "create_coupon"


@pytest.mark.parametrize(
    ("text", "tool", "payload", "gap"),
    [
        # things that nobody named
        ("hide the old mug", HIDE, {"product_ids": ["P-101"], "published": False}, "product_ids"),
        ("скрой P-1010", HIDE, {"product_ids": ["P-101"], "published": False}, "product_ids"),
        ("пометь 1003", FLAG, {"order_ids": ["OB-1004"]}, "order_ids"),
        ("пометь 1003", FLAG, {"order_ids": ["OB-1003"]}, ""),
        ("flag late payments", FLAG, {"preset": "late_ship"}, "preset"),
        ("пометь просроченные", FLAG, {"preset": "late_ship"}, ""),
        ("скрой все чаи", "set_discount", {"all": True, "percent": 0}, "all"),
        # the contrary of what was said
        ("скрой P-101", HIDE, {"product_ids": ["P-101"], "published": True}, "published"),
        ("publish P-101", HIDE, {"product_ids": ["P-101"], "published": False}, "published"),
        ("пометь OB-1003", FLAG, {"order_ids": ["OB-1003"], "flagged": False}, "flagged"),
        ("hide P-101 and show P-102", HIDE, {"product_ids": ["P-101"], "published": True}, "published"),
        ("hide P-101 and show P-102", HIDE, {"product_ids": ["P-102"], "published": True}, ""),
        ("возобнови кампанию C-1", "pause_campaign", {"campaign_id": "C-1", "paused": True}, "paused"),
        ("возобнови кампанию C-1", "pause_campaign", {"campaign_id": "C-1"}, "paused"),
        ("возобнови кампанию C-1", "pause_campaign", {"campaign_id": "C-1", "paused": False}, ""),
        # the other direction, and an amount taken for a price
        ("подними P-101 на 5%", PRICE, {"product_ids": ["P-101"], "percent": -5}, "percent"),
        ("сделай P-101 дешевле на 5%", PRICE, {"product_ids": ["P-101"], "percent": 5}, "percent"),
        ("подними P-101 на -5%", PRICE, {"product_ids": ["P-101"], "percent": 5}, "percent"),
        ("put P-101 up by 5%", PRICE, {"product_ids": ["P-101"], "percent": 5}, ""),
        ("put P-101 up by 5%", PRICE, {"product_ids": ["P-101"], "percent": -5}, "percent"),
        ("raise P-101 by 2", PRICE, {"product_ids": ["P-101"], "set_to": "2"}, "set_to"),
        ("подними цену P-101 на 2", PRICE, {"product_ids": ["P-101"], "set_to": "2"}, "set_to"),
        ("raise P-101 from 3 to 4 euro", PRICE, {"product_ids": ["P-101"], "set_to": "3"}, "set_to"),
        ("raise P-101 to 5 euro", PRICE, {"product_ids": ["P-101"], "set_to": "5"}, ""),
        ("подними цену P-101 до 5 евро", PRICE, {"product_ids": ["P-101"], "set_to": "5"}, ""),
        # another unit than was said
        ("raise P-101 by 2 euro", PRICE, {"product_ids": ["P-101"], "percent": 2}, "percent"),
        ("raise P-101 by 2%", PRICE, {"product_ids": ["P-101"], "amount": "2"}, "amount"),
        ("raise P-101 by 2", PRICE, {"product_ids": ["P-101"], "amount": "2"}, "amount"),
        ("raise P-101 by 2 dollars", PRICE, {"product_ids": ["P-101"], "amount": "2"}, "amount"),
        ("купон AUTUMN10 на 5 долларов, создай", COUPON, {"code": "AUTUMN10", "amount_off": "5"}, "amount_off"),
        ("создай купон AUTUMN10 на 10% на 5 раз", COUPON,
         {"code": "AUTUMN10", "percent_off": 5, "max_uses": 10}, "percent_off"),
        ("создай купон AUTUMN10 на 10% на 5 раз", COUPON,
         {"code": "AUTUMN10", "percent_off": 10, "max_uses": 10}, "max_uses"),
        ("создай купон AUTUMN10 на 10% на 5 раз", COUPON,
         {"code": "AUTUMN10", "percent_off": 10, "max_uses": 5}, ""),
        # numbers in words, slips, small letters, and what the sentence itself corrects
        ("сделай купон SOFA25, двадцать пять процентов", COUPON, {"code": "SOFA25", "percent_off": 25}, ""),
        ("сделай купон SOFA25, двадцать процентов", COUPON, {"code": "SOFA25", "percent_off": 25}, "percent_off"),
        ("take 10 pecrent off P-101", "set_discount", {"product_ids": ["P-101"], "percent": 10}, ""),
        ("кильни zima8", "disable_coupon", {"code": "ZIMA8"}, ""),
        ("turn off iPhone15", "disable_coupon", {"code": "IPHONE15"}, "code"),
        ("верни P-110 на витрину, а P-142 скрой", HIDE, {"product_ids": ["P-142"], "published": False}, ""),
        ("верни P-110 на витрину, а P-142 скрой", HIDE, {"product_ids": ["P-142"], "published": True}, "published"),
        # what was said and is left out
        ("создай купон AUTUMN10 на 10% на 5 раз", COUPON, {"code": "AUTUMN10", "percent_off": 10}, "max_uses"),
        ("сделай купон HEAT7 на 7% до пятницы", COUPON, {"code": "HEAT7", "percent_off": 7}, "ends_at"),
        # a code is a code, not a word
        ("make a coupon with 10% for cakes", COUPON, {"code": "CAKES", "percent_off": 10}, "code"),
        ("make a coupon SALE with 10%", COUPON, {"code": "SALE", "percent_off": 10}, ""),
        # somebody's own words
        ("сообщи команде, что чай закончился", "notify_team", {"message": "чай закончился"}, ""),
        ("сообщи команде, что чай закончился", "notify_team", {"message": "кофе закончился"}, "message"),
    ],
)  # fmt: skip
def test_an_argument_is_what_was_said(
    text: str, tool: str, payload: dict[str, Any], gap: str
) -> None:
    assert find_unsaid(ToolCall(tool, payload), text, ()) == gap


@pytest.mark.parametrize(
    ("text", "order_ids", "more"),
    [
        ("flag OB-1003", ["OB-1003"], False),
        ("flag OB-1003 to OB-1010", ["OB-1003", "OB-1010"], True),
        ("пометь OB-1003 по OB-1010", ["OB-1003", "OB-1010"], True),
        ("пометь с OB-1003 до 1010", ["OB-1003", "OB-1010"], True),
        ("flag 1003-1010", ["OB-1003", "OB-1010"], True),
        ("flag OB-1003 and the stuck ones", ["OB-1003"], True),
        ("пометь OB-1003 и все зависшие", ["OB-1003"], True),
        ("flag OB-1003 and OB-1004", ["OB-1003"], True),
        ("flag OB-1003 and OB-1004", ["OB-1003", "OB-1004"], False),
        ("flag OB-1003 before 5", ["OB-1003"], True),
        ("flag OB-1003 with SHIP5", ["OB-1003"], True),
        ("flag not OB-1004 but OB-1003", ["OB-1003"], False),
        ("пометь заказ тысяча третий, 1003, вот его", ["OB-1003"], False),
        ("flag OB-1003, that is order three", ["OB-1003"], True),
    ],
)
def test_half_an_order_is_none(text: str, order_ids: list[str], more: bool) -> None:
    assert is_partial([ToolCall(FLAG, {"order_ids": order_ids})], text) is more


@pytest.mark.parametrize(
    ("said", "harmless"),
    [
        ("I'm not able to print labels.", True),
        ("I can only tell you about the shop.", True),
        ("None of my tools knows the weather.", True),
        ("Thank you, good night!", True),
        ("You are very welcome.", True),
        ("К сожалению, я не умею печатать этикетки.", True),
        ("У меня нет доступа к погоде.", True),
        ("Спасибо, доброго вечера!", True),
        ("Hi all is fine.", False),
        ("Orders cannot be shipped today.", False),
        ("I have no stuck orders.", False),
        ("Good day for coffee.", False),
        ("Спасибо, всё отправлено.", False),
        ("Заказы не оплачены.", False),
    ],
)
def test_who_has_read_nothing_says_nothing_about_the_shop(said: str, harmless: bool) -> None:
    assert keep_harmless(said) == (said if harmless else "")
