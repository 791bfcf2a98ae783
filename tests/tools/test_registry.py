"""The tools as a whole: complete, bilingual, and drawn in little space."""

from __future__ import annotations

import pytest

from tests.tools.conftest import NOW, ask, context
from tools import registry, runner
from tools.contracts import ToolRefused
from tools.intents.dialogue.clarify import can_be_answered, complete_call
from tools.intents.resolve import Question, ToolCall
from tools.intents.sentence import parse
from tools.registry import AnyTool

TOOLS = registry.list_tools()


def test_the_tools_of_the_skeleton_are_there() -> None:
    assert {(tool.name, tool.kind) for tool in TOOLS} >= {
        ("kpi_snapshot", "read"),
        ("revenue_trend", "read"),
        ("orders_search", "read"),
        ("order_detail", "read"),
        ("chats_unanswered", "read"),
        ("system_status", "read"),
        ("flag_order", "action"),
    }


@pytest.mark.parametrize("one", TOOLS, ids=lambda one: one.name)
def test_a_tool_says_what_it_is_in_every_language(one: AnyTool) -> None:
    for text in (one.title, one.description, one.examples):
        assert text.en
        assert any("а" <= char.lower() <= "я" for char in text.to("ru"))
    schema = registry.build_schema(one)
    assert schema["additionalProperties"] is False
    assert all(field.get("description") for field in schema["properties"].values())


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize(
    "call",
    [
        ("kpi_snapshot", {"compare_to": "previous_month"}),
        ("orders_search", {}),
        ("orders_search", {"preset": "late_ship"}),
        ("order_detail", {"order_id": "OB-1002"}),
        ("chats_unanswered", {}),
        ("top_products", {}),
        ("inventory_status", {}),
        ("coupons_status", {}),
        ("coupons_status", {"sort": "most_used"}),
    ],
    ids=str,
)
def test_tables_fit_a_phone(shop: None, language: str, call: tuple[str, dict[str, str]]) -> None:
    card = ask(*call, context(language="ru" if language == "ru" else "en")).card
    assert card.table is not None
    assert len(card.table.columns) <= 4
    assert {len(row) for row in card.table.rows} == {len(card.table.columns)}
    assert len(card.next) <= 3
    for suggestion in card.next:
        item = runner.find(suggestion.tool, context())
        offered = ToolCall(suggestion.tool, suggestion.payload)
        asked = complete_call(offered, parse("", today=NOW.date(), language="en"))
        if isinstance(asked, Question):
            assert can_be_answered(asked)
        else:
            runner.validate(item, suggestion.payload, context())


def test_an_unknown_tool_is_refused() -> None:
    with pytest.raises(ToolRefused) as refused:
        runner.find("no_such_tool", context(language="ru"))
    assert refused.value.code == "TOOL_UNKNOWN"
