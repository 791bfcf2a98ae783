"""The program under test, with bots of our own and wires that we can cut."""

from __future__ import annotations

import random
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path

import psycopg

from ownerbot_site.runtime import embedded
from tests.harness.crew import WITHOUT_BOT, Crew, crew
from tests.harness.program import OWNER, STRANGER, Program, program
from tests.servers.proxy import Proxy, proxy
from tests.servers.telegram import BotApi, bot_api

#: Each has a chat of their own; the last one only asks.
OWNERS = tuple(OWNER + number for number in range(5))


@dataclass
class Scene:
    """All that a round may use, and what is known of earlier rounds."""

    running: Program
    telegram: BotApi
    bots: Crew
    postgres: Proxy
    redis: Proxy
    chance: random.Random
    orders: Iterator[str]
    knocks: int = 0
    numbers: Counter[str] = field(default_factory=Counter)

    def number(self, what: str) -> int:
        """A number that is new among these."""
        self.numbers[what] += 1
        return self.numbers[what]

    def knock(self, times: int) -> None:
        """So many attempts of people who may not."""
        for _ in range(times):
            self.knocks += 1
            self.telegram.say("let me in", STRANGER + self.chance.randrange(50))

    def counted_knocks(self) -> int:
        rows = self.running.sql("SELECT sum(count) AS n FROM ownerbot_access_denials")
        return int(rows[0]["n"] or 0)

    def postgres_answers(self) -> bool:
        """Whether we, who do not go through the proxy, can ask it."""
        try:
            return bool(self.running.sql("SELECT 1"))
        except psycopg.OperationalError:
            return False

    def heal(self) -> None:
        """Nothing is disturbed any more."""
        self.postgres.delay = self.redis.delay = 0.0
        self.postgres.refusing = self.redis.refusing = False
        self.postgres.flow()
        self.redis.flow()
        self.telegram.endings.clear()
        self.telegram.instead.clear()
        self.telegram.broken = None


@contextmanager
def open_scene(seed: int) -> Iterator[Scene]:
    """The program, its bots and its wires, while they run."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ownerbot-chaos-")))
        telegram = stack.enter_context(bot_api())
        running = stack.enter_context(program(folder, **WITHOUT_BOT))
        sockets = embedded.get_socket_dir(folder)
        postgres = stack.enter_context(proxy(sockets / ".s.PGSQL.5432"))
        redis = stack.enter_context(proxy(sockets / "redis.sock"))
        bots = stack.enter_context(
            crew(
                running,
                telegram.url,
                OWNER_IDS=",".join(map(str, OWNERS)),
                DATABASE_URL=f"postgresql://postgres@127.0.0.1:{postgres.port}/ownerbot?sslmode=disable",
                REDIS_URL=f"redis://127.0.0.1:{redis.port}/0",
            )
        )
        bots.await_stand_by()
        rows = running.sql(
            "SELECT order_id FROM ownerbot_demo_orders WHERE NOT flagged ORDER BY 1"
        )
        # Each again once all have had their turn: with another reason, that is a change, too.
        orders = cycle([row["order_id"] for row in rows])
        yield Scene(running, telegram, bots, postgres, redis, random.Random(seed), orders)
