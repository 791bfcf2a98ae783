"""What journeys by voice have in common."""

from __future__ import annotations

from tests.harness.program import OWNER
from tests.servers.openai import segments
from tests.servers.telegram import BotApi

SURE = segments(avg_logprob=-0.2)
UNSURE = segments(avg_logprob=-1.2)


def settle(telegram: BotApi) -> None:
    """Everything that the owner sent before this has been answered."""
    since = telegram.mark()
    telegram.say("/help", OWNER)
    telegram.wait("sendMessage", since=since, where=lambda c: c.text.startswith("What you can"))
