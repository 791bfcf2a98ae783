"""Messages to the team on the assembled program: once each, and true about each chat."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.harness.program import OTHER_OWNER, OWNER, TEAM, Program, until
from tests.journeys.test_story import datas, propose, toast_of
from tests.servers.telegram import BotApi, Call, Ending

FIRST, SECOND = TEAM


@pytest.fixture(autouse=True)
def no_endings_left(telegram: BotApi) -> Iterator[None]:
    yield
    telegram.endings.clear()


def to(chat: int) -> Any:
    return lambda call: str(call.params["chat_id"]) == str(chat)


def sent_to(telegram: BotApi, chat: int, since: int) -> list[str]:
    """What people in that chat have read."""
    calls = [c for c in telegram.calls[since:] if c.method == "sendMessage" and to(chat)(c)]
    return [call.text for call in calls if call.applied]


def confirm(telegram: BotApi, proposed: Call, user: int = OWNER) -> Call:
    """Tap, and wait for the message to show an end."""
    since = telegram.mark()
    telegram.tap(datas(proposed)[0], user, on=proposed)
    return shown(telegram, since)


def shown(telegram: BotApi, since: int) -> Call:
    return telegram.wait(
        "editMessageText", since=since, where=lambda call: "Running since" not in call.text
    )


def test_the_whole_team_reads_it_once(running: Program, telegram: BotApi) -> None:
    proposed = propose(telegram, "notify the team: check <OB-1003> & co")
    assert "<b>Message to the team: 2 chats</b>" in proposed.text
    assert "<blockquote>check &lt;OB-1003&gt; &amp; co</blockquote>" in proposed.text
    since = telegram.mark()
    assert "check" not in "".join(sent_to(telegram, FIRST, 0))

    taps = [telegram.tap(datas(proposed)[0], OWNER, on=proposed) for _ in range(5)]
    done = shown(telegram, since)
    toasts = [toast_of(telegram, tap) for tap in taps]

    assert "<b>Sent to the team: 2 of 2</b>" in done.text
    assert "✅ Done at " in done.text
    assert done.buttons == []
    assert sent_to(telegram, FIRST, since) == ["check <OB-1003> & co"]
    assert sent_to(telegram, SECOND, since) == ["check <OB-1003> & co"]
    assert toasts[0] == "On its way"
    assert all(t.startswith(("Already running since", "Already done at")) for t in toasts[1:])


def test_cancel_sends_nothing(running: Program, telegram: BotApi) -> None:
    proposed = propose(telegram, "уведомь команду: отбой")
    since = telegram.mark()
    telegram.tap(datas(proposed)[1], OWNER, on=proposed)
    cancelled = shown(telegram, since).text
    assert "<blockquote>отбой</blockquote>" in cancelled
    assert "Отменено" in cancelled
    assert sent_to(telegram, FIRST, since) == sent_to(telegram, SECOND, since) == []


def test_partly_delivered_says_to_whom_and_sends_only_the_rest_again(
    running: Program, telegram: BotApi
) -> None:
    telegram.endings[SECOND] = [Ending(403, "Forbidden: bot was kicked from the supergroup chat")]
    proposed = propose(telegram, "notify the team: partly")
    since = telegram.mark()
    partly = confirm(telegram, proposed)

    assert "<b>Sent to the team: 1 of 2</b>" in partly.text
    assert "<b>Team chat 1</b> · done" in partly.text
    assert "<b>Team chat 2</b> · not done: no access there" in partly.text
    assert [button["text"] for button in partly.buttons] == ["🔁 Send again to the missing"]

    telegram.tap(datas(partly)[0], OWNER, on=partly)
    again = telegram.wait("sendMessage", since=since, where=to(OWNER))
    assert "<b>Send again: Message to the team: 2 chats</b>" in again.text
    assert "<b>Team chat 2</b> · no access there" in again.text
    assert "Team chat 1" not in again.text
    assert "<b>Sent to the team: 1 of 1</b>" in confirm(telegram, again).text
    assert sent_to(telegram, FIRST, since) == ["partly"]
    assert sent_to(telegram, SECOND, since) == ["partly"]
    assert telegram.ask("send again to those who missed it", OWNER).text == (
        "There is nothing left to send again."
    )


def test_flood_control_is_obeyed_and_a_moved_group_is_followed_once(
    running: Program, telegram: BotApi
) -> None:
    telegram.endings[FIRST] = [Ending(429, "Too Many Requests", {"retry_after": 1})]
    telegram.endings[SECOND] = [
        Ending(400, "Bad Request: group chat was upgraded", {"migrate_to_chat_id": -100_2002})
    ]
    since = telegram.mark()
    done = confirm(telegram, propose(telegram, "notify the team: later"))

    assert "<b>Sent to the team: 2 of 2</b>" in done.text
    assert sent_to(telegram, FIRST, since) == ["later"]
    assert sent_to(telegram, -100_2002, since) == ["later"]


def test_a_lost_answer_is_unknown_until_the_owner_says_what_happened(
    running: Program, telegram: BotApi
) -> None:
    telegram.endings[SECOND] = [Ending(applied=True)]
    since = telegram.mark()
    proposed = propose(telegram, "notify the team: lost")
    unknown = confirm(telegram, proposed)

    assert "❓ Whether it happened is not known" in unknown.text
    assert "Please look for yourself (Team chat 2), then tell me with a button." in unknown.text
    assert [button["text"] for button in unknown.buttons] == [
        "🔄 Check now", "✅ It happened", "❌ It did not",
    ]  # fmt: skip
    tap = telegram.tap(datas(proposed)[0], OWNER, on=proposed)
    assert toast_of(telegram, tap) == "Result not known yet, do not repeat"
    check = telegram.tap(datas(unknown)[0], OWNER, on=unknown)
    assert toast_of(telegram, check).startswith("Telegram cannot be asked afterwards.")
    foreign = telegram.tap(datas(unknown)[1], OTHER_OWNER, on=unknown)
    assert toast_of(telegram, foreign) == "This button belongs to another owner"

    later = telegram.mark()
    telegram.tap(datas(unknown)[1], OWNER, on=unknown)
    assert "<b>Sent to the team: 2 of 2</b>" in shown(telegram, later).text
    twice = telegram.tap(datas(unknown)[2], OWNER, on=unknown)
    assert toast_of(telegram, twice).startswith("Already done at")
    assert sent_to(telegram, SECOND, since) == ["lost"]


def test_what_did_not_happen_can_be_sent_again(running: Program, telegram: BotApi) -> None:
    telegram.endings[FIRST] = [Ending(403, "Forbidden: bot is not a member")]
    telegram.endings[SECOND] = [Ending(502, "Bad Gateway")]
    since = telegram.mark()
    unknown = confirm(telegram, propose(telegram, "notify the team: gone"))
    assert "<b>Team chat 2</b> · not known" in unknown.text

    later = telegram.mark()
    telegram.tap(datas(unknown)[2], OWNER, on=unknown)
    failed = shown(telegram, later)
    assert "Not applied. Nothing was changed." in failed.text
    assert [button["text"] for button in failed.buttons] == ["🔁 Send again to the missing"]
    assert sent_to(telegram, FIRST, since) == sent_to(telegram, SECOND, since) == []
    until(lambda: not running.sql("SELECT 1 FROM procrastinate_jobs"))


def test_what_has_not_been_known_for_ten_minutes_is_brought_up_again_once(
    running: Program, telegram: BotApi
) -> None:
    telegram.endings[SECOND] = [Ending(applied=True)]
    confirm(telegram, propose(telegram, "notify the team: long unknown"))
    since = telegram.mark()
    running.sql(
        """WITH quiet AS (SELECT set_config('session_replication_role', 'replica', true) AS role)
           UPDATE ownerbot_action_log SET finished_at = finished_at - interval '10 minutes'
           FROM quiet WHERE status = 'unknown' AND role = 'replica'"""
    )

    alert = telegram.wait("sendMessage", since=since, where=to(OWNER))

    assert alert.text.startswith("⚠️ This has not been known for over ten minutes.")
    assert "<blockquote>long unknown</blockquote>" in alert.text
    assert len(alert.buttons) == 3
    assert len(running.events("action_unknown_overdue")) == 1
    later = telegram.mark()
    telegram.tap(datas(alert)[2], OWNER, on=alert)
    assert "<b>Sent to the team: 1 of 2</b>" in shown(telegram, later).text
    assert len(running.events("action_unknown_overdue")) == 1
