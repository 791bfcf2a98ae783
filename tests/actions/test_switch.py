"""Switching the data source while other things are going on."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from actions import effects, pipeline
from actions.models import ActionLog
from actions.outcomes import Done, Failed, Proposed, Refused, Running, Unchanged, to_view
from audit import log
from audit.models import AuditEvent
from tests.actions.conftest import OWNER, caller, proposal
from tests.servers.shop import API_KEY, Shop, shop_server
from tools.call_outcomes import Delivered
from tools.demo import seed
from tools.models import DemoOrder
from tools.upstream import mode, reading
from tools.upstream.mode import get_upstream_mode, read_active_mode, switch_source

pytestmark = pytest.mark.django_db


@pytest.fixture
def http(settings: Any) -> Any:
    """A shop over HTTP beside the demo shop."""
    seed.fill(timezone.now(), orders=60)
    with shop_server() as server:
        server.fill("OB-1003")
        settings.UPSTREAM_BASE_URL = server.url
        settings.UPSTREAM_API_KEY = API_KEY
        settings.UPSTREAM_PRIVATE_NETWORKS = ("127.0.0.1",)
        yield server
        reading.close()


def proposed(tool: str, **arguments: Any) -> Proposed:
    outcome = pipeline.submit(tool, arguments, caller())
    assert isinstance(outcome, Proposed), outcome
    return outcome


def confirmed(outcome: Proposed) -> Any:
    decided = pipeline.confirm(outcome.action.confirm["main"], caller())
    mode.forget_mode()  # as the commit would, in a test without one
    return decided


def switched(to: str) -> Proposed:
    shown = proposed("switch_upstream", mode=to)
    assert isinstance(confirmed(shown), Done)
    assert get_upstream_mode() == to
    return shown


def test_an_owner_switches_on_record(http: Shop) -> None:
    shown = switched("HTTP")
    action = ActionLog.objects.get(public_id=shown.action.public_id)
    [event] = AuditEvent.objects.filter(event_type="source_switched")
    assert event.correlation_id == action.correlation_id
    assert (event.actor_id, event.payload) == (OWNER, {"before": "DEMO", "mode": "HTTP"})
    read = pipeline.submit("order_detail", {"order_id": "OB-1003"}, caller())
    assert isinstance(read, Refused)  # the test's shop has no such read: never demo data instead


def test_what_waits_for_the_other_shop_is_stale_and_shown_anew(http: Shop) -> None:
    flag = proposed("flag_order", order_ids=["OB-1003"], reason="late")
    again = proposed("switch_upstream", mode="HTTP")
    switched("HTTP")

    failed = confirmed(flag)
    assert isinstance(failed, Failed)
    assert failed.action.error_code == "STALE_PREVIEW"
    assert isinstance(failed.fresh, Proposed)
    assert http.orders["OB-1003"]["flagged"] is False
    assert not DemoOrder.objects.get(pk="OB-1003").flagged

    failed = confirmed(again)
    assert isinstance(failed, Failed)
    assert isinstance(failed.fresh, Unchanged)


def test_a_preview_and_its_proposal_belong_to_one_shop(
    http: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A switch between the preview and its storing must not give one shop's versions to the other."""
    from tools.catalog.orders.change import FlagOrder

    real = FlagOrder.preview

    def preview(self: Any, payload: Any, ctx: Any) -> Any:
        shown = real(self, payload, ctx)
        switch_source("HTTP", read_active_mode().version, actor=log.SYSTEM, story=uuid4())
        mode.forget_mode()
        return shown

    monkeypatch.setattr(FlagOrder, "preview", preview)
    flag = proposed("flag_order", order_ids=["OB-1003"], reason="late")
    monkeypatch.undo()
    action = ActionLog.objects.get(public_id=flag.action.public_id)
    assert action.upstream_mode == "DEMO"
    failed = confirmed(flag)
    assert isinstance(failed, Failed)
    assert failed.action.error_code == "STALE_PREVIEW"


def test_a_tap_asks_the_database_what_is_in_force(http: Shop) -> None:
    flag = proposed("flag_order", order_ids=["OB-1003"], reason="late")
    switch_source("HTTP", 0, actor=log.SYSTEM, story=uuid4())
    assert get_upstream_mode() == "DEMO"  # this process has not heard of it yet
    failed = confirmed(flag)
    assert isinstance(failed, Failed)
    assert failed.action.error_code == "STALE_PREVIEW"
    assert not DemoOrder.objects.get(pk="OB-1003").flagged


def test_a_write_on_its_way_goes_on_to_the_shop_it_was_for(http: Shop) -> None:
    switched("HTTP")
    flag = proposed("flag_order", order_ids=["OB-1003"], reason="late")
    assert isinstance(confirmed(flag), Running)
    switched("DEMO")

    action = ActionLog.objects.get(public_id=flag.action.public_id)
    [effect] = action.effects.all()
    order = effects.take(effect.pk, uuid4())
    assert order is not None
    assert order.target == "flags"
    done = effects.finish(
        order,
        Delivered(
            {
                "before": [{"order_id": "OB-1003", "flagged": False, "reason": "", "version": 1}],
                "versions": {"OB-1003": 2},
            }
        ),
    )
    assert done is not None
    action.refresh_from_db()
    assert (action.status, action.undo is not None) == ("committed", True)
    assert not DemoOrder.objects.get(pk="OB-1003").flagged

    # It can be taken back where it was done, and nowhere else.
    refused = pipeline.submit("undo_action", {"action": str(action.public_id)}, caller())
    assert isinstance(refused, Refused)
    assert refused.text == (
        "That was done in another data source (the shop over HTTP). "
        "Switch back to it first, then undo."
    )


def test_a_switch_is_taken_back_although_the_shop_does_not_answer(
    http: Shop, settings: Any
) -> None:
    first = switched("HTTP")
    settings.UPSTREAM_BASE_URL = "http://127.0.0.1:9"
    undo = proposed("undo_action")
    assert isinstance(confirmed(undo), Done)
    assert read_active_mode().mode == "DEMO"
    action = ActionLog.objects.get(public_id=first.action.public_id)
    assert to_view(action).status == "committed"


def test_messages_that_wait_are_counted(sending: None, http: Shop) -> None:
    proposal("1")
    proposal("2")
    shown = proposed("switch_upstream", mode="HTTP")
    action = ActionLog.objects.get(public_id=shown.action.public_id)
    values = {item["label"]: item["value"] for item in action.preview["fields"]}
    assert (values["Proposals waiting"], values["Does it answer"]) == ("2", "yes, just now")
