"""People at the web pages, and an action to look at."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from actions import outcomes, pipeline
from actions.caller import Caller
from actions.enums import Source
from actions.models import ActionLog
from actions.outcomes import Proposed
from tests.actions.conftest import sending  # noqa: F401 -- a fixture, for its users here
from tools.demo.seed import fill

OWNER = 7_000_000_001


@pytest.fixture
def superuser(db: None) -> User:
    return User.objects.create_superuser("root")


@pytest.fixture
def root(superuser: User) -> Client:
    """The browser of a superuser."""
    client = Client()
    client.force_login(superuser, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def customer(db: None) -> Client:
    """The browser of somebody who is signed in, but not staff."""
    client = Client()
    client.force_login(
        User.objects.create_user("guest"), backend="django.contrib.auth.backends.ModelBackend"
    )
    return client


def caller(**changes: Any) -> Caller:
    given: dict[str, Any] = {
        "bot_id": 42,
        "owner_id": OWNER,
        "chat_id": OWNER,
        "language": "en",
        "update_id": None,
        "correlation_id": uuid4(),
        "source": Source.RULE,
    }
    return Caller(**(given | changes))


def propose(order_id: str = "OB-1003", reason: str = "test") -> ActionLog:
    outcome = pipeline.submit("flag_order", {"order_ids": [order_id], "reason": reason}, caller())
    assert isinstance(outcome, Proposed)
    return ActionLog.objects.get(public_id=outcome.action.public_id)


@pytest.fixture
def shop(db: None) -> None:
    fill(timezone.now(), orders=60)


@pytest.fixture
def proposal(shop: None) -> ActionLog:
    """A proposal that waits for its tap."""
    return propose()


@pytest.fixture
def applied(proposal: ActionLog) -> ActionLog:
    """The same, confirmed and applied."""
    pipeline.confirm(outcomes.to_view(proposal).confirm["main"], caller())
    proposal.refresh_from_db()
    return proposal
