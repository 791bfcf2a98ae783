"""What people read of an event."""

from __future__ import annotations

from typing import Any

import pytest

from audit.models import AuditEvent
from audit.sentences import describe_event
from tools.registry import list_tools


@pytest.mark.parametrize(
    ("event_type", "payload", "sentence"),
    [
        ("action_proposed", {"targets": ["order:OB-1003"]}, "Flag orders: proposed for OB-1003"),
        (
            "action_committed",
            {"targets": [f"order:OB-{number}" for number in range(1, 6)]},
            "Flag orders: applied to OB-1, OB-2, OB-3 and 2 more",
        ),
        ("action_proposed", {"targets": ["chat:-1"]}, "Flag orders: proposed for 1 chat"),
        (
            "action_committed",
            {"targets": ["chat:-1", "chat:-2"]},
            "Flag orders: applied to 2 chats",
        ),
        ("action_proposed", {"targets": []}, "Flag orders: proposed"),
        ("action_committed", {"targets": [], "missed": 0}, "Flag orders: applied"),
        ("action_committed", {"targets": [], "missed": 2}, "Flag orders: applied, 2 not reached"),
        ("action_proposed", {}, "Flag orders: proposed for –"),
        ("question_unclear", {"missing": ""}, "A question was not understood"),
        ("question_unclear", {"missing": "order_ids"}, "Asked back: order ids"),
        (
            "action_resolved",
            {"verdict": "happened"},
            "Flag orders: its owner said that it happened",
        ),
        (
            "action_resolved",
            {"verdict": "missed"},
            "Flag orders: its owner said that it did not happen",
        ),
    ],
)
def test_an_event_is_told_in_a_sentence(
    event_type: str, payload: dict[str, Any], sentence: str
) -> None:
    event = AuditEvent(event_type=event_type, payload=payload | {"tool": "flag_order"})
    assert describe_event(event).sentence == sentence


def test_every_action_is_called_by_its_title_whichever_layer_it_lives_in() -> None:
    actions = [tool for tool in list_tools() if tool.kind == "action"]
    assert {"flag_order", "undo_action"} <= {tool.name for tool in actions}

    for tool in actions:
        event = AuditEvent(
            event_type="action_committed", payload={"tool": tool.name, "targets": []}
        )
        assert describe_event(event).sentence == f"{tool.title.en}: applied"
