"""What stands beside an order: what leaves it as it is, and what does not."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tools.intents.catalogue import SHOP
from tests.tools.intents.phrases import TODAY
from tools.intents.resolve import Answer, Question, ToolCall, detect_language, resolve

HIDDEN: dict[str, Any] = {"published": False, "product_ids": ["P-101"]}


def ask(text: str) -> Answer:
    language = detect_language(text, "en")
    return resolve(text, today=TODAY, language=language, catalogue=SHOP)


@pytest.mark.parametrize(
    "text",
    [
        "The label is wrong, so hide P-101, thanks",
        "The margin won't bear it any longer, so hide P-101.",
        "The supplier recalled it, therefore hide P-101 lol",
        "hide P-101, the potter has stopped making it, and that's it",
        "сезон прошёл, так что скрой P-101, спасибо",
        "бухгалтер ругается, поэтому скрой P-101, и всё",
        # what an order is concluded from may be said in any way
        "We can't ship that any faster right now, so please hide P-101 in the shop.",
        "bad batch again, therefore hide P-101",
        "ложная тревога, поэтому скрой P-101",
        # what is named before is ordered by "it"
        "Right, P-101 is costing us too much, hide it in the shop",
        # what is only said again, or fits the order, adds nothing
        "um just hide P-101 in the shop please, yes P-101",
        "скрой P-101, да, именно P-101",
        "please hide P-101 in the shop so nobody buys it",
        # of what is surely an order, a clause changes nothing that neither denies nor asks nor waits
        "stock's a mess in the back room, hide P-101 please",
        "скрой P-101, народ смеётся, а я нервничаю",
    ],
)
def test_what_is_told_beside_an_order_leaves_it(text: str) -> None:
    assert ask(text) == ToolCall("publish_product", HIDDEN)


@pytest.mark.parametrize(
    "text",
    [
        "hide P-101, but I'm not sure",
        "hide P-101, I'll think about it",
        "hide P-101, wait for my OK",
        "hide P-101, only if it's sold out",
        "he wrote: hide P-101 now, and I laughed",
        "a text message says «hide P-101», spam again",
        "the supplier says hide P-101",
        "create coupon X10 10%, it should end on Friday",
        "create coupon X10 10%, it only works once",
        "pause C-1 lol and C-2 too",
        "в его сообщении: «скрой P-101»",
        "скрой P-101, шучу",
        "скрой P-101, подумаю",
        "всё размышляю, скрыть P-101 или нет",
        "I'm not sure about it, so hide P-101",
        "не знаю, так что скрой P-101",
        "P-101 should stay, hide it",
        "P-102 is mouldy, so hide P-101",
        "P-101 costs 20 euro, raise it by 5%",
        "P-101 is fine, hide the other one",
        "I was asked to hide P-101",
        "SHIP5 leaked, so remind me to disable it",
        "купон SHIP5 утёк, поэтому напомни отключить его",
        "меня попросили скрыть P-101, поэтому спрашиваю",
        "P-101 кончился, так что пусть Аня скроет его",
        "everyone raises prices, so I was going to raise P-101 by 5%",
        "C-6 хорошая, останови другую",
        "C-1 is great, stop the rest",
        "hide P-101, if it will be allowed",
        "вечером, часиков в восемь, скрой P-101",
        "stock's a mess in the back room, hide P-101 please and have a look at the others",
    ],
)
def test_what_may_change_an_order_is_asked_about(text: str) -> None:
    assert isinstance(ask(text), Question)


@pytest.mark.parametrize(
    "text", ["Would you mind if I asked why P-101 is hidden?", "don't hide P-101", "we hid P-101"]
)
def test_no_button_offers_what_is_refused(text: str) -> None:
    answer = ask(text)

    assert isinstance(answer, Question)
    assert [button for button in answer.suggestions if button.tool == "publish_product"] == []


def test_a_refusal_offers_what_may_be_meant() -> None:
    answer = ask("can I hide P-101?")

    assert isinstance(answer, Question)
    assert (answer.suggestions[0].tool, answer.suggestions[0].payload) == (
        "publish_product",
        HIDDEN,
    )
