"""What owners order, what must have become of it, and the comparison of the two."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import chain
from typing import Any
from uuid import UUID

from tests.chaos.scene import Scene
from tests.harness import ledger
from tests.servers.telegram import Call

#: The buttons that are tapped one right after the other, by the name of the story: confirm is 0.
TAPS = {
    "flag": (0,),
    "flag twice": (0, 0),
    "flag or cancel": (0, 1),
    "cancel": (1,),
    "team": (0,),
    "team twice": (0, 0, 0),
}
#: What an answer to a tap claims, by how it begins; others claim nothing.
CLAIMS = {
    "Done": {"committed"},
    "Already done": {"committed"},
    "Cancelled": {"cancelled"},
    "Result not known": {"unknown"},
    "Not applied": {"failed"},
    "Expired": {"expired"},
}


@dataclass
class RoundVerdict:
    """How many stories there were, and what of them was not as promised."""

    tried: int = 0
    wrong: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)

    def blame(self, kind: str, note: str) -> None:
        self.wrong[kind] += 1
        self.notes.append(f"{kind}: {note}")

    def add(self, other: RoundVerdict) -> None:
        self.tried += other.tried
        self.wrong += other.wrong
        self.notes += other.notes


@dataclass
class OrderStory:
    """One order of one owner, from the sentence to its end."""

    scene: Scene
    owner: int
    kind: str
    order: str = ""
    version: int = 0
    text: str = ""
    #: Which of the calls to Telegram belong to it.
    since: int = 0
    upto: int | None = None
    taps: list[dict[str, Any]] = field(default_factory=list)

    def ask(self) -> None:
        scene = self.scene
        self.since, self.text = scene.telegram.mark(), f"chaos {scene.number('text')}"
        if self.kind.startswith("team"):
            sentence = f"notify the team: {self.text}"
        else:
            self.order = next(scene.orders)
            self.version = scene.running.order(self.order)["version"]
            sentence = f"flag {self.order} reason {self.text}"
        update = scene.telegram.say(sentence, self.owner)
        if scene.chance.random() < 0.2:
            scene.telegram.push(update)  # delivered twice

    def proposals(self) -> list[Call]:
        """The messages that brought the proposal; more than one where a receipt got lost."""
        return [
            call
            for call in list(self.scene.telegram.calls)[self.since : self.upto]
            if call.method == "sendMessage"
            and call.applied
            and call.answer
            and str(call.params["chat_id"]) == str(self.owner)
            and len(call.buttons) == 2
        ]

    @property
    def action(self) -> UUID:
        return ledger.action_in(self.proposals()[0].buttons[0]["callback_data"])

    def tap(self) -> None:
        shown = self.proposals()[0]
        for button in TAPS[self.kind]:
            data = shown.buttons[button]["callback_data"]
            self.taps.append(self.scene.telegram.tap(data, self.owner, on=shown))

    def toasts(self) -> list[list[str]]:
        """What each tap has been answered."""
        answers = [c for c in list(self.scene.telegram.calls) if c.method == "answerCallbackQuery"]
        return [
            [
                c.text
                for c in answers
                if c.params["callback_query_id"] == tap["callback_query"]["id"]
            ]
            for tap in self.taps
        ]

    def is_decided(self) -> bool:
        """Whether every tap is answered, and has been handled, which is not the same in an outage."""
        if not self.proposals() or not all(self.toasts()):
            return False
        late = ledger.events_of(self.scene.running, self.action)["action_tap_late"]
        status = ledger.row_of(self.scene.running, self.action)["status"]
        return status != "proposed" and late >= len(self.taps) - 1

    def judge(self, verdict: RoundVerdict) -> None:
        """Compare what was asked with what is."""
        verdict.tried += 1
        running, telegram = self.scene.running, self.scene.telegram
        if not self.proposals():
            verdict.blame("lost", f"{self.kind} {self.text}: never proposed")
            return
        name = f"{self.kind} {self.action}"
        row = ledger.row_of(running, self.action)
        if row["status"] == "proposed" or not all(self.toasts()):
            verdict.blame("lost", f"{name}: a tap is without effect or answer")
        if len({c.buttons[0]["callback_data"] for c in self.proposals()}) > 1:
            verdict.blame("doubled", f"{name}: proposed twice")
        self._judge_change(row, name, verdict)
        counted, due = (
            ledger.events_of(running, self.action),
            ledger.events_due(running, self.action),
        )
        due["action_tap_late"] = len(self.taps) - 1
        if counted - due:
            verdict.blame("doubled", f"{name}: events {counted - due}")
        if due - counted:
            verdict.blame("wrongly reported", f"{name}: no events {due - counted}")
        untrue = ledger.misreported(running, telegram, self.action)
        if untrue:
            verdict.blame("wrongly reported", f"{name}: is {row['status']}, shows {untrue!r}")
        for said in chain.from_iterable(self.toasts()):
            for head, states in CLAIMS.items():
                if said.startswith(head) and row["status"] not in states:
                    verdict.blame("wrongly reported", f"{name}: is {row['status']}, said {said!r}")

    def _judge_change(self, row: dict[str, Any], name: str, verdict: RoundVerdict) -> None:
        """What has happened to the shop and to the chats, beside what the row says."""
        happened = row["status"] == "committed"
        if self.order:
            times = self.scene.running.order(self.order)["version"] - self.version
            if times > 1:
                verdict.blame("doubled", f"{name}: changed {times} times")
            if times != happened and times <= 1:
                verdict.blame(
                    "wrongly reported", f"{name}: {row['status']}, changed {times} times"
                )
            return
        for call in ledger.calls_of(self.scene.running, self.action):
            times = ledger.read_in(self.scene.telegram, int(call["target"]), self.text)
            if times > 1:
                verdict.blame("doubled", f"{name}: chat {call['target']} read it {times} times")
            if {"done": times < 1, "failed": times > 0}.get(call["state"], False):
                verdict.blame("wrongly reported", f"{name}: {call['state']}, read {times} times")


@dataclass
class FigureQuestion:
    """Somebody asks for figures meanwhile."""

    scene: Scene
    owner: int
    since: int = 0

    def ask(self) -> None:
        self.since = self.scene.telegram.mark()
        self.scene.telegram.say("show stuck orders", self.owner)

    def answered(self) -> bool:
        calls = list(self.scene.telegram.calls)[self.since :]
        return any(
            c.applied and c.answer and c.method == "sendMessage" and "Stuck orders" in c.text
            for c in calls
            if str(c.params.get("chat_id")) == str(self.owner)
        )
