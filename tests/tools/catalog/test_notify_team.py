"""Messages to the team: previewed whole, sent to exactly the chats that were shown."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from tests.tools.conftest import context, preview
from tools import runner
from tools.catalog.team.change import NotifyTeam, NotifyTeamPayload
from tools.contracts import MAIN, Call, OutsideCalls, Receipt, StaleBasisError, ToolRefused

TOOL = NotifyTeam()
LONG = "проверьте заказ " * 62


@pytest.fixture(autouse=True)
def chats(settings: Any) -> None:
    settings.MANAGER_CHAT_IDS = (-100_123, 456)


def test_a_preview_shows_the_words_whole_and_where_they_go() -> None:
    shown = preview({"message": f" {LONG}"}, name="notify_team")

    assert shown.card.title == "Message to the team: 2 chats"
    assert shown.card.quote == LONG.strip()
    assert shown.card.table is not None
    assert shown.card.table.rows == (("Team chat 1", "-100123"), ("Team chat 2", "456"))
    assert shown.card.notes == ("A message that was sent cannot be taken back.",)
    assert (shown.basis, shown.variants) == ({"chat:-100123": 0, "chat:456": 0}, (MAIN,))


def test_one_chat_needs_no_number_and_silence_is_said(settings: Any) -> None:
    settings.MANAGER_CHAT_IDS = (-100_123,)
    shown = preview({"message": "hi", "silent": True}, context(language="ru"), "notify_team")

    assert shown.card.title == "Сообщение команде: 1 чат"
    assert shown.card.table is not None
    assert shown.card.table.rows == (("Чат команды", "-100123"),)
    assert shown.card.notes == ("Без звука.", "Отправленное сообщение не вернуть.")


def test_without_a_chat_it_says_what_to_do(settings: Any) -> None:
    settings.MANAGER_CHAT_IDS = ()
    with pytest.raises(ToolRefused) as refused:
        preview({"message": "hi"}, name="notify_team")
    assert refused.value.code == "NO_TEAM_CHAT"
    assert "MANAGER_CHAT_IDS" in refused.value.text


def test_each_chat_is_one_call() -> None:
    payload = NotifyTeamPayload(message="hi", silent=True)
    body = {"text": "hi", "silent": True}
    assert TOOL.apply(
        payload, {"chat:-100123": 0, "chat:456": 0}, MAIN, context()
    ) == OutsideCalls(
        (
            Call("message", "-100123", body, "Team chat 1"),
            Call("message", "456", body, "Team chat 2"),
        )
    )


@pytest.mark.parametrize("now", [(-100_123,), (-100_123, 456, 789), ()])
def test_other_chats_than_shown_are_a_stale_preview(now: tuple[int, ...], settings: Any) -> None:
    settings.MANAGER_CHAT_IDS = now
    with pytest.raises(StaleBasisError):
        TOOL.apply(
            NotifyTeamPayload(message="hi"), {"chat:-100123": 0, "chat:456": 0}, MAIN, context()
        )


def test_the_result_counts_whom_it_reached() -> None:
    receipts = [
        Receipt(label="Team chat 1", target="-100123", code="", answer={}),
        Receipt(label="Team chat 2", target="456", code="FORBIDDEN", answer={}),
    ]
    result = TOOL.conclude(NotifyTeamPayload(message="hi"), receipts, context())

    assert result.card.title == "Sent to the team: 1 of 2"
    assert (result.card.quote, result.data) == ("hi", {"sent": 1, "missed": 1})


@pytest.mark.parametrize(
    ("message", "why"),
    [
        ("", "must not be empty"),
        ("  ", "must not be empty"),
        ("x" * 1001, "at most 1000 characters"),
    ],
)
def test_a_message_has_1_to_1000_characters(message: str, why: str) -> None:
    with pytest.raises(ToolRefused) as refused:
        runner.validate(TOOL, {"message": message}, context())
    assert why in refused.value.text


def test_nul_is_left_out() -> None:
    assert NotifyTeamPayload(message="a\x00b").message == "ab"
    with pytest.raises(ValidationError):
        NotifyTeamPayload(message="\x00")
