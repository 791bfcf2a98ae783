"""What journeys by voice have in common."""

from __future__ import annotations

from tests.harness.program import OWNER
from tests.servers.openai import segments
from tests.servers.telegram import BotApi, Call

SURE = segments(avg_logprob=-0.2)
UNSURE = segments(avg_logprob=-1.2)


def _is_help(call: Call) -> bool:
    return call.text.startswith(("What you can", "Что можно написать"))


def settle(telegram: BotApi) -> None:
    """Everything that the owner sent before this has been answered."""
    since = telegram.mark()
    telegram.say("/help", OWNER)
    telegram.wait("sendMessage", since=since, where=_is_help)
