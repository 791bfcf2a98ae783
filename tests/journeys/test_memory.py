"""Sentences that lean on the last card, in the assembled program; and forgetting."""

from __future__ import annotations

import pytest

from tests.harness.program import OTHER_OWNER, OWNER, Program, until
from tests.journeys.test_story import datas
from tests.servers.telegram import BotApi, Call


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
    last_week = title(telegram.ask("а за прошлую неделю?", OWNER).text)
    assert title(telegram.ask("а неделей раньше?", OWNER).text) not in {last_week, russian}


def test_rows_are_meant_by_their_place(running: Program, telegram: BotApi) -> None:
    stuck = telegram.ask("show stuck orders", OWNER)
    second = stuck.buttons[1]["text"]
    sent = telegram.ask("flag the second one", OWNER)
    assert f"<b>{second}</b> · not flagged · flagged" in sent.text
    assert [data.partition(":")[0] for data in datas(sent)] == ["confirm", "cancel"]
    telegram.ask("show stuck orders", OWNER)
    assert f"<b>Заказ {second}</b>" in telegram.ask("открой второй", OWNER).text
    telegram.ask("show stuck orders", OWNER)
    assert "there are 3;" in telegram.ask("flag the ninth one", OWNER).text
    telegram.ask("show stuck orders", OWNER)
    assert "Orders to flag: 3" in telegram.ask("flag them", OWNER).text
    assert running.sql("SELECT count(*) FROM ownerbot_demo_orders WHERE flagged")[0]["count"] == 0


def test_the_same_for_another(running: Program, telegram: BotApi) -> None:
    telegram.ask("raise the price of P-101 by 5%", OWNER)
    assert "P-105 Ethiopia filter" in telegram.ask("the same for P-105", OWNER).text
    until(lambda: "P-126 Moka pot" in telegram.ask("то же для мокка пот", OWNER).text)
    assert "did not understand “socks”" in telegram.ask("the same for socks", OWNER).text
    assert "не понял «носков»" in telegram.ask("то же для носков", OWNER).text
    telegram.ask("flag OB-1003 reason late", OWNER)
    assert "OB-1005" in telegram.ask("а для OB-1005?", OWNER).text


def test_it_is_the_order_that_was_shown(running: Program, telegram: BotApi) -> None:
    telegram.ask("OB-1003", OWNER)
    assert "<b>OB-1003</b> · not flagged · flagged" in telegram.ask("flag it", OWNER).text


def test_what_leans_can_be_leant_on(running: Program, telegram: BotApi) -> None:
    telegram.ask("best sellers for 30 days", OWNER)
    worst = telegram.ask("а худшие?", OWNER)
    assert title(worst.text) == title(telegram.ask("худшие товары за 30 дней", OWNER).text)
    newest = "SELECT items ->> 1 AS second FROM ownerbot_offers WHERE chat_id = %s ORDER BY id DESC LIMIT 1"
    second = running.sql(newest, OWNER)[0]["second"]
    assert second in telegram.ask("hide the second one", OWNER).text


def test_a_button_and_an_answer_are_cards_too(running: Program, telegram: BotApi) -> None:
    telegram.ask("flag an order", OWNER)
    telegram.ask("OB-1003", OWNER)
    again = telegram.ask("the same for OB-1005", OWNER)
    assert "<b>OB-1005</b> · not flagged · flagged" in again.text
    started = telegram.ask("/start", OWNER)
    since = telegram.mark()
    telegram.tap(started.buttons[1]["callback_data"], OWNER, on=started)
    second = telegram.wait("sendMessage", since=since).buttons[1]["text"]
    assert f"<b>Order {second}</b>" in telegram.ask("open the second", OWNER).text


def test_the_open_question_comes_first(running: Program, telegram: BotApi) -> None:
    second = telegram.ask("show stuck orders", OWNER).buttons[1]["text"]
    assert "Which order?" in telegram.ask("flag an order", OWNER).text
    assert f"<b>{second}</b> · not flagged · flagged" in telegram.ask("the second one", OWNER).text


@pytest.mark.parametrize(
    "text",
    ["flag the second one?", "don't flag them", "не помечай второй", "пометь все кроме первого"],
)
def test_doubts_and_negations_propose_nothing(
    running: Program, telegram: BotApi, text: str
) -> None:
    telegram.ask("show stuck orders", OWNER)
    sent = telegram.ask(text, OWNER)
    assert not [data for data in datas(sent) if data.startswith("confirm:")]


def test_forwarded_words_lead_to_reads_only(running: Program, telegram: BotApi) -> None:
    telegram.ask("show stuck orders", OWNER)
    for text in ("flag the second one", "/forget", "raise the price of P-101 by 5%"):
        assert "Somebody else wrote this" in forwarded(telegram, text).text
    # What somebody else ordered is no card to lean on: the list still is.
    assert "confirm:" not in str(datas(telegram.ask("the same for P-105", OWNER)))
    assert "Orders to flag: 1" in telegram.ask("flag the second one", OWNER).text


def forwarded(telegram: BotApi, text: str) -> Call:
    since = telegram.mark()
    origin = {"type": "hidden_user", "sender_user_name": "Somebody", "date": 1}
    telegram.say(text, OWNER, forward_origin=origin)
    return telegram.wait("sendMessage", since=since)


def test_another_owner_s_cards_are_not_leant_on(running: Program, telegram: BotApi) -> None:
    telegram.ask("show stuck orders", OTHER_OWNER)
    assert "Which order?" in telegram.ask("flag the second one", OWNER).text


def test_what_was_forgotten_is_gone(running: Program, telegram: BotApi) -> None:
    telegram.ask("show stuck orders", OTHER_OWNER)
    telegram.ask("show stuck orders", OWNER)
    telegram.ask("flag an order", OWNER)
    before = len(running.events("chat_forgotten"))
    assert telegram.ask("/forget", OWNER).text.startswith("Forgotten: ")
    assert kept(running, OWNER) == {"said": 0, "offers": 0}
    assert kept(running, OTHER_OWNER)["offers"] > 0
    (event,) = running.events("chat_forgotten")[before:]
    assert event["payload"] == {}
    # The open question is gone as well: this is an order to be looked at, no answer.
    assert "<b>Order OB-1003</b>" in telegram.ask("OB-1003", OWNER).text
    assert telegram.ask("/forget", OWNER, language="ru").text.startswith("Забыл ")
    assert "Which order?" in telegram.ask("flag the second one", OWNER).text


def test_what_was_said_in_one_breath_is_forgotten_too(running: Program, telegram: BotApi) -> None:
    since = telegram.mark()
    for text in ("show stuck orders", "KPI today", "flag an order", "/forget"):
        telegram.say(text, OWNER)
    telegram.wait_many("sendMessage", 4, since=since)
    assert kept(running, OWNER) == {"said": 0, "offers": 0}


def kept(running: Program, owner: int) -> dict[str, int]:
    """What is kept of somebody's words, but for the commands to forget them."""
    said = """SELECT count(*) AS n FROM ownerbot_inbox
              WHERE lane = %s AND raw <> '{}' AND raw NOT LIKE '%%/forget%%'"""
    offers = "SELECT count(*) AS n FROM ownerbot_offers WHERE chat_id = %s"
    return {"said": running.sql(said, owner)[0]["n"], "offers": running.sql(offers, owner)[0]["n"]}


def test_memory_is_short_and_outlives_the_bot(running: Program, telegram: BotApi) -> None:
    telegram.ask("show stuck orders", OWNER)
    until(lambda: not running.sql("SELECT 1 FROM ownerbot_inbox WHERE state = 'new'"))
    running.child("runbot").kill()
    assert "Orders to flag: 1" in telegram.ask("flag the second one", OWNER).text
    telegram.ask("/forget", OWNER)
    telegram.ask("show stuck orders", OWNER)
    running.sql("UPDATE ownerbot_inbox SET received_at = received_at - interval '31 minutes'")
    assert "Which order?" in telegram.ask("flag the second one", OWNER).text


def test_a_new_order_after_a_list_is_opened(running: Program, telegram: BotApi) -> None:
    telegram.ask("show stuck orders", OWNER)
    assert "<b>Order OB-1005</b>" in telegram.ask("and for OB-1005?", OWNER).text


def test_to_open_a_row_is_no_answer_to_which_order_to_flag(
    running: Program, telegram: BotApi
) -> None:
    stuck = telegram.ask("show stuck orders", OWNER)
    first = stuck.buttons[0]["text"]
    assert "Which order?" in telegram.ask("flag an order", OWNER).text
    assert f"<b>Order {first}</b>" in telegram.ask("open the first one", OWNER).text


def test_a_button_of_a_question_that_is_over_was_no_card(
    running: Program, telegram: BotApi
) -> None:
    asked = telegram.ask("flag an order", OWNER)
    telegram.ask("cancel", OWNER)
    telegram.ask("raise the price of P-101 by 5%", OWNER)
    telegram.tap(datas(asked)[0], OWNER, on=asked)
    assert "P-105 Ethiopia filter" in telegram.ask("the same for P-105", OWNER).text


def test_a_change_is_not_repeated_after_something_else_was_said(
    running: Program, telegram: BotApi
) -> None:
    telegram.ask("hide P-101", OWNER)
    assert "P-105 Ethiopia filter" not in telegram.ask("what about P-105?", OWNER).text
    telegram.ask("hide P-101", OWNER)
    telegram.ask("who owes us money?", OWNER)
    assert "P-105 Ethiopia filter" not in telegram.ask("and P-105?", OWNER).text
    telegram.ask("hide P-101", OWNER)
    telegram.ask("thanks", OWNER)
    assert "P-105 Ethiopia filter" in telegram.ask("the same for P-105", OWNER).text


def test_figures_are_leant_on_after_thanks(running: Program, telegram: BotApi) -> None:
    yesterday = title(telegram.ask("KPI yesterday", OWNER).text)
    telegram.ask("KPI today", OWNER)
    telegram.ask("thanks", OWNER)
    assert title(telegram.ask("and yesterday?", OWNER).text) == yesterday


def test_a_list_is_worked_through_row_by_row(running: Program, telegram: BotApi) -> None:
    stuck = telegram.ask("show stuck orders", OWNER)
    first, second, third = (button["text"] for button in stuck.buttons[:3])
    assert f"<b>{second}</b> · " in telegram.ask("flag the second one", OWNER).text
    assert f"<b>{third}</b> · " in telegram.ask("flag the third one", OWNER).text
    assert f"<b>{third}</b> · " in telegram.ask("flag it", OWNER).text
    assert f"<b>Order {first}</b>" in telegram.ask("open the first one", OWNER).text


def test_the_card_that_is_answered_is_the_one_that_is_meant(
    running: Program, telegram: BotApi
) -> None:
    stuck = telegram.ask("show stuck orders", OWNER)
    telegram.ask("late orders", OWNER)
    since = telegram.mark()
    bot = {"id": 1, "is_bot": True, "first_name": "Bot"}
    replied = {"message_id": 1, "date": 1, "chat": {"id": OWNER, "type": "private"}, "from": bot}
    telegram.say("flag the first one", OWNER, reply_to_message={**replied, "text": stuck.text})
    proposed = telegram.wait("sendMessage", since=since)
    assert f"<b>{stuck.buttons[0]['text']}</b> · " in proposed.text
