"""Who asks or taps."""

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
    """The API key that asks in an owner's stead: it may propose to them, and can never tap."""

    key_id: int
    name: str
    #: The agent's own name for this request (Idempotency-Key); the same one again counts once.
    request: str = ""


@dataclass(frozen=True)
class Caller:
    """Who asks or taps, and through which update of which bot."""

    bot_id: int
    owner_id: int
    chat_id: int
    language: Language
    update_id: int | None
    correlation_id: UUID
    source: Source = Source.RULE
    #: The place of what is asked among the changes of one request, from 1; 0: it stands alone.
    step: int = 0
    agent: Agent | None = None

    @property
    def actor(self) -> log.Actor:
        if self.agent is not None:
            return log.build_key_actor(self.agent.key_id, self.agent.name)
        return log.build_owner_actor(self.owner_id)

    def build_context(self) -> ToolContext:
        return build_shop_context(
            self.language, self.owner_id, get_upstream_mode(), self.correlation_id
        )
