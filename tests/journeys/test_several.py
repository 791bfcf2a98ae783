"""Two requests in one message: each has its answer, in the order in which they were made."""

from __future__ import annotations

from tests.harness.program import OWNER, Program
from tests.journeys.test_story import datas
from tests.servers.telegram import BotApi


def test_a_read_and_an_order_are_both_answered(running: Program, telegram: BotApi) -> None:
    running.unflag()
    since = telegram.mark()
    telegram.say("show stuck orders and flag OB-1003: wrong address", OWNER)

    card, preview = telegram.wait_many("sendMessage", 2, since=since)

    assert "OB-1005" in card.text
    assert "OB-1003" in preview.text
    assert [data.partition(":")[0] for data in datas(preview)] == ["confirm", "cancel"]
    assert running.order("OB-1003")["flagged"] is False
