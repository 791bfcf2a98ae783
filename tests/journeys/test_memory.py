"""Sentences that lean on the last card, in the assembled program; and forgetting."""

from __future__ import annotations

import pytest

from tests.journeys.program import OTHER_OWNER, OWNER, Program, until
from tests.journeys.test_story import datas
from tests.servers.telegram import BotApi


@pytest.fixture(autouse=True)
def clean(running: Program, telegram: BotApi) -> None:
    running.unflag()
    telegram.ask("/forget", OWNER)


def title(text: str) -> str:
    return text.splitlines()[0]


def test_days_lean_on_the_card_before(running: Program, telegram: BotApi) -> None:
    yesterday = title(telegram.ask("KPI yesterday", OWNER).text)
    telegram.ask("KPI today", OWNER)
    assert title(telegram.ask("and yesterday?", OWNER).text) == yesterday
    assert title(telegram.ask("what about last week", OWNER).text).startswith("<b>Sales: ")
    russian = title(telegram.ask("KPI за вчера", OWNER).text)
    telegram.ask("дай KPI за сегодня", OWNER)
    assert title(telegram.ask("а вчера?", OWNER).text) == russian


def test_rows_are_meant_by_their_place(running: Program, telegram: BotApi) -> None:
    stuck = telegram.ask("show stuck orders", OWNER)
    second = stuck.buttons[1]["text"]
    sent = telegram.ask("flag the second one", OWNER)
    assert f"<b>{second}</b> · not flagged · flagged" in sent.text
    assert [data.partition(":")[0] for data in datas(sent)] == ["confirm", "cancel"]
    telegram.ask("show stuck orders", OWNER)
    assert f"<b>Заказ {second}</b>" in telegram.ask("открой второй", OWNER).text
    telegram.ask("show stuck orders", OWNER)
    assert "There are only 3 of them" in telegram.ask("flag the ninth one", OWNER).text
    telegram.ask("show stuck orders", OWNER)
    assert "Orders to flag: 3" in telegram.ask("flag them", OWNER).text
    assert running.sql("SELECT count(*) FROM ownerbot_demo_orders WHERE flagged")[0]["count"] == 0


def test_the_same_for_another(running: Program, telegram: BotApi) -> None:
    telegram.ask("raise the price of P-101 by 5%", OWNER)
    assert "P-105 Ethiopia filter" in telegram.ask("the same for P-105", OWNER).text
    until(lambda: "P-126 Moka pot" in telegram.ask("то же для мокка пот", OWNER).text)


def test_another_owner_s_cards_are_not_leant_on(running: Program, telegram: BotApi) -> None:
    telegram.ask("show stuck orders", OTHER_OWNER)
    assert "Which order?" in telegram.ask("flag the second one", OWNER).text


def test_what_was_forgotten_is_gone(running: Program, telegram: BotApi) -> None:
    telegram.ask("show stuck orders", OWNER)
    assert telegram.ask("/forget", OWNER).text.startswith("Forgotten: ")
    assert "Which order?" in telegram.ask("flag the second one", OWNER).text
    said = running.sql(
        "SELECT count(*) AS n FROM ownerbot_inbox WHERE lane = %s AND raw LIKE '%%stuck%%'", OWNER
    )
    assert said[0]["n"] == 0
    assert running.events("chat_forgotten")


def test_memory_is_short_and_outlives_the_bot(running: Program, telegram: BotApi) -> None:
    telegram.ask("show stuck orders", OWNER)
    until(lambda: not running.sql("SELECT 1 FROM ownerbot_inbox WHERE state = 'new'"))
    running.child("runbot").kill()
    assert "Orders to flag: 1" in telegram.ask("flag the second one", OWNER).text
    telegram.ask("/forget", OWNER)
    telegram.ask("show stuck orders", OWNER)
    running.sql("UPDATE ownerbot_inbox SET received_at = received_at - interval '31 minutes'")
    assert "Which order?" in telegram.ask("flag the second one", OWNER).text
