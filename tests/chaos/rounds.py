"""One round: owners order and tap, something is done to the program, and the books are compared."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable, Sequence

from tests.chaos.blows import Blow
from tests.chaos.scene import OWNERS, Scene
from tests.chaos.stories import TAPS, FigureQuestion, OrderStory, RoundVerdict
from tests.harness import ledger
from tests.harness.program import until

#: What was ordered is over by then, whatever was done meanwhile.
PROMISED_SEC = 60.0
#: Longer than the lease of a claim and of a call.
FROZEN_SEC = 50.0

#: Where the bot may be made to die or freeze: while it proposes, or while it carries out a tap; and
#: the stories that pass there.
CHANGES, MESSAGES = ("flag", "flag twice"), ("team", "team twice")
POINTS: dict[str, tuple[str, Sequence[str]]] = {
    "intake.commit": ("asked", CHANGES),
    "intake.committed": ("tapped", CHANGES),
    "propose.commit": ("asked", CHANGES),
    "propose.committed": ("asked", MESSAGES),
    "message.sent": ("asked", CHANGES),
    "screen.committed": ("tapped", CHANGES),
    "inbox.handled": ("tapped", CHANGES),
    "inbox.marked": ("tapped", CHANGES),
    "claim.commit": ("tapped", (*CHANGES, *MESSAGES)),
    "claim.committed": ("tapped", (*CHANGES, *MESSAGES)),
    "cancel.commit": ("tapped", ("cancel",)),
    "cancel.committed": ("tapped", ("cancel",)),
    "take.commit": ("tapped", MESSAGES),
    "take.committed": ("tapped", MESSAGES),
    "call.made": ("tapped", MESSAGES),
    "finish.commit": ("tapped", MESSAGES),
    "finish.committed": ("tapped", MESSAGES),
    "redraw.sent": ("tapped", (*CHANGES, *MESSAGES)),
}


def wait_in_time(condition: Callable[[], object]) -> bool:
    """Whether it comes to pass while it is promised to."""
    try:
        until(condition, PROMISED_SEC, pause=0.1)
    except AssertionError:
        return False
    return True


class Round:
    """The stories of one round, and what has become of them."""

    def __init__(self, scene: Scene, kinds: Sequence[str] = tuple(TAPS)) -> None:
        self.scene = scene
        self.verdict = RoundVerdict()
        self.stories = [
            OrderStory(scene, owner, scene.chance.choice(kinds)) for owner in OWNERS[:-1]
        ]
        self.question = FigureQuestion(scene, OWNERS[-1])

    def ask(self) -> None:
        self.question.ask()
        for story in self.stories:
            story.ask()
        self.scene.knock(3)

    def tap(self) -> None:
        self.await_proposals()
        for story in self.stories:
            if story.proposals():
                story.tap()

    def await_proposals(self) -> None:
        wait_in_time(lambda: all(story.proposals() for story in self.stories))

    def close(self) -> RoundVerdict:
        """Wait until all of it is over, and compare."""
        wait_in_time(lambda: all(story.is_decided() for story in self.stories))
        if not wait_in_time(lambda: not ledger.stuck(self.scene.running)):
            self.verdict.blame("stuck", ", ".join(ledger.stuck(self.scene.running)))
        if not wait_in_time(self.question.answered):
            self.verdict.blame("lost", "a question")
        self.verdict.tried += 1
        for story in self.stories:
            story.upto = self.scene.telegram.mark()
            story.judge(self.verdict)
        for code in self.scene.bots.missing():
            self.verdict.blame("stuck", f"a bot ended by itself ({code})")
        return self.verdict


def play_blow(scene: Scene, blow: Blow) -> RoundVerdict:
    """A blow while they ask, or while they tap."""
    played = Round(scene)
    early = scene.chance.random() < 0.5
    if early:
        blow.strike(scene)
    played.ask()
    if early:
        blow.then(scene)
        _heal_slowly(scene)
    played.await_proposals()
    if not early:
        blow.strike(scene)
    played.tap()
    if not early:
        blow.then(scene)
        _heal_slowly(scene)
    return played.close()


def _heal_slowly(scene: Scene) -> None:
    """Let what drags or floods do so for a while before it ends."""
    time.sleep(scene.chance.uniform(0.5, 3))
    scene.heal()


def play_kill(scene: Scene, point: str) -> RoundVerdict:
    """The bot dies at that point while stories pass there."""
    phase, kinds = POINTS[point]
    played = Round(scene, kinds)
    if phase == "asked":
        scene.bots.arm(point)
    played.ask()
    if phase == "tapped":
        played.await_proposals()
        scene.bots.arm(point)
        played.tap()
    scene.bots.await_death(point)
    if phase == "asked":
        played.tap()
    return played.close()


def play_freeze(scene: Scene, point: str) -> RoundVerdict:
    """The bot freezes at that point for longer than its leases; others go on, then it thaws."""
    phase, kinds = POINTS[point]
    played = Round(scene, kinds)
    if phase == "asked":
        scene.bots.arm(point, "stop")
    played.ask()
    if phase == "tapped":
        played.await_proposals()
        scene.bots.arm(point, "stop")
        played.tap()
    frozen = scene.bots.await_freezing(point)
    since = time.monotonic()
    try:
        if phase == "asked":
            played.tap()
        verdict = played.close()
        while time.monotonic() - since < FROZEN_SEC:
            verdict.add(_play_quiet(scene))
    finally:
        frozen.send_signal(signal.SIGCONT)
    _check_stand_down(scene, frozen, verdict)
    again = RoundVerdict()
    for story in played.stories:
        story.judge(again)
    again.tried = 0
    verdict.add(again)
    return verdict


def _play_quiet(scene: Scene) -> RoundVerdict:
    played = Round(scene)
    played.ask()
    played.tap()
    return played.close()


def _check_stand_down(
    scene: Scene, frozen: subprocess.Popen[bytes], verdict: RoundVerdict
) -> None:
    def stopped() -> bool:
        events = scene.running.events("bot_stopped")
        return any(event["payload"]["pid"] == frozen.pid for event in events)

    if not wait_in_time(stopped):
        verdict.blame("stuck", "a bot that thawed did not stand down")
    if not wait_in_time(lambda: not ledger.stuck(scene.running)):
        verdict.blame("stuck", "after a thaw: " + ", ".join(ledger.stuck(scene.running)))
