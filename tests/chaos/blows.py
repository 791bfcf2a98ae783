"""What is done to the program while its owners go on ordering. Each blow ends within seconds."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from dataclasses import dataclass

from tests.chaos.scene import OWNERS, Scene
from tests.harness.program import TEAM, until
from tests.servers.telegram import Ending

#: A word that a transaction says, for each of those whose end may get lost.
WORDS = ("ownerbot_inbox", "action_proposed", "action_claimed", "action_cancelled",
         "sending", "effect_done", "shown_status")  # fmt: skip
LOST = Ending(applied=True)
FLOOD = Ending(429, "Too Many Requests", {"retry_after": 1})
GARBAGE = (502, b"<html>Bad Gateway</html>")


@dataclass(frozen=True)
class Blow:
    """`strike` before the owners do their next step, `then` after it; what hangs is healed after that."""

    name: str
    strike: Callable[[Scene], None] = lambda scene: None
    then: Callable[[Scene], None] = lambda scene: None


def kill_bot(scene: Scene) -> None:
    _wait_a_moment(scene)
    scene.bots.replace(scene.bots.leader())


def end_bot(scene: Scene) -> None:
    _wait_a_moment(scene)
    assert scene.bots.replace(scene.bots.leader(), signal.SIGTERM) == 0


def freeze_bot(scene: Scene) -> None:
    """Shorter than anybody waits for, or so long that another takes over."""
    _wait_a_moment(scene)
    leader = scene.bots.leader()
    leader.send_signal(signal.SIGSTOP)
    time.sleep(scene.chance.uniform(0.2, 16))
    leader.send_signal(signal.SIGCONT)


def kill_child(word: str) -> Callable[[Scene], None]:
    def strike(scene: Scene) -> None:
        _wait_a_moment(scene)
        killed = scene.running.child(word)
        killed.kill()
        until(lambda: _is_back(scene, word, killed.pid), pause=0.1)

    return strike


def _is_back(scene: Scene, word: str, killed: int) -> bool:
    there = [child.pid for child in scene.running.children(word)]
    return bool(there) and killed not in there and scene.postgres_answers()


def cut_postgres(scene: Scene) -> None:
    for _ in range(scene.chance.randint(1, 5)):
        _wait_a_moment(scene)
        scene.postgres.cut()


def refuse_postgres(scene: Scene) -> None:
    scene.postgres.refusing = True
    scene.postgres.cut()
    time.sleep(scene.chance.uniform(0.2, 4))


def hang_postgres(scene: Scene) -> None:
    _wait_a_moment(scene)
    scene.postgres.hang()
    time.sleep(scene.chance.uniform(0.2, 9))


def drag_postgres(scene: Scene) -> None:
    scene.postgres.delay = scene.chance.uniform(0.01, 0.2)


def lose_commits(scene: Scene) -> None:
    scene.postgres.lose_commit(scene.chance.choice(WORDS))


def cut_at_a_word(scene: Scene) -> None:
    scene.postgres.cut_at(scene.chance.choice(WORDS))


def upset_redis(scene: Scene) -> None:
    scene.redis.refusing = scene.chance.random() < 0.5
    scene.redis.cut()
    if not scene.redis.refusing:
        scene.redis.hang()


def lose_answers(scene: Scene) -> None:
    for chat in (*OWNERS[:-1], *TEAM):
        scene.telegram.endings[chat] = [LOST] * scene.chance.randint(0, 2)


def flood(scene: Scene) -> None:
    for chat in (*OWNERS[:-1], *TEAM):
        scene.telegram.endings[chat] = [FLOOD] * scene.chance.randint(0, 3)


def break_polling(scene: Scene) -> None:
    """What a poll brought does not arrive, so that it is brought again."""
    scene.telegram.instead["getUpdates"] = GARBAGE
    time.sleep(scene.chance.uniform(0.2, 2))
    scene.telegram.instead.clear()


def _wait_a_moment(scene: Scene) -> None:
    time.sleep(scene.chance.uniform(0, 0.8))


BLOWS = (
    Blow("nothing (for comparison)"),
    Blow("the bot is killed at any moment", then=kill_bot),
    Blow("the bot is asked to end (SIGTERM)", then=end_bot),
    Blow("the bot freezes for up to 16 s", then=freeze_bot),
    Blow("PostgreSQL is killed", then=kill_child("/postgres -D")),
    Blow("connections to PostgreSQL are cut", then=cut_postgres),
    Blow("PostgreSQL refuses connections", then=refuse_postgres),
    Blow("PostgreSQL hangs for up to 9 s", then=hang_postgres),
    Blow("PostgreSQL drags", strike=drag_postgres),
    Blow("PostgreSQL commits, its reply is lost", strike=lose_commits),
    Blow("the connection breaks in a transaction", strike=cut_at_a_word),
    Blow("Redis is killed", then=kill_child("redis-server")),
    Blow("Redis hangs or refuses", strike=upset_redis),
    Blow("Telegram does as asked, its answer is lost", strike=lose_answers),
    Blow("Telegram asks to wait (429)", strike=flood),
    Blow("getUpdates breaks", then=break_polling),
)
