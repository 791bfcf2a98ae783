"""A filled demo shop, and asking the tools as the pipeline does."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings

from tools import runner
from tools.contracts import Action, Preview, Read, Result, ToolContext
from tools.demo import seed
from tools.languages import Language

NOW = datetime(2026, 11, 23, 14, 5, tzinfo=UTC)
OWNER = 2**52 - 1
STORY = UUID(int=7)
#: Whoever works on one text for longer would hold up a whole chat; how fast they are, `make bench` says.
HANGS_SEC = 10


def context(now: datetime = NOW, language: Language = "en") -> ToolContext:
    return ToolContext(
        now=now,
        language=language,
        actor_id=OWNER,
        zone=settings.SHOP_ZONE,
        currency=settings.SHOP_CURRENCY,
        mode=settings.UPSTREAM_MODE,
        story=STORY,
    )


def ask(
    name: str, arguments: Mapping[str, Any] | None = None, ctx: ToolContext | None = None
) -> Result:
    """What the read answers."""
    ctx = ctx or context()
    item = runner.find(name, ctx)
    assert isinstance(item, Read)
    return item.run(runner.validate(item, arguments or {}, ctx), ctx)


def preview(
    arguments: Mapping[str, Any], ctx: ToolContext | None = None, name: str = "flag_order"
) -> Preview:
    """What the action would do."""
    ctx = ctx or context()
    item = runner.find(name, ctx)
    assert isinstance(item, Action)
    return item.preview(runner.validate(item, arguments, ctx), ctx)


def apply(
    arguments: Mapping[str, Any],
    basis: Mapping[str, int],
    ctx: ToolContext | None = None,
    name: str = "flag_order",
) -> Result:
    """Do it, as the pipeline would after the tap."""
    ctx = ctx or context()
    item = runner.find(name, ctx)
    assert isinstance(item, Action)
    done = item.apply(runner.validate(item, arguments, ctx), basis, "main", ctx)
    assert isinstance(done, Result)
    return done


@pytest.fixture
def shop(db: None) -> None:
    """The demo shop with a few weeks of history, filled a moment ago."""
    seed.fill(NOW, orders=300)
