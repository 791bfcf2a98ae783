"""The main job, on the program as its users start it, with a local Bot API in Telegram's place."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.harness.program import OTHER_OWNER, OWNER, STRANGER, Program, until
from tests.servers.telegram import BotApi, Call

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture(autouse=True)
def unflagged(running: Program) -> None:
    running.unflag()


def propose(
    telegram: BotApi, text: str = "флагни заказ OB-1003 причина тест", user: int = OWNER
) -> Call:
    sent = telegram.ask(text, user)
    assert [data.partition(":")[0] for data in datas(sent)] == ["confirm", "cancel"], sent.text
    return sent


def datas(call: Call) -> list[str]:
    return [button["callback_data"] for button in call.buttons]


def toast_of(telegram: BotApi, update: dict[str, Any]) -> str:
    query_id = update["callback_query"]["id"]
    answer = telegram.wait(
        "answerCallbackQuery", where=lambda c: c.params["callback_query_id"] == query_id
    )
    return str(answer.params.get("text", ""))


def test_it_introduces_itself_and_sets_its_menu(running: Program, telegram: BotApi) -> None:
    menus = telegram.wait_many("setMyCommands", 2)
    assert [menu.params.get("language_code", "") for menu in menus[:2]] == ["", "ru"]
    assert [param["command"] for param in menus[0].params["commands"]] == [
        "start", "help", "tools", "forget", "trend", "forecast", "reorder", "flag", "notify", "undo",
        "status",
    ]  # fmt: skip

    telegram.ask("KPI yesterday", OWNER)  # a command is answered in the language spoken before
    hello = telegram.ask("/start", OWNER)
    assert hello.text.startswith("Hello! I am the console of <b>Demo shop</b>.")
    assert len(hello.buttons) == 3
    assert "• KPI yesterday" in telegram.ask("/help", OWNER).text
    tools = telegram.ask("/tools", OWNER).text
    reads, _, actions = tools.partition("<b>What I can change, after your tap</b>\n")
    assert "• Sales figures" in reads
    assert "• Flag orders — <i>flag OB-1003 reason call back</i>" in actions
    status = telegram.ask("/status", OWNER).text
    assert "PostgreSQL: <b>ok</b>" in status
    assert "Redis: <b>ok</b>" in status


def test_both_languages_get_the_same_figures(running: Program, telegram: BotApi) -> None:
    russian = telegram.ask("дай KPI за вчера", OWNER).text
    english = telegram.ask("KPI yesterday", OWNER).text

    assert figures(russian) == figures(english)
    assert "Source: demo shop · " in english
    assert "Источник: демо-магазин · " in russian
    revenue, paid = running.sql(
        """SELECT sum(total) AS revenue, count(*) AS paid FROM ownerbot_demo_orders
           WHERE paid_at >= (date_trunc('day', now() AT TIME ZONE 'Europe/Berlin') - interval '1 day')
                            AT TIME ZONE 'Europe/Berlin'
             AND paid_at < date_trunc('day', now() AT TIME ZONE 'Europe/Berlin') AT TIME ZONE 'Europe/Berlin'
             AND status NOT IN ('refunded', 'cancelled')"""
    )[0].values()
    assert f"Revenue: <b>€{revenue:,}</b>" in english
    assert f"Paid orders: <b>{paid}</b>" in english


def figures(text: str) -> list[str]:
    """The digits of each line that is a figure."""
    return [
        re.sub(r"\D", "", line) for line in text.splitlines() if "<b>" in line and ":" in line
    ][1:]


def test_reads(running: Program, telegram: BotApi) -> None:
    stuck = telegram.ask("что с заказами, что зависло", OWNER)
    assert [b["text"] for b in stuck.buttons][:3] == ["OB-1005", "OB-1003", "OB-1008"]
    assert "Зависших заказов: 3" in stuck.text

    order = telegram.ask("заказ OB-1003", OWNER)
    assert "<b>Заказ OB-1003</b>" in order.text
    assert "Статус: <b>завис</b>" in order.text

    chats = telegram.ask("unanswered chats", OWNER)
    assert "<b>Chats without an answer: 4</b>" in chats.text

    missing = telegram.ask("order OB-999999999", OWNER)
    assert "OB-999999999" in missing.text
    assert not missing.params.get("reply_markup")


def test_a_trend_is_a_picture(running: Program, telegram: BotApi) -> None:
    for text in ("/trend 14", "покажи последние 7 дней выручку"):
        since = telegram.mark()
        telegram.say(text, OWNER)
        sent = telegram.wait("sendPhoto", since=since)
        (picture,) = sent.files.values()
        assert picture.startswith(PNG)
        assert len(sent.text) <= 1024
        assert "Source: " in sent.text or "Источник: " in sent.text


def test_a_button_asks_its_question(running: Program, telegram: BotApi) -> None:
    telegram.ask("hello", OWNER)  # what has no words is answered in the language of this
    hello = telegram.ask("/start", OWNER)
    since = telegram.mark()

    tap = telegram.tap(datas(hello)[1], OWNER, on=hello)

    assert "<b>Stuck orders: 3</b>" in telegram.wait("sendMessage", since=since).text
    assert toast_of(telegram, tap) == ""


def test_what_is_not_understood_gets_one_sentence_and_three_buttons(
    running: Program, telegram: BotApi
) -> None:
    for text in ("what is love", "не помечай OB-1003", "/nonsense", "114 дней назад было лучше"):
        answer = telegram.ask(text, OWNER)
        assert len(answer.buttons) == 3, text
        assert all(data.startswith("ask:") for data in datas(answer))
    for content in (
        {"sticker": sticker()},
        {"voice": {"file_id": "v", "file_unique_id": "v", "duration": 3}},
        {
            "photo": [{"file_id": "p", "file_unique_id": "p", "width": 1, "height": 1}],
            "caption": "flag OB-1003",
        },
    ):
        since = telegram.mark()
        telegram.push(telegram.message(OWNER, **content))
        assert len(telegram.wait("sendMessage", since=since).buttons) == 3
    assert running.sql("SELECT count(*) FROM ownerbot_demo_orders WHERE flagged")[0]["count"] == 0


def test_voice_that_is_off_says_how_to_turn_it_on(running: Program, telegram: BotApi) -> None:
    for greeting, begins in (
        ("hello", "Voice messages are off"),
        ("привет", "Голосовые сообщения вы"),
    ):
        telegram.ask(greeting, OWNER)
        since = telegram.mark()
        telegram.speak(b"OggS", OWNER)
        answer = telegram.wait("sendMessage", since=since)
        assert answer.text.startswith(begins)
        assert "ASR_PROVIDER=OPENAI" in answer.text
        assert "getFile" not in {call.method for call in telegram.calls[since:]}


def test_what_is_not_understood_is_counted(running: Program, telegram: BotApi) -> None:
    for _ in range(2):
        telegram.ask("What is  Love, +49 30 23125 001?", OWNER)
    [row] = running.sql("SELECT text, count FROM ownerbot_unclear WHERE text LIKE '%%love, %%'")
    assert row == {"text": "what is love, ***?", "count": 2}


def test_words_of_others_are_not_kept(running: Program, telegram: BotApi) -> None:
    since = telegram.mark()
    telegram.push(
        telegram.message(
            OWNER,
            text="somebody else's nonsense",
            forward_origin={"type": "hidden_user", "sender_user_name": "Ann", "date": 1},
        )
    )
    telegram.say("a stranger's nonsense", STRANGER)
    assert len(telegram.wait("sendMessage", since=since).buttons) == 3
    assert not running.sql("SELECT 1 FROM ownerbot_unclear WHERE text LIKE '%%else%%nonsense'")
    assert not running.sql("SELECT 1 FROM ownerbot_unclear WHERE text LIKE '%%stranger%%'")


def sticker() -> dict[str, Any]:
    return {
        "file_id": "s", "file_unique_id": "s", "type": "regular", "width": 1, "height": 1,
        "is_animated": False, "is_video": False,
    }  # fmt: skip


def test_flagging_is_previewed_confirmed_and_drawn(running: Program, telegram: BotApi) -> None:
    sent = propose(telegram)
    assert "<b>OB-1003</b> · не помечен · помечен: тест" in sent.text
    assert "Пока ничего не изменено." in sent.text
    assert running.order("OB-1003")["flagged"] is False
    since = telegram.mark()

    taps = [telegram.tap(datas(sent)[0], OWNER, on=sent) for _ in range(10)]

    toasts = [toast_of(telegram, tap) for tap in taps]
    assert toasts.count("Выполнено") == 1
    assert sum(bool(re.fullmatch(r"Уже выполнено в \d\d:\d\d", toast)) for toast in toasts) == 9
    order = running.order("OB-1003")
    assert (order["flagged"], order["flag_reason"], order["flagged_by"]) == (True, "тест", OWNER)
    edit = telegram.wait("editMessageText", since=since)
    assert edit.params["message_id"] == str(sent.answer["message_id"])
    assert "<b>✅ Выполнено в " in edit.text
    assert [button["text"] for button in edit.buttons] == ["↩️ Вернуть как было"]
    row = action_of(running, sent)
    assert row["status"] == "committed"
    until(lambda: action_of(running, sent)["shown_status"] == "committed")
    story = running.sql(
        "SELECT event_type FROM ownerbot_audit_events WHERE correlation_id = %s ORDER BY id",
        row["correlation_id"],
    )
    types = [event["event_type"] for event in story]
    assert types[:3] == ["action_proposed", "action_claimed", "action_committed"]
    assert types[3:] == ["action_tap_late"] * 9


def action_of(running: Program, sent: Call) -> dict[str, Any]:
    return running.sql(
        "SELECT * FROM ownerbot_action_log WHERE message_id = %s ORDER BY id DESC LIMIT 1",
        sent.answer["message_id"],
    )[0]


def test_what_was_done_can_be_taken_back_once(running: Program, telegram: BotApi) -> None:
    before = running.order("OB-1003")
    sent = propose(telegram, "flag OB-1003 reason by mistake")
    since = telegram.mark()
    telegram.tap(datas(sent)[0], OWNER, on=sent)
    done = telegram.wait("editMessageText", since=since)
    since = telegram.mark()

    telegram.tap(datas(done)[0], OWNER, on=done)

    preview = telegram.wait("sendMessage", since=since)
    assert "<b>OB-1003</b> · flagged: by mistake · not flagged" in preview.text
    assert running.order("OB-1003")["flagged"] is True
    tap = telegram.tap(datas(preview)[0], OWNER, on=preview)
    assert toast_of(telegram, tap) == "Done"
    assert running.order("OB-1003") == before | {"version": before["version"] + 2}

    since = telegram.mark()
    telegram.tap(datas(done)[0], OWNER, on=done)
    assert telegram.wait("sendMessage", since=since).text.startswith(
        "This was undone already, at "
    )


def test_undo_by_sentence_takes_the_last_one(running: Program, telegram: BotApi) -> None:
    for order_id in ("OB-1005", "OB-1008"):
        sent = propose(telegram, f"flag {order_id} reason wrong")
        toast_of(telegram, telegram.tap(datas(sent)[0], OWNER, on=sent))

    for order_id in ("OB-1008", "OB-1005"):
        sent = propose(telegram, "undo last action")
        assert f"<b>{order_id}</b> · flagged: wrong · not flagged" in sent.text
        toast_of(telegram, telegram.tap(datas(sent)[0], OWNER, on=sent))
        assert running.order(order_id)["flagged"] is False


def test_what_has_changed_since_is_not_undone(running: Program, telegram: BotApi) -> None:
    sent = propose(telegram, "flag OB-1008 reason first")
    toast_of(telegram, telegram.tap(datas(sent)[0], OWNER, on=sent))
    running.sql("UPDATE ownerbot_demo_orders SET coupon_code = 'Y' WHERE order_id = 'OB-1008'")

    answer = telegram.ask("/undo", OWNER)

    assert answer.text.startswith("<b>Cannot be undone any more</b>")
    assert answer.buttons == []
    assert running.order("OB-1008")["flag_reason"] == "first"


def test_cancel_leaves_everything_as_it_was(running: Program, telegram: BotApi) -> None:
    before = running.order("OB-1003")
    sent = propose(telegram, "flag OB-1003 reason test")
    since = telegram.mark()

    tap = telegram.tap(datas(sent)[1], OWNER, on=sent)

    assert toast_of(telegram, tap) == "Cancelled, nothing was changed"
    assert "Nothing was changed." in telegram.wait("editMessageText", since=since).text
    late = telegram.tap(datas(sent)[0], OWNER, on=sent)
    assert re.fullmatch(r"Cancelled at \d\d:\d\d, nothing was changed", toast_of(telegram, late))
    assert running.order("OB-1003") == before


def test_the_command_does_the_same(running: Program, telegram: BotApi) -> None:
    sent = propose(telegram, "/flag OB-1005 call back")
    assert "<b>OB-1005</b> · not flagged · flagged: call back" in sent.text
    tap = telegram.tap(datas(sent)[0], OWNER, on=sent)
    assert toast_of(telegram, tap) == "Done"
    assert running.order("OB-1005")["flag_reason"] == "call back"


def test_a_result_is_drawn_even_if_telegram_forgot_the_message(
    running: Program, telegram: BotApi
) -> None:
    sent = propose(telegram, "flag OB-1008")
    since = telegram.mark()

    telegram.tap(datas(sent)[0], OWNER)  # no message comes with the tap

    assert "Orders flagged: 1" in telegram.wait("editMessageText", since=since).text


def test_an_order_changed_meanwhile_gets_a_fresh_preview(
    running: Program, telegram: BotApi
) -> None:
    sent = propose(telegram, "flag OB-1008 reason late")
    running.sql("UPDATE ownerbot_demo_orders SET coupon_code = 'X' WHERE order_id = 'OB-1008'")
    since = telegram.mark()

    tap = telegram.tap(datas(sent)[0], OWNER, on=sent)

    assert toast_of(telegram, tap) == "Not applied, nothing was changed"
    assert (
        "The data has changed since the preview."
        in telegram.wait("editMessageText", since=since).text
    )
    fresh = telegram.wait("sendMessage", since=since)
    again = telegram.tap(datas(fresh)[0], OWNER, on=fresh)
    assert toast_of(telegram, again) == "Done"


def test_another_owner_cannot_tap_it(running: Program, telegram: BotApi) -> None:
    sent = propose(telegram)
    tap = telegram.tap(datas(sent)[0], OTHER_OWNER, on=sent)
    assert toast_of(telegram, tap) == "Эта кнопка другого владельца"
    assert running.order("OB-1003")["flagged"] is False


@pytest.mark.parametrize(
    "data",
    [
        "", "x", "confirm:", "cancel:", "confirm:" + "A" * 38, "ask:", "ask:drop:x=1", "ask:kpi_snapshot:",
        "pg:1:2", "подтвердить", "\x00\x01", "confirm:" + "\U0001f600" * 14, "f" * 64,
    ],
)  # fmt: skip
def test_every_callback_is_answered(running: Program, telegram: BotApi, data: str) -> None:
    tap = telegram.tap(data, OWNER)
    toast_of(telegram, tap)
    assert "Traceback" not in running.output


def test_forwarded_text_orders_nothing(running: Program, telegram: BotApi) -> None:
    since = telegram.mark()
    origin = {"type": "hidden_user", "date": 1, "sender_user_name": "Somebody"}
    telegram.push(telegram.message(OWNER, text="flag OB-1003 reason test", forward_origin=origin))
    answer = telegram.wait("sendMessage", since=since)
    assert answer.text.startswith("Somebody else wrote this")
    assert answer.buttons == []


def test_what_is_no_question_gets_no_answer(running: Program, telegram: BotApi) -> None:
    telegram.ask("hello", OWNER)  # what has no words is answered in the language of this
    since = telegram.mark()
    location = {"latitude": 1.0, "longitude": 2.0, "live_period": 60}
    moving = telegram.message(OWNER, location=location)
    moving["edited_message"] = moving.pop("message") | {"edit_date": 1}
    telegram.push(moving, telegram.message(OWNER, delete_chat_photo=True))

    assert telegram.ask("/START", OWNER).text.startswith("Hello!")

    assert len([c for c in telegram.calls[since:] if c.method == "sendMessage"]) == 1


def test_an_edited_message_is_not_read_again(running: Program, telegram: BotApi) -> None:
    update = telegram.message(OWNER, text="flag OB-1003 reason test")
    update["edited_message"] = update.pop("message") | {"edit_date": 1}
    since = telegram.mark()
    telegram.push(update)
    assert telegram.wait("sendMessage", since=since).text.startswith(
        "I do not read edited messages"
    )


@pytest.mark.parametrize(
    "text",
    [
        "a" * 4096, "\U0001f600" * 2048, "مرحبا \u202e\u202dعالم", "nul \x00 inside", "<b>bold</b> & <script>",
        "*bold* _it_ [x](http://y) `c`", "заказ " + "9" * 4000, "KPI 32.13.2026", "KPI 9999-12-31",
        "выручка за 99999999999 дней", "/trend 99999999999999999999", "/trend -5", "/flag " + "OB-1 " * 800,
        "flag OB-1003 reason " + "<i>x</i>" * 40, "/" * 50, "\ud800 lone", "flag OB-1003 reason \x00\u202e",
    ],
    ids=lambda text: repr(text[:24]),
)  # fmt: skip
def test_odd_texts_get_one_escaped_answer(running: Program, telegram: BotApi, text: str) -> None:
    since = telegram.mark()
    telegram.say(text, OWNER)
    answer = telegram.wait("sendMessage", since=since)
    assert len(answer.text.encode("utf-16-le")) // 2 <= 4096
    assert set(re.findall(r"</?([a-z]+)", answer.text)) <= {"b", "i", "code"}
    answered = telegram.ask("/help", OWNER).text
    assert answered.startswith(("What you can write", "Что можно написать"))
    assert len([c for c in telegram.calls[since:] if c.method == "sendMessage"]) == 2
    assert running.sql("SELECT count(*) FROM ownerbot_demo_orders WHERE flagged")[0]["count"] == 0
    assert "Traceback" not in running.output
    assert running.events("handler_failed") == []


def test_a_product_is_ordered_by_its_name(running: Program, telegram: BotApi) -> None:
    def asked() -> Call | None:
        sent = telegram.ask("подними цену на френч пресс на 3%", OWNER)
        return sent if sent.text.startswith("Подходит несколько товаров") else None

    question = until(asked)  # the names are fetched beside the answering
    assert question is not None
    *offered, leave = [button["text"] for button in question.buttons]
    assert leave == "Отмена"
    assert 2 <= len(offered) <= 3
    assert all(text.startswith("French press") for text in offered)
    product_id = offered[0].rpartition(", ")[2]
    since = telegram.mark()
    telegram.tap(datas(question)[0], OWNER, on=question)
    proposal = telegram.wait("editMessageText", since=since)  # in the question's place

    assert [data.partition(":")[0] for data in datas(proposal)] == ["confirm", "cancel"]
    assert product_id in proposal.text


def test_a_read_and_an_order_are_both_answered(running: Program, telegram: BotApi) -> None:
    running.unflag()
    since = telegram.mark()
    telegram.say("show stuck orders and flag OB-1003: wrong address", OWNER)

    card, preview = telegram.wait_many("sendMessage", 2, since=since)

    assert "OB-1005" in card.text
    assert "OB-1003" in preview.text
    assert [data.partition(":")[0] for data in datas(preview)] == ["confirm", "cancel"]
    assert running.order("OB-1003")["flagged"] is False
