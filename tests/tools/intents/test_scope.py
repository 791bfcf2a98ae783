"""Of which products is asked first, an answer may be either, and only "all" said plainly means all."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from tests.servers.llm import API_KEY, Answer, Model, call, serving
from tests.tools.conftest import context
from tests.tools.intents.catalogue import SHOP
from tools.contracts import Result
from tools.intents.answers import WAY, ToolCall
from tools.intents.dialogue.clarify import (
    Mismatch,
    PendingQuestion,
    ask_again,
    complete_call,
    fill,
)
from tools.intents.frame import find_candidates
from tools.intents.planner.arguments import find_unsaid
from tools.intents.planner.plan import Plan, PlanRequest, run_plan
from tools.intents.planner.wire import ModelServer
from tools.intents.resolve import Question, detect_language, resolve
from tools.intents.sentence import parse
from tools.languages import Language

TODAY = date(2026, 11, 25)
OF_WHICH = "Of which products? Their numbers or a category, for example P-101 or Coffee"
RU_OF_WHICH = "У каких товаров? Номера или категория, например P-101 или Кофе"
ON_WHICH = "On which products? Their numbers or a category, for example P-101 or Coffee."
BY = "By how much? Per cent or money, for example 3% or 2 euro."
RU_BY = "На сколько? Процент или сумма, например 3% или 2 евро."
TO = "To what price, or by how many per cent? For example 9.20 or +3%."
WAY_OPEN = "Up or down, per cent or money? For example +3% or -2 euro."
OFF = "How many per cent? A whole number from 0 to 95, for example 10."


def talk(*said: str) -> list[object]:
    """What we answer to each text: our question, or the change that is previewed."""
    language: Language = detect_language(said[0], "en")
    found = resolve(said[0], today=TODAY, language=language, catalogue=SHOP)
    heard: list[object] = [found.text if isinstance(found, Question) else found]
    for text in said[1:]:
        assert isinstance(found, Question), found
        assert found.tool is not None
        pending = PendingQuestion(found.tool, found.missing, found.known, found.text)
        sentence = parse(text, today=TODAY, language=language, catalogue=SHOP)
        answer = fill(pending, sentence)
        if isinstance(answer, Mismatch):
            answer = ask_again(pending, sentence, answer)
        found = answer
        heard.append(found.text if isinstance(found, Question) else found)
    return heard


def prices(**payload: Any) -> ToolCall:
    return ToolCall("adjust_price", payload)


def discount(**payload: Any) -> ToolCall:
    return ToolCall("set_discount", payload)


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        # of which products first, then by how much
        (["raise prices", "P-112", "5%"], [f"{OF_WHICH}.", BY, prices(product_ids=["P-112"], percent=5)]),
        (["cut prices", "P-112", "5%"], [f"{OF_WHICH}.", BY, prices(product_ids=["P-112"], percent=-5)]),
        (["подними цены", "P-112", "5%"],
         [f"{RU_OF_WHICH}.", RU_BY, prices(product_ids=["P-112"], percent=5)]),
        (["снизь цены", "все", "2 евро"], [f"{RU_OF_WHICH}.", RU_BY, prices(all=True, amount="-2")]),
        (["raise prices", "all products", "5%"], [f"{OF_WHICH}.", BY, prices(all=True, percent=5)]),
        (["raise prices", "tea", "5%"], [f"{OF_WHICH}.", BY, prices(category="Tea", percent=5)]),
        (["change prices", "P-112", "9.20"], [f"{OF_WHICH}.", TO, prices(product_ids=["P-112"], set_to="9.20")]),
        # both at once, and the amount first
        (["raise prices", "P-112 by 5%"], [f"{OF_WHICH}.", prices(product_ids=["P-112"], percent=5)]),
        (["cut prices", "5% on tea"], [f"{OF_WHICH}.", prices(category="Tea", percent=-5)]),
        (["raise prices", "5%", "P-112"],
         [f"{OF_WHICH}.", f"{OF_WHICH}.", prices(product_ids=["P-112"], percent=5)]),
        # a scope where we asked for the amount
        (["raise all prices", "P-112", "5%"], [BY, BY, prices(product_ids=["P-112"], percent=5)]),
        (["raise the price of P-101", "P-112", "−5%", "5%"],
         [BY, BY, f"“−5%” does not fit. {BY}", prices(product_ids=["P-112"], percent=5)]),
        (["подними цену P-101", "чай на 5%"], [RU_BY, prices(category="Tea", percent=5)]),
        # the amount said, the products not
        (["raise prices by 5%", "P-112"], [f"{OF_WHICH}, or all.", prices(product_ids=["P-112"], percent=5)]),
        (["raise prices by 5%", "all"], [f"{OF_WHICH}, or all.", prices(all=True, percent=5)]),
        (["подними цены на 4%", "все"], [f"{RU_OF_WHICH}, или у всех.", prices(all=True, percent=4)]),
        (["подними цены на 4%", "у всех"], [f"{RU_OF_WHICH}, или у всех.", prices(all=True, percent=4)]),
        (["change prices by −5%", "P-112"], [f"{OF_WHICH}, or all.", prices(product_ids=["P-112"], percent=-5)]),
        (["raise prices by −5%", "-5%", "P-112"],
         [WAY_OPEN, f"{OF_WHICH}.", prices(product_ids=["P-112"], percent=-5)]),
        # all, said plainly
        (["raise all prices by 5%"], [prices(all=True, percent=5)]),
        (["cut prices of everything by 5%"], [prices(all=True, percent=-5)]),
        (["подними все цены на 5%"], [prices(all=True, percent=5)]),
        (["подними все цены", "5%"], [RU_BY, prices(all=True, percent=5)]),
        (["подними цены на 5% и всё", "P-112"], [f"{RU_OF_WHICH}, или у всех.", prices(product_ids=["P-112"], percent=5)]),
        # discounts
        (["make a discount", "P-112", "10"], [ON_WHICH, OFF, discount(product_ids=["P-112"], percent=10)]),
        (["make a discount", "10% on tea"], [ON_WHICH, discount(category="Tea", percent=10)]),
        (["discount 10%", "all"], [ON_WHICH, discount(all=True, percent=10)]),
        (["discount on P-101", "P-112", "10%"], [OFF, OFF, discount(product_ids=["P-112"], percent=10)]),
        (["сними скидки", "со всех"],
         ["С каких товаров? Номера или категория, например P-101 или Кофе, или со всех.", discount(all=True, percent=0)]),
        (["remove all discounts"], [discount(all=True, percent=0)]),
        # what is shown
        (["hide products", "sold out"],
         ["Which products? Their numbers, for example P-101.",
          ToolCall("publish_product", {"published": False, "stock_at_most": 0})]),
        (["hide sold-out products"], [ToolCall("publish_product", {"published": False, "stock_at_most": 0})]),
    ],
    ids=lambda item: " | ".join(map(str, item))[:60] if isinstance(item, list) else None,
)  # fmt: skip
def test_a_dialogue(said: list[str], heard: list[str | ToolCall]) -> None:
    assert talk(*said) == heard


@pytest.mark.parametrize(
    "answer", ["not P-112", "maybe P-112", "P-112?", "кроме P-112", "if P-112"]
)
def test_no_scope_is_taken_from_a_doubt(answer: str) -> None:
    for start in ("raise all prices", "raise prices"):
        assert isinstance(talk(start, answer)[1], str)
        assert "does not fit" in str(talk(start, answer)[1])


@pytest.mark.parametrize(
    ("tool", "known", "all_products"),
    [
        ("adjust_price", {"percent": 4}, True),
        ("adjust_price", {WAY: "raise_by"}, True),
        ("adjust_price", {"set_to": "9.20"}, False),
        ("set_discount", {"percent": 10}, True),
        ("set_discount", {"percent": 0}, True),
        ("publish_product", {"published": False}, False),
    ],
)
def test_all_products_is_the_first_button(
    shop: None, tool: str, known: Mapping[str, Any], all_products: bool
) -> None:
    for language, label in (("en", "All products"), ("ru", "Все товары")):
        spoken: Language = "ru" if language == "ru" else "en"
        first, *rest = find_candidates(tool, "product_ids", known, context(language=spoken))
        assert (first.label == label) is all_products
        assert (first.arguments == {"all": True}) is all_products
        assert rest
        assert all(set(token.arguments) == {"product_ids"} for token in rest)


def test_the_direction_is_kept_until_the_amount_is_asked_for() -> None:
    nothing_said = parse("", today=TODAY, language="en")
    for way, first in (("raise_by", 3), ("lower_by", -3)):
        asked = complete_call(prices(product_ids=["P-112"], way=way), nothing_said)
        assert isinstance(asked, Question)
        assert (asked.missing, asked.known) == (way, {"product_ids": ["P-112"]})
        assert find_candidates("adjust_price", way, {}, context())[0].arguments == {
            "percent": first
        }
        done = complete_call(prices(all=True, percent=5, way=way), nothing_said)
        assert done == prices(all=True, percent=5)


@pytest.mark.parametrize(
    ("text", "change", "gap"),
    [
        ("bump up prices 5%", prices(percent=5), "product_ids"),
        ("bump up prices 5%", prices(percent=5, all=False), "product_ids"),
        ("bump up prices 5%", prices(percent=5, all=True), "all"),
        ("bump up all prices 5%", prices(percent=5, all=True), ""),
        ("remove discounts", discount(percent=0), "product_ids"),
        ("hide the old mugs", ToolCall("publish_product", {"published": False}), "product_ids"),
        ("hide what is sold out",
         ToolCall("publish_product", {"published": False, "stock_at_most": 0}), ""),
        ("flag the odd orders", ToolCall("flag_order", {"reason": "odd"}), "order_ids"),
        ("flag the odd orders", ToolCall("flag_order", {"order_ids": []}), "order_ids"),
    ],
)  # fmt: skip
def test_a_model_says_of_which_things_as_well(text: str, change: ToolCall, gap: str) -> None:
    assert find_unsaid(change, text, ()) == gap


async def planned(text: str, *script: Answer) -> Plan:
    async def read_nothing(_: ToolCall) -> Result:
        raise AssertionError

    model: Model
    with serving() as model:
        model.script = list(script)
        server = ModelServer(model.url, API_KEY, "small", "chat")
        found = await run_plan(PlanRequest(text, context()), server, read_nothing)
    assert isinstance(found, Plan), found
    return found


@pytest.mark.parametrize("extra", [{}, {"all": True}, {"product_ids": ["P-112"]}])
async def test_a_model_without_a_scope_leads_to_the_question(extra: dict[str, Any]) -> None:
    found = await planned(
        "pls bump up those prices 5% mate",
        call("adjust_price", percent=5, **extra),
        Answer("Done!"),
    )

    assert (found.changes, found.text) == ((), "")
    assert found.question is not None
    assert found.question.text == f"{OF_WHICH}."
    assert (found.question.tool, found.question.missing) == ("adjust_price", "product_ids")
    assert found.question.known == {"percent": "5"}


async def test_a_model_that_makes_up_the_amount_too_is_not_completed() -> None:
    found = await planned(
        "pls bump up those prices mate", call("adjust_price", percent=5), Answer("Of what?")
    )

    assert (found.changes, found.question) == ((), None)


async def test_a_model_that_puts_it_right_is_asked_nothing() -> None:
    found = await planned(
        "pls bump up P-112 price 5% mate",
        call("adjust_price", percent=5),
        call("adjust_price", percent=5, product_ids=["P-112"]),
    )

    assert found.changes == (prices(product_ids=["P-112"], percent="5"),)
    assert found.question is None


@pytest.mark.parametrize(
    "text",
    ["hide what's sold out", "hide what is sold out", "hide whatever is sold out", "скрой что закончилось", "скрой то, что распродано"],
)  # fmt: skip
def test_what_after_an_order_asks_nothing(text: str) -> None:
    assert resolve(text, today=TODAY, language="en", catalogue=SHOP) == ToolCall(
        "publish_product", {"published": False, "stock_at_most": 0}
    )
