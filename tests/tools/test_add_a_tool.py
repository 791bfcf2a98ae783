"""The action of docs/add-a-tool.md, in a registry of its own: nothing but the page's code knows it."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from telegram_bot.view import commands, render
from tools import registry
from tools.help_areas import COUPONS, ORDERS, PRODUCTS
from tools.intents.answers import Question, ToolCall
from tools.intents.dialogue.clarify import Mismatch, PendingQuestion, fill
from tools.intents.dialogue.follow_up import PreviousCard, follow
from tools.intents.planner.allowed import list_allowed_actions
from tools.intents.planner.arguments import find_unsaid
from tools.intents.resolve import resolve
from tools.intents.sentence import Sentence, parse

TODAY = date(2026, 11, 25)
CALL = ToolCall("call_back", {"order_id": "OB-1003"})


@pytest.fixture(autouse=True)
def page(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The page's action, registered for one test."""
    monkeypatch.setattr(registry, "_tools", dict(registry._tools))
    text = (Path(settings.BASE_DIR) / "docs/add-a-tool.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    (code,) = (block for block in blocks if "class CallBack(" in block)
    module: dict[str, Any] = {"__name__": "call_back_of_the_page"}
    exec(compile(code, "add-a-tool.md", "exec", dont_inherit=True), module)
    return module


def said(text: str) -> Sentence:
    return parse(text, today=TODAY, language="en")


def test_a_sentence_comes_to_it() -> None:
    assert resolve("phone the customer of OB-1003", today=TODAY, language="en") == CALL


@pytest.mark.parametrize(
    "text",
    [
        "don't phone the customer of OB-1003",
        "should I phone the customer of OB-1003?",
        "phone the customer of OB-1003 tomorrow",
    ],
)
def test_the_gate_holds_for_it(text: str) -> None:
    assert isinstance(resolve(text, today=TODAY, language="en"), Question)
    assert "call_back" not in list_allowed_actions(text)


def test_what_is_missing_is_asked_for_and_answered() -> None:
    asked = resolve("phone the customer", today=TODAY, language="en")
    assert isinstance(asked, Question)
    assert (asked.tool, asked.missing) == ("call_back", "order_id")
    assert asked.text == "Whose order? Its number, for example OB-1003."
    pending = PendingQuestion("call_back", "order_id", asked.known, asked.text)
    assert fill(pending, said("OB-1003")) == CALL
    assert isinstance(fill(pending, said("not OB-1003")), Mismatch)


def test_the_same_for_another_order() -> None:
    again = follow(said("the same for OB-1005"), PreviousCard(CALL))
    assert again == ToolCall("call_back", {"order_id": "OB-1005"})


def test_the_planner_may_propose_what_was_said_and_nothing_else() -> None:
    text = "phone the customer of OB-1003"
    assert "call_back" in list_allowed_actions(text)
    assert find_unsaid(CALL, text, ()) == ""
    assert find_unsaid(ToolCall("call_back", {"order_id": "OB-1009"}), text, ()) == "order_id"


def test_help_the_list_of_tools_and_the_menu_name_it() -> None:
    help_text = render.to_text(render.render_help("en"))
    orders = help_text.partition(ORDERS.en)[2].partition(PRODUCTS.en)[0]
    assert orders.rstrip().split("\n")[-1] == "• phone the customer of OB-1003"
    assert "• Call back — phone the customer of OB-1003" in render.to_text(
        render.render_tool_list("en")
    )
    assert commands.list_commands()["callback"].en == "Call a customer back: /callback OB-1003"


def test_its_command_is_its_verb() -> None:
    assert resolve("/callback OB-1003", today=TODAY, language="en") == CALL


@pytest.mark.parametrize(
    ("area", "rank", "after"),
    [(COUPONS, 100, "pause campaign C-1"), (COUPONS, 0, COUPONS.en), (None, 0, "the last one")],
)
def test_its_place_in_help(
    page: dict[str, Any], monkeypatch: pytest.MonkeyPatch, area: Any, rank: int, after: str
) -> None:
    monkeypatch.setattr(page["CallBack"], "area", area)
    monkeypatch.setattr(page["CallBack"], "rank", rank)
    lines = [
        line.removeprefix("• ") for line in render.to_text(render.render_help("en")).split("\n")
    ]
    asked = [line for line in lines if line]
    place = asked.index("phone the customer of OB-1003")
    if area is None:
        assert place == len(asked) - 2  # but for the sentence that ends /help
    else:
        assert asked[place - 1] == after
