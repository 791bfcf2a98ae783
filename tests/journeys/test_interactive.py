"""The next step as a button, pages turned in place, files, and questions that wait for an answer."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest

from tests.harness.program import OTHER_OWNER, OWNER, Program, until
from tests.journeys.test_story import datas, toast_of
from tests.servers.telegram import BotApi, Call

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture(autouse=True)
def new_talk(running: Program, telegram: BotApi) -> None:
    """Every test begins without the talk, the card and the language of the one before it."""
    telegram.ask("never mind", OWNER)
    telegram.ask("/forget", OWNER)
    telegram.ask("hello", OWNER)


@pytest.fixture(autouse=True)
def unflagged(running: Program) -> None:
    running.unflag()


def labels(call: Call) -> list[str]:
    return [button["text"] for button in call.buttons]


def press(
    telegram: BotApi, label: str, on: Call, user: int = OWNER, *, method: str = "sendMessage"
) -> Call:
    """Tap the button of that label; what the bot does then."""
    (data,) = [button["callback_data"] for button in on.buttons if label in button["text"]]
    since = telegram.mark()
    telegram.tap(data, user, on=on)
    return telegram.wait(method, since=since)


def of_order(call: Call) -> list[str]:
    return list(dict.fromkeys(re.findall(r"OB-\d+", call.text)))


def proposals(running: Program) -> int:
    return int(running.sql("SELECT count(*) AS n FROM ownerbot_action_log")[0]["n"])


def expire(running: Program) -> None:
    running.sql("UPDATE ownerbot_offers SET expires_at = now() - interval '1 second'")


# The next step


def test_an_order_in_the_list_opens_it(running: Program, telegram: BotApi) -> None:
    stuck = telegram.ask("show stuck orders", OWNER)
    assert labels(stuck) == [
        "OB-1005", "OB-1003", "OB-1008", "⚑ Flag these: 3", "⬇ As CSV",
    ]  # fmt: skip
    assert [len(row) for row in stuck.params["reply_markup"]["inline_keyboard"]] == [3, 1, 1]

    opened = press(telegram, "OB-1003", stuck)

    assert opened.text.startswith("<b>Order OB-1003</b>")
    assert labels(opened) == ["Flag OB-1003"]


def test_flag_these_proposes_exactly_these(running: Program, telegram: BotApi) -> None:
    page = telegram.ask("последние 20 заказов", OWNER)
    shown = of_order(page)
    assert len(shown) == 20

    proposed = press(telegram, "⚑ Пометить эти: 20", page)

    assert proposed.text.startswith("<b>Пометить заказов: 20</b>")
    assert [data.partition(":")[0] for data in datas(proposed)] == ["confirm", "cancel"]
    (row,) = running.sql("SELECT * FROM ownerbot_action_log ORDER BY id DESC LIMIT 1")
    assert (row["tool"], row["status"]) == ("flag_order", "proposed")
    assert row["payload"]["order_ids"] == shown
    assert row["payload"]["flagged"] is True
    telegram.tap(datas(proposed)[0], OWNER, on=proposed)
    until(lambda: all(running.order(item)["flagged"] for item in shown))


def test_the_chart_of_a_window(running: Program, telegram: BotApi) -> None:
    week = telegram.ask("KPI за 7 дней", OWNER)
    assert labels(week) == ["Сравнить с прошлым периодом", "📈 График за 7 дней"]

    chart = press(telegram, "График", week, method="sendPhoto")

    (picture,) = chart.files.values()
    assert picture.startswith(PNG)
    assert week.text.splitlines()[0].partition(": ")[2] in chart.text


# Pages


def test_a_page_is_turned_in_its_message(running: Program, telegram: BotApi) -> None:
    first = telegram.ask("last 20 orders", OWNER)
    (total,) = re.findall(r"1–20 of ([\d,]+)", first.text)
    assert f"<b>Orders: {total}</b>" in first.text
    assert labels(first)[-2:] == ["21–40 ▶", "⬇ As CSV"]

    second = press(telegram, "21–40 ▶", first, method="editMessageText")

    assert second.params["message_id"] == str(first.answer["message_id"])
    assert f"21–40 of {total}" in second.text
    assert "Source: demo shop · as of" in second.text
    assert len(of_order(second)) == 20
    assert not set(of_order(first)) & set(of_order(second))
    assert labels(second)[-3:] == ["◀ 1–20", "41–60 ▶", "⬇ As CSV"]

    back = press(telegram, "◀ 1–20", second, method="editMessageText")

    assert of_order(back) == of_order(first)
    assert labels(back) == labels(first)


def test_a_page_flags_its_own_orders_even_from_an_older_keyboard(
    running: Program, telegram: BotApi
) -> None:
    """Two devices: one has turned the page, the other taps what it still shows."""
    first = telegram.ask("last 20 orders", OWNER)
    press(telegram, "21–40 ▶", first, method="editMessageText")

    press(telegram, "⚑ Flag these: 20", first)

    (row,) = running.sql("SELECT payload FROM ownerbot_action_log ORDER BY id DESC LIMIT 1")
    assert row["payload"]["order_ids"] == of_order(first)


def test_the_same_page_twice_is_no_error(running: Program, telegram: BotApi) -> None:
    first = telegram.ask("last 20 orders", OWNER)
    telegram.instead["editMessageText"] = (
        400,
        b'{"ok": false, "error_code": 400, "description": "Bad Request: message is not modified: x"}',
    )
    try:
        press(telegram, "21–40 ▶", first, method="editMessageText")
        since = telegram.mark()
        assert telegram.ask("KPI yesterday", OWNER).text.startswith("<b>Sales")
        sent = [call for call in telegram.calls[since:] if call.method == "sendMessage"]
        assert len(sent) == 1
    finally:
        del telegram.instead["editMessageText"]


def test_the_end_of_a_list_is_an_end(running: Program, telegram: BotApi) -> None:
    chats = telegram.ask("unanswered chats", OWNER)
    assert labels(chats)[0] == "⬇ As CSV"
    assert all(label.startswith("Orders of ") for label in labels(chats)[1:])
    assert " of " not in chats.text.partition("Waiting in all")[2].partition("Source")[0]

    since = telegram.mark()
    telegram.tap("page:orders_search:preset=stuck&offset=40", OWNER, on=chats)
    gone = telegram.wait("editMessageText", since=since)

    assert "The list has become shorter, it ends before this page: 3 in all." in gone.text
    assert labels(gone) == ["◀ 1–3", "⬇ As CSV"]
    assert "<b>Stuck orders: 3</b>" in press(telegram, "◀", gone, method="editMessageText").text


# Files


def test_a_list_as_a_file(running: Program, telegram: BotApi) -> None:
    page = telegram.ask("последние 20 заказов", OWNER)

    sent = press(telegram, "⬇ В CSV", page, method="sendDocument")

    (content,) = sent.files.values()
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))
    expected = running.sql(
        """SELECT order_id, replace(total::text, '.', ',') AS total, c.name,
                  to_char(o.created_at AT TIME ZONE 'Europe/Berlin', 'YYYY-MM-DD HH24:MI') AS created
           FROM ownerbot_demo_orders o JOIN ownerbot_demo_customers c ON c.id = customer_id
           ORDER BY o.created_at DESC, order_id DESC LIMIT 2000"""
    )
    assert content.startswith(b"\xef\xbb\xbf")
    assert rows[0][:2] == ["Заказ", "Статус"]
    assert [[row[0], row[4], row[5], row[6]] for row in rows[1:]] == [
        [row["order_id"], row["total"], row["name"], row["created"]] for row in expected
    ]
    assert "Источник: демо-магазин" in sent.text
    (event,) = running.events("list_exported")[-1:]
    assert event["payload"]["tool"] == "orders_search"
    assert event["payload"]["rows"] == len(expected)


# What is asked for


def test_a_missing_order_is_asked_for_and_tapped(running: Program, telegram: BotApi) -> None:
    asked = telegram.ask("пометь заказ", OWNER)
    assert asked.text == "Какой заказ? Номер, например OB-1003."
    assert {"OB-1003", "OB-1005", "OB-1008", "OB-1002"} <= set(labels(asked))
    assert labels(asked)[-1] == "Отмена"

    proposed = press(telegram, "OB-1003", asked, method="editMessageText")

    assert proposed.params["message_id"] == str(asked.answer["message_id"])
    assert proposed.text.startswith("<b>Пометить заказов: 1</b>")
    assert [data.partition(":")[0] for data in datas(proposed)] == ["confirm", "cancel"]
    assert running.order("OB-1003")["flagged"] is False
    telegram.tap(datas(proposed)[0], OWNER, on=proposed)
    until(lambda: running.order("OB-1003")["flagged"])

    late = telegram.tap(asked.buttons[0]["callback_data"], OWNER, on=asked)
    assert toast_of(telegram, late) == "На этот вопрос уже ответили, или он отменён"


@pytest.mark.parametrize(
    ("said", "answers", "titles"),
    [
        ("flag", ["OB-1003"], ["Orders to flag: 1"]),
        ("flag reason wrong address", ["1003"], ["Orders to flag: 1"]),
        ("/flag", ["OB-1003, OB-1005"], ["Orders to flag: 2"]),
        ("order", ["OB-1003"], ["Order OB-1003"]),
        ("заказ", ["1003"], ["Заказ OB-1003"]),
        ("/notify", ["проверьте OB-1003"], ["Message to the team: 2 chats"]),
        ("уведоми команду", ["дождь"], ["Сообщение команде: 2 чата"]),
        ("создай купон", ["socks", "20"], ["Какую скидку даёт купон?", "Новый купон SOCKS"]),
        ("create coupon SOCKS20", ["20"], ["New coupon SOCKS20"]),
        ("disable coupon", ["ship5"], ["Coupon to disable: SHIP5"]),
        ("приостанови кампанию", ["1"], ["Приостановить кампанию: C-1"]),
        ("raise the price of P-101", ["3%"], ["New prices: 1"]),
        ("raise prices", ["P-112", "5%"], ["By how much?", "New prices: 1"]),
        ("подними все цены", ["P-112", "5%"], ["На сколько?", "Новых цен: 1"]),
        ("скидка 10%", ["P-101"], ["Скидка 10% на 1 товар"]),
        ("10% discount on products", ["P-101"], ["Discount of"]),
        ("discount on P-101", ["20"], ["Discount of"]),
        ("hide products", ["P-101"], ["Products to hide: 1"]),
        ("orders of customer", ["Anna"], ["Orders: "]),
        ("last 999 orders", ["5"], ["Orders: "]),
    ],
)
def test_what_is_missing_is_asked_for_and_written(
    running: Program, telegram: BotApi, said: str, answers: list[str], titles: list[str]
) -> None:
    applied = running.sql(
        "SELECT count(*) AS n FROM ownerbot_action_log WHERE status <> 'proposed'"
    )
    asked = telegram.ask(said, OWNER)
    assert datas(asked)[-1].startswith("leave:"), asked.text
    for answer, title in zip(answers, titles, strict=True):
        assert title in telegram.ask(answer, OWNER).text
    assert (
        running.sql("SELECT count(*) AS n FROM ownerbot_action_log WHERE status <> 'proposed'")
        == applied
    )


def test_all_prices_change_only_where_all_is_said(running: Program, telegram: BotApi) -> None:
    before = proposals(running)
    asked = telegram.ask("подними цены на 4%", OWNER)
    assert asked.text.startswith("У каких товаров?")
    assert (labels(asked)[0], labels(asked)[-1]) == ("Все товары", "Отмена")
    assert proposals(running) == before

    proposed = press(telegram, "Все товары", asked, method="editMessageText")

    assert re.match(r"<b>Все товары: \d+ нов(ых|ая|ые) цен", proposed.text)
    (row,) = running.sql("SELECT payload FROM ownerbot_action_log ORDER BY id DESC LIMIT 1")
    assert (row["payload"]["all"], row["payload"]["percent"]) == (True, "4")


def test_a_missing_length_of_a_chart(running: Program, telegram: BotApi) -> None:
    asked = telegram.ask("/trend 999", OWNER)
    assert labels(asked) == ["7", "14", "30", "90", "Cancel"]
    since = telegram.mark()
    telegram.say("21", OWNER)
    assert "Source: " in telegram.wait("sendPhoto", since=since).text


def test_what_was_said_before_is_kept(running: Program, telegram: BotApi) -> None:
    telegram.ask("flag reason wrong address", OWNER)
    telegram.ask("OB-1003", OWNER)
    (row,) = running.sql("SELECT payload FROM ownerbot_action_log ORDER BY id DESC LIMIT 1")
    assert (row["payload"]["order_ids"], row["payload"]["reason"]) == (
        ["OB-1003"],
        "wrong address",
    )

    answer = telegram.ask("сними пометку", OWNER)  # of the order that the preview is about
    assert answer.text.startswith("<b>Менять нечего</b>")


@pytest.mark.parametrize(
    ("way", "left"),
    [
        ("отмена", "Хорошо, не буду."), ("cancel", "All right, I leave it."), ("Не надо!", "Хорошо, не буду."), ("стоп", "Хорошо, не буду."),
        ("/cancel", "All right, I leave it."), ("/status", "PostgreSQL: <b>ok</b>"), ("KPI yesterday", "Sales"),
    ],
)  # fmt: skip
def test_a_question_is_left(running: Program, telegram: BotApi, way: str, left: str) -> None:
    before = proposals(running)
    telegram.ask("disable coupon", OWNER)
    assert left in telegram.ask(way, OWNER).text

    after = telegram.ask("SHIP5", OWNER)  # now a text like any other
    assert after.text.startswith(("I did not understand that", "Я не понял вопрос"))
    assert proposals(running) == before


def test_a_question_is_left_by_its_button(running: Program, telegram: BotApi) -> None:
    asked = telegram.ask("отключи купон", OWNER)
    assert "SHIP5" in labels(asked)
    left = press(telegram, "Отмена", asked, method="editMessageText")
    assert left.text == "Хорошо, не буду. Ничего не изменено."
    assert left.params["message_id"] == str(asked.answer["message_id"])
    assert not left.buttons


def test_what_does_not_fit_is_asked_again(running: Program, telegram: BotApi) -> None:
    telegram.ask("отключи купон", OWNER)
    again = telegram.ask("как-нибудь потом", OWNER)
    assert again.text.startswith("«как-нибудь потом» не подходит. Какой купон?")
    assert datas(again)[-1].startswith("leave:")
    assert "SHIP5" in telegram.ask("SHIP5", OWNER).text


def test_what_is_refused_may_be_answered_again(running: Program, telegram: BotApi) -> None:
    telegram.ask("disable coupon", OWNER)
    assert "NOSUCH99" in telegram.ask("NOSUCH99", OWNER).text
    assert "Coupon to disable: SHIP5" in telegram.ask("SHIP5", OWNER).text


def test_a_negation_is_no_answer(running: Program, telegram: BotApi) -> None:
    before = proposals(running)
    telegram.ask("flag", OWNER)
    assert "I changed nothing" in telegram.ask("don't flag OB-1003", OWNER).text
    assert proposals(running) == before


def test_another_order_is_no_answer(running: Program, telegram: BotApi) -> None:
    """Also where it lacks something itself: its words are not taken for a code, nor its products."""
    telegram.ask("отключи купон", OWNER)
    assert telegram.ask("disable coupon", OWNER).text.startswith("Which coupon?")
    telegram.ask("скидка 10%", OWNER)
    assert telegram.ask("raise the price of P-101", OWNER).text.startswith("By how much?")
    assert "<b>New prices: 1</b>" in telegram.ask("3%", OWNER).text


def test_a_late_answer_is_told_so_and_asked_for_afresh(running: Program, telegram: BotApi) -> None:
    before = proposals(running)
    asked = telegram.ask("disable coupon", OWNER)
    expire(running)
    late = telegram.ask("SHIP5", OWNER)
    assert late.text.startswith("That question had expired, so I did nothing. Once more: Which")
    assert proposals(running) == before
    assert "Coupon to disable: SHIP5" in telegram.ask("SHIP5", OWNER).text

    asked = telegram.ask("disable coupon", OWNER)
    expire(running)
    again = press(telegram, "SHIP5", asked, method="editMessageText")
    assert again.text.startswith("That question had expired")
    assert "Coupon to disable" in press(telegram, "SHIP5", again, method="editMessageText").text

    telegram.ask("flag", OWNER)
    expire(running)
    assert telegram.ask("OB-1003", OWNER).text.startswith("<b>Order OB-1003</b>")


def test_an_expired_button_says_so_and_offers_to_ask_again(
    running: Program, telegram: BotApi
) -> None:
    page = telegram.ask("last 20 orders", OWNER)
    before = proposals(running)
    expire(running)

    late = press(telegram, "⚑ Flag these: 20", page)

    assert late.text == "That button has expired: it was offered more than a day ago."
    assert labels(late) == ["🔄 Ask again"]
    assert proposals(running) == before
    assert of_order(press(telegram, "Ask again", late))[:5] == of_order(page)[:5]


def test_another_s_button_does_nothing(running: Program, telegram: BotApi) -> None:
    page = telegram.ask("last 20 orders", OWNER)
    asked = telegram.ask("disable coupon", OWNER)
    before = proposals(running)
    (flags,) = [
        button["callback_data"] for button in page.buttons if "Flag these" in button["text"]
    ]
    for data in (flags, datas(asked)[0], datas(asked)[-1], "ask:#zzzzzz.0", "fill:#1.999"):
        tap = telegram.tap(data, OTHER_OWNER)
        assert toast_of(telegram, tap) == "This button is not valid"
    for data in (
        "ask:#",
        "page:#1",
        "csv:",
        "fill:flag_order:x=1",
        "leave:",
        "ask:#1.0.0",
        "fill:#-1.0",
    ):
        assert toast_of(telegram, telegram.tap(data, OWNER)) == "This button is not valid"
    assert proposals(running) == before
    assert "Coupon to disable: SHIP5" in telegram.ask("SHIP5", OWNER).text


def test_two_answers_at_once_are_one_answer_and_one_new_text(
    running: Program, telegram: BotApi
) -> None:
    telegram.ask("flag", OWNER)
    before, since = proposals(running), telegram.mark()
    telegram.push(*[telegram.message(OWNER, text=text) for text in ("OB-1003", "OB-1005")])
    first, second = telegram.wait_many("sendMessage", 2, since=since)
    assert first.text.startswith("<b>Orders to flag: 1</b>")
    assert second.text.startswith("<b>Order OB-1005</b>")
    assert proposals(running) == before + 1


def test_a_button_asks_for_what_it_lacks(running: Program, telegram: BotApi) -> None:
    coupons = telegram.ask("active coupons", OWNER)
    asked = press(telegram, "Disable one…", coupons)
    assert asked.text.startswith("Which coupon?")
    assert "Coupon to disable: SHIP5" in telegram.ask("SHIP5", OWNER).text

    worst = telegram.ask("worst sellers", OWNER)
    asked = press(telegram, "Discount on these: 10…", worst)
    assert labels(asked) == ["5%", "10%", "15%", "20%", "Cancel"]
    proposed = press(telegram, "15%", asked, method="editMessageText")
    assert "confirm:" in datas(proposed)[0]
    (row,) = running.sql("SELECT payload FROM ownerbot_action_log ORDER BY id DESC LIMIT 1")
    assert (row["payload"]["percent"], len(row["payload"]["product_ids"])) == (15, 10)


def test_somebody_else_s_words_answer_no_question(running: Program, telegram: BotApi) -> None:
    telegram.ask("disable coupon", OWNER)
    before, since = proposals(running), telegram.mark()
    origin: dict[str, Any] = {"type": "hidden_user", "date": 1, "sender_user_name": "X"}
    telegram.say("SHIP5", OWNER, forward_origin=origin)
    assert "Somebody else wrote this" in telegram.wait("sendMessage", since=since).text
    assert proposals(running) == before


def test_a_question_with_a_word_nobody_knows_is_answered_without_it(
    running: Program, telegram: BotApi
) -> None:
    known = telegram.ask("suspicious orders", OWNER).text
    answer = telegram.ask("any orders that smell like fraud", OWNER).text
    assert answer.splitlines()[0] == known.splitlines()[0]
    assert "did not understand “Berlin”" in telegram.ask("sales in Berlin", OWNER).text


def test_it_is_no_answer_to_a_question_of_ours(running: Program, telegram: BotApi) -> None:
    before = proposals(running)
    assert "Which order?" in telegram.ask("flag an order", OWNER).text
    answer = telegram.ask("any orders that smell like fraud", OWNER).text
    assert answer.startswith("<b>Customers worth a second look")
    assert proposals(running) == before


@pytest.mark.parametrize(
    ("order", "ended"),
    [
        ("поставь скидку 10% на P-103", "proposed"),
        ("no, set a 10% discount on P-103", "cancelled"),
    ],
)
def test_another_order_replaces_the_preview_only_where_it_corrects_it(
    running: Program, telegram: BotApi, order: str, ended: str
) -> None:
    telegram.ask("set a 10% discount on P-102", OWNER)
    (first,) = running.sql("SELECT id FROM ownerbot_action_log ORDER BY id DESC LIMIT 1")
    telegram.ask(order, OWNER)

    newest = "SELECT payload FROM ownerbot_action_log ORDER BY id DESC LIMIT 1"
    assert running.sql(newest)[0]["payload"]["product_ids"] == ["P-103"]
    before = running.sql("SELECT status FROM ownerbot_action_log WHERE id = %s", first["id"])
    assert before[0]["status"] == ended
