"""Cards as Telegram takes them: escaped, within its limits, whatever is in them."""

from __future__ import annotations

import re
from decimal import Decimal
from html import escape
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telegram_bot.chat import stored_buttons
from telegram_bot.simulator.markup import count_units, parse_markup, to_plain
from telegram_bot.view import callbacks, render
from telegram_bot.view.callbacks import CallButton
from telegram_bot.view.starter_buttons import list_starters
from tools import registry
from tools.contracts import Card, CardField, Chart, Suggestion, Table
from tools.help_areas import AREAS
from tools.intents.resolve import ToolCall
from tools.languages import Language

words = st.text(max_size=400)


@given(
    title=words,
    fields=st.lists(st.tuples(words, words), max_size=8),
    rows=st.lists(st.tuples(words, words, words), max_size=40),
    notes=st.lists(words, max_size=4),
    language=st.sampled_from(["en", "ru"]),
    limit=st.sampled_from([render.MESSAGE_LIMIT, render.CAPTION_LIMIT]),
)
def test_any_card_fits_and_is_valid_markup(
    title: str,
    fields: list[tuple[str, str]],
    rows: list[tuple[str, str, str]],
    notes: list[str],
    language: Language,
    limit: int,
) -> None:
    card = Card(
        title=title,
        fields=tuple(CardField(label=label, value=value) for label, value in fields),
        table=Table(columns=("a", "b", "c"), rows=tuple(rows)),
        notes=tuple(notes),
    )

    text = render.render_card(card, language, tail="<i>tail</i>", limit=limit)

    assert count_units(to_plain(parse_markup(text))) <= limit
    assert text.endswith("<i>tail</i>")


def test_rows_that_do_not_fit_are_counted() -> None:
    rows = tuple((f"OB-{number}", "x" * 60) for number in range(100))
    text = render.render_card(
        Card(title="t", table=Table(columns=("a", "b"), rows=rows, more=7)), "en"
    )

    shown = len(re.findall(r"<b>OB-", text))
    assert 0 < shown < 100
    assert text.endswith(f"… and {107 - shown} more")


def test_a_column_without_a_heading_leaves_no_dot_behind() -> None:
    table = Table(columns=("", "Now", "Before"), rows=(("Revenue", "5", "4"),))
    assert render.to_text(render.render_card(Card(title="t", table=table), "en")) == (
        "t\n\nNow · Before\nRevenue · 5 · 4"
    )


@pytest.mark.parametrize("language", ["en", "ru"])
def test_help_and_tools_name_each_tool_once(language: Language) -> None:
    tools = registry.list_tools()
    lines = render.to_text(render.render_help(language)).split("\n")
    asked = [tool.examples.to(language) for tool in tools]
    assert sorted(line[2:] for line in lines if line[:1] == "•") == sorted(asked)
    assert [line for line in lines if line in [area.to(language) for area in AREAS]] == [
        area.to(language) for area in AREAS
    ]
    listed = render.to_text(render.render_tool_list(language))
    assert all(listed.count(f"• {tool.title.to(language)} — ") == 1 for tool in tools)


def test_every_starter_fits_into_a_button_and_comes_back() -> None:
    for language in ("en", "ru"):
        offered = list_starters(language)
        assert len(offered) == 3
        for suggestion in offered:
            data = callbacks.encode_call(stored_buttons.to_button(suggestion))
            assert data is not None
            tool = registry.get(suggestion.tool)
            assert tool is not None
            found = callbacks.parse_call(data)
            assert isinstance(found, ToolCall)
            assert tool.Payload.model_validate(found.payload) == tool.Payload.model_validate(
                suggestion.payload
            )


def test_arguments_survive_a_button() -> None:
    payload: dict[str, Any] = {"order_ids": ["OB-1", "OB-2"], "reason": "a&b=c d"}
    data = callbacks.encode_call(CallButton("x", ToolCall("flag_order", payload)))

    assert data is not None
    assert callbacks.parse_call(data) == ToolCall("flag_order", payload)


def test_what_does_not_fit_is_no_button() -> None:
    long = Suggestion(label="x", tool="flag_order", payload={"reason": "я" * 20})

    assert callbacks.encode_call(stored_buttons.to_button(long)) is None
    assert callbacks.build_suggestion_keyboard([long]) is None


@given(st.text(max_size=64))
def test_no_callback_data_breaks_the_reader(data: str) -> None:
    callbacks.parse_call(data)
    callbacks.parse_call("ask:" + data)


def test_a_chart_card_is_valid_without_its_picture() -> None:
    chart = Chart(kind="line", title="t", unit="EUR", labels=("a",), values=(Decimal(1),))
    assert render.render_card(Card(title="t", chart=chart), "en") == "<b>t</b>"


def test_somebody_s_words_are_shown_whole_however_they_are_escaped() -> None:
    words = "&<>" * 333 + "!"

    drawn = render.render_card(
        Card(title="t", quote=words, notes=("n",)), "en", tail="<i>tail</i>"
    )

    assert drawn == f"<b>t</b>\n<blockquote>{escape(words)}</blockquote>\n\nn\n\n<i>tail</i>"
