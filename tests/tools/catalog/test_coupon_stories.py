"""Coupons and campaigns through the pipeline: from the sentence to the tap, and back."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from actions import pipeline
from actions.caller import Caller
from actions.enums import Source
from actions.outcomes import AlreadyHandled, Done, Failed, Proposed, Refused, Unchanged
from tools.demo.seed import fill
from tools.intents.resolve import ToolCall, resolve
from tools.models import DemoCampaign, DemoCoupon, DemoOrder

OWNER = 7_000_000_001


@pytest.fixture
def shop(db: None) -> None:
    fill(timezone.now(), orders=50)


def caller() -> Caller:
    return Caller(
        bot_id=42, owner_id=OWNER, chat_id=OWNER, language="en", update_id=None,
        correlation_id=uuid4(), source=Source.RULE,
    )  # fmt: skip


def say(text: str) -> Any:
    """What comes of a sentence."""
    call = resolve(text, today=timezone.localdate(), language="en")
    assert isinstance(call, ToolCall), call
    return pipeline.submit(call.tool, call.payload, caller())


def proposed(text: str) -> Proposed:
    outcome = say(text)
    assert isinstance(outcome, Proposed), outcome
    return outcome


def tap(shown: Proposed) -> Any:
    return pipeline.confirm(shown.action.confirm["main"], caller())


def states() -> tuple[Any, ...]:
    return (
        sorted(DemoCoupon.objects.values_list("code", "active")),
        sorted(DemoCampaign.objects.values_list("campaign_id", "paused")),
    )


@pytest.mark.parametrize(
    "text",
    [
        "create coupon AUTUMN10 for 10% until tomorrow, 100 uses",
        "create coupon MINUS5 for 5 euros",
        "disable coupon SHIP5",
        "pause campaign C-1",
        "resume campaign C-4",
    ],
)
def test_a_change_is_applied_once_and_taken_back_once(shop: None, text: str) -> None:
    before = states()
    shown = proposed(text)
    assert states() == before
    done = tap(shown)
    assert isinstance(done, Done), done
    assert done.action.can_undo
    after = states()
    assert after != before
    assert isinstance(tap(shown), AlreadyHandled)
    assert states() == after

    undone = tap(proposed("undo last action"))
    assert isinstance(undone, Done), undone
    assert states() == before
    assert isinstance(say("undo last action"), Refused)


def test_a_code_taken_before_the_tap_is_refused_then(shop: None) -> None:
    shown = proposed("create coupon AUTUMN10 for 10%")
    DemoCoupon.objects.create(code="AUTUMN10", percent_off=50, starts_at=timezone.now())
    failed = tap(shown)
    assert isinstance(failed, Failed)
    assert failed.action.error_code == "STALE_PREVIEW"
    assert DemoCoupon.objects.get(pk="AUTUMN10").percent_off == 50
    fresh = pipeline.renew_preview(failed.action)
    assert isinstance(fresh, Refused)
    assert fresh.code == "COUPON_EXISTS"


def test_a_coupon_changed_before_the_tap_is_shown_anew(shop: None) -> None:
    shown = proposed("disable coupon VIP25")
    DemoCoupon.objects.filter(pk="VIP25").update(max_uses=7)
    failed = tap(shown)
    assert isinstance(failed, Failed)
    assert DemoCoupon.objects.get(pk="VIP25").active
    fresh = pipeline.renew_preview(failed.action)
    assert isinstance(fresh, Proposed)
    assert isinstance(tap(fresh), Done)
    assert isinstance(say("disable coupon VIP25"), Unchanged)


def test_a_coupon_used_since_is_not_taken_back(shop: None) -> None:
    tap(proposed("create coupon AUTUMN10 for 10%"))
    DemoOrder.objects.filter(pk="OB-1003").update(coupon_code="AUTUMN10")
    outcome = say("undo last action")
    assert isinstance(outcome, Unchanged)
    assert outcome.card.title == "Cannot be undone any more"
    assert DemoCoupon.objects.filter(pk="AUTUMN10").exists()
