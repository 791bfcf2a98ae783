"""Whatever dies underneath, what was accepted is answered, and nothing happens twice."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest

from tests.harness.program import OWNER, STRANGER, Program, program, until
from tests.servers.telegram import BotApi, bot_api


@pytest.fixture(scope="module")
def telegram() -> Iterator[BotApi]:
    with bot_api() as api:
        yield api


@pytest.fixture(scope="module")
def running(telegram: BotApi, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    with program(
        tmp_path_factory.mktemp("outages"),
        telegram.url,
        CONFIRM_TTL_SEC="10",
        ACCESS_DENY_NOTIFY_ONCE="true",
    ) as started:
        yield started


def nothing_open(running: Program) -> bool:
    rows = running.sql("SELECT count(*) FROM ownerbot_inbox WHERE state = 'new'")
    return bool(rows[0]["count"] == 0)


def test_a_bot_killed_while_it_answers_answers_after_its_restart(
    running: Program, telegram: BotApi
) -> None:
    telegram.ask("/help", OWNER)
    since = telegram.mark()
    telegram.silent.set()  # the answer is on its way, but the bot never hears that it arrived
    telegram.say("show stuck orders", OWNER)
    telegram.wait("sendMessage", since=since)

    running.child("runbot").send_signal(signal.SIGKILL)
    telegram.silent.clear()

    answers = telegram.wait_many("sendMessage", 2, since=since)
    assert all("<b>Stuck orders: 3</b>" in answer.text for answer in answers)
    until(lambda: nothing_open(running))


def test_a_bot_killed_after_the_tap_shows_the_result_and_changes_nothing_twice(
    running: Program, telegram: BotApi
) -> None:
    committed = len(running.events("action_committed"))
    sent = telegram.ask("flag OB-1005 reason killed", OWNER)
    since = telegram.mark()
    telegram.silent.set()
    telegram.tap(sent.buttons[0]["callback_data"], OWNER, on=sent)
    telegram.wait("answerCallbackQuery", since=since)
    version = running.order("OB-1005")["version"]

    running.child("runbot").send_signal(signal.SIGKILL)
    telegram.silent.clear()

    edit = telegram.wait("editMessageText", since=since)
    assert "✅ Done at " in edit.text
    order = running.order("OB-1005")
    assert (order["flag_reason"], order["version"]) == ("killed", version)
    assert len(running.events("action_committed")) == committed + 1


def test_a_bot_that_is_asked_to_stop_ends_what_is_in_hand(
    running: Program, telegram: BotApi
) -> None:
    telegram.ask("/help", OWNER)
    since = telegram.mark()
    telegram.silent.set()
    telegram.say("show stuck orders", OWNER)
    telegram.say("/tools", OWNER)  # waits in the same lane
    telegram.wait("sendMessage", since=since)

    running.child("runbot").send_signal(signal.SIGTERM)
    telegram.silent.clear()

    telegram.say("/help", OWNER)

    telegram.wait("sendMessage", since=since, where=lambda c: c.text.startswith("What you can"))
    said = [c.text for c in telegram.calls[since:] if c.method == "sendMessage"]
    assert [text[:10] for text in said] == ["<b>Stuck o", "<b>What I ", "What you c"]


def test_a_second_bot_waits_and_takes_over(running: Program, telegram: BotApi) -> None:
    with running.another("runbot") as second:
        telegram.ask("/help", OWNER)
        until(lambda: nothing_open(running))
        assert second.poll() is None
        assert running.process is not None
        running.process.send_signal(signal.SIGSTOP)  # or it would start a new first one
        try:
            since = telegram.mark()
            running.child("runbot").send_signal(signal.SIGKILL)
            telegram.say("show stuck orders", OWNER)
            answer = telegram.wait("sendMessage", since=since)
            assert "<b>Stuck orders: 3</b>" in answer.text
        finally:
            running.process.send_signal(signal.SIGCONT)


def test_without_postgres_people_hear_so_and_are_answered_later(
    running: Program, telegram: BotApi
) -> None:
    assert running.process is not None
    telegram.ask("/help", OWNER)
    sent = telegram.ask("flag OB-1003 reason outage", OWNER)
    since = telegram.mark()
    running.process.send_signal(signal.SIGSTOP)  # or it would be back in half a second
    try:
        running.child("postgres").send_signal(signal.SIGKILL)
        telegram.say("show stuck orders", OWNER)
        tap = telegram.tap(sent.buttons[1]["callback_data"], OWNER, on=sent)
        assert telegram.wait("sendMessage", since=since).text == (
            "The database does not answer right now. Your message is not lost: "
            "I will answer as soon as it is back."
        )
        toast = telegram.wait("answerCallbackQuery", since=since)
        assert toast.params["callback_query_id"] == tap["callback_query"]["id"]
        assert toast.text == "The database does not answer; I carry on as soon as it is back"
    finally:
        running.process.send_signal(signal.SIGCONT)

    telegram.wait("sendMessage", since=since, where=lambda c: "<b>Stuck orders: 3</b>" in c.text)
    cancelled = telegram.wait("editMessageText", since=since)
    assert cancelled.text.endswith("Nothing was changed.")
    told = [c for c in telegram.calls[since:] if "does not answer right now" in c.text]
    assert len(told) == 1


def test_a_postgres_that_hangs_is_told_of_and_nothing_is_lost(
    running: Program, telegram: BotApi
) -> None:
    sent = telegram.ask("flag OB-1005 reason hang", OWNER)
    since = telegram.mark()
    postmaster = running.child("postgres")
    frozen = [postmaster, *postmaster.children(recursive=True)]
    for process in frozen:
        process.suspend()
    try:
        tap = telegram.tap(sent.buttons[0]["callback_data"], OWNER, on=sent)
        toast = telegram.wait("answerCallbackQuery", since=since)
        assert toast.params["callback_query_id"] == tap["callback_query"]["id"]
        assert toast.text == "The database does not answer; I carry on as soon as it is back"
    finally:
        for process in frozen:
            process.resume()

    done = telegram.wait("editMessageText", since=since)
    assert "✅ Done at " in done.text
    assert running.order("OB-1005")["flag_reason"] == "hang"
    until(lambda: nothing_open(running))


def test_without_redis_the_bot_works_and_says_what_is_degraded(
    running: Program, telegram: BotApi
) -> None:
    redis = running.child("redis")
    redis.send_signal(signal.SIGSTOP)
    try:
        assert "<b>Stuck orders: 3</b>" in telegram.ask("show stuck orders", OWNER).text
        status = telegram.ask("/status", OWNER).text
        assert "Redis: <b>ok</b>" not in status
        sent = telegram.ask("flag OB-1008 reason no redis", OWNER)
        telegram.tap(sent.buttons[0]["callback_data"], OWNER, on=sent)
        until(lambda: running.order("OB-1008")["flag_reason"] == "no redis")
    finally:
        redis.send_signal(signal.SIGCONT)
    until(lambda: "Redis: <b>ok</b>" in telegram.ask("/status", OWNER).text)


def test_a_telegram_that_fails_gets_the_answer_once_it_is_back(
    running: Program, telegram: BotApi
) -> None:
    since = telegram.mark()
    telegram.broken = 502
    telegram.say("show stuck orders", OWNER)
    telegram.wait("sendMessage", since=since)
    telegram.broken = None

    until(lambda: any(c.answer and "Stuck orders" in c.text for c in telegram.calls[since:]))


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (502, b"<html>Bad Gateway</html>"),
        (500, b'{"ok": false}'),
        (429, b'{"ok": false, "error_code": 429, "description": "Too Many", "parameters": {"retry_after": 1}}'),
        (200, b"\xff\xfe"),
    ],
)  # fmt: skip
def test_an_answer_is_brought_whatever_telegram_says_meanwhile(
    running: Program, telegram: BotApi, status: int, body: bytes
) -> None:
    telegram.ask("/help", OWNER)  # it works by now, and has put on record that it began
    starts = len(running.events("bot_started"))
    telegram.instead = {"sendMessage": (status, body), "getUpdates": (status, body)}
    since = telegram.mark()
    telegram.say("show stuck orders", OWNER)
    telegram.wait("getUpdates", since=since)
    telegram.instead.pop("getUpdates")
    telegram.wait("sendMessage", since=since)
    telegram.instead.clear()

    telegram.wait_many("sendMessage", 2, since=since)
    assert telegram.ask("/help", OWNER).text.startswith("What you can write")
    assert len(running.events("bot_started")) == starts


@pytest.mark.parametrize(
    "result", [{"message_id": 77_000}, {"message_id": 77_000, "date": 1, "chat": 5}, True]
)
def test_what_is_answered_ok_is_sent_once_however_odd_the_answer(
    running: Program, telegram: BotApi, result: object
) -> None:
    telegram.ask("/help", OWNER)
    failed, since = len(running.events("handler_failed")), telegram.mark()
    telegram.results = dict.fromkeys(("sendMessage", "sendPhoto", "sendChatAction"), result)
    try:
        telegram.say("show stuck orders", OWNER)
        telegram.say("/trend 7", OWNER)
        telegram.wait("sendPhoto", since=since)
        telegram.say("/tools", OWNER)
        telegram.wait_many("sendMessage", 2, since=since)
        until(lambda: nothing_open(running))
    finally:
        telegram.results.clear()
    sent = [c.text[:10] for c in telegram.calls[since:] if c.method.startswith("sendMessage")]
    assert sent == ["<b>Stuck o", "<b>What I "]
    assert len([c for c in telegram.calls[since:] if c.method == "sendPhoto"]) == 1
    assert len(running.events("handler_failed")) == failed


def test_what_only_decorates_may_fail(running: Program, telegram: BotApi) -> None:
    refused = (
        400,
        b'{"ok": false, "error_code": 400, "description": "Bad Request: query is too old"}',
    )
    telegram.instead = {"sendChatAction": (404, b'{"ok": false}'), "answerCallbackQuery": refused}
    since = telegram.mark()
    try:
        telegram.say("/trend 7", OWNER)
        assert telegram.wait("sendPhoto", since=since).files
        telegram.tap("ask:orders_search:preset=stuck", OWNER)
        assert "<b>Stuck orders: 3</b>" in telegram.wait("sendMessage", since=since).text
    finally:
        telegram.instead.clear()


def test_a_picture_that_is_refused_becomes_text(running: Program, telegram: BotApi) -> None:
    refused = b'{"ok": false, "error_code": 400, "description": "Bad Request: not enough rights"}'
    telegram.instead = {"sendPhoto": (400, refused)}
    try:
        assert "<b>Revenue: " in telegram.ask("/trend 7", OWNER).text
    finally:
        telegram.instead.clear()


def test_a_message_that_is_refused_ends_in_an_excuse(running: Program, telegram: BotApi) -> None:
    before = len(running.events("handler_failed"))
    since = telegram.mark()
    telegram.instead = {
        "sendMessage": (
            400,
            b'{"ok": false, "error_code": 400, "description": "Bad Request: chat not found"}',
        )
    }
    telegram.say("show stuck orders", OWNER)
    until(lambda: len(running.events("handler_failed")) == before + 1)
    telegram.instead.clear()

    excuse = telegram.wait_many("sendMessage", 2, since=since)[1]
    reference = str(running.events("handler_failed")[-1]["correlation_id"])[:8]
    assert f"quote reference <code>{reference}</code>" in excuse.text


def test_time_runs_out_and_the_message_says_so(running: Program, telegram: BotApi) -> None:
    sent = telegram.ask("flag OB-1003 reason slow", OWNER)
    since = telegram.mark()

    edit = telegram.wait(
        "editMessageText",
        since=since,
        where=lambda c: c.params["message_id"] == str(sent.answer["message_id"]),
    )

    assert "The time to confirm ran out at " in edit.text
    assert edit.buttons == []
    assert running.order("OB-1003")["flagged"] is False


def test_a_stranger_is_told_once_where_that_is_switched_on(
    running: Program, telegram: BotApi
) -> None:
    since = telegram.mark()
    telegram.say("hello?", STRANGER)
    told = telegram.wait("sendMessage", since=since)
    assert told.params["chat_id"] == str(STRANGER)
    assert told.text == "This is a private bot of a shop. It does not answer here."

    telegram.say("hello again?", STRANGER)
    sent = telegram.ask("flag OB-1003 reason sweep", OWNER)
    telegram.wait(  # the sweep that tells strangers has run again by then
        "editMessageText",
        since=since,
        where=lambda c: c.params["message_id"] == str(sent.answer["message_id"]),
    )

    about = [c for c in telegram.calls[since:] if c.params.get("chat_id") == str(STRANGER)]
    assert about == [told]


def test_the_chain_holds_after_all_this(running: Program) -> None:
    rows = running.sql("SELECT count(*) AS n, max(id) AS head FROM ownerbot_audit_events")
    assert rows[0]["n"] == rows[0]["head"]


def test_the_first_message_after_a_restart_may_name_a_product(
    running: Program, telegram: BotApi
) -> None:
    telegram.ask("/help", OWNER)
    until(lambda: nothing_open(running))
    since = telegram.mark()
    running.child("runbot").send_signal(signal.SIGKILL)
    telegram.say("raise Halva by 50 cents", OWNER)

    assert telegram.wait("sendMessage", since=since).text.startswith("<b>New prices: 1</b>")
