"""Strangers, senderless updates, groups, and what is not an update at all."""

from __future__ import annotations

import copy
import itertools
from typing import Any

import pytest

from telegram_bot.updates.gate import UPDATE_KINDS, USER_KINDS
from tests.harness.program import OWNER, STRANGER, Program, until
from tests.servers.telegram import BotApi

USER = {"id": STRANGER, "is_bot": False, "first_name": "Eve"}
TALK = ("sendMessage", "sendPhoto", "answerCallbackQuery")
_strangers = itertools.count(8_000_000_000)


def denied(running: Program, where: str = "true", *arguments: Any) -> int:
    rows = running.sql(
        f"SELECT coalesce(sum(count), 0) AS n FROM ownerbot_access_denials WHERE {where}",
        *arguments,
    )
    return int(rows[0]["n"])


def settle(telegram: BotApi) -> None:
    """Everything pushed before this has been taken in once the owner is answered."""
    telegram.ask("/help", OWNER)


def body_of(kind: str, user: dict[str, Any] | None) -> dict[str, Any]:
    """Telegram's content of that kind, as far as it has a sender and a chat."""
    chat = {"id": user["id"] if user else -100123, "type": "private" if user else "channel"}
    person: dict[str, Any] = {}
    if user is not None:
        person = {"user" if kind in USER_KINDS else "from": user}
    body = {"id": "1", "date": 1, "message_id": 1, "chat": chat, "text": "KPI", **person}
    if kind == "callback_query":
        body = {"id": "1", "chat_instance": "1", "data": "confirm:x", **person}
    return body


@pytest.mark.parametrize("kind", UPDATE_KINDS)
def test_a_stranger_gets_nothing_and_is_counted(
    running: Program, telegram: BotApi, kind: str
) -> None:
    stranger = next(_strangers)
    since = telegram.mark()

    telegram.push(
        {"update_id": next(telegram._numbers), kind: body_of(kind, USER | {"id": stranger})}
    )
    settle(telegram)

    assert denied(running, "user_id = %s AND update_kind = %s", stranger, kind) == 1
    about = [e for e in running.events("access_denied") if e["actor_id"] == stranger]
    assert [event["payload"]["update_type"] for event in about] == [kind]
    assert {c.params["chat_id"] for c in telegram.calls[since:] if c.method in TALK} == {
        str(OWNER)
    }


def test_a_senderless_update_is_denied(running: Program, telegram: BotApi) -> None:
    before = denied(running, "subject = 'nobody'")
    since = telegram.mark()

    telegram.push(
        *[
            {"update_id": next(telegram._numbers), kind: body_of(kind, None)}
            for kind in (
                "message",
                "channel_post",
                "poll",
                "message_reaction_count",
                "callback_query",
            )
        ]
    )
    settle(telegram)

    assert denied(running, "subject = 'nobody'") == before + 5
    assert [c.params["chat_id"] for c in telegram.calls[since:] if c.method in TALK] == [
        str(OWNER)
    ]


def test_a_flood_is_counted_exactly_and_takes_few_rows(running: Program, telegram: BotApi) -> None:
    before, events = denied(running), len(running.events("access_denied"))
    strangers = range(9_000_000_000, 9_000_001_000)

    telegram.push(*[telegram.message(user, text="x" * 4000) for user in strangers])
    settle(telegram)

    assert denied(running) == before + 1000
    rows = running.sql(
        "SELECT count(*) FROM ownerbot_access_denials WHERE update_kind = 'message' AND subject = 'user'"
    )
    assert rows[0]["count"] <= 400  # two hours, should the clock strike during the test
    assert len(running.events("access_denied")) <= max(events, 120)
    stored = running.sql("SELECT count(*) FROM ownerbot_inbox WHERE raw LIKE '%%xxxxxxx%%'")
    assert stored[0]["count"] == 0


def test_in_a_group_an_owner_hears_so_without_data(running: Program, telegram: BotApi) -> None:
    group = {"id": -100_555, "type": "supergroup", "title": "Team"}
    since = telegram.mark()

    telegram.push(telegram.message(OWNER, chat=group, text="KPI yesterday"))

    answer = telegram.wait("sendMessage", since=since)
    assert answer.params["chat_id"] == "-100555"
    assert answer.text == (
        "I show the shop's figures only in our private chat. Write to me there."
    )
    assert running.events("group_refused")[-1]["payload"]["chat_id"] == -100_555


def test_small_talk_in_a_group_is_left_alone(running: Program, telegram: BotApi) -> None:
    group = {"id": -100_556, "type": "supergroup", "title": "Team"}
    since = telegram.mark()

    telegram.push(telegram.message(OWNER, chat=group, text="good morning all"))
    telegram.push(telegram.message(OWNER, chat=group, new_chat_title="Team 2"))
    telegram.push(telegram.message(OWNER, chat=group, text="/status"))

    answer = telegram.wait("sendMessage", since=since)
    settle(telegram)
    said = [c for c in telegram.calls[since:] if c.params.get("chat_id") == "-100556"]
    assert said == [answer]


def test_a_tap_in_a_group_confirms_nothing(running: Program, telegram: BotApi) -> None:
    sent = telegram.ask("flag OB-1005 reason group", OWNER)
    update = {
        "update_id": next(telegram._numbers),
        "callback_query": {
            "id": "in-a-group",
            "from": USER | {"id": OWNER},
            "chat_instance": "1",
            "data": sent.buttons[0]["callback_data"],
            "message": sent.answer
            | {"chat": {"id": -100_555, "type": "supergroup", "title": "T"}},
        },
    }
    since = telegram.mark()

    telegram.push(update)

    answer = telegram.wait("answerCallbackQuery", since=since)
    assert answer.params["callback_query_id"] == "in-a-group"
    assert running.order("OB-1005")["flag_reason"] != "group"


def test_a_malformed_update_does_not_stop_its_batch(running: Program, telegram: BotApi) -> None:
    before = len(running.events("update_quarantined"))
    good = telegram.message(OWNER, text="/help")
    bad: list[Any] = [
        "not an object",
        {"no": "number"},
        {"update_id": next(telegram._numbers)},
        {"update_id": next(telegram._numbers), "message": "text"},
        {
            "update_id": next(telegram._numbers),
            "message": {"from": {"id": OWNER}, "chat": {"id": "x"}},
        },
    ]
    since = telegram.mark()

    telegram.push(*bad[:3], good, *bad[3:])

    assert telegram.wait("sendMessage", since=since).text.startswith("What you can write")
    until(lambda: len(running.events("update_quarantined")) == before + len(bad))
    settle(telegram)


def test_an_update_delivered_twice_is_handled_once(running: Program, telegram: BotApi) -> None:
    update = telegram.message(OWNER, text="flag OB-1008 reason twice")
    since = telegram.mark()

    telegram.push(update, copy.deepcopy(update))
    telegram.wait("sendMessage", since=since)
    settle(telegram)
    telegram.push(copy.deepcopy(update))
    settle(telegram)

    sent = [c for c in telegram.calls[since:] if "OB-1008" in c.text]
    assert len(sent) == 1
    proposals = running.sql(
        "SELECT count(*) FROM ownerbot_action_log WHERE payload->>'reason' = 'twice'"
    )
    assert proposals[0]["count"] == 1
