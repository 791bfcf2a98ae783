"""The bot dies at every boundary there is, and what was ordered still happens once, or is told of.

A bot process in waiting takes over each time, so that one program serves all points.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest

from tests import recordings
from tests.harness import ledger
from tests.harness.crew import WITHOUT_BOT, Crew, crew
from tests.harness.program import OWNER, ROOT, TEAM, Program, program
from tests.journeys.ears import SURE, UNSURE, settle
from tests.journeys.test_story import datas, propose, toast_of
from tests.servers.openai import Recogniser, Spoken
from tests.servers.telegram import BotApi, Call, Ending, bot_api

COMMITTED, UNKNOWN, CANCELLED = "committed", "unknown", "cancelled"

#: Where it dies while it proposes, and while a tap is carried out that changes our own tables.
ASKED = ("propose.commit", "propose.committed", "message.sent", "screen.committed")
TAPPED = ("intake.commit", "intake.committed", "claim.commit", "claim.committed", "redraw.sent",
          "inbox.handled", "inbox.marked")  # fmt: skip

#: Where it dies while it puts a question, and while that is answered or left.
QUESTIONED = ("question.kept", "question.closed")

#: Where it dies while it listens; and a recording that it is not sure of, or is.
HEARD = {"voice.kept": UNSURE, "voice.shown": SURE}

#: Where it dies, and once more, while it writes to two chats; and how that may end. Until a call is
#: taken nothing is in doubt. One that is on its way is, and the other may be on its way just then.
CALLED = {
    ("claim.committed",): {COMMITTED, UNKNOWN},
    ("take.commit", "wake.commit"): {COMMITTED},
    ("take.committed", "finish.commit"): {UNKNOWN},
    ("call.made",): {UNKNOWN},
    ("finish.commit",): {UNKNOWN},
    ("finish.committed",): {COMMITTED, UNKNOWN},
}

#: One or two of each kind are a part of the ordinary tests; `make test-slow` has them all.
OFTEN = {"propose.commit", "message.sent", "claim.commit", "claim.committed", "redraw.sent",
         "cancel.committed", "resolve.committed", ("take.committed", "finish.commit"), ("call.made",)}  # fmt: skip


def mark_rare(points: Iterable[Any]) -> list[Any]:
    """The points, with those that are not among OFTEN left to the long tests."""
    return [
        pytest.param(point, marks=() if point in OFTEN else pytest.mark.long) for point in points
    ]


LATE = {COMMITTED: "Already done at", UNKNOWN: "Result not known yet", CANCELLED: "Cancelled at"}


@pytest.fixture(scope="module")
def telegram() -> Iterator[BotApi]:
    with bot_api() as api:
        yield api


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    with program(tmp_path_factory.mktemp("kills"), **WITHOUT_BOT) as started:
        yield started
        with started.another("audit_verify") as verifying:
            assert verifying.wait() == 0


@pytest.fixture(scope="module")
def bots(running: Program, telegram: BotApi, with_ears: dict[str, Any]) -> Iterator[Crew]:
    with crew(running, telegram.url, **with_ears) as started:
        yield started


@pytest.fixture(scope="module")
def orders(running: Program) -> Iterator[str]:
    """Orders that nobody has flagged, one after the other."""
    rows = running.sql("SELECT order_id FROM ownerbot_demo_orders WHERE NOT flagged ORDER BY 1")
    return iter(row["order_id"] for row in rows)


words = itertools.count(1)


@dataclass
class Story:
    """A proposal and what has become of it."""

    running: Program
    telegram: BotApi
    bots: Crew
    proposed: Call

    @property
    def action(self) -> UUID:
        return ledger.action_in(datas(self.proposed)[0])

    def tap(self, button: int = 0, on: Call | None = None) -> str:
        """Tap, and what the tap was answered."""
        data = datas(on or self.proposed)[button]
        update = self.telegram.tap(data, OWNER, on=self.proposed)
        return toast_of(self.telegram, update)

    def dies_at(self, *points: str, button: int = 0, on: Call | None = None) -> None:
        """Tap, and see the bot die at these points, and answer the tap all the same."""
        for point in points:
            self.bots.arm(point)
        data = datas(on or self.proposed)[button]
        update = self.telegram.tap(data, OWNER, on=self.proposed)
        for point in points:
            self.bots.await_death(point)
        toast_of(self.telegram, update)

    def ended(self) -> str:
        """How it stands once nothing is left open."""
        ledger.settled(self.running)
        return str(ledger.row_of(self.running, self.action)["status"])

    def holds(self, *, tapped_late: int, **more: int) -> None:
        """Everything that is promised of a story that is over."""
        counted = ledger.events_of(self.running, self.action)
        assert counted == ledger.events_due(
            self.running, self.action, action_tap_late=tapped_late, **more
        )
        assert ledger.misreported(self.running, self.telegram, self.action) == ""


def changed_once(running: Program, order: str, version: int, reason: str) -> None:
    now = running.order(order)
    assert (now["flag_reason"], now["version"]) == (reason, version + 1)


def test_every_point_has_its_kill() -> None:
    source = [
        path.read_text()
        for app in ("actions", "telegram_bot")
        for path in (ROOT / app).rglob("*.py")
    ]
    points = set(re.findall(r'faults\.inject\("([a-z.]+)"\)', "".join(source)))
    killed = {
        *ASKED,
        *TAPPED,
        *QUESTIONED,
        *HEARD,
        *(point for points in CALLED for point in points),
    }
    assert points == killed | {"cancel.commit", "cancel.committed"} | {
        "resolve.commit", "resolve.committed",
    }  # fmt: skip


@pytest.mark.parametrize("point", mark_rare(ASKED))
def test_killed_while_it_proposes(
    running: Program, telegram: BotApi, bots: Crew, orders: Iterator[str], point: str
) -> None:
    order, since = next(orders), telegram.mark()
    version = running.order(order)["version"]
    bots.arm(point)
    telegram.say(f"flag {order} reason {point}", OWNER)
    bots.await_death(point)

    proposals = running.sql(
        "SELECT 1 FROM ownerbot_action_log WHERE payload->>'reason' = %s", point
    )
    assert len(proposals) <= 1
    ledger.settled(running)
    # The one that the program remembers: where it was killed before it could, the one sent anew.
    sent = telegram.wait_many("sendMessage", 1, since=since)[-1]
    story = Story(running, telegram, bots, sent)
    assert story.tap() == "Done"
    assert story.ended() == COMMITTED
    assert story.tap().startswith("Already done at")

    story.ended()
    changed_once(running, order, version, point)
    story.holds(tapped_late=1)


@pytest.mark.parametrize("point", mark_rare(TAPPED))
def test_killed_while_it_changes_our_tables(
    running: Program, telegram: BotApi, bots: Crew, orders: Iterator[str], point: str
) -> None:
    order = next(orders)
    version = running.order(order)["version"]
    story = Story(running, telegram, bots, propose(telegram, f"flag {order} reason {point}"))
    ledger.settled(running)
    story.dies_at(point)

    assert story.ended() == COMMITTED
    assert story.tap().startswith("Already done at")
    story.ended()
    changed_once(running, order, version, point)
    story.holds(tapped_late=1)


def test_killed_while_it_asks_back(
    running: Program, telegram: BotApi, bots: Crew, orders: Iterator[str]
) -> None:
    order, since = next(orders), telegram.mark()
    bots.arm("question.kept")
    update = telegram.say("flag", OWNER)
    bots.await_death("question.kept")
    asked = telegram.wait("sendMessage", since=since)

    assert asked.text.startswith("Which order?")
    rows = running.sql(
        """SELECT 1 FROM ownerbot_offers o JOIN ownerbot_inbox i ON i.id = o.update_id
           WHERE i.update_id = %s""",
        update["update_id"],
    )
    assert len(rows) == 1
    assert f"{order}</b>" in propose(telegram, order).text
    ledger.settled(running)


@pytest.mark.parametrize(
    ("point", "by"), [("propose.committed", "button"), ("question.closed", "text")]
)
def test_killed_while_it_is_answered(
    running: Program, telegram: BotApi, bots: Crew, orders: Iterator[str], point: str, by: str
) -> None:
    order = next(orders)
    running.sql("UPDATE ownerbot_demo_orders SET status = 'stuck' WHERE order_id = %s", order)
    reason = f"{point} by {by}"
    telegram.ask("never mind", OWNER)
    telegram.ask("/forget", OWNER)
    asked = telegram.ask(f"flag reason {reason}", OWNER)
    newest = next(b for b in asked.buttons if b["callback_data"].startswith("fill:"))
    ledger.settled(running)
    since = telegram.mark()
    bots.arm(point)
    if by == "text":
        telegram.say(order, OWNER)
    else:
        order = newest["text"]
        telegram.tap(newest["callback_data"], OWNER, on=asked)
    bots.await_death(point)

    shown = telegram.wait(
        "sendMessage" if by == "text" else "editMessageText", since=since,
        where=lambda c: order in c.text,
    )  # fmt: skip
    ledger.settled(running)
    (proposed,) = running.sql(
        "SELECT payload FROM ownerbot_action_log WHERE payload->>'reason' = %s", reason
    )
    assert proposed["payload"]["order_ids"] == [order]
    story = Story(running, telegram, bots, shown)
    assert story.tap() == "Done"
    assert story.ended() == COMMITTED


def test_killed_while_a_question_is_left(running: Program, telegram: BotApi, bots: Crew) -> None:
    telegram.ask("disable coupon", OWNER)
    ledger.settled(running)
    since = telegram.mark()
    bots.arm("question.closed")
    telegram.say("cancel", OWNER)
    bots.await_death("question.closed")

    assert telegram.wait("sendMessage", since=since).text.startswith("All right, I leave it.")
    ledger.settled(running)
    assert telegram.ask("SHIP5", OWNER).text.startswith("I did not understand that")


@pytest.mark.parametrize("point", mark_rare(["cancel.commit", "cancel.committed"]))
def test_killed_while_it_cancels(
    running: Program, telegram: BotApi, bots: Crew, orders: Iterator[str], point: str
) -> None:
    order = next(orders)
    before = running.order(order)
    story = Story(running, telegram, bots, propose(telegram, f"flag {order} reason {point}"))
    story.dies_at(point, button=1)

    assert story.ended() == CANCELLED
    assert story.tap(0).startswith("Cancelled at")
    story.ended()
    assert running.order(order) == before
    story.holds(tapped_late=1)


@pytest.mark.parametrize("points", mark_rare(CALLED), ids=" and ".join)
def test_killed_while_it_writes_to_the_team(
    running: Program, telegram: BotApi, bots: Crew, points: tuple[str, ...]
) -> None:
    text = f"word {next(words)}"
    story = Story(running, telegram, bots, propose(telegram, f"notify the team: {text}"))
    ledger.settled(running)
    story.dies_at(*points)

    status = story.ended()
    assert status in CALLED[points]
    assert story.tap().startswith(LATE[status])
    story.ended()
    for call in ledger.calls_of(running, story.action):
        read = ledger.read_in(telegram, int(call["target"]), text)
        assert read == 1 if call["state"] == "done" else read <= 1
        if call["state"] == "unknown" and points[0] == "take.committed":
            assert call["attempts"] == 1
    story.holds(tapped_late=1)


@pytest.mark.parametrize("point", mark_rare(["resolve.commit", "resolve.committed"]))
def test_killed_while_its_owner_tells(
    running: Program, telegram: BotApi, bots: Crew, point: str
) -> None:
    text = f"word {next(words)}"
    telegram.endings[TEAM[1]] = [Ending(applied=True)]
    story = Story(running, telegram, bots, propose(telegram, f"notify the team: {text}"))
    story.tap()
    assert story.ended() == UNKNOWN
    asked = ledger.shown(telegram, story.proposed.answer["message_id"])
    story.dies_at(point, button=1, on=asked)

    assert story.ended() == COMMITTED
    assert story.tap().startswith("Already done at")
    story.ended()
    assert [ledger.read_in(telegram, chat, text) for chat in TEAM] == [1, 1]
    story.holds(tapped_late=1, action_resolved=1)


@pytest.mark.parametrize(("point", "sure"), HEARD.items(), ids=["doubt", "no doubt"])
def test_a_recording_is_listened_to_once(
    telegram: BotApi, bots: Crew, ears: Recogniser, point: str, sure: dict[str, Any]
) -> None:
    heard, since = len(ears.uploads), telegram.mark()
    ears.script = [Spoken("KPI yesterday", sure), Spoken("something else", SURE)]
    bots.arm(point)

    telegram.speak(recordings.ogg(), OWNER)
    bots.await_death(point)
    settle(telegram)

    assert len(ears.uploads) == heard + 1
    sent = [call.text for call in telegram.calls[since:] if call.method == "sendMessage"]
    echoes = [text for text in sent if text.startswith("🎙")]
    assert [text.partition("\n")[0] for text in echoes] == [
        "🎙 <blockquote>KPI yesterday</blockquote>"
    ]
    assert len([text for text in sent if "Revenue: <b>€" in text]) == (sure is SURE)
