"""The caller: on whose behalf something runs."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from actions.enums import Source
from audit import log
from tools.clock import build_shop_context
from tools.contracts import ToolContext
from tools.languages import Language
from tools.upstream.mode import get_upstream_mode


@dataclass(frozen=True)
class Agent:
    """An agent's API key. An agent may propose changes to its owner, and can never confirm one."""

    key_id: int
    name: str
    #: The Idempotency-Key that the agent sent; requests with the same key count once. "": none.
    request: str = ""


@dataclass(frozen=True)
class Caller:
    """The owner who asks or taps, and the bot and update through which they do.

    `update_id` is None where no update is behind the request.
    """

    bot_id: int
    owner_id: int
    chat_id: int
    language: Language
    update_id: int | None
    correlation_id: UUID
    source: Source = Source.RULE
    #: The position of this change in its batch, from 1; 0 where it stands alone.
    step: int = 0
    #: The agent that asks on the owner's behalf; None where the owner asks.
    agent: Agent | None = None

    @property
    def actor(self) -> log.Actor:
        """The caller as the audit keeps it: the agent's key if an agent asks, else the owner."""
        if self.agent is not None:
            return log.build_key_actor(self.agent.key_id, self.agent.name)
        return log.build_owner_actor(self.owner_id)

    def build_context(self) -> ToolContext:
        """Return what a tool needs to run for this caller, with the upstream mode of now."""
        return build_shop_context(
            self.language, self.owner_id, get_upstream_mode(), self.correlation_id
        )
