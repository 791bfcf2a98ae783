"""Who waits for an answer."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.tools.conftest import NOW, ask, context
from tools.models import DemoChatThread


def test_the_longest_waiting_first_with_the_summary(shop: None) -> None:
    result = ask("chats_unanswered")
    assert result.card.title == "Chats without an answer: 4"
    assert [(field.label, field.value) for field in result.card.fields] == [
        ("Waiting in all", "4"), ("Over 2 h", "4"), ("Over 6 h", "2"), ("Over 24 h", "1"),
    ]  # fmt: skip
    assert [row["thread_id"] for row in result.data["chats"]] == [
        "CH-2001", "CH-2002", "CH-2003", "CH-2004",
    ]  # fmt: skip
    first = result.data["chats"][0]["customer"]
    assert result.card.next[0].label == f"Orders of {first}"
    assert [item.tool for item in result.card.next] == ["orders_search"] * 2
    assert ask("orders_search", result.card.next[0].payload).data["count"] > 0
    assert result.card.table is not None
    assert [row[2] for row in result.card.table.rows] == [
        "26 hours",
        "9 hours",
        "5 hours",
        "2 hours",
    ]


@pytest.mark.parametrize("hours", [0, 1, 2, 3, 6, 24, 26, 27])
def test_waiting_agrees_with_the_rows(shop: None, hours: int) -> None:
    expected = {
        chat.pk
        for chat in DemoChatThread.objects.all()
        if chat.open
        and (chat.last_reply_at is None or chat.last_reply_at < chat.last_customer_message_at)
        and NOW - chat.last_customer_message_at >= timedelta(hours=hours)
    }
    result = ask("chats_unanswered", {"older_than_hours": hours})
    assert {row["thread_id"] for row in result.data["chats"]} == expected
    assert result.data["count"] == len(expected)


def test_the_count_is_of_all_not_of_those_shown(shop: None) -> None:
    result = ask("chats_unanswered", {"limit": 1})
    assert result.data["count"] == 4
    assert result.card.table is not None
    assert (len(result.card.table.rows), result.card.table.more) == (1, 3)


def test_nobody_waits(shop: None) -> None:
    DemoChatThread.objects.update(open=False)
    result = ask("chats_unanswered", ctx=context(language="ru"))
    assert (result.empty, result.card.notes) == (True, ("Всем клиентам ответили.",))
